import { ownerHeaders, type OwnerColumn } from '../../src/model/owners.ts';

/**
 * Headers that are read beside the worksheet's own, the likelier first: English and German, as `headerWord` writes them.
 */
const aliases: Readonly<Record<OwnerColumn, readonly string[]>> = {
  id: ['devirtid'],
  uuid: ['uuid', 'biosuuid', 'smbiosuuid', 'instanceuuid', 'vminstanceuuid'],
  vm: `vmname virtualmachine virtualmachinename virtuellemaschine servername rechnername hostname systemname ciname
    server rechner name bezeichnung`.split(/\s+/),
  name: `ownername vmowner serverowner systemowner applicationowner appowner serviceowner businessowner ownedby
    responsible responsibleperson managedby assignedto eigentuemer besitzer inhaber verantwortlich verantwortliche
    verantwortlicher systemverantwortlicher anwendungsverantwortlicher applikationsverantwortlicher fachverantwortlicher
    zustaendig ansprechpartner ansprechpartnerin kontakt contact team`.split(/\s+/),
  application: `applicationname app appname businessapplication businessservice service servicename anwendung
    anwendungsname applikation fachanwendung fachverfahren verfahren dienst`.split(/\s+/),
  criticality: `businesscriticality kritikalitaet importance wichtigkeit tier servicelevel schutzbedarf`.split(/\s+/),
  recoveryTimeHours: `rto recoverytimeobjective recoverytime recoverytimetarget wiederanlaufzeit
    wiederherstellungszeit maximaleausfallzeit maxausfallzeit`.split(/\s+/),
  recoveryPointHours: `rpo recoverypointobjective recoverypoint recoverypointtarget wiederherstellungspunkt
    maximalerdatenverlust maxdatenverlust datenverlust`.split(/\s+/),
  changeWindow: `maintenancewindow downtimewindow wartungsfenster aenderungsfenster maintenance wartung`.split(/\s+/),
  mayBeRetired: `canberetired retire canbedecommissioned decommission darfabgeschaltetwerden kannabgeschaltetwerden
    darfstillgelegtwerden abschalten stilllegen`.split(/\s+/),
  wishedDisposition: `disposition gewuenschterverbleib verbleib wunsch target ziel`.split(/\s+/),
  answers: `answers answer antworten antwort antwortenaufdiefragen`.split(/\s+/),
  notes: `note remarks remark comments comment notizen notiz bemerkungen bemerkung anmerkungen anmerkung
    kommentar`.split(/\s+/),
};

/** Letters and digits of a header in lower case, umlauts written out: "Business-Criticality " is businesscriticality. */
function headerWord(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[äöü]/g, (umlaut) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[umlaut] ?? '')
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]/g, '');
}

interface Meaning {
  readonly column: OwnerColumn;
  /** The lower, the surer. */
  readonly rank: number;
}

const meanings: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(ownerHeaders).flatMap(([key, header]): [string, Meaning][] => {
    const column = key as OwnerColumn; // The keys of a Record of them.
    return [splitUnit(header).word, ...aliases[column]].map((word, rank) => [word, { column, rank }]);
  }),
);

/** A header without its unit, and the unit: "RTO [Std.]" and "RTO in Stunden" are rto with std and stunden. */
function splitUnit(header: string): { word: string; unit: string | null } {
  const [, name, bracketed, spoken] = /^(.*?)\s*(?:[([]([^)\]]*)[)\]]|\b(?:in|_)\s+(\p{L}+))?\s*$/su.exec(header) ?? [];
  return { word: headerWord(name ?? header), unit: bracketed ?? spoken ?? null };
}

export interface FoundColumn {
  readonly column: OwnerColumn;
  readonly index: number;
  /** As it stands in the file. */
  readonly header: string;
  /** As the header tells it, for durations. */
  readonly unit: string | null;
}

export interface FoundColumns {
  readonly columns: readonly FoundColumn[];
  /** Columns whose header means what a surer one already does; they are not read. */
  readonly passedOver: readonly FoundColumn[];
}

const isKey = ({ column }: FoundColumn): boolean => column === 'id' || column === 'uuid' || column === 'vm';

/** What the cells of a header row mean; null for a row that is no header of a side table. */
export function findColumns(cells: readonly unknown[]): FoundColumns | null {
  const found = new Map<OwnerColumn, FoundColumn & { readonly rank: number }>();
  const passedOver: FoundColumn[] = [];
  for (const [index, header] of cells.entries()) {
    if (typeof header !== 'string') continue;
    const { word, unit } = splitUnit(header);
    const meaning = meanings.get(word);
    if (meaning === undefined) continue;
    const known = found.get(meaning.column);
    const candidate = { ...meaning, index, header, unit };
    if (known === undefined || candidate.rank < known.rank) found.set(meaning.column, candidate);
    if (known !== undefined) passedOver.push(candidate.rank < known.rank ? known : candidate);
  }
  const columns = [...found.values()].sort((a, b) => a.index - b.index);
  return columns.some(isKey) && !columns.every(isKey) ? { columns, passedOver } : null;
}
