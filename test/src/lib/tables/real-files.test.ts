import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { openTables } from '../../../../src/lib/tables/open.ts';
import type { Cell } from '../../../../src/lib/tables/table.ts';
import { describePeer } from '../../../support/peers.ts';
import { describeShared, requireShared } from '../../../support/shared.ts';
import { allRows } from './build-workbook.ts';

const workbooks = [
  ['rvtools-3.10-lab-27vm.xlsx', '2018-04-04T17:25:27Z'],
  ['rvtools-3.x-131vm.xlsx', '2018-11-09T14:24:33Z'],
  ['rvtools-3.x-workshop-805vm.xlsx', '2018-06-12T22:34:29Z'],
  ['rvtools-3.x-workshop-805vm-answers.xlsx', '2018-06-12T22:34:29Z'],
  ['rvtools-4.7.1-native-synthetic-60vm.xlsx', null],
  ['rvtools-4.x-torture-9vm.xlsx', '2025-10-23T13:14:57Z'],
] as const;

/** Every value of a file: sheet, row, column, and the value. */
type Value = [sheet: string, row: number, column: number, value: Cell];

async function ourValues(path: string): Promise<Value[]> {
  const file = await openTables(path);
  const values: Value[] = [];
  for (const sheet of file.sheets) {
    for (const { number, cells } of await allRows(sheet)) {
      for (const [column, value] of cells.entries()) {
        if (value !== null) values.push([sheet.name, number, column, value]);
      }
    }
  }
  await file.close();
  return values;
}

/**
 * The same by openpyxl. Its conversion of serial numbers to dates is turned off, its errors are left out, and
 * dimensions, which may be wrong, are ignored.
 */
const script = `
import json, sys, warnings
warnings.simplefilter('ignore')
import openpyxl
import openpyxl.worksheet._reader as reader
reader.from_excel = lambda value, *args, **kwargs: value
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
out = []
for sheet in book.worksheets:
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None or cell.value == '' or cell.data_type == 'e':
                continue
            out.append([sheet.title, cell.row, cell.column - 1, cell.value])
json.dump(out, sys.stdout)
`;

describeShared('real exports', () => {
  it.each(workbooks)('%s says when it was created', async (name, createdAt) => {
    const file = await openTables(requireShared('data', 'rvtools', name));
    expect([file.kind, file.createdAt]).toEqual(['xlsx', createdAt]);
    await file.close();
  });

  it('the native workbook has the 27 sheets of 4.7.1, in order', async () => {
    const file = await openTables(requireShared('data', 'rvtools', 'rvtools-4.7.1-native-synthetic-60vm.xlsx'));
    expect(file.sheets.map(({ name }) => name).join(' ')).toBe(
      'vInfo vCPU vMemory vDisk vPartition vNetwork vCD vUSB vSnapshot vTools vSource vRP vCluster vHost vHBA vNIC ' +
        'vSwitch vPort dvSwitch dvPort vSC_VMK vDatastore vMultiPath vLicense vFileInfo vHealth vMetaData',
    );
    const rows = await allRows(file.sheets[0]);
    expect(rows).toHaveLength(61);
    expect(rows[0]?.cells.slice(0, 3)).toEqual(['VM', 'Powerstate', 'Template']);
    await file.close();
  });

  it('the workbook with a million blank rows gives the nine that are not', async () => {
    const file = await openTables(requireShared('data', 'rvtools', 'rvtools-4.x-torture-9vm.xlsx'));
    expect((await allRows(file.sheets[0])).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await file.close();
  });

  it('the CSV file of 3.9 has quoted numbers and quotation marks', async () => {
    const file = await openTables(requireShared('data', 'rvtools', 'RVTools_tabvInfo-3.9.csv'));
    expect([file.kind, file.sheets.map(({ name }) => name)]).toEqual(['csv', ['tabvInfo-3.9']]);
    const rows = await allRows(file.sheets[0]);
    const header = rows[0]?.cells ?? [];
    const column = (name: string): (Cell | undefined)[] =>
      rows.slice(1).map(({ cells }) => cells[header.indexOf(name)]);
    expect(header).toHaveLength(66);
    expect(column('VM')[0]).toBe('59');
    expect(column('Memory')[0]).toBe('16,384');
    expect(column('Annotation')).toContain(
      'The "Vendor for Virtual Environments" Appliance, part of a suite of products.',
    );
    await file.close();
  });

  it('the binary workbook of 3.6 is refused with the way out', async () => {
    await expect(openTables(requireShared('data', 'rvtools', 'rvtools-3.6-155vm.xls'))).rejects.toMatchObject({
      name: 'DevirtError',
      exitCode: 3,
      message: expect.stringMatching(/old binary format/),
      remedy: expect.stringMatching(/re-save it as \.xlsx/),
    });
  });
});

describePeer('openpyxl', 'python3 -m pip install openpyxl')('every cell is what openpyxl reads', () => {
  describeShared('in', () => {
    it.each(workbooks)('%s', async (name) => {
      const path = requireShared('data', 'rvtools', name);
      const theirs: unknown = JSON.parse(
        execFileSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 1 << 28 }),
      );
      const ours = await ourValues(path);
      expect(ours.length).toBeGreaterThan(500);
      expect(ours).toEqual(theirs);
    });
  });
});
