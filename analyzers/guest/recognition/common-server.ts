import type { GuestApplication } from '../../../src/model/guest.ts';
import type { Recognised, Service } from './application.ts';
import { isWithin } from './paths.ts';
import type { GuestView } from './guest-view.ts';
import { ownSoftware } from './own-software.ts';
import { type Setting, settings } from './directives.ts';
import { expandArguments } from './command-line.ts';

/** Arguments that a service is started with: as it runs, and as its unit says. */
export function startArguments(service: Service, view: GuestView): string[] {
  const { unit } = service;
  if (unit === null) return [...service.argv];
  const environment = view.environmentOf(unit);
  return [...service.argv, ...unit.execStart.flatMap(({ argv }) => expandArguments(argv, environment))];
}

/** Carried files that a service's arguments name. */
export function namedFiles(service: Service, view: GuestView): string[] {
  return startArguments(service, view).flatMap((argument) => {
    const path = /^(?:--?[\w.-]+=?|[\w.-]+=)?(\/.+)$/u.exec(argument)?.[1];
    return path !== undefined && view.file(path) !== null ? [path] : [];
  });
}

/**
 * What is common to servers: configuration that the command line names beside what `known` says, and, of one that no
 * package brought, its own tree.
 */
export function commonServer(service: Service, view: GuestView, known: Recognised = {}): Recognised {
  const packaged = service.executable === null || /^\/(?:usr\/(?!local\/)|s?bin\/)/u.test(service.executable);
  const configuration = [...(known.configuration ?? []), ...namedFiles(service, view)];
  if (packaged) return { ...known, configuration };
  const own = ownSoftware(service, view);
  const data = known.data ?? own.data ?? [];
  return {
    ...known,
    packages: known.packages ?? own.packages ?? [],
    configuration: [...configuration, ...(own.configuration ?? [])],
    // A database below its own software is data all the same.
    content: [...(known.content ?? []), ...(own.content ?? [])].filter(
      (path) => !data.some((folder) => isWithin(path, folder)),
    ),
    data,
    logs: [...(known.logs ?? []), ...(own.logs ?? [])],
  };
}

/** A server of which only its places are known: `recognise` for applications without syntax of their own. */
export const atPlaces =
  (known: Recognised) =>
  (service: Service, view: GuestView): readonly Recognised[] => {
    const { configuration = [], data = [] } = known;
    const there = (path: string): boolean => view.filesLike(path).length > 0;
    return [
      commonServer(service, view, {
        ...known,
        configuration: configuration.filter((path) => there(path)),
        data: presentFolders(data, service, view),
      }),
    ];
  };

/** Of usual data folders those that are seen; the first where none can be: nobody looked into them. */
export function presentFolders(folders: readonly string[], service: Service, view: GuestView): string[] {
  const seen = folders.filter(
    (folder) =>
      view.sizeBytes(folder) !== null ||
      service.processes.some(({ openFiles }) => openFiles.some((path) => isWithin(path, folder))),
  );
  return seen.length > 0 ? seen : folders.slice(0, 1);
}

/** A setting with the file that it stands in. */
export interface PlacedSetting extends Setting {
  readonly place: string;
}

/** Settings of these carried files, one after the other: the last of a key counts. */
export function settingsOf(view: GuestView, ...patterns: readonly string[]): PlacedSetting[] {
  return patterns
    .flatMap((pattern) => view.filesLike(pattern))
    .flatMap((file) =>
      settings(file.contents).map((setting) => ({ ...setting, place: `${file.path}:${setting.line}` })),
    );
}

/** The last value of a key, in any section or in those named. */
export function lastValue(found: readonly Setting[], key: string, ...sections: readonly string[]): string | null {
  return (
    found.findLast((setting) => setting.key === key && (sections.length === 0 || sections.includes(setting.section)))
      ?.value ?? null
  );
}

/** A port number of a text; null where it is none. */
export function portOf(text: string | null | undefined): number | null {
  const found = /(?:^|:)(\d{1,5})$/u.exec(text ?? '')?.[1];
  const port = found === undefined ? 0 : Number(found);
  return port >= 1 && port <= 65_535 ? port : null;
}

/** HTTP at this path, at the port that the service really listens on: the first of its TCP ports, or the usual one. */
export function httpProbe(service: Service, path: string, usual?: number): GuestApplication['probe'] {
  const ports = service.listeners.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port);
  const port =
    usual !== undefined && (ports.length === 0 || ports.includes(usual))
      ? usual
      : ports.filter((one) => one !== null).toSorted((a, b) => a - b)[0];
  return port === undefined ? null : { kind: 'http', path, port };
}
