import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { splitWords } from '../../../../analyzers/guest/recognition/command-line.ts';
import type { Guest } from '../../../../src/model/guest.ts';
import { aGuest } from '../../../support/a-guest.ts';
import { projectRoot } from '../../../support/shared.ts';

const fixtures = join(projectRoot, 'fixtures', 'guest-apps');

/** A command line as a shell has it, or argument by argument. */
const words = z.union([z.string().transform((line) => splitWords(line)), z.array(z.string())]);

/** A guest in the short form of fixtures/guest-apps; what is not named here is as in the model. */
const shortGuest = z.looseObject({
  /** "nginx 1.22.1-9", installed by hand; "nginx-common 1.22.1-9 dependency". */
  packages: z.array(z.string()).nullish(),
  processes: z.array(z.looseObject({ command: words.optional(), executable: z.string().nullish() })).nullish(),
  /** `start` and `prepare` are ExecStart and ExecStartPre. */
  units: z
    .array(z.looseObject({ name: z.string(), start: words.optional(), prepare: z.array(words).optional() }))
    .nullish(),
  /** "tcp 0.0.0.0:80 812": protocol, address, and the process that listens ("-" where it was not readable). */
  listeners: z.array(z.string()).nullish(),
  /** Files with their lines. */
  configuration: z.record(z.string(), z.array(z.string())).nullish(),
  /** Trees that no package owns, with their bytes. */
  unownedTrees: z.record(z.string(), z.number()).nullish(),
  /** Names with uid and gid. */
  accounts: z.record(z.string(), z.tuple([z.number(), z.number()])).nullish(),
});

function listener(line: string): object {
  const [, protocol, address, port, pid] = /^(tcp|udp|unix) (.+?)(?::(\d+))? (\d+|-)$/u.exec(line) ?? [];
  if (protocol === undefined) throw new Error(`no listener: ${line}`);
  return {
    protocol,
    address,
    port: port === undefined ? null : Number(port),
    pid: pid === '-' ? null : Number(pid),
    processName: null,
  };
}

const each = <T, R>(items: readonly T[] | null | undefined, to: (item: T) => R): R[] | null | undefined =>
  items === null || items === undefined ? items : items.map((item) => to(item));
const entries = <T, R>(
  items: Readonly<Record<string, T>> | null | undefined,
  to: (name: string, item: T) => R,
): R[] | null | undefined =>
  items === null || items === undefined ? items : Object.entries(items).map(([name, item]) => to(name, item));

/** The full Guest of a short one. */
export function fullGuest(given: unknown): Guest {
  const short = shortGuest.parse(given);
  const full = {
    ...short,
    packages: each(short.packages, (text) => {
      const [name, version = null, dependency] = text.split(' ');
      return { name, version, manager: 'dpkg', manual: dependency === undefined, location: null };
    }),
    processes: each(short.processes, (process) => ({
      name: process.executable?.replace(/^.*\//u, '').slice(0, 15) ?? null,
      ...process,
      controlGroup: typeof process['unit'] === 'string' ? `/system.slice/${process['unit']}` : null,
    })),
    units: each(short.units, ({ start, prepare = [], ...unit }) => ({
      active: true,
      subState: 'running',
      enabled: true,
      type: 'simple',
      ...unit,
      ...(start === undefined ? {} : { execStart: [exec(start)] }),
      execStartPre: prepare.map((command) => exec(command)),
    })),
    listeners: each(short.listeners, listener),
    configuration: entries(short.configuration, (path, lines) => ({
      path,
      contents: `${lines.join('\n')}\n`,
      truncated: false,
      owner: 'root',
      group: 'root',
      mode: '0644',
    })),
    unownedTrees: entries(short.unownedTrees, (path, sizeBytes) => ({ path, files: null, sizeBytes })),
    accounts: entries(short.accounts, (name, [uid, gid]) => ({ name, uid, gid, group: name, home: null, shell: null })),
  };
  return aGuest(Object.fromEntries(Object.entries(full).filter(([, value]) => value !== undefined)));
}

const exec = (argv: readonly string[]): object => ({ path: argv[0] ?? '', argv, ignoreFailure: false });

/** The guest in which an application is found ("guest") or only seems to be ("decoy"); null where there is no such file. */
export function fixtureGuest(application: string, name: 'guest' | 'decoy'): Guest | null {
  const path = join(fixtures, application, `${name}.json`);
  return existsSync(path) ? fullGuest(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

export const expectedPath = (application: string): string => join(fixtures, application, 'expected.json');
