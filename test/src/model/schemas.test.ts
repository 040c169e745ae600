import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assessmentSchema } from '../../../src/model/assessment.ts';
import { estateSchema } from '../../../src/model/estate.ts';
import { planSchema } from '../../../src/model/plan.ts';
import { settingsSchema } from '../../../src/model/settings.ts';
import { projectRoot } from '../../support/shared.ts';

const published = {
  assessment: { schema: assessmentSchema, io: 'output' },
  estate: { schema: estateSchema, io: 'output' },
  plan: { schema: planSchema, io: 'output' },
  // A settings file may leave everything out: what a person writes is the schema's input.
  settings: { schema: settingsSchema, io: 'input' },
} as const;

describe('schemas/', () => {
  // UPDATE_GOLDEN=1 writes them anew; the difference is read before it is committed.
  for (const [name, { schema, io }] of Object.entries(published)) {
    it(`${name}.schema.json is made from the model`, () => {
      const path = join(projectRoot, 'schemas', `${name}.schema.json`);
      const json = `${JSON.stringify(z.toJSONSchema(schema, { io, target: 'draft-2020-12' }), null, 2)}\n`;
      if (process.env['UPDATE_GOLDEN'] === '1') {
        mkdirSync(join(projectRoot, 'schemas'), { recursive: true });
        writeFileSync(path, json);
      }
      expect(readFileSync(path, 'utf8')).toBe(json);
    });
  }
});
