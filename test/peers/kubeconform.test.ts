import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { forkliftManifests } from '../../generators/forklift/manifests.ts';
import { kubernetesManifests } from '../../generators/kubernetes/base.ts';
import { kubevirtManifests } from '../../generators/kubevirt/manifests.ts';
import { readSources } from '../../src/commands/read-sources.ts';
import { Terminal } from '../../src/commands/terminal.ts';
import { demoSettings, demoSources } from '../../src/demo/estate.ts';
import { nativeWorkbook } from '../../src/demo/native-workbook.ts';
import { safeRelativePath } from '../../src/lib/safe-path.ts';
import type { Estate } from '../../src/model/estate.ts';
import { parseSettings } from '../../src/model/parse-settings.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../src/model/settings.ts';
import { makePlan } from '../../src/planner/plan.ts';
import { blankDisk, blankNic } from '../../src/model/blank-records.ts';
import { aHost, anEstate, aSource, aVm } from '../src/planner/small-estate.ts';
import { caseSchema, estateOf } from '../generators/kubevirt/rehost-estate.ts';
import { scratchFolder } from '../support/devirt.ts';
import { describePeer, peerCommand, peerFolder } from '../support/peers.ts';
import { projectRoot, requireShared, sharedPath } from '../support/shared.ts';

const summarySchema = z.object({
  resources: z
    .array(z.object({ filename: z.string(), kind: z.string(), name: z.string(), status: z.string(), msg: z.string() }))
    .nullable(),
  summary: z.object({ valid: z.number(), invalid: z.number(), errors: z.number(), skipped: z.number() }),
});

/** Writes all manifests of an estate below a folder; returns their paths, each of which is written once. */
function generate(estate: Estate, settings: Settings, folder: string): string[] {
  const assessed = { estate, plan: makePlan(estate, settings), settings, version: '0.0.0-test' };
  const paths: string[] = [];
  for (const generator of [kubernetesManifests, kubevirtManifests, forkliftManifests]) {
    for (const { path, content } of generator(assessed)) {
      const file = join(folder, safeRelativePath(path));
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content !== 'string') throw new Error(`${path} is no text`);
      writeFileSync(file, content, { flag: 'wx' });
      paths.push(path);
    }
  }
  return paths;
}

/** What kubeconform says of a folder, checked strictly and against our schemas alone. */
function conform(folder: string): z.infer<typeof summarySchema> {
  const run = spawnSync(
    peerCommand('kubeconform') ?? 'kubeconform',
    [
      '-strict',
      '-summary',
      '-output',
      'json',
      '-schema-location',
      join(peerFolder, 'schemas', '{{ .ResourceKind }}{{ .KindSuffix }}.json'),
      folder,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return summarySchema.parse(JSON.parse(run.stdout));
}

function expectValid(estate: Estate, settings: Settings): string[] {
  const folder = scratchFolder();
  const paths = generate(estate, settings, folder);
  const { resources, summary } = conform(folder);
  expect(resources ?? []).toEqual([]);
  expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
  expect(summary.valid).toBeGreaterThanOrEqual(paths.length);
  return paths;
}

const quiet = new Terminal({ quiet: true });

describePeer('kubeconform', 'bash test/peers/install')('kubeconform, strict', () => {
  it('takes everything that is generated for the demo', async () => {
    const folder = scratchFolder();
    const paths: string[] = [];
    for (const { fileName, sheets } of demoSources()) {
      const path = join(folder, fileName);
      writeFileSync(path, await bytesOf(nativeWorkbook(sheets)));
      paths.push(path);
    }
    const { estate } = await readSources(paths, quiet, new AbortController().signal);
    const written = expectValid(estate, parseSettings(demoSettings(), 'devirt.yaml'));
    // The demo has something for every generator.
    expect(written.some((path) => path.endsWith('/networks.yaml'))).toBe(true);
    expect(written.some((path) => path.startsWith('kubevirt/forklift/plans/'))).toBe(true);
  });

  it('takes what is generated for names that mean harm', () => {
    const names = [
      '---\nkind: Pod',
      '"}]',
      '../../etc/passwd',
      '\u2028 x',
      'kustomization',
      'yes',
      '0x10',
      '',
      'x'.repeat(300),
    ];
    const vms = names.map((name, index) =>
      aVm(name, {
        id: `id-${index}`,
        moRef: name,
        biosUuid: name,
        customAttributes: { Application: name },
        disks: [{ ...blankDisk(2), label: name, path: `[${name}] a/${index}.vmdk`, capacityMiB: 1, raw: false }],
        nics: [{ ...blankNic(2), network: name, macAddress: name }],
      }),
    );
    expectValid(
      anEstate(vms, [aHost(names[0] ?? '')], { sources: [aSource({ server: names[1] ?? '' })] }),
      defaultSettings(),
    );
  });

  it.each(readdirSync(join(projectRoot, 'fixtures', 'kubevirt')))('takes what is generated for the case %s', (name) => {
    const input: unknown = JSON.parse(
      readFileSync(join(projectRoot, 'fixtures', 'kubevirt', name, 'input.json'), 'utf8'),
    );
    const given = caseSchema.parse(input);
    expectValid(estateOf(given), settingsSchema.parse(given.settings ?? {}));
  });

  it('refuses what it should', () => {
    const folder = scratchFolder();
    writeFileSync(
      join(folder, 'plan.yaml'),
      'apiVersion: forklift.konveyor.io/v1beta1\nkind: Plan\nmetadata: {name: a}\nspec: {vms: [{moRef: vm-1}]}\n',
    );
    const { resources, summary } = conform(folder);
    expect(summary, JSON.stringify(resources)).toMatchObject({ valid: 0, invalid: 1 });
  });

  const exports = sharedPath('data', 'rvtools');
  const names = exports === null ? [] : readdirSync(exports).filter((name) => /\.(xlsx|csv)$/.test(name));
  describe.skipIf(exports === null && process.env['CI'] !== 'true')('on real exports', () => {
    it('has some', () => {
      expect(requireShared('data', 'rvtools')).not.toBe('');
      expect(names.length).toBeGreaterThan(4);
    });

    it.each(names)('takes everything that is generated for %s', async (name) => {
      const { estate } = await readSources(
        [requireShared('data', 'rvtools', name)],
        quiet,
        new AbortController().signal,
      );
      expectValid(estate, defaultSettings());
    });
  });
});

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
