import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { writeEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { assessmentSchema, type Assessment } from '../../src/model/assessment.ts';
import { temporaryFolder } from '../analyzers/guest/fake-root.ts';
import { aHost, anEstate, aVm } from '../src/planner/small-estate.ts';
import { devirt, type Run } from '../support/devirt.ts';
import { expectedEdges } from '../support/expected-services.ts';
import { bootedGuests, describeGuests, guestNames, plantedSecrets, run } from '../support/guests.ts';
import { projectRoot } from '../support/shared.ts';

/** Each file below a folder, unpacked, with its name. */
function allFiles(folder: string): [name: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry): [string, string][] => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) return [[path, '']];
    const bytes = readFileSync(path);
    return [[path, (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1')]];
  });
}

/** An inventory in which the guests are VMs, as a vCenter would tell of them. */
async function writeInventory(path: string, uuids: readonly (readonly [name: string, uuid: string])[]): Promise<void> {
  const vms = uuids.map(([name, biosUuid]) =>
    aVm(name, { biosUuid, cpus: 2, memoryMiB: 2048, memoryConsumedMiB: 1024 }),
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeEstate(anEstate(vms, [aHost('esx01')]))) chunks.push(chunk);
  writeFileSync(path, Buffer.concat(chunks));
}

/** "web01/nginx": a member of a group. */
const placeOf = ({ vm, application }: { readonly vm: string; readonly application: string }, names: Names): string =>
  `${names.get(vm) ?? vm}/${application}`;
type Names = ReadonlyMap<string, string>;

describeGuests('booted guests, through a whole assessment', () => {
  const guests = bootedGuests();
  const out = join(temporaryFolder(), 'out');
  let assessed: Run;
  let assessment: Assessment;
  let names: Names;

  beforeAll(async () => {
    const script = readFileSync(join(projectRoot, 'analyzers', 'guest', 'collect.sh'));
    const folder = temporaryFolder();
    const bundles: string[] = [];
    for (const name of guestNames) {
      const { status, stdout, stderr } = await run(guests[name], 'sh -s -- --out -', { input: script });
      if (status !== 0) throw new Error(`${name}: collect.sh: exit ${String(status)}: ${stderr}`);
      const path = join(folder, `${name}.tar.gz`);
      writeFileSync(path, stdout);
      bundles.push(path);
    }
    const inventory = join(folder, 'inventory.ndjson.gz');
    await writeInventory(
      inventory,
      guestNames.map((name) => [name, guests[name].uuid]),
    );
    assessed = await devirt('assess', inventory, ...bundles, '--out', out);
    assessment = assessmentSchema.parse(JSON.parse(readFileSync(join(out, 'assessment.json'), 'utf8')));
    names = new Map(assessment.vms.map(({ id, name }) => [id, name]));
  }, 1_800_000);

  it('wrote a plan and a report of all guests', () => {
    expect([0, 5], assessed.stderr).toContain(assessed.code);
    const text = allFiles(out)
      .map(([, contents]) => contents)
      .join('\n');
    for (const name of guestNames) expect(text).toContain(name);
  });

  it('every guest is tied to its VM, and each VM becomes its applications', () => {
    for (const { name, confidence, workloads } of assessment.vms) {
      expect(confidence, name).toBe('guest');
      expect(workloads.length, name).toBeGreaterThan(1);
    }
    const images = readdirSync(join(out, 'containers'), { recursive: true, encoding: 'utf8' });
    expect(images.filter((path) => path.endsWith('Dockerfile')).length).toBeGreaterThan(15);
  });

  it('the shop is one application over several guests, with its edges and its start order', () => {
    const { edges, groups } = assessment.dependencies;
    const seen = edges.map(
      ({ from, to, port }) => `${names.get(from.vm ?? '') ?? ''} ${names.get(to.vm ?? '') ?? ''} ${port ?? ''}`,
    );
    for (const { from, to, port } of expectedEdges) expect(seen).toContain(`${from} ${to} ${port}`);

    const shop = groups.find(({ members }) => members.some((member) => placeOf(member, names) === 'web01/haproxy'));
    const step = (place: string): number =>
      shop?.startOrder.findIndex((each) => each.some((member) => placeOf(member, names) === place)) ?? -1;
    const tiers = ['db01/postgresql-15', 'app01/tomcat10', 'web01/nginx', 'web01/haproxy'].map(step);
    expect(tiers).not.toContain(-1);
    expect(tiers).toEqual(tiers.toSorted((a, b) => a - b));
    expect(new Set(tiers).size).toBe(4);
    expect(step('db01/redis-server')).toBeLessThan(step('app01/pricing'));
  });

  it('no planted secret is in any file, in a name or in the log', () => {
    const texts: [string, string][] = [...allFiles(out), ['log', assessed.stdout + assessed.stderr]];
    const leaks = plantedSecrets().flatMap(({ id, value }) =>
      texts.flatMap(([name, contents]) =>
        contents.includes(value) || name.includes(value) ? [`${id} in ${name}`] : [],
      ),
    );
    expect(leaks).toEqual([]);
    expect(new Set(plantedSecrets().map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(30);
  });
});
