import { basename } from 'node:path';
import { DevirtError, exitCode } from '../../src/lib/errors.ts';
import type { Sheet, TableFile } from '../../src/lib/tables/table.ts';
import type { Estate } from '../../src/model/estate.ts';
import { forgetEmptiedSheets } from './emptied-sheets.ts';
import { resolveHosts } from './host-names.ts';
import { checkIntegrity } from './integrity.ts';
import { noteWhatLacks } from './lacking.ts';
import { type Metadata, exportedAt, readMetadata, versionOf } from './metadata.ts';
import { Notation } from './notation.ts';
import { objectSheets } from './object-sheets.ts';
import { readObjectSheet } from './read-object-sheet.ts';
import { readVmSheet } from './read-vm-sheet.ts';
import { ReadingState } from './reading-state.ts';
import { type RecognisedSheets, type SheetName, recogniseSheets } from './sheet-names.ts';
import { assignIds } from './vm-ids.ts';
import { vmSheets } from './vm-sheets.ts';

export { looksLikeRvtools } from './sheet-names.ts';

export interface RvtoolsOptions {
  /** Stands in `source` of all records: 0, but where the caller puts the source elsewhere. */
  readonly sourceIndex: number;
  /** Called every thousand rows, and at the end of a sheet, with the rows read of it. */
  readonly onProgress?: (sheet: string, rows: number) => void;
}

/**
 * Reads an RVTools export, of any generation or of a program that writes the same, into an Estate with one source. Its
 * `facts` say which column of which sheet holds each fact; its `warnings` what is missing, contradictory or left out.
 * Throws DevirtError, exit code noSource, where no sheet lists VMs.
 */
export async function readRvtools(file: TableFile, options: RvtoolsOptions): Promise<Estate> {
  const recognised = recogniseSheets(file.sheets);
  const notation = new Notation();
  const estate = await readOnce(file, recognised, notation, options);
  if (!notation.needsSecondReading) return estate;
  notation.settle();
  return readOnce(file, recognised, notation, options);
}

async function readOnce(
  file: TableFile,
  { sheets, extra }: RecognisedSheets,
  notation: Notation,
  options: RvtoolsOptions,
): Promise<Estate> {
  const state = new ReadingState(notation, options.sourceIndex, options.onProgress ?? (() => {}));
  const { warnings } = state;
  for (const { sheet, insteadRead } of extra) {
    warnings.add(sheet.name, `not read: ${insteadRead.name} is the same sheet of an export`, true);
  }
  const metadata = await readMetadata(sheets.get('vMetaData'));
  await readVms(file, sheets, state);
  for (const plan of objectSheets) {
    const sheet = sheets.get(plan.name);
    if (sheet !== undefined) await readObjectSheet(plan, sheet, state);
  }
  return finish(file, sheets, metadata, state);
}

async function readVms(file: TableFile, sheets: ReadonlyMap<SheetName, Sheet>, state: ReadingState): Promise<void> {
  const { vms } = state.estate;
  for (const plan of vmSheets) {
    const sheet = sheets.get(plan.name);
    if (sheet !== undefined) await readVmSheet(plan, sheet, state);
    // Until 3.8 there is no vInfo, and one without VMs lists none: then all sheets together do.
    if (plan.name === 'vInfo' && vms.length > 0) state.listedBy = 'vInfo';
  }
  if (vms.length > 0) return;
  const vInfo = sheets.get('vInfo');
  const explanation = state.warnings.list().find(({ place }) => place === vInfo?.name)?.message;
  throw new DevirtError(
    vInfo === undefined
      ? `${file.path}: no sheet vInfo, and no VM in the other sheets`
      : `${file.path}: no VM in sheet ${vInfo.name}${explanation === undefined ? '' : ` (${explanation})`}, nor in the other sheets`,
    'Export all sheets from RVTools again, and leave the header row as RVTools writes it.',
    exitCode.noSource,
  );
}

function finish(
  file: TableFile,
  sheets: ReadonlyMap<SheetName, Sheet>,
  metadata: Metadata,
  state: ReadingState,
): Estate {
  const { estate, facts, warnings, notation, vCenterUuids, servers } = state;
  const name = basename(file.path);
  const metadataSheet = sheets.get('vMetaData')?.name ?? '';
  const version = versionOf(metadata, metadataSheet, warnings);
  const exported = exportedAt(metadata, file.createdAt, notation, metadataSheet, warnings);
  if (exported === null) {
    warnings.add(metadataSheet, 'it is not said when this export was made: state asOf in devirt.yaml', true);
  }
  assignIds(estate.vms, name);
  forgetEmptiedSheets(estate, facts, warnings);
  resolveHosts(estate, facts, warnings);
  checkIntegrity(estate, facts, warnings);
  noteWhatLacks(new Set(sheets.keys()), facts, warnings);
  const [vCenterUuid] = vCenterUuids;
  const [server] = servers;
  estate.sources.push({
    kind: 'rvtools',
    name,
    version,
    // An export of several vCenters has none of its own; its records state theirs.
    vCenterUuid: vCenterUuids.size === 1 ? (vCenterUuid ?? null) : null,
    server: servers.size === 0 ? metadata.server : servers.size === 1 ? (server ?? null) : null,
    exportedAt: exported,
    facts: facts.list(),
    warnings: warnings.list(),
  });
  return estate;
}
