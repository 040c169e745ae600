// Reads every cell of workbooks with the program named first, and prints how many it saw.
// exceljs and SheetJS are peers: the first reads as a stream, the second loads.
import { openTables } from '../src/lib/tables/open.ts';

const [reader, ...paths] = process.argv.slice(2);

async function withDevirt(path: string): Promise<number> {
  const file = await openTables(path);
  let cells = 0;
  for (const sheet of file.sheets) for await (const { cells: row } of sheet.rows()) cells += row.length;
  await file.close();
  return cells;
}

async function withExceljs(path: string): Promise<number> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.stream.xlsx.WorkbookReader(path, { worksheets: 'emit', sharedStrings: 'cache' });
  let cells = 0;
  for await (const worksheet of workbook) for await (const row of worksheet) cells += row.cellCount;
  return cells;
}

async function withSheetjs(path: string): Promise<number> {
  const { default: xlsx } = await import('xlsx');
  const workbook = xlsx.readFile(path, { dense: true });
  let cells = 0;
  for (const name of workbook.SheetNames) {
    // In its dense form a sheet is an array of rows.
    const rows: unknown = workbook.Sheets[name];
    if (Array.isArray(rows)) for (const row of rows) cells += Array.isArray(row) ? row.length : 0;
  }
  return cells;
}

const readers: Readonly<Record<string, (path: string) => Promise<number>>> = {
  devirt: withDevirt,
  exceljs: withExceljs,
  sheetjs: withSheetjs,
};
const read = readers[reader ?? ''];
if (read === undefined) throw new Error(`reader ${String(reader)} is not one of ${Object.keys(readers).join(', ')}`);
let cells = 0;
for (const path of paths) cells += await read(path);
process.stdout.write(`${cells} cells\n`);
// A reader that sees nothing has not read faster, it has failed.
if (cells === 0) process.exitCode = 1;
