import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './support/shared.ts';

/** The rooms of the house and what each may import beside itself (docs/architecture). The longest prefix counts. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'src/lib': [],
  'src/model': ['src/lib'],
  'src/planner': ['src/model', 'src/lib'],
  'src/demo': ['src/model', 'src/lib'],
  'src/commands': ['src/model', 'src/lib', 'src/planner', 'src/demo', 'analyzers', 'generators'],
  'src/cli.ts': ['src/commands', 'src/lib'],
  'analyzers/guest': ['src/model', 'src/lib'],
  'analyzers/rvtools': ['src/model', 'src/lib'],
  'analyzers/saved-estate': ['src/model', 'src/lib'],
  'analyzers/vsphere': ['src/model', 'src/lib'],
  'analyzers/kubernetes': ['src/model', 'src/lib'],
  'analyzers/owners': ['src/model', 'src/lib'],
  'generators/ansible': ['src/model', 'src/lib'],
  'generators/assessment': ['src/model', 'src/lib'],
  'generators/forklift': ['src/model', 'src/lib'],
  'generators/dockerfile': ['src/model', 'src/lib'],
  'generators/kubernetes': ['src/model', 'src/lib'],
  'generators/kubevirt': ['src/model', 'src/lib'],
  'generators/plan': ['src/model', 'src/lib'],
  'generators/report': ['src/model', 'src/lib'],
  'generators/runbook': ['src/model', 'src/lib'],
  'generators/worksheet': ['src/model', 'src/lib'],
};

/** Rooms in which code has no effects: no Node modules, and nothing of the process. */
const pureRooms = ['src/planner', 'src/model', 'generators'];

const inside = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);
const roomOf = (path: string): string | undefined => Object.keys(rooms).find((room) => inside(path, room));

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function* sourceFiles(folder: string): Generator<SourceFile> {
  for (const entry of readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.m?ts$/.test(entry.name)) continue;
    const path = relative(projectRoot, join(entry.parentPath, entry.name)).split(sep).join('/');
    const text = readFileSync(join(projectRoot, path), 'utf8');
    const imports = [
      ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g),
    ].map((match) => match[1] ?? match[2] ?? '');
    yield { path, text, imports };
  }
}

const files = ['src', 'analyzers', 'generators'].flatMap((folder) => [...sourceFiles(folder)]);
const local = (file: SourceFile): string[] =>
  file.imports
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(projectRoot, resolve(projectRoot, dirname(file.path), name))
        .split(sep)
        .join('/'),
    );

describe('the house', () => {
  it('has a room for every source file', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => roomOf(file.path) === undefined).map((file) => file.path)).toEqual([]);
  });

  it('lets a room import only what it may', () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file.path) ?? '';
      const allowed = [room, ...(rooms[room] ?? [])];
      return local(file)
        .filter((target) => !allowed.some((other) => inside(target, other)))
        .map((target) => `${file.path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps effects out of the pure rooms', () => {
    const wrong = files
      .filter(
        (file) => pureRooms.some((room) => inside(file.path, room)) && !inside(file.path, 'generators/report/page'),
      )
      .flatMap((file) =>
        file.imports.filter((name) => name.startsWith('node:')).map((name) => `${file.path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('prints, reads the environment and exits only in commands', () => {
    const wrong = files
      .filter((file) => !inside(file.path, 'src/commands') && file.path !== 'src/cli.ts')
      .filter((file) => /\bconsole\.|\bprocess\.(?:env|exit|exitCode|stdout|stderr|argv)\b/.test(file.text))
      .map((file) => file.path);
    expect(wrong).toEqual([]);
  });

  it('has no clock, no chance and no locale outside commands', () => {
    const wrong = files
      .filter((file) => !inside(file.path, 'src/commands'))
      .filter((file) =>
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\blocaleCompare\(|\btoLocale\w*\(|\bIntl\./.test(file.text),
      )
      .map((file) => file.path);
    expect(wrong).toEqual([]);
  });

  it('names files in kebab-case', () => {
    expect(
      files.map((file) => file.path).filter((path) => !/^(?:[a-z0-9.-]+\/)*[a-z0-9-]+(?:\.d)?\.ts$/.test(path)),
    ).toEqual([]);
  });
});
