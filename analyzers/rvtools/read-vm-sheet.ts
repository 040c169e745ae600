import { redactAttribute } from '../../src/lib/redact.ts';
import type { Row, Sheet } from '../../src/lib/tables/table.ts';
import { blankVm } from '../../src/model/blank-records.ts';
import type { FactId, Vm } from '../../src/model/estate.ts';
import type { CellPlace } from './cells.ts';
import { type AttributeColumn, type BoundColumn, type Header, assignCells, filled } from './header.ts';
import { LostRows, type ReadingState } from './reading-state.ts';
import { type OpenSheet, readSheet } from './sheet-rows.ts';
import { keyColumns } from './sheets/vm.ts';
import type { RowKey } from './vm-index.ts';
import type { DetailReader, VmSheet } from './vm-sheets.ts';

/** Reads a sheet whose rows belong to VMs, and says in warnings which rows came to nothing. */
export async function readVmSheet(plan: VmSheet, sheet: Sheet, state: ReadingState): Promise<void> {
  const columns = [...plan.vmColumns, ...(plan.details?.columns ?? [])];
  const reading = new VmSheetReading(plan, sheet, state);
  const hasHeader = await readSheet(
    sheet,
    { name: plan.name, key: keyColumns.name, columns },
    state.warnings,
    state.onProgress,
    (open) => reading.start(open),
  );
  reading.finish(hasHeader);
}

/** The columns of one sheet, once its header is known. */
interface Bound {
  readonly header: Header;
  readonly keyIndex: number;
  readonly vm: readonly BoundColumn<Vm>[];
  readonly details: DetailReader | null;
  readonly attributes: readonly AttributeColumn[];
  readonly at: CellPlace;
}

class VmSheetReading {
  readonly #plan: VmSheet;
  readonly #sheet: Sheet;
  readonly #state: ReadingState;
  /** True where every row is a VM of its own. */
  readonly #isList: boolean;
  #bound: Bound | null = null;
  #isUseless = false;
  #rows = 0;
  #joined = 0;
  readonly #nameless = new LostRows();
  readonly #namelessVms = new LostRows();
  readonly #repeated = new LostRows();
  readonly #otherName = new LostRows();
  readonly #unresolved = { unlisted: new LostRows(), ambiguous: new LostRows(), elsewhere: new LostRows() };

  constructor(plan: VmSheet, sheet: Sheet, state: ReadingState) {
    this.#plan = plan;
    this.#sheet = sheet;
    this.#state = state;
    this.#isList = state.estate.vms.length === 0 && plan.details === null;
  }

  start({ header, keyIndex }: OpenSheet): ((row: Row) => void) | null {
    const state = this.#state;
    if (this.#plan.name === 'vInfo') state.statesBiosUuid = header.find(smbiosUuid) >= 0;
    const hasIds = header.find(keyColumns.moRef) >= 0 || header.find(keyColumns.uuid) >= 0;
    if (keyIndex < 0 && (this.#isList || !hasIds)) {
      this.#isUseless = true;
      return null;
    }
    const vm = header.bind(this.#plan.vmColumns).filter(({ column }) => this.#isNews(column.fact));
    const bound: Bound = {
      header,
      keyIndex,
      vm,
      details: this.#plan.details?.bind(header) ?? null,
      attributes: this.#plan.details === null ? attributesOf(header, keyIndex, vm) : [],
      at: state.cellPlace(this.#sheet, header),
    };
    this.#bound = bound;
    const readKey = state.keyReader(header, keyIndex);
    return (row) => this.#read(row, readKey(row), bound);
  }

  /**
   * The sheets with many rows a VM repeat of it what vInfo says, which would be read a million times for nothing; they
   * are asked only for what no sheet has told. (In real 4.x exports that is the folder, which vInfo leaves blank.)
   */
  #isNews(fact: FactId): boolean {
    return this.#plan.details === null || this.#state.listedBy === null || !this.#state.facts.gaveValue(fact);
  }

  #read(row: Row, key: RowKey, bound: Bound): void {
    if (key.name === null && bound.keyIndex >= 0) {
      if (row.cells.some((cell) => filled(cell) !== null)) {
        (key.moRef === null && key.uuid === null ? this.#nameless : this.#namelessVms).add(row);
      }
      return;
    }
    this.#rows++;
    bound.at.row = row.number;
    const vm = this.#isList ? this.#add(row, key, bound) : this.#find(row, key, bound);
    if (vm === null) return;
    this.#joined++;
    bound.details?.read(row, vm, bound.at);
  }

  /** The VM that the row belongs to, with what the row says of it; null where the row comes to nothing. */
  #find(row: Row, key: RowKey, bound: Bound): Vm | null {
    const { index, listedBy } = this.#state;
    const vm = index.resolve(key);
    if (typeof vm === 'string') {
      if (listedBy === null && vm !== 'ambiguous') return this.#add(row, key, bound);
      this.#unresolved[vm].add(row);
      return null;
    }
    if (this.#plan.details === null && vm.origin[this.#sheet.name] !== undefined) {
      this.#repeated.add(row);
      return null;
    }
    if (key.name !== null && key.name !== vm.name) this.#otherName.add(row);
    const mayBecomeKnown =
      vm.moRef === null || vm.vCenterUuid === null || vm.instanceUuid === null || vm.biosUuid === null;
    this.#assign(row, vm, bound);
    if (mayBecomeKnown) index.note(vm);
    return vm;
  }

  #add(row: Row, key: RowKey, bound: Bound): Vm | null {
    const { estate, index, sourceIndex } = this.#state;
    if (key.name === null) {
      this.#unresolved.unlisted.add(row);
      return null;
    }
    const vm = blankVm(sourceIndex, key.name);
    this.#assign(row, vm, bound);
    if (index.add(vm) !== null) {
      this.#repeated.add(row);
      return null;
    }
    estate.vms.push(vm);
    return vm;
  }

  #assign(row: Row, vm: Vm, bound: Bound): void {
    if (this.#plan.details === null) vm.origin[this.#sheet.name] = row.number;
    assignCells(bound.vm, row, vm, bound.at);
    for (const { index, name } of bound.attributes) {
      const cell = filled(row.cells[index]);
      if (cell !== null && !Object.hasOwn(vm.customAttributes, name)) {
        vm.customAttributes[name] = redactAttribute(name, String(cell));
      }
    }
  }

  /** Tells what was lost, and what the sheet brings. */
  finish(hasHeader: boolean): void {
    const { warnings, listedBy } = this.#state;
    const { name } = this.#sheet;
    if (!hasHeader) warnings.add(name, 'not read: it has no header row', true);
    if (this.#isUseless) warnings.add(name, 'not read: it has no column "VM"', true);
    const list = listedBy ?? 'the sheets before it';
    this.#nameless.warn(warnings, name, 'left out: without a VM name', false);
    this.#namelessVms.warn(warnings, name, 'left out: without a VM name, though with an ID', true);
    this.#repeated.warn(warnings, name, 'left out: their VM has a row above', false);
    this.#unresolved.unlisted.warn(warnings, name, `left out: ${list} does not list their VM`, true);
    this.#unresolved.ambiguous.warn(warnings, name, 'left out: several VMs have their name', true);
    this.#unresolved.elsewhere.warn(warnings, name, `left out: ${list} has their VM on another host`, true);
    this.#otherName.warn(warnings, name, `name their VM otherwise than ${list}; joined by VM ID or UUID`, false);
    // What could not be joined is not known, though the sheet is there.
    if (this.#bound !== null && (this.#joined > 0 || this.#rows === 0)) this.#noteFacts(this.#bound);
  }

  #noteFacts({ header, keyIndex, vm, details, attributes }: Bound): void {
    const { facts } = this.#state;
    const { name } = this.#sheet;
    if (keyIndex >= 0) facts.add('vm.name', name, header, keyIndex, true);
    for (const { column, index, gaveValue } of [...vm, ...(details?.bound ?? [])]) {
      facts.add(column.fact, name, header, index, gaveValue);
    }
    const presenceIndex = details?.bound[0]?.index ?? keyIndex;
    for (const fact of this.#plan.details?.presence ?? []) facts.add(fact, name, header, presenceIndex, true);
    for (const { index } of attributes) facts.add('vm.customAttributes', name, header, index, true);
  }
}

const smbiosUuid = { headers: ['SMBIOS UUID'], databaseNames: [], afterAttributes: true } as const;

function attributesOf(header: Header, keyIndex: number, bound: readonly BoundColumn<Vm>[]): AttributeColumn[] {
  const indexOf = (fact: string): number => bound.find(({ column }) => column.fact === fact)?.index ?? -1;
  return header
    .attributes(indexOf('vm.annotation'), indexOf('vm.datacenter'))
    .filter(({ index }) => index !== keyIndex);
}
