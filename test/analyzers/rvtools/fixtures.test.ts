import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRvtools } from '../../../analyzers/rvtools/read.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import { estateSchema } from '../../../src/model/estate.ts';
import { projectRoot } from '../../support/shared.ts';

const folder = join(projectRoot, 'fixtures', 'rvtools');

/** Without what is unknown, so that the fixtures show what was read. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, field]) => field !== null && !(Array.isArray(field) && field.length === 0))
    .map(([name, field]): [string, unknown] => [name, known(field)]);
  return Object.fromEntries(entries);
}

/** "vInfo!B (Powerstate)" */
const shortPlaces = (facts: Readonly<Record<string, readonly { sheet: string; column: string; header: string }[]>>) =>
  Object.fromEntries(
    Object.entries(facts).map(([fact, places]) => [
      fact,
      places.map(({ sheet, column, header }) => `${sheet}!${column} (${header})`).join(', '),
    ]),
  );

// `npx vitest run test/analyzers/rvtools -u` writes expected.json anew: look at what changed before committing it.
describe('RVTools exports with a surprise each', () => {
  for (const name of readdirSync(folder).sort()) {
    it(name, async () => {
      const file = await openTables(join(folder, name));
      const estate = await readRvtools(file, { sourceIndex: 0 });
      await file.close();
      expect(estateSchema.parse(estate)).toEqual(estate);
      const shown = {
        ...estate,
        sources: estate.sources.map((source) => ({ ...source, facts: shortPlaces(source.facts) })),
      };
      await expect(`${JSON.stringify(known(shown), null, 2)}\n`).toMatchFileSnapshot(
        join(folder, name, 'expected.json'),
      );
      expect(JSON.stringify(estate)).not.toContain('PLANT');
    });
  }
});
