import { formatInteger, formatMiB, unknownText } from '../../../src/lib/units.ts';
import { facetKey, fragment, readFragment } from '../fragment.ts';
import { loadDetail, loadRows, pageHead } from './chunks.ts';
import { detailView, dispositionChip, severityChip } from './detail.ts';
import { element, estateText, required, type Part } from './element.ts';
import {
  asGiven,
  deciderText,
  everyRow,
  rowComparison,
  rowsOf,
  rowTest,
  severityCounts,
  type ColumnId,
  type Row,
  type RowFilter,
  type RowOrder,
} from './rows.ts';

/** Few enough to draw at once on a phone, many enough to skim. */
const rowsPerPage = 50;
/** A printed report holds the filtered rows up to this number; more would be a phone book. */
const rowsPrinted = 200;

const head = pageHead();
const rowChunks = Math.ceil(head.vms / head.rowsPerChunk);

const form = required('vm-filter', HTMLFormElement);
const text = required('filter-text', HTMLInputElement);
const selects = {
  disposition: required('filter-disposition', HTMLSelectElement),
  candidate: required('filter-candidate', HTMLSelectElement),
  severity: required('filter-severity', HTMLSelectElement),
  rule: required('filter-rule', HTMLSelectElement),
  cluster: required('filter-cluster', HTMLSelectElement),
  family: required('filter-family', HTMLSelectElement),
  facet: required('filter-facet', HTMLSelectElement),
};
const clear = required('filter-clear', HTMLButtonElement);
const sortBy = required('sort-by', HTMLSelectElement);
const status = required('vm-status', HTMLElement);
const leftOut = required('vm-left-out', HTMLElement);
const table = required('vm-table', HTMLTableElement);
const pageNumber = required('page-number', HTMLElement);
const buttons = {
  first: required('page-first', HTMLButtonElement),
  previous: required('page-previous', HTMLButtonElement),
  next: required('page-next', HTMLButtonElement),
  last: required('page-last', HTMLButtonElement),
};
const headers = [...table.querySelectorAll<HTMLTableCellElement>('th[data-column]')];
const columnTitles = headers.map((header) => header.textContent ?? '');
const body = table.tBodies[0] ?? table.createTBody();

let rows: Row[] = [];
let chunksLoaded = 0;
let filter: RowFilter = everyRow;
let order: RowOrder = asGiven;
let page = 0;
/** The rows that pass the filter, in order; of those that are loaded. */
let shown: readonly Row[] = [];
let failure: string | null = null;
const open = new Set<number>();

const isFiltered = (): boolean => filter !== everyRow;
const isSorted = (): boolean => order.column !== asGiven.column || order.descending !== asGiven.descending;
/** All rows that the current filter lets pass, those not loaded included where nothing is filtered. */
const total = (): number => (isFiltered() ? shown.length : head.vms);
const lastPage = (): number => Math.max(0, Math.ceil(total() / rowsPerPage) - 1);

async function loadChunks(count: number): Promise<void> {
  failure = null;
  try {
    while (rows.length < Math.min(count, head.vms) && chunksLoaded < rowChunks) {
      rows = rows.concat(rowsOf(head, await loadRows(chunksLoaded), rows.length));
      chunksLoaded += 1;
      if (chunksLoaded < rowChunks) {
        status.textContent = `Loading ${formatInteger(rows.length)} of ${formatInteger(head.vms)} VMs …`;
      }
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
}

let loaded = Promise.resolve();

/** Loads rows up to this number, chunk by chunk, after what was asked for before. */
function loadUpTo(count: number): Promise<void> {
  loaded = loaded.then(() => loadChunks(count));
  return loaded;
}

function select(): void {
  shown = isFiltered() ? rows.filter(rowTest(head, filter)) : rows;
  if (isSorted()) shown = [...shown].sort(rowComparison(head, order));
}

function statusText(from: number, to: number): string {
  if (failure !== null) return `Not all VMs could be loaded: ${failure}.`;
  if (total() === 0) return 'No VM matches.';
  const range = `${formatInteger(from + 1)}–${formatInteger(to)} of ${formatInteger(total())}`;
  return isFiltered()
    ? `${range} that match, of ${formatInteger(head.vms)} VMs and templates`
    : `${range} VMs and templates`;
}

/** Stands in a cell that has nothing to say; on a phone it is left out. */
const nothing = '–';

/** The gravest severity as a chip, the others in small print: a row shall stay a line or two high. */
function findingsCell(row: Row): Part {
  const counted = severityCounts(head, row).flatMap((count, severity) => (count === 0 ? [] : [{ count, severity }]));
  const [gravest, ...others] = counted;
  if (gravest === undefined) return nothing;
  const rest = others.map(({ count, severity }) => `${count} ${head.severities[severity] ?? ''}`).join(', ');
  return element(
    'span',
    {},
    severityChip(head, gravest.severity, gravest.count),
    rest === '' ? null : element('small', {}, ` ${rest}`),
  );
}

function cells(row: Row): Part[] {
  return [
    element(
      'span',
      {},
      element(
        'button',
        { type: 'button', class: 'opener', 'aria-expanded': 'false' },
        estateText(row.name === '' ? '(no name)' : row.name),
      ),
      row.template ? element('span', { class: 'chip' }, 'template') : null,
    ),
    dispositionChip(head, row.disposition),
    row.candidate === null ? nothing : dispositionChip(head, row.candidate),
    deciderText(head, row.decider),
    findingsCell(row),
    estateText(head.guests[row.guest] ?? unknownText),
    estateText(head.clusters[row.cluster] ?? unknownText),
    formatInteger(row.cpus),
    formatMiB(row.memoryMiB),
  ];
}

function rowElement(row: Row): HTMLTableRowElement {
  const made = element('tr', { role: 'row', class: 'vm' });
  for (const [index, part] of cells(row).entries()) {
    const numeric = headers[index]?.classList.contains('number') === true;
    const kind = part === nothing ? { class: 'nothing' } : numeric ? { class: 'number' } : {};
    made.append(
      index === 0
        ? element('th', { scope: 'row', role: 'rowheader' }, part)
        : element('td', { role: 'cell', 'data-label': columnTitles[index] ?? '', ...kind }, part),
    );
  }
  made.addEventListener('click', (event) => {
    // Text that somebody selects in the row, and the links in it, are no request to open it.
    if (event.target instanceof HTMLAnchorElement || (document.getSelection()?.toString() ?? '') !== '') return;
    void toggle(row, made);
  });
  return made;
}

async function toggle(row: Row, owner: HTMLTableRowElement): Promise<void> {
  if (open.delete(row.index)) {
    owner.nextElementSibling?.remove();
    owner.querySelector('.opener')?.setAttribute('aria-expanded', 'false');
    return;
  }
  open.add(row.index);
  history.replaceState(null, '', fragment({ vm: row.id }));
  await showDetail(row, owner);
}

async function showDetail(row: Row, owner: HTMLTableRowElement): Promise<void> {
  owner.querySelector('.opener')?.setAttribute('aria-expanded', 'true');
  const cell = element('td', { role: 'cell', colspan: String(headers.length) });
  const holder = element('tr', { role: 'row', class: 'why' }, cell);
  owner.after(holder);
  try {
    const { detail, texts } = await loadDetail(head, row.index);
    cell.append(detailView(head, texts, row, detail));
  } catch (error) {
    cell.append(element('p', { role: 'alert' }, error instanceof Error ? error.message : String(error)));
  }
}

/** Draws the rows from `from` to `to` of those that are shown, with the opened ones open. */
async function drawRows(from: number, to: number): Promise<void> {
  const drawn = shown.slice(from, to).map((row) => ({ row, made: rowElement(row) }));
  body.replaceChildren(...drawn.map(({ made }) => made));
  await Promise.all(drawn.filter(({ row }) => open.has(row.index)).map(({ row, made }) => showDetail(row, made)));
}

/** Draws the current page of the table, loading what it needs first. */
async function draw(): Promise<void> {
  await loadUpTo(isFiltered() || isSorted() ? head.vms : (page + 1) * rowsPerPage);
  select();
  page = Math.min(page, lastPage());
  const from = page * rowsPerPage;
  const to = Math.min(from + rowsPerPage, total());
  for (const header of headers) {
    const active = header.dataset['column'] === order.column;
    header.setAttribute('aria-sort', active ? (order.descending ? 'descending' : 'ascending') : 'none');
  }
  sortBy.value = order.column;
  status.textContent = statusText(from, to);
  pageNumber.textContent = `Page ${formatInteger(page + 1)} of ${formatInteger(lastPage() + 1)}`;
  buttons.first.disabled = page === 0;
  buttons.previous.disabled = page === 0;
  buttons.next.disabled = page === lastPage();
  buttons.last.disabled = page === lastPage();
  await drawRows(from, to);
}

const chosen = (field: HTMLSelectElement): number | null => (field.value === '' ? null : Number(field.value));

function clearFields(): void {
  text.value = '';
  for (const field of Object.values(selects)) field.value = '';
}

function readFilter(): RowFilter {
  const asked: RowFilter = {
    text: text.value.trim(),
    disposition: chosen(selects.disposition),
    candidate: selects.candidate.value === 'none' ? 'none' : chosen(selects.candidate),
    severity: chosen(selects.severity),
    rule: chosen(selects.rule),
    cluster: chosen(selects.cluster),
    family: chosen(selects.family),
    facet: chosen(selects.facet),
  };
  return Object.values(asked).every((value) => value === null || value === '') ? everyRow : asked;
}

function applyFilter(): Promise<void> {
  filter = readFilter();
  page = 0;
  return draw();
}

function sortTable(column: ColumnId): Promise<void> {
  // Figures and findings are asked for by their largest first, texts from A.
  const descending = column === 'cpus' || column === 'memoryMiB';
  order = { column, descending: order.column === column ? !order.descending : descending };
  page = 0;
  return draw();
}

function goTo(target: number): void {
  page = Math.max(0, Math.min(target, lastPage()));
  void draw().then(() => required('vms', HTMLElement).scrollIntoView());
}

/** Shows the VM of this id, alone and opened, whatever was filtered before. */
async function showVm(id: string): Promise<void> {
  await loadUpTo(head.vms);
  const index = rows.findIndex((row) => row.id === id);
  const row = rows[index];
  if (row === undefined) {
    await draw();
    status.textContent = failure === null ? 'The VM that the address names is not in this report.' : statusText(0, 0);
    return;
  }
  clearFields();
  filter = everyRow;
  order = asGiven;
  page = Math.floor(index / rowsPerPage);
  open.clear();
  open.add(row.index);
  await draw();
  const target = body.querySelectorAll<HTMLElement>('tr.vm')[index % rowsPerPage];
  target?.scrollIntoView({ block: 'start' });
  target?.querySelector<HTMLElement>('.opener')?.focus({ preventScroll: true });
}

/** Follows the address: one VM, or a selection that other parts of the page link to. */
async function followAddress(): Promise<void> {
  const selection = readFragment(location.hash);
  const id = selection.get('vm');
  if (id !== undefined) return showVm(id);
  if (selection.size === 0) return draw();
  clearFields();
  const indexOf = (list: readonly string[], key: 'disposition' | 'candidate' | 'severity' | 'rule'): void => {
    const value = selection.get(key);
    const index = value === undefined ? -1 : list.indexOf(value);
    selects[key].value = index === -1 ? '' : String(index);
  };
  indexOf(head.dispositions, 'disposition');
  indexOf(head.dispositions, 'candidate');
  indexOf(head.severities, 'severity');
  indexOf(
    head.rules.map((rule) => rule.id),
    'rule',
  );
  const belongs = selection.get('belongs');
  const facet = belongs === undefined ? -1 : head.facets.findIndex((candidate) => facetKey(candidate) === belongs);
  selects.facet.value = facet === -1 ? '' : String(facet);
  await applyFilter();
  required('vms', HTMLElement).scrollIntoView();
}

form.addEventListener('input', (event) => {
  if (event.target !== sortBy) void applyFilter();
});
form.addEventListener('submit', (event) => event.preventDefault());
clear.addEventListener('click', () => {
  clearFields();
  void applyFilter();
});
sortBy.addEventListener('change', () => {
  const header = headers.find((candidate) => candidate.dataset['column'] === sortBy.value);
  if (header !== undefined) void sortTable(columnOf(header));
});
for (const header of headers)
  header.querySelector('button')?.addEventListener('click', () => void sortTable(columnOf(header)));
buttons.first.addEventListener('click', () => goTo(0));
buttons.previous.addEventListener('click', () => goTo(page - 1));
buttons.next.addEventListener('click', () => goTo(page + 1));
buttons.last.addEventListener('click', () => goTo(lastPage()));
window.addEventListener('hashchange', () => void followAddress());

/** The generator writes the ids of the columns; both ends are held together by a test. */
function columnOf(header: HTMLTableCellElement): ColumnId {
  return header.dataset['column'] as ColumnId;
}

let closedForPrint: HTMLDetailsElement[] = [];
window.addEventListener('beforeprint', () => {
  // What is folded for its length stays folded on paper; what explains a figure opens.
  closedForPrint = [...document.querySelectorAll<HTMLDetailsElement>('details.on-paper:not([open])')];
  for (const details of closedForPrint) details.open = true;
  const to = Math.min(shown.length, rowsPrinted);
  void drawRows(0, to);
  status.textContent = statusText(0, to);
  leftOut.textContent =
    total() > to
      ? `${formatInteger(total() - to)} more are left out of print: filter the table before printing, or use report.xlsx.`
      : '';
});
window.addEventListener('afterprint', () => {
  for (const details of closedForPrint) details.open = false;
  void draw();
});

required('vm-view', HTMLElement).hidden = false;
void followAddress();
