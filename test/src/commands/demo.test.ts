import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { double, integer, sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessmentSchema, type Assessment } from '../../../src/model/assessment.ts';
import { dispositionSchema } from '../../../src/model/plan.ts';
import { plantedSecrets } from '../../../src/demo/estate.ts';
import { devirt, hashes, scratchFolder, start } from '../../support/devirt.ts';

const readAssessment = (out: string): Assessment =>
  assessmentSchema.parse(JSON.parse(readFileSync(join(out, 'assessment.json'), 'utf8')));

describe('devirt demo', () => {
  it('gives the same bytes twice, in another time zone and locale', async () => {
    const folder = scratchFolder();
    const settings = [
      { TZ: 'UTC', LANG: 'C' },
      { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    ];
    const runs: Record<string, string>[] = [];
    for (const [index, env] of settings.entries()) {
      // The same relative folder, so that messages agree too; each in a working folder of its own.
      const cwd = scratchFolder();
      const run = await start(['demo', '--out', 'demo'], { cwd, env }).done;
      expect(run.code, run.stderr).toBe(0);
      runs[index] = { ...hashes(join(cwd, 'demo')), stdout: run.stdout };
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(Object.keys(runs[0] ?? {}).length).toBeGreaterThan(200);
    expect(folder).not.toBe('');
  });

  it('shows every disposition, and explains one VM of each with the cells behind it', async () => {
    const folder = scratchFolder();
    const run = await devirt('demo', '--out', folder);
    expect(run.code, run.stderr).toBe(0);
    const out = join(folder, 'out');
    const assessment = readAssessment(out);
    for (const disposition of dispositionSchema.options) {
      expect(assessment.dispositions[disposition], disposition).toBeGreaterThan(0);
      const vm = assessment.vms.find(
        (one) => one.disposition === disposition && one.findings.some((finding) => finding.evidence.length > 0),
      );
      const answer = await devirt('explain', vm?.id ?? '', '--out', out);
      expect(answer.code, answer.stderr).toBe(0);
      expect(answer.stdout).toContain(`becomes: ${disposition}`);
      // Sheet, column and row of a cell, its header, its value.
      expect(answer.stdout).toMatch(/\.xlsx v\w+![A-Z]+\d+ \(.+\) = /);
    }
  });

  it('makes containers of the shop that somebody looked into, and names what stays a VM', async () => {
    const folder = scratchFolder();
    const run = await devirt('demo', '--out', folder);
    expect(run.code, run.stderr).toBe(0);
    const out = join(folder, 'out');
    const guests = Object.keys(hashes(join(folder, 'exports'))).filter((name) => name.startsWith('guests/'));
    expect(guests).toHaveLength(10);
    const workload = (name: string): string =>
      readFileSync(join(out, 'kubernetes', 'base', 'nordshop', 'workloads', `${name}.yaml`), 'utf8');
    expect(workload('shop-app-01')).toContain('kind: Deployment');
    expect(workload('shop-pgsql-01')).toContain('kind: StatefulSet');
    expect(workload('shop-batch-01-cron-nordshop')).toContain('kind: CronJob');
    expect(readFileSync(join(out, 'containers', 'nordshop', 'shop-web-01', 'Dockerfile'), 'utf8')).toContain('FROM ');
    const assessment = readAssessment(out);
    expect(assessment.dependencies.groups.map(({ startOrder }) => startOrder.length)).toEqual([3]);
    const media = assessment.vms.find(({ name }) => name === 'shop-media-01');
    expect(media?.disposition).toBe('rehost');
    expect(media?.findings.find(({ rule }) => rule === 'guest.foreign-modules')?.severity).toBe('blocker');
  });

  it('lets none of the planted secrets out', async () => {
    const folder = scratchFolder();
    const run = await devirt('demo', '--out', folder);
    expect(plantedSecrets.length).toBeGreaterThan(1);
    for (const secret of plantedSecrets) {
      expect(run.stdout + run.stderr).not.toContain(secret);
      for (const name of Object.keys(hashes(join(folder, 'out')))) {
        expect(readFileSync(join(folder, 'out', name)).includes(secret), `${secret} in ${name}`).toBe(false);
      }
    }
  });

  it('leaves a whole output when it is killed at ten random moments', { timeout: 180_000 }, async () => {
    const folder = scratchFolder();
    const first = await devirt('demo', '--out', join(folder, 'whole'));
    expect(first.code).toBe(0);
    const whole = hashes(join(folder, 'whole'));
    const [exports, out] = [join(folder, 'whole', 'exports'), join(folder, 'out')];
    const args = ['assess', exports, join(exports, 'guests'), '--settings', join(exports, 'devirt.yaml'), '--out', out];
    const started = performance.now();
    expect((await devirt(...args)).code).toBe(0);
    const duration = performance.now() - started;
    const reference = hashes(out);
    expect(Object.keys(whole).length).toBeGreaterThan(Object.keys(reference).length);

    // The same output is written anew from other settings and back, so that each run has something to replace.
    const [seed] = sample(integer(), 1);
    const moments = sample(double({ min: 0.05, max: 1, noNaN: true }), { numRuns: 10, seed: seed ?? 1 });
    for (const [index, share] of moments.entries()) {
      const other = index % 2 === 0 ? ['assess', exports, '--out', out] : args;
      const { child, done } = start(other);
      const timer = setTimeout(() => child.kill('SIGKILL'), duration * share);
      await done;
      clearTimeout(timer);
      // Explain completes what was interrupted; what it reads is a whole assessment, old or new.
      const answer = await devirt('explain', 'no such VM', '--out', out);
      expect(answer.stderr, `seed ${seed}, kill ${index}`).toContain('no VM of this name');
      readAssessment(out);
    }
    expect((await devirt(...args)).code).toBe(0);
    expect(hashes(out), `seed ${seed}`).toEqual(reference);
  });
});
