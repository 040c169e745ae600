import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assessmentSchema, type Assessment } from '../../../src/model/assessment.ts';
import { devirt, hashes, scratchFolder, start } from '../../support/devirt.ts';
import { describeShared, requireShared } from '../../support/shared.ts';

const readAssessment = (out: string): Assessment =>
  assessmentSchema.parse(JSON.parse(readFileSync(join(out, 'assessment.json'), 'utf8')));

describeShared('devirt assess on real exports', () => {
  const folder = requireShared('data', 'rvtools');
  const exports = readdirSync(folder).filter((name) => /\.(xlsx|csv)$/.test(name));

  it.each(exports)('assesses %s', async (name) => {
    const out = join(scratchFolder(), 'out');
    const run = await devirt('assess', join(folder, name), '--out', out);
    // 5 is "done, but something lacks": most of these exports were trimmed, and that is said.
    expect([0, 5], run.stderr).toContain(run.code);
    if (run.code === 5) expect(run.stderr).toMatch(/^warning /m);
    const assessment = readAssessment(out);
    expect(assessment.vms.length).toBe(assessment.estate.vms + assessment.estate.templates);
    expect(Object.values(assessment.dispositions).reduce((sum, count) => sum + count, 0)).toBe(assessment.vms.length);
    expect(new Set(assessment.vms.map((vm) => vm.id)).size).toBe(assessment.vms.length);
    for (const file of ['estate.ndjson.gz', 'plan/index.yaml', 'report/index.html', 'report/summary.md']) {
      expect(existsSync(join(out, file)), file).toBe(true);
    }
  });

  it('gives the same from the saved estate as from the export', async () => {
    const folderOut = scratchFolder();
    const [first, second] = [join(folderOut, 'a'), join(folderOut, 'b')];
    await devirt('assess', join(folder, 'rvtools-3.x-131vm.xlsx'), '--out', first);
    await devirt('assess', join(first, 'estate.ndjson.gz'), '--out', second);
    expect(hashes(second)).toEqual(hashes(first));
  });

  it('does not cost the readable sources what another lacks, and ends with 5', async () => {
    const out = join(scratchFolder(), 'out');
    const run = await devirt(
      'assess',
      join(folder, 'rvtools-3.6-155vm.xls'),
      join(folder, 'rvtools-3.10-lab-27vm.xlsx'),
      '--out',
      out,
    );
    expect(run.code).toBe(5);
    expect(run.stderr).toContain('rvtools-3.6-155vm.xls');
    expect(readAssessment(out).sources.map((source) => source.name)).toEqual(['rvtools-3.10-lab-27vm.xlsx']);
  });

  it('never lets a planted licence key out', async () => {
    const out = join(scratchFolder(), 'out');
    const run = await devirt('assess', join(folder, 'rvtools-4.7.1-native-synthetic-60vm.xlsx'), '--out', out);
    expect(run.stdout + run.stderr).not.toContain('PLANT-');
    for (const name of Object.keys(hashes(out))) {
      expect(readFileSync(join(out, name)).includes('PLANT-'), name).toBe(false);
    }
  });
});

describe('devirt assess, wrong use', () => {
  it.each([
    { args: ['assess'], code: 2, says: /missing required argument/ },
    { args: ['assess', 'x.xlsx', '--colour'], code: 2, says: /unknown option/ },
    { args: ['assess', 'not-there.xlsx'], code: 3, says: /not-there\.xlsx/ },
    { args: ['frobnicate'], code: 2, says: /unknown command/ },
    { args: ['explain', 'vm', '--out', 'not-there'], code: 2, says: /devirt assess SOURCE/ },
  ])('$args ends with $code', async ({ args, code, says }) => {
    const run = await start(args, { cwd: scratchFolder() }).done;
    expect(run.stderr).toMatch(says);
    expect(run.code).toBe(code);
  });

  it('names line and setting of a wrong devirt.yaml', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'devirt.yaml'), 'nodes:\n  spare: many\n  spair: 2\n');
    const run = await start(['assess', 'x.xlsx'], { cwd: folder }).done;
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('devirt.yaml:2: nodes.spare');
    expect(run.stderr).toContain('devirt.yaml:3: nodes.spair');
  });

  it('prints help with examples and exit codes', async () => {
    const run = await devirt('assess', '--help');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('Examples:');
    expect(run.stdout).toContain('Exit codes:');
  });
});

describe('devirt init', () => {
  it('writes settings that change nothing, and never overwrites', async () => {
    const folder = scratchFolder();
    expect((await start(['init'], { cwd: folder }).done).code).toBe(0);
    const again = await start(['init'], { cwd: folder }).done;
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already');
  });
});
