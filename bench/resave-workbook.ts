// Saves native RVTools workbooks again as Excel-like programs write them, with exceljs: some peers read nothing else.
// Usage: resave-workbook.js OUT_DIR WORKBOOK...
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import exceljs from 'exceljs';
import { openTables } from '../src/lib/tables/open.ts';

const [folder, ...paths] = process.argv.slice(2);
if (folder === undefined) throw new Error('name a folder and workbooks');
mkdirSync(folder, { recursive: true });
for (const path of paths) {
  const file = await openTables(path);
  const writer = new exceljs.stream.xlsx.WorkbookWriter({
    filename: join(folder, basename(path)),
    useSharedStrings: true,
  });
  for (const sheet of file.sheets) {
    const target = writer.addWorksheet(sheet.name);
    for await (const row of sheet.rows()) target.addRow([...row.cells]).commit();
    target.commit();
  }
  await writer.commit();
  await file.close();
}
