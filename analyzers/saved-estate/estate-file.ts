import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { blankEstate } from '../../src/model/blank-records.ts';
import {
  type Estate,
  clusterSchema,
  datastoreSchema,
  hostSchema,
  resourcePoolSchema,
  sourceSchema,
  vmSchema,
} from '../../src/model/estate.ts';
import {
  editionSchema,
  hostAdapterSchema,
  healthMessageSchema,
  physicalNicSchema,
  portGroupSchema,
  storageDeviceSchema,
  vCenterSchema,
  virtualSwitchSchema,
  vmkernelNicSchema,
} from '../../src/model/infrastructure.ts';
import { guestSchema } from '../../src/model/guest.ts';
import {
  kubernetesClusterSchema,
  kubernetesNamespaceSchema,
  kubernetesNodeSchema,
  kubernetesPodSchema,
  persistentVolumeClaimSchema,
  persistentVolumeSchema,
} from '../../src/model/kubernetes-cluster.ts';
import { DevirtError, exitCode } from '../../src/lib/errors.ts';
import type { VmSpool } from './vm-spool.ts';

/**
 * estate.ndjson.gz: what was read, for the stages to start from again. Gzipped lines of JSON: a header that counts the
 * records, then a record a line, { "vm": { … } }, so that neither writing nor reading needs the whole text at once.
 */

const apiVersion = 'devirt.dev/v1alpha1';

const count = z.number().int().nonnegative();
const headerSchema = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Estate'),
  counts: z.strictObject({
    sources: count,
    clusters: count,
    hosts: count,
    datastores: count,
    resourcePools: count,
    hostAdapters: count,
    physicalNics: count,
    virtualSwitches: count,
    portGroups: count,
    vmkernelNics: count,
    storageDevices: count,
    healthMessages: count,
    vCenters: count,
    editions: count,
    // Files that were written before clusters were read lack these.
    kubernetesClusters: count.default(0),
    kubernetesNodes: count.default(0),
    kubernetesPods: count.default(0),
    kubernetesNamespaces: count.default(0),
    persistentVolumes: count.default(0),
    persistentVolumeClaims: count.default(0),
    vms: count,
    guests: count.default(0),
  }),
});
type Header = z.infer<typeof headerSchema>;

/** How each list of the Estate stands in the file, in the order of the file. */
const kinds = [
  { list: 'sources', key: 'source', schema: sourceSchema },
  { list: 'clusters', key: 'cluster', schema: clusterSchema },
  { list: 'hosts', key: 'host', schema: hostSchema },
  { list: 'datastores', key: 'datastore', schema: datastoreSchema },
  { list: 'resourcePools', key: 'resourcePool', schema: resourcePoolSchema },
  { list: 'hostAdapters', key: 'hostAdapter', schema: hostAdapterSchema },
  { list: 'physicalNics', key: 'physicalNic', schema: physicalNicSchema },
  { list: 'virtualSwitches', key: 'virtualSwitch', schema: virtualSwitchSchema },
  { list: 'portGroups', key: 'portGroup', schema: portGroupSchema },
  { list: 'vmkernelNics', key: 'vmkernelNic', schema: vmkernelNicSchema },
  { list: 'storageDevices', key: 'storageDevice', schema: storageDeviceSchema },
  { list: 'healthMessages', key: 'healthMessage', schema: healthMessageSchema },
  { list: 'vCenters', key: 'vCenter', schema: vCenterSchema },
  { list: 'editions', key: 'edition', schema: editionSchema },
  { list: 'kubernetesClusters', key: 'kubernetesCluster', schema: kubernetesClusterSchema },
  { list: 'kubernetesNodes', key: 'kubernetesNode', schema: kubernetesNodeSchema },
  { list: 'kubernetesPods', key: 'kubernetesPod', schema: kubernetesPodSchema },
  { list: 'kubernetesNamespaces', key: 'kubernetesNamespace', schema: kubernetesNamespaceSchema },
  { list: 'persistentVolumes', key: 'persistentVolume', schema: persistentVolumeSchema },
  { list: 'persistentVolumeClaims', key: 'persistentVolumeClaim', schema: persistentVolumeClaimSchema },
  { list: 'vms', key: 'vm', schema: vmSchema },
  { list: 'guests', key: 'guest', schema: guestSchema },
] as const;

/** What a file may ask of this machine, so that a small file cannot unpack to more than that. */
export interface EstateFileLimits {
  /** Characters of one line. A VM with hundreds of disks has about 200,000. */
  readonly lineLength: number;
  /** Bytes that the file unpacks to. 100,000 VMs have about 500 MB. */
  readonly unpackedBytes: number;
}

const mebibyte = 1024 * 1024;
export const defaultEstateFileLimits: EstateFileLimits = { lineLength: 16 * mebibyte, unpackedBytes: 8192 * mebibyte };

/** Characters that are handed to the compressor at once. */
const chunkLength = 64 * 1024;

/** Byte 9 of a gzip header names the system that packed it (RFC 1952, 2.3); 255 is "unknown". */
const systemByte = 9;
const unknownSystem = 255;

/**
 * Writes an Estate as the bytes of an estate.ndjson.gz; `spooled` are VMs that follow its own. The same Estate gives the same bytes on every system, for one
 * version of Node: gzip's time is 0 and its system unknown.
 */
export async function* writeEstate(
  estate: Estate,
  spooled: VmSpool | null = null,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gzip = Readable.from(chunks(estate, spooled), { objectMode: false }).pipe(createGzip());
  let isFirst = true;
  for await (const chunk of gzip as AsyncIterable<Buffer>) {
    if (isFirst) chunk[systemByte] = unknownSystem;
    isFirst = false;
    yield chunk;
  }
}

async function* chunks(estate: Estate, spooled: VmSpool | null): AsyncGenerator<Buffer, void, undefined> {
  let chunk = '';
  for await (const line of recordLines(estate, spooled)) {
    chunk += `${line}\n`;
    if (chunk.length >= chunkLength) {
      yield Buffer.from(chunk);
      chunk = '';
    }
  }
  yield Buffer.from(chunk);
}

async function* recordLines(estate: Estate, spooled: VmSpool | null): AsyncGenerator<string, void, undefined> {
  const header: Header = {
    apiVersion,
    kind: 'Estate',
    counts: {
      sources: estate.sources.length,
      clusters: estate.clusters.length,
      hosts: estate.hosts.length,
      datastores: estate.datastores.length,
      resourcePools: estate.resourcePools.length,
      hostAdapters: estate.hostAdapters.length,
      physicalNics: estate.physicalNics.length,
      virtualSwitches: estate.virtualSwitches.length,
      portGroups: estate.portGroups.length,
      vmkernelNics: estate.vmkernelNics.length,
      storageDevices: estate.storageDevices.length,
      healthMessages: estate.healthMessages.length,
      vCenters: estate.vCenters.length,
      editions: estate.editions.length,
      kubernetesClusters: estate.kubernetesClusters.length,
      kubernetesNodes: estate.kubernetesNodes.length,
      kubernetesPods: estate.kubernetesPods.length,
      kubernetesNamespaces: estate.kubernetesNamespaces.length,
      persistentVolumes: estate.persistentVolumes.length,
      persistentVolumeClaims: estate.persistentVolumeClaims.length,
      vms: estate.vms.length + (spooled?.count ?? 0),
      guests: estate.guests.length,
    },
  };
  yield JSON.stringify(header);
  for (const { list, key } of kinds) {
    for (const record of estate[list]) yield JSON.stringify({ [key]: record });
    if (list === 'vms' && spooled !== null) yield* spooled.lines();
  }
}

const remedy = 'Run devirt on the exports again, or copy the file again.';

const unreadable = (message: string, cause?: unknown): DevirtError =>
  new DevirtError(message, remedy, exitCode.noSource, { cause });

/** True for a file that begins as an estate.ndjson.gz does, of whatever version and state. */
export async function isEstateFile(path: string): Promise<boolean> {
  const start = await firstBytes(path);
  if (start === null || start[0] !== 0x1f || start[1] !== 0x8b) return false;
  return /^\{"apiVersion":"devirt\.dev\/[^"]*","kind":"Estate"/.test(await startOfText(start));
}

/** The first bytes of a file, null where it cannot be read: whoever opens it says why. */
async function firstBytes(path: string): Promise<Buffer | null> {
  try {
    // Opening a named pipe waits for somebody to write.
    if (!(await stat(path)).isFile()) return null;
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** What the first bytes of a gzip file unpack to; they end in the middle of it. */
async function startOfText(start: Buffer): Promise<string> {
  const gunzip = createGunzip();
  gunzip.end(start);
  let text = '';
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      text += chunk.toString('latin1');
      if (text.length >= 256) break;
    }
  } catch {
    // Cut short, as was to be expected.
  }
  return text;
}

/**
 * Reads an estate.ndjson.gz. Every line is checked against the model. Throws DevirtError, exit code noSource, naming the
 * line, for a file that is cut short, damaged, of another version, too large, or that holds more or less than it says.
 */
export async function readEstate(path: string, limits: EstateFileLimits = defaultEstateFileLimits): Promise<Estate> {
  const estate = blankEstate();
  const reading = new EstateReading(path, estate);
  for await (const { line, number } of linesOf(path, limits)) reading.read(line, number);
  reading.finish();
  return estate;
}

class EstateReading {
  readonly #path: string;
  readonly #estate: Estate;
  #header: Header | null = null;

  constructor(path: string, estate: Estate) {
    this.#path = path;
    this.#estate = estate;
  }

  read(line: string, number: number): void {
    const value = this.#parse(line, number);
    if (this.#header === null) {
      this.#header = this.#readHeader(value, number);
      return;
    }
    const [key, ...others] = Object.keys(value);
    const kind = kinds.find((candidate) => candidate.key === key);
    if (kind === undefined || others.length > 0) {
      throw unreadable(`${this.#path}, line ${number}: no record of an estate`);
    }
    const list: unknown[] = this.#estate[kind.list];
    list.push(this.#check(kind.schema, value[kind.key], number));
    if (list.length > this.#header.counts[kind.list]) {
      throw unreadable(
        `${this.#path}, line ${number}: more ${kind.list} than the ${this.#header.counts[kind.list]} that its first line states`,
      );
    }
  }

  finish(): void {
    if (this.#header === null) throw unreadable(`${this.#path}: the file is empty`);
    for (const { list } of kinds) {
      const stated = this.#header.counts[list];
      const read = this.#estate[list].length;
      if (read < stated) throw unreadable(`${this.#path}: ${read} of ${stated} ${list}: the file is cut short`);
    }
    const sources = this.#estate.sources.length;
    for (const { list } of kinds) {
      if (list !== 'sources' && this.#estate[list].some((record) => record.source >= sources)) {
        throw unreadable(`${this.#path}: ${list} of a source that is not in the file`);
      }
    }
  }

  #parse(line: string, number: number): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      // The parser's own message quotes the line.
      throw unreadable(`${this.#path}, line ${number}: not JSON: the file is damaged`, error);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw unreadable(`${this.#path}, line ${number}: no record of an estate`);
    }
    return value as Record<string, unknown>; // What JSON.parse gives for an object.
  }

  #readHeader(value: Record<string, unknown>, number: number): Header {
    const version = value['apiVersion'];
    if (value['kind'] === 'Estate' && version !== apiVersion) {
      throw unreadable(
        `${this.#path}: written by another version of devirt (${JSON.stringify(version)}; this one reads ${apiVersion})`,
      );
    }
    return this.#check(headerSchema, value, number);
  }

  #check<S extends z.ZodType>(schema: S, value: unknown, number: number): z.output<S> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw unreadable(`${this.#path}, line ${number}: ${where}${issue?.message ?? 'not as the model has it'}`);
  }
}

/** The lines of a gzipped text, from 1. The last line may lack its newline, which then is missing in the counts. */
async function* linesOf(
  path: string,
  limits: EstateFileLimits,
): AsyncGenerator<{ readonly line: string; readonly number: number }, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  let rest = '';
  for await (const chunk of unpack(path, limits)) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw unreadable(`${path}, after line ${number}: not UTF-8: the file is damaged`, error);
    }
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield { line, number: ++number };
    if (rest.length > limits.lineLength) {
      throw unreadable(`${path}, line ${number + 1}: longer than ${limits.lineLength} characters`);
    }
  }
  if (rest !== '') throw unreadable(`${path}, line ${number + 1}: the file is cut short`);
}

async function* unpack(path: string, limits: EstateFileLimits): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path);
  const gunzip = createGunzip();
  // Errors of the file must reach the loop below; pipe() alone would leave it waiting.
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  let unpacked = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > limits.unpackedBytes)
        throw unreadable(`${path}: unpacks to more than ${limits.unpackedBytes} bytes`);
      yield chunk;
    }
  } catch (error) {
    throw explain(path, error);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  // zlib passes over what follows the gzip stream; it is told by the bytes that it did not take.
  if (gunzip.bytesWritten < file.bytesRead) throw unreadable(`${path}: something follows the end of the estate`);
}

function explain(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DevirtError || !('code' in error)) return error;
  const code = String(error.code);
  if (code === 'Z_BUF_ERROR') return unreadable(`${path}: the file is cut short`, error);
  if (code.startsWith('Z_')) return unreadable(`${path}: the file is damaged (${code})`, error);
  return unreadable(`${path}: cannot be read (${code})`, error);
}
