import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { kubernetesManifests } from '../../../generators/kubernetes/base.ts';
import { runbooks } from '../../../generators/runbook/runbook.ts';
import { safeRelativePath } from '../../../src/lib/safe-path.ts';
import { assess, filesOf } from './guest-case.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '---\napiVersion: v1\nkind: Pod',
    '"}]',
    "'; touch /tmp/devirt-was-here; '",
    '$(touch /tmp/devirt-was-here)',
    '`touch /tmp/devirt-was-here`',
    '\\',
    'a\nkind: Secret\nb',
    '# comment\nkind: Secret',
    '!!js/function x',
    '&a *a',
    '{{ .Values.x }}',
    '\u2028kind: Pod',
    'EOF',
    'yes',
    'x'.repeat(400),
    '| <script>alert(1)</script> |',
    '](javascript:alert(1))',
    '-rf',
    '%i',
  ),
);

interface Given {
  readonly vm: string;
  readonly application: string;
  readonly instance: string;
  readonly value: string;
  readonly folder: string;
  readonly scratch: string;
  readonly schedule: string;
  readonly peer: string;
  readonly hostName: string;
}

const anyGiven: fc.Arbitrary<Given> = fc.record({
  vm: hostile,
  application: hostile,
  instance: hostile,
  value: hostile,
  folder: hostile,
  scratch: hostile,
  schedule: hostile,
  peer: hostile,
  hostName: hostile,
});

function generated(given: Given): ReadonlyMap<string, string> {
  const service = (instance: string, changes: object): object => ({
    application: 'service',
    title: given.instance,
    instance,
    running: true,
    uid: 1000,
    gid: 1000,
    user: given.value,
    command: [given.value],
    environment: { A: given.value },
    secrets: [{ kind: given.value, place: given.folder, key: given.value }],
    configurationFiles: [`/etc/${given.folder}`],
    evidence: [given.value],
    ...changes,
  });
  const assessed = assess({
    vms: [
      {
        vm: {
          name: given.vm,
          customAttributes: { Application: given.application },
          hostName: given.hostName,
          ipAddress: given.hostName,
        },
        guest: {
          identity: { hostName: given.hostName },
          applications: [
            service(given.instance, {
              endpoints: [{ protocol: 'tcp', address: null, port: 80 }],
              dataDirectories: [{ path: `/srv/${given.folder}`, sizeBytes: 1000 }],
              scratchDirectories: [given.scratch],
              logDirectories: [given.folder],
              peers: [{ protocol: 'http', host: given.peer, port: 80, place: given.value }],
              probe: { kind: 'http', path: given.value, port: 80 },
            }),
            service('a job', {
              running: false,
              schedule: { kind: 'cron', expressions: [given.schedule], timeZone: given.value },
              probe: { kind: 'exec', command: [given.value] },
            }),
          ],
        },
      },
    ],
  });
  return filesOf([...kubernetesManifests(assessed), ...runbooks(assessed)]);
}

const kinds = [
  'Deployment',
  'StatefulSet',
  'CronJob',
  'Job',
  'Namespace',
  'ServiceAccount',
  'PersistentVolumeClaim',
  'NetworkPolicy',
  'Pod',
  'Secret',
];

/** How often each kind of object is written: what values must not change. */
function shape(files: ReadonlyMap<string, string>): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  for (const [path, text] of files) {
    expect(safeRelativePath(path)).toBe(path);
    if (!path.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(text)) {
      expect(document.errors).toEqual([]);
      const { kind } = z.looseObject({ kind: z.string() }).parse(document.toJS());
      if (kind in counts) counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}

const scriptSchema = z.object({ data: z.object({ 'copy.sh': z.string() }) });

function* scriptsOf(files: ReadonlyMap<string, string>): Generator<string> {
  for (const [path, text] of files) {
    if (!path.endsWith('/jobs.yaml')) continue;
    for (const document of parseAllDocuments(text)) {
      const parsed = scriptSchema.safeParse(document.toJS());
      if (parsed.success) yield parsed.data.data['copy.sh'];
    }
  }
}

/** Runs a script with every program replaced by one that prints its words; what it says it would do. */
function wordsOf(script: string): string {
  const traced = `rsync() { printf '[%s]' rsync "$@"; echo; }; mkdir() { printf '[%s]' mkdir "$@"; echo; }; touch() { echo TOUCHED; }; grep() { return 1; }\n${script.replaceAll('/scratch/', '/dev/stdout #')}`;
  return spawnSync('sh', ['-c', traced], { encoding: 'utf8' }).stdout;
}

describe('values out of a guest', () => {
  it('add no object and take none away', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const counts = shape(generated(given));
        expect(counts).toMatchObject({ StatefulSet: 1, CronJob: 1, Deployment: 0, Namespace: 1, ServiceAccount: 2 });
        expect(counts).toMatchObject({ PersistentVolumeClaim: 1, NetworkPolicy: 2, Pod: 0, Secret: 0, Job: 2 });
      }),
      { numRuns: 40 },
    );
  });

  it('stay one word of the commands that copy data, and run nothing', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        for (const script of scriptsOf(generated(given))) {
          const said = wordsOf(script);
          expect(said).not.toContain('TOUCHED');
          const [first = ''] = said.split('[rsync]').slice(1);
          // The folder is one word, however it is called.
          const folder = `/srv/${given.folder}`.replace(/[\0\p{Cs}]/gu, '\ufffd').replace(/\/+$/, '');
          expect(script).not.toMatch(/^touch /m);
          if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/u.test(folder)) expect(first).toContain(`:${folder}/]`);
        }
      }),
      { numRuns: 40 },
    );
  });
});
