import { describe, expect, test } from 'vitest';
import { decideEstate } from '../../../../src/planner/fit/decide-estate.ts';
import { aFitContext, type VmGiven } from './fit-estate.ts';

function decided(names: readonly string[] | null, rest: VmGiven = {}) {
  const runningApplications = names?.map((name) => ({ name, version: null })) ?? null;
  const vm: VmGiven = { name: 'app', powerState: 'poweredOn', template: false, ...rest, runningApplications };
  const [decision] = decideEstate(aFitContext({ vms: [vm] })).decisions;
  if (decision === undefined) throw new Error('one VM, one decision');
  return decision;
}

const found = (names: readonly string[] | null, rule: string) =>
  decided(names).findings.find((finding) => finding.rule === rule);

describe('what VMware Tools list as running', () => {
  test('raises the confidence, where it lists anything', () => {
    expect(decided(['sshd']).confidence).toBe('tools');
    expect(decided([]).confidence).toBe('inventory');
    expect(decided(null).confidence).toBe('inventory');
  });

  test('shows databases for what they are, whatever the name says', () => {
    expect(found(['SQLSERVR.EXE'], 'licence.sql-server')).toMatchObject({ severity: 'work' });
    expect(found(['SQLSERVR.EXE'], 'workload.database')?.detail).toBe(
      'Runs SQL Server: VMware Tools list SQLSERVR.EXE.',
    );
    expect(found(['postgres', 'mysqld'], 'workload.database')?.detail).toBe(
      'Runs PostgreSQL, MySQL or MariaDB: VMware Tools list postgres, mysqld.',
    );
    expect(found(['postgres-exporter', 'java'], 'workload.database')).toBeUndefined();
  });

  test('shows a node of Kubernetes', () => {
    expect(decided(['kubelet', 'containerd'])).toMatchObject({ candidate: 'replace', confidence: 'tools' });
    expect(found(['kubelet'], 'platform.kubernetes-node')).toMatchObject({ severity: 'work' });
  });

  test('a tag of the installer of OpenShift shows one, too', () => {
    const decision = decided(null, { tags: ['openshift-prod-x7k2q/prod-x7k2q'] });
    expect(decision.candidate).toBe('replace');
    expect(decided(null, { tags: ['Team/openshift-prod'] }).candidate).toBeNull();
  });
});
