import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOwners, type OwnerTable } from '../../../analyzers/owners/read.ts';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import { scratchFolder } from '../../support/devirt.ts';

async function read(csv: string): Promise<OwnerTable> {
  const path = join(scratchFolder(), 'cmdb.csv');
  writeFileSync(path, csv);
  const file = await openTables(path);
  try {
    return await readOwners(file);
  } finally {
    await file.close();
  }
}

describe('a side table of owners', () => {
  it('gives each fact with its cell', async () => {
    const { source, rows } = await read(
      'Server;Zuständig;Fachverfahren;RTO (min);Abschalten;Bemerkung\nweb-1;Jane Doe;Shop;90;ja;\ndb-1;;;;;\n',
    );
    expect(source).toMatchObject({ kind: 'owners', name: 'cmdb.csv', exportedAt: null, warnings: [] });
    // A row without a fact says nothing.
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ sheet: 'cmdb', row: 2, id: null, uuid: null, vm: 'web-1' });
    expect(rows[0]?.facts).toMatchObject({
      name: 'Jane Doe',
      application: 'Shop',
      recoveryTimeHours: 1.5,
      mayBeRetired: true,
      notes: null,
    });
    expect(rows[0]?.facts.evidence).toEqual({
      name: { source: 'cmdb.csv', path: 'cmdb!B2 (Zuständig)', value: 'Jane Doe' },
      application: { source: 'cmdb.csv', path: 'cmdb!C2 (Fachverfahren)', value: 'Shop' },
      recoveryTimeHours: { source: 'cmdb.csv', path: 'cmdb!D2 (RTO (min))', value: '90' },
      mayBeRetired: { source: 'cmdb.csv', path: 'cmdb!E2 (Abschalten)', value: 'ja' },
    });
  });

  it('is found below titles and remarks', async () => {
    const { rows } = await read('Owners of our servers,,\n,,\nVM,Owner,Other\nweb-1,Jane,x\n');
    expect(rows.map(({ row, vm, facts }) => [row, vm, facts.name])).toEqual([[4, 'web-1', 'Jane']]);
  });

  it('says in one line what it could not read, with the cells', async () => {
    const bad = Array.from({ length: 8 }, (_, i) => `vm-${i},soon\n`).join('');
    const { source, rows } = await read(`VM,RTO\n${bad}vm-9,4\n,2\n`);
    expect(source.warnings).toEqual([
      {
        place: 'cmdb',
        message:
          'Cannot be read as a duration (4, 4 h, 30 min, 2 days): B2 ("soon"), B3 ("soon"), B4 ("soon"), B5 ("soon"), B6 ("soon") and 3 more',
        lacking: true,
      },
      { place: 'cmdb', message: 'Not read, because it names no VM: row 11', lacking: true },
    ]);
    expect(rows.map(({ facts }) => facts.recoveryTimeHours)).toEqual([4]);
  });

  it('keeps no secret, not even as evidence', async () => {
    const table = await read('VM,Owner,Notes\nweb-1,Jane,"login: root/hunter2, password=Sommer2026!"\n');
    const text = JSON.stringify(table);
    expect(text).toContain('Jane');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('Sommer2026');
  });

  it('is an error of the settings where no header is one', async () => {
    const error: unknown = await read('a,b\n1,2\n').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DevirtError);
    expect(error).toMatchObject({ exitCode: exitCode.usage });
    expect(String(error)).toContain('cmdb.csv: no table of owners in it');
  });
});
