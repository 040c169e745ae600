import type { Estate, Source, Vm } from './estate.ts';
import { blankOwner, contradictsItself, ownerFields, type Owner, type OwnerRow } from './owners.ts';
import { quotedCell, RowWarnings } from './row-warnings.ts';
import { swappedUuid, uuidDigits } from './vm-uuid.ts';

/** A side table as its reader gives it. */
interface OwnerTable {
  readonly source: Source;
  readonly rows: readonly OwnerRow[];
}

/**
 * The Estate with what side tables say of its VMs, and the tables as sources with their warnings. A row means the VM of
 * its id; where it gives none, of its UUID (in either byte order); else of its name, or of the name by which the guest
 * is known in DNS. A row that could mean several VMs, or none, is not joined, and a warning names it. What a later table
 * says counts before what an earlier one says, field by field.
 */
export function joinOwners(estate: Estate, tables: readonly OwnerTable[]): Estate {
  if (tables.length === 0) return estate;
  const index = new VmIndex(estate.vms);
  const owners = new Map<Vm, Owner>();
  const sources = tables.map(({ source, rows }): Source => {
    const warnings = new RowWarnings();
    const joined = new Set<Vm>();
    for (const row of rows) {
      const vm = index.find(row, warnings);
      if (vm === null) continue;
      if (joined.has(vm)) {
        warnings.add(row.sheet, 'Not joined, because an earlier row is about the same VM', nameOf(row), true);
        continue;
      }
      joined.add(vm);
      const owner = merged(owners.get(vm) ?? blankOwner(), row.facts);
      owners.set(vm, owner);
      if (contradictsItself(owner)) {
        warnings.add(
          row.sheet,
          'To be retired or not? The answers contradict each other and do not count',
          nameOf(row),
          true,
        );
      }
    }
    return { ...source, warnings: [...source.warnings, ...warnings.list()] };
  });
  return {
    ...estate,
    sources: [...estate.sources, ...sources],
    vms: estate.vms.map((vm) => {
      const owner = owners.get(vm);
      return owner === undefined ? vm : { ...vm, owner };
    }),
  };
}

function merged(earlier: Owner, later: Owner): Owner {
  const given = ownerFields.filter((field) => later[field] !== null);
  return {
    ...earlier,
    ...Object.fromEntries(given.map((field) => [field, later[field]])),
    evidence: { ...earlier.evidence, ...later.evidence },
  };
}

function nameOf({ row, id, uuid, vm }: OwnerRow): string {
  return `row ${row} (${quotedCell(vm ?? uuid ?? id ?? '')})`;
}

/** VMs by what a row may call them. */
class VmIndex {
  readonly #ids = new Map<string, Vm[]>();
  readonly #uuids = new Map<string, Vm[]>();
  readonly #names = new Map<string, Vm[]>();
  readonly #dnsNames = new Map<string, Vm[]>();

  constructor(vms: readonly Vm[]) {
    for (const vm of vms) {
      add(this.#ids, vm.id, vm);
      for (const uuid of uuidsOf(vm)) add(this.#uuids, uuid, vm);
      add(this.#names, vm.name.trim().toLowerCase(), vm);
      for (const name of dnsNamesOf(vm)) add(this.#dnsNames, name, vm);
    }
  }

  find(row: OwnerRow, warnings: RowWarnings): Vm | null {
    const { found, by } = this.#candidates(row);
    const [only, ...others] = narrowed(found, row.vm);
    if (only === undefined) {
      warnings.add(row.sheet, `Not joined, because no VM of the estate has this ${by}`, nameOf(row), false);
      return null;
    }
    if (others.length > 0) {
      warnings.add(row.sheet, `Not joined, because several VMs have this ${by}: add their id`, nameOf(row), true);
      return null;
    }
    return only;
  }

  #candidates({ id, uuid, vm }: OwnerRow): { found: readonly Vm[]; by: string } {
    if (id !== null) return { found: this.#ids.get(id) ?? [], by: 'id' };
    const digits = uuid === null ? null : uuidDigits(uuid);
    if (digits !== null) return { found: this.#uuids.get(digits) ?? [], by: 'UUID' };
    if (vm === null) return { found: [], by: 'UUID' };
    const name = vm.toLowerCase();
    return { found: this.#names.get(name) ?? this.#dnsNames.get(name) ?? [], by: 'name' };
  }
}

function add(map: Map<string, Vm[]>, key: string, vm: Vm): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [vm]);
  else known.push(vm);
}

function uuidsOf({ biosUuid, instanceUuid }: Vm): Set<string> {
  const digits = [biosUuid, instanceUuid].map((uuid) => (uuid === null ? null : uuidDigits(uuid)));
  return new Set(digits.flatMap((one) => (one === null ? [] : [one, swappedUuid(one)])));
}

/** The guest's name in full and without its domain. */
function dnsNamesOf({ hostName }: Vm): Set<string> {
  const full = hostName?.trim().toLowerCase() ?? '';
  const [short = ''] = full.split('.');
  return new Set([full, short].filter((name) => name !== ''));
}

/** Of several VMs those whose name is the row's, in the same letters where some are. */
function narrowed(found: readonly Vm[], name: string | null): readonly Vm[] {
  if (found.length < 2 || name === null) return found;
  const exact = found.filter((vm) => vm.name === name);
  if (exact.length > 0) return exact;
  const folded = found.filter((vm) => vm.name.toLowerCase() === name.toLowerCase());
  return folded.length > 0 ? folded : found;
}
