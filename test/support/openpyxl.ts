import { execFileSync } from 'node:child_process';
import { peerCommand } from './peers.ts';

export const openpyxlHint = 'test/peers/install installs it';

export interface ReadCell {
  readonly at: string;
  /** openpyxl's type: s for text, n for a number, f for a formula, e for an error. */
  readonly type: string;
  readonly value: string | number | null;
  readonly format: string;
  readonly locked: boolean;
  readonly comment: string | null;
}

export interface ReadSheet {
  readonly name: string;
  readonly freeze: string | null;
  readonly filter: string | null;
  readonly printTitles: string | null;
  readonly guarded: boolean;
  readonly widths: readonly number[];
  readonly lists: readonly { readonly range: string; readonly formula: string }[];
  readonly rows: readonly (readonly ReadCell[])[];
}

const script = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], rich_text=False)
sheets = []
for sheet in book.worksheets:
    rows = [[{
        'at': cell.coordinate, 'type': cell.data_type, 'value': cell.value, 'format': cell.number_format,
        'locked': cell.protection.locked, 'comment': cell.comment.text if cell.comment else None,
    } for cell in row] for row in sheet.iter_rows()]
    sheets.append({
        'name': sheet.title, 'freeze': sheet.freeze_panes, 'filter': sheet.auto_filter.ref,
        'printTitles': sheet.print_title_rows, 'guarded': sheet.protection.sheet,
        'widths': [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]],
        'lists': [{'range': str(rule.sqref), 'formula': rule.formula1} for rule in sheet.data_validations.dataValidation],
        'rows': rows,
    })
json.dump(sheets, sys.stdout)
`;

function python(code: string, ...args: string[]): string {
  const command = peerCommand('openpyxl');
  if (command === null) throw new Error('openpyxl is not installed');
  return execFileSync(command, ['-c', code, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** A workbook as openpyxl reads it. */
export function readWithOpenpyxl(path: string): ReadSheet[] {
  return JSON.parse(python(script, path)) as ReadSheet[]; // What the script above prints.
}

/** Fills cells of a sheet as a person would in a spreadsheet, and saves the workbook elsewhere. */
export function fillWithOpenpyxl(
  path: string,
  sheet: string,
  cells: Readonly<Record<string, string | number>>,
  saveAs: string,
): void {
  python(
    `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for at, value in json.loads(sys.argv[3]).items():
    book[sys.argv[2]][at] = value
book.save(sys.argv[4])
`,
    path,
    sheet,
    JSON.stringify(cells),
    saveAs,
  );
}
