import { byCodePoint } from '../../../src/lib/order.ts';
import type { CronEntry } from '../../../src/model/guest.ts';
import type { Bundle, CarriedFile } from './bundle.ts';

const spool = /^\/(?:var\/spool\/cron(?:\/crontabs|\/tabs)?|etc\/crontabs)\/([^/]+)$/;

/** Lines of a crontab (crontab(5)). System crontabs name the user; of others the file's name does. */
function crontab(file: CarriedFile, user: string | null): CronEntry[] {
  const found: CronEntry[] = [];
  let timeZone: string | null = null;
  for (const [index, raw] of file.contents.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const variable = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (variable !== null) {
      // Debian's cron knows TZ only for the commands, cronie's CRON_TZ moves the schedule.
      if (variable[1] === 'CRON_TZ') timeZone = (variable[2] ?? '').replaceAll(/["']/g, '');
      continue;
    }
    const match = /^(@[a-z]+|(?:\S+\s+){4}\S+)\s+(.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const schedule = match[1].replaceAll(/\s+/g, ' ');
    if (!schedule.startsWith('@') && !/^[\d*]/.test(schedule)) continue;
    let command = match[2];
    let runs = user;
    if (user === null) {
      const named = /^(\S+)\s+(.*)$/.exec(command);
      if (named?.[1] === undefined || named[2] === undefined) continue;
      runs = named[1];
      command = named[2];
    }
    found.push({ place: `${file.path}:${index + 1}`, schedule, user: runs, command, timeZone });
  }
  return found;
}

/** Jobs of cron: crontabs and the scripts of /etc/cron.daily and the like; null where the collector could not look. */
export function cron(bundle: Bundle): CronEntry[] | null {
  if (
    !bundle.commands.has('crontabs') &&
    !bundle.commands.has('cron-scripts') &&
    !bundle.files.some(({ path }) => path.startsWith('/etc/cron'))
  ) {
    return bundle.log.length > 0 ? [] : null;
  }
  return bundle.files
    .flatMap((file): CronEntry[] => {
      if (file.path === '/etc/crontab' || /^\/etc\/cron\.d\/[^/.]+$/.test(file.path)) return crontab(file, null);
      const user = spool.exec(file.path)?.[1];
      if (user !== undefined) return crontab(file, user);
      const script = /^\/etc\/cron\.(hourly|daily|weekly|monthly)\/[^/.][^/]*$/.exec(file.path);
      if (script?.[1] === undefined || (file.mode & 0o111) === 0) return [];
      return [{ place: file.path, schedule: script[1], user: 'root', command: file.path, timeZone: null }];
    })
    .sort((a, b) => byCodePoint(a.place, b.place));
}
