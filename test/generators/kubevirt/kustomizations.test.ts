import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { settingsSchema } from '../../../src/model/settings.ts';
import { projectRoot } from '../../support/shared.ts';
import { caseSchema, estateOf, manifestsOf } from './rehost-estate.ts';

const root = join(projectRoot, 'fixtures', 'kubevirt');
const kustomizationSchema = z.object({ resources: z.array(z.string()) });

/** Files and folders that the kustomizations of an output name, and all its manifests. */
function namedAndWritten(files: ReadonlyMap<string, string>): { named: Set<string>; written: string[] } {
  const named = new Set<string>();
  for (const [path, text] of files) {
    if (posix.basename(path) !== 'kustomization.yaml') continue;
    const { resources } = kustomizationSchema.parse(parseAllDocuments(text)[0]?.toJS());
    for (const resource of resources) named.add(posix.join(posix.dirname(path), resource));
  }
  // The platform wants decisions first, and pages are for people.
  const isApplied = (path: string): boolean =>
    posix.basename(path) !== 'kustomization.yaml' && path.endsWith('.yaml') && !path.startsWith('kubernetes/platform/');
  return { named, written: [...files.keys()].filter(isApplied) };
}

describe('kustomizations', () => {
  it.each(readdirSync(root))(
    'name everything that is written for %s, but what starts a migration, and nothing else',
    (name) => {
      const given = caseSchema.parse(JSON.parse(readFileSync(join(root, name, 'input.json'), 'utf8')));
      const files = manifestsOf(estateOf(given), settingsSchema.parse(given.settings ?? {}));
      const { named, written } = namedAndWritten(files);
      expect(
        written.filter((path) => !named.has(path)).every((path) => path.startsWith('kubevirt/forklift/migrations/')),
      ).toBe(true);
      for (const target of named)
        expect(files.has(target) || files.has(`${target}/kustomization.yaml`), target).toBe(true);
    },
  );
});
