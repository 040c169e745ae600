import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.image-and-data',
  text: {
    title: 'Disk use splits into image and data',
    why: 'Data directories become volumes and what is served or run becomes the image; the rest of the disk, the operating system above all, is not carried over.',
    remedy:
      'Size volumes by the data directories, with room to grow. See that the image holds nothing but the program and what it serves.',
  },
  guest: ['fileSystems'],
  check: (guest, subject) => {
    const places = guest.applications.flatMap(({ dataDirectories, content }) => [
      ...dataDirectories.map(({ path, sizeBytes }) => subject.guestEvidence(`data ${path}`, sizeBytes)),
      ...content.map(({ path, sizeBytes }) => subject.guestEvidence(`content ${path}`, sizeBytes)),
    ]);
    // A device that is mounted at several places counts once.
    const local = new Map(
      (guest.fileSystems ?? [])
        .filter(({ device }) => device.startsWith('/dev/'))
        .map((each) => [each.device, each.usedMiB]),
    );
    const used = [...local.values()].reduce<number>((sum, usedMiB) => sum + (usedMiB ?? 0), 0);
    return hitAt('note', places, {
      detail: `${used} MiB are used on ${local.size} local file systems; sizes of the directories are in bytes, empty where nobody knows.`,
    });
  },
});
