import type { ReadLimits } from './read-limits.ts';
import { type SharedStrings, readSharedStrings } from './shared-strings.ts';
import {
  corePropertiesType,
  dublinCoreTermsNamespaces,
  packageRelationshipNamespaces,
  relationshipNamespaces,
  spreadsheetNamespaces,
} from './spreadsheet-names.ts';
import { cellText } from './cell-text.ts';
import type { Sheet, TableFile } from './table.ts';
import { exportAgain, quoted, unreadable } from './unreadable.ts';
import { readWorksheet } from './worksheet.ts';
import { type Attributes, XmlError, type XmlHandler, readXml } from './xml-reader.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Whether a zip is a package of Office Open XML, be it a workbook or not. */
export function isOfficePackage(archive: ZipArchive): boolean {
  return archive.has('_rels/.rels') || archive.has('xl/workbook.xml') || archive.has('xl/workbook.bin');
}

/**
 * Opens a workbook (ECMA-376): which sheets it has and where they are. Rows are read when they are asked for, the
 * shared strings once, at the first of them. Throws DevirtError.
 */
export async function openWorkbook(path: string, archive: ZipArchive, limits: ReadLimits): Promise<TableFile> {
  const parts = new PackageReader(path, archive, limits);
  const packageRelationships = await parts.relationships('');
  const workbookPart =
    partOfKind(packageRelationships, 'officeDocument') ??
    (archive.has('xl/workbook.bin') ? 'xl/workbook.bin' : 'xl/workbook.xml');
  if (workbookPart.toLowerCase().endsWith('.bin')) {
    throw unreadable(`${path}: a binary workbook (.xlsb)`, 'Open it in Excel and save it as .xlsx.');
  }
  const workbook = await parts.workbook(workbookPart);
  const relationships = await parts.relationships(workbookPart);

  const stringsPart = partOfKind(relationships, 'sharedStrings') ?? fallbackPart(archive, 'xl/sharedStrings.xml');
  let strings: Promise<SharedStrings> | null = null;
  const loadStrings = (): Promise<SharedStrings> => {
    strings ??= stringsPart === null ? Promise.resolve([]) : parts.sharedStrings(stringsPart);
    return strings;
  };

  const relationshipById = new Map(relationships.map((relationship) => [relationship.id, relationship]));
  const sheets: Sheet[] = [];
  const names = new Set<string>();
  for (const { name, relationshipId } of workbook.sheets) {
    const where = `${path}, sheet ${quoted(name)}`;
    const relationship = relationshipById.get(relationshipId);
    // Charts and macro sheets hold no rows.
    if (relationship !== undefined && relationship.kind !== 'worksheet') continue;
    const part = relationship?.part ?? null;
    if (part === null || !archive.has(part))
      throw unreadable(`${where}: its part is missing from the file`, exportAgain);
    if (names.has(name))
      throw unreadable(`${where}: there are two sheets of this name`, 'Rename or remove one of them.');
    names.add(name);
    sheets.push({ name, rows: () => readWorksheet(archive.read(part), loadStrings, where, limits) });
  }

  const corePart =
    packageRelationships.find(({ type }) => type === corePropertiesType)?.part ??
    archive.names.find((name) => /^docProps\/core\.xml$|\/core-properties\/[^/]+\.psmdcp$/i.test(name)) ??
    null;
  const createdAt = corePart === null || !archive.has(corePart) ? null : await parts.createdAt(corePart);
  return { path, kind: 'xlsx', sheets, createdAt, close: () => archive.close() };
}

interface Relationship {
  readonly id: string;
  readonly type: string;
  /** Last word of the type, for the types of office documents; else ''. */
  readonly kind: string;
  /** Name of the part in the zip. */
  readonly part: string;
}

interface WorkbookSheets {
  readonly sheets: readonly { readonly name: string; readonly relationshipId: string }[];
}

/** Reads the small parts of a package. */
class PackageReader {
  readonly #path: string;
  readonly #archive: ZipArchive;
  readonly #limits: ReadLimits;

  constructor(path: string, archive: ZipArchive, limits: ReadLimits) {
    this.#path = path;
    this.#archive = archive;
    this.#limits = limits;
  }

  /** The relationships of a part, or of the package for ''; none where it has none. */
  async relationships(part: string): Promise<Relationship[]> {
    const slash = part.lastIndexOf('/');
    const folder = part.slice(0, slash + 1);
    const list = `${folder}_rels/${part.slice(slash + 1)}.rels`;
    const found: Relationship[] = [];
    if (!this.#archive.has(list)) return found;
    await this.#read(list, packageRelationshipNamespaces, {
      open(name, attributes) {
        if (name !== 'Relationship' || attributes['TargetMode'] === 'External') return;
        const type = attributes['Type'] ?? '';
        const base = relationshipNamespaces.find((namespace) => type.startsWith(`${namespace}/`));
        found.push({
          id: attributes['Id'] ?? '',
          type,
          kind: base === undefined ? '' : type.slice(base.length + 1),
          part: resolveTarget(folder, attributes['Target'] ?? ''),
        });
      },
      text() {},
      close() {},
    });
    return found;
  }

  async workbook(part: string): Promise<WorkbookSheets> {
    const sheets: WorkbookSheets['sheets'][number][] = [];
    let sawRoot = false;
    let inSheets = false;
    const path = this.#path;
    await this.#read(part, spreadsheetNamespaces, {
      open(name, attributes, namespaceOf) {
        if (!sawRoot && name !== 'workbook') {
          throw unreadable(
            `${path}: an Office file, but not a workbook`,
            'Give an RVTools export: .xlsx or CSV files.',
          );
        }
        sawRoot = true;
        if (name === 'sheets') inSheets = true;
        if (name === 'sheet' && inSheets) {
          sheets.push({
            name: cellText(attributes['name'] ?? ''),
            relationshipId: attributeOf(attributes, 'id', relationshipNamespaces, namespaceOf) ?? '',
          });
        }
        if (name === 'workbookPr' && /^(?:1|true)$/.test(attributes['date1904'] ?? '')) {
          throw unreadable(
            `${path}: the workbook counts days from 1904, so its dates would be read four years wrong`,
            'Export it again from RVTools, or save its sheets as CSV files and give those.',
          );
        }
      },
      text() {},
      close(name) {
        if (name === 'sheets') inSheets = false;
      },
    });
    return { sheets };
  }

  async sharedStrings(part: string): Promise<SharedStrings> {
    const chunks = this.#archive.read(part, this.#limits.sharedStringsBytes);
    return readSharedStrings(chunks, this.#where(part), this.#limits);
  }

  /** dcterms:created where it is a date in ISO 8601, as it stands. */
  async createdAt(part: string): Promise<string | null> {
    let text = '';
    let capturing = false;
    await this.#read(part, dublinCoreTermsNamespaces, {
      open(name) {
        capturing = name === 'created';
      },
      text(piece) {
        if (capturing) text += piece;
      },
      close() {
        capturing = false;
      },
    });
    return isIsoDate(text.trim()) ? text.trim() : null;
  }

  async #read(part: string, namespaces: readonly string[], handler: XmlHandler): Promise<void> {
    try {
      await readXml(this.#archive.read(part), namespaces, handler, this.#limits);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      throw unreadable(`${this.#where(part)}: cut short or damaged: ${error.message}`, exportAgain);
    }
  }

  #where(part: string): string {
    return `${this.#path}, part ${quoted(part)}`;
  }
}

function partOfKind(relationships: readonly Relationship[], kind: string): string | null {
  return relationships.find((relationship) => relationship.kind === kind)?.part ?? null;
}

function fallbackPart(archive: ZipArchive, part: string): string | null {
  return archive.has(part) ? part : null;
}

/** A target as the name of an entry: absolute, or relative to the folder of the part that names it. */
function resolveTarget(folder: string, target: string): string {
  const steps: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** The attribute of this local name in one of the namespaces. */
function attributeOf(
  attributes: Attributes,
  local: string,
  namespaces: readonly string[],
  namespaceOf: (prefix: string) => string | undefined,
): string | undefined {
  for (const [name, value] of Object.entries(attributes)) {
    const colon = name.indexOf(':');
    if (
      colon !== -1 &&
      name.slice(colon + 1) === local &&
      namespaces.includes(namespaceOf(name.slice(0, colon)) ?? '')
    ) {
      return value;
    }
  }
  return undefined;
}

/** A date that exists, with or without a time and zone (W3CDTF, as core properties hold them). */
function isIsoDate(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  return (
    match !== null &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(`${match[1]}T00:00:00Z`).toISOString().startsWith(match[1] ?? '')
  );
}
