import type { Row, Sheet } from '../../src/lib/tables/table.ts';
import { blankEstate } from '../../src/model/blank-records.ts';
import type { Estate } from '../../src/model/estate.ts';
import { CellPlace } from './cells.ts';
import { FactPlaces } from './fact-places.ts';
import { type Header, filled } from './header.ts';
import type { Notation } from './notation.ts';
import type { SheetName } from './sheet-names.ts';
import { keyColumns } from './sheets/vm.ts';
import { type RowKey, VmIndex } from './vm-index.ts';
import { WarningLog, counted, firstFew } from './warnings.ts';

/** What is known so far while an export is read, sheet after sheet. */
export class ReadingState {
  readonly estate: Estate = blankEstate();
  readonly facts = new FactPlaces();
  readonly warnings = new WarningLog();
  readonly index = new VmIndex();
  readonly vCenterUuids = new Set<string>();
  readonly servers = new Set<string>();
  /** The sheet whose rows are the VMs; null where every sheet may bring VMs. */
  listedBy: SheetName | null = null;
  /** See CellPlace. */
  statesBiosUuid = false;

  readonly notation: Notation;
  readonly sourceIndex: number;
  readonly onProgress: (sheet: string, rows: number) => void;

  constructor(notation: Notation, sourceIndex: number, onProgress: (sheet: string, rows: number) => void) {
    this.notation = notation;
    this.sourceIndex = sourceIndex;
    this.onProgress = onProgress;
  }

  cellPlace(sheet: Sheet, header: Header): CellPlace {
    const at = new CellPlace(sheet.name, header.names, this.notation, this.warnings);
    at.statesBiosUuid = this.statesBiosUuid;
    return at;
  }

  /** Makes a function that fills one RowKey from row after row, and notes the vCenter that each row is of. */
  keyReader(header: Header, keyIndex: number): (row: Row) => RowKey {
    const moRef = header.find(keyColumns.moRef);
    const uuid = header.find(keyColumns.uuid);
    const vCenterUuid = header.find(keyColumns.vCenterUuid);
    const server = header.find(keyColumns.server);
    const host = header.find(keyColumns.host);
    const key: RowKey = { name: null, moRef: null, uuid: null, vCenterUuid: null, host: null };
    return (row) => {
      key.name = textAt(row, keyIndex);
      key.moRef = textAt(row, moRef);
      key.uuid = textAt(row, uuid)?.toLowerCase() ?? null;
      key.vCenterUuid = textAt(row, vCenterUuid)?.toLowerCase() ?? null;
      key.host = textAt(row, host);
      if (key.vCenterUuid !== null) this.vCenterUuids.add(key.vCenterUuid);
      const serverName = textAt(row, server);
      if (serverName !== null) this.servers.add(serverName);
      return key;
    };
  }
}

function textAt(row: Row, index: number): string | null {
  const cell = index < 0 ? null : filled(row.cells[index]);
  return cell === null ? null : String(cell);
}

/** Rows of one sheet that came to nothing for the same reason. */
export class LostRows {
  #count = 0;
  readonly #first: number[] = [];

  add(row: Row): void {
    this.#count++;
    if (this.#first.length < 5) this.#first.push(row.number);
  }

  /** Says so, if there are any: "3 rows (2, 5, 9) left out …". */
  warn(warnings: WarningLog, sheet: string, what: string, lacking: boolean): void {
    if (this.#count === 0) return;
    warnings.add(sheet, `${counted(this.#count, 'row')} (${firstFew(this.#first, this.#count)}) ${what}`, lacking);
  }
}
