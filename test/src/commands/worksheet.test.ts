import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoSources, plantedSecrets } from '../../../src/demo/estate.ts';
import { nativeWorkbook } from '../../../src/demo/native-workbook.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import { writeOutput } from '../../../src/lib/output-writer.ts';
import { assessmentSchema } from '../../../src/model/assessment.ts';
import { devirt, scratchFolder } from '../../support/devirt.ts';

/** An export of the made-up company, and a table of two of its owners beside a devirt.yaml. */
async function company(): Promise<{ folder: string; source: string; settings: string }> {
  const folder = scratchFolder();
  const [hamburg] = demoSources();
  if (hamburg === undefined) throw new Error('the demo has no source');
  await writeOutput(folder, [{ path: hamburg.fileName, content: nativeWorkbook(hamburg.sheets) }]);
  const settings = join(folder, 'devirt.yaml');
  writeFileSync(settings, 'owners: [cmdb.csv]\n');
  writeFileSync(
    join(folder, 'cmdb.csv'),
    'Rechnername;Verantwortlich;Anwendung;Stilllegen\nansible-01;Team Linux;Automatisierung;ja\nno-such-vm;Jane;;\n',
  );
  return { folder, source: join(folder, hamburg.fileName), settings };
}

describe('owners on the command line', () => {
  it('worksheet writes a workbook, and never over one that is there', async () => {
    const given = await company();
    const out = join(given.folder, 'owners.xlsx');
    const run = await devirt('worksheet', given.source, '--settings', given.settings, '--out', out);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^wrote .*owners\.xlsx: \d+ VMs, \d+ of them with open questions\n/);
    const bytes = readFileSync(out);
    const again = await devirt('worksheet', given.source, '--settings', given.settings, '--out', out);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already, and may hold answers');
    expect(readFileSync(out).equals(bytes)).toBe(true);
    const nowhere = await devirt('worksheet', given.source, '--out', join(given.folder, 'no', 'folder.xlsx'));
    expect(nowhere.code).toBe(74);
  });

  it('assess joins the tables, decides by their answers, and tells of both', async () => {
    const given = await company();
    const out = join(given.folder, 'out');
    const run = await devirt('assess', given.source, '--settings', given.settings, '--out', out);
    expect(run.stderr).toContain('no VM of the estate has this name: row 3 ("no-such-vm")');
    expect(existsSync(join(out, 'report', 'report.xlsx'))).toBe(true);
    const { vms, sources } = assessmentSchema.parse(JSON.parse(readFileSync(join(out, 'assessment.json'), 'utf8')));
    const vm = vms.find(({ name }) => name === 'ansible-01');
    expect(vm).toMatchObject({
      disposition: 'retire',
      application: 'Automatisierung',
      owner: { name: 'Team Linux', mayBeRetired: true },
      decidedBy: { by: 'override', reason: 'answer of Team Linux in cmdb.csv, cmdb!D2 (Stilllegen)' },
    });
    expect(sources.map(({ kind, name }) => [kind, name])).toContainEqual(['owners', 'cmdb.csv']);

    const explained = await devirt('explain', 'ansible-01', '--out', out);
    expect(explained.stdout).toContain('owner: Team Linux\n  cmdb.csv cmdb!B2 (Verantwortlich) = Team Linux');
  });

  it('a table that cannot be read is an error of the settings', async () => {
    const given = await company();
    const settings = join(given.folder, 'other.yaml');
    writeFileSync(settings, 'owners: [missing.csv]\n');
    const run = await devirt('assess', given.source, '--settings', settings, '--out', join(given.folder, 'none'));
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('other.yaml: owners[0]: ');
    expect(run.stderr).toContain('missing.csv: there is no such file or folder');
  });
});

/** All texts of a workbook, which its compressed bytes hide. */
async function textsOf(path: string): Promise<string> {
  const file = await openTables(path);
  const texts: string[] = [];
  for (const sheet of file.sheets) for await (const { cells } of sheet.rows()) texts.push(cells.join('\n'));
  await file.close();
  return texts.join('\n');
}

describe('workbooks that leave the house', () => {
  it('hold none of the secrets that are planted in the exports', async () => {
    const { folder, source, settings } = await company();
    await devirt('assess', source, '--settings', settings, '--out', join(folder, 'out'));
    await devirt('worksheet', source, '--settings', settings, '--out', join(folder, 'owners.xlsx'));
    for (const path of [join(folder, 'out', 'report', 'report.xlsx'), join(folder, 'owners.xlsx')]) {
      const text = await textsOf(path);
      expect(text).toContain('ansible-01');
      for (const secret of plantedSecrets) expect(text).not.toContain(secret);
    }
  });
});
