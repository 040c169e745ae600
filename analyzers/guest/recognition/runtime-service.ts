import type { Recognised, Service } from './application.ts';
import type { GuestView } from './guest-view.ts';
import { ownSoftware } from './own-software.ts';

/** Somebody's own code in a runtime: its tree, configuration and peers, and what `known` says beside. */
export function runtimeService(service: Service, view: GuestView, known: Recognised = {}): Recognised[] {
  const { files: _, ...own } = ownSoftware(service, view);
  return [
    {
      ...own,
      ...known,
      packages: [...(own.packages ?? []), ...(known.packages ?? [])],
      configuration: [...(own.configuration ?? []), ...(known.configuration ?? [])],
      content: [...(own.content ?? []), ...(known.content ?? [])],
      peers: [...(own.peers ?? []), ...(known.peers ?? [])],
      data: [...(own.data ?? []), ...(known.data ?? [])],
      version: known.version ?? null,
    },
  ];
}

/** Version in a package.json, and the like, that lies in one of these folders. */
export function versionInPackageJson(folders: readonly string[], view: GuestView): string | null {
  for (const folder of folders) {
    const file = view.file(`${folder}/package.json`);
    const version = /^\s*"version"\s*:\s*"([^"]{1,64})"/mu.exec(file?.contents ?? '')?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

/** Heap and other limits of a JVM that the image must keep in mind, as lines of evidence. */
export function jvmEvidence(argv: readonly string[]): string[] {
  const flags = argv.filter((argument) =>
    /^-X(?:mx|ms|ss)\w+$|^-XX:(?:Max(?:RAMPercentage|MetaspaceSize|DirectMemorySize)=|\+Use\w+GC)/u.test(argument),
  );
  return flags.length === 0
    ? ['no heap flag: the JVM takes a quarter of the memory that it sees']
    : [`JVM flags ${flags.join(' ')}`];
}
