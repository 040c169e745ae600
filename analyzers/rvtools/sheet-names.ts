import type { Sheet } from '../../src/lib/tables/table.ts';

/** The sheets that are read. */
export type SheetName =
  | 'vMetaData'
  | 'vSource'
  | 'vInfo'
  | 'vCPU'
  | 'vMemory'
  | 'vTools'
  | 'vDisk'
  | 'vPartition'
  | 'vNetwork'
  | 'vSnapshot'
  | 'vCD'
  | 'vFloppy'
  | 'vUSB'
  | 'vRP'
  | 'vCluster'
  | 'vHost'
  | 'vDatastore'
  | 'vHBA'
  | 'vNIC'
  | 'vSwitch'
  | 'vPort'
  | 'dvSwitch'
  | 'dvPort'
  | 'vSC_VMK'
  | 'vMultiPath'
  | 'vHealth'
  | 'vLicense';

/** In the order in which they are read: where several sheets state a fact, the first counts. */
const sheetNames: readonly SheetName[] = [
  'vMetaData',
  'vSource',
  'vInfo',
  'vCPU',
  'vMemory',
  'vTools',
  'vDisk',
  'vPartition',
  'vNetwork',
  'vSnapshot',
  'vCD',
  'vFloppy',
  'vUSB',
  'vRP',
  'vCluster',
  'vHost',
  'vDatastore',
  'vHBA',
  'vNIC',
  'vSwitch',
  'vPort',
  'dvSwitch',
  'dvPort',
  'vSC_VMK',
  'vMultiPath',
  'vHealth',
  'vLicense',
];

/** vInfo, tabvInfo (until 3.8 and in CSV sets), RVTools_tabvInfo, and copies: "vInfo (2)", "tabvInfo-3.9". */
const pattern = new RegExp(`^(?:rvtools[_ -]*)?(?:tab)?(${sheetNames.join('|')})(?![a-z0-9])(.*)$`, 'i');
const byLowerCase = new Map(sheetNames.map((name) => [name.toLowerCase(), name]));

function recognise(name: string): { readonly sheet: SheetName; readonly isExact: boolean } | null {
  const found = pattern.exec(name.trim());
  const sheet = byLowerCase.get(found?.[1]?.toLowerCase() ?? '');
  return sheet === undefined ? null : { sheet, isExact: found?.[2] === '' };
}

/** True for the sheet names of an RVTools export, or of what writes the same. */
export function looksLikeRvtools(names: Iterable<string>): boolean {
  for (const name of names) if (recognise(name) !== null) return true;
  return false;
}

export interface RecognisedSheets {
  readonly sheets: ReadonlyMap<SheetName, Sheet>;
  /** Further sheets of a name that was already taken: copies, or another export in the same file. */
  readonly extra: readonly { readonly sheet: Sheet; readonly insteadRead: Sheet }[];
}

/** Finds the sheets of an export, in the order in which they are to be read. */
export function recogniseSheets(sheets: readonly Sheet[]): RecognisedSheets {
  const candidates = new Map<SheetName, { exact: Sheet[]; copies: Sheet[] }>();
  for (const sheet of sheets) {
    const found = recognise(sheet.name);
    if (found === null) continue;
    const group = candidates.get(found.sheet) ?? { exact: [], copies: [] };
    candidates.set(found.sheet, group);
    (found.isExact ? group.exact : group.copies).push(sheet);
  }
  const recognised = new Map<SheetName, Sheet>();
  const extra: RecognisedSheets['extra'][number][] = [];
  for (const name of sheetNames) {
    const group = candidates.get(name);
    const [first, ...others] = [...(group?.exact ?? []), ...(group?.copies ?? [])];
    if (first === undefined) continue;
    recognised.set(name, first);
    for (const sheet of others) extra.push({ sheet, insteadRead: first });
  }
  return { sheets: recognised, extra };
}
