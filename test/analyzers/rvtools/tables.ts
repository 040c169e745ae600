import type { Cell, TableFile } from '../../../src/lib/tables/table.ts';

/** A table file in memory: sheets by name, rows of cells with the header first, rows numbered from 1. */
export function tablesOf(
  sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>,
  file: Partial<Pick<TableFile, 'path' | 'createdAt' | 'kind'>> = {},
): TableFile {
  return {
    path: '/exports/export.xlsx',
    kind: 'xlsx',
    createdAt: null,
    ...file,
    sheets: Object.entries(sheets).map(([name, rows]) => ({
      name,
      async *rows() {
        for (const [index, cells] of rows.entries()) yield { number: index + 1, cells };
      },
    })),
    close: () => Promise.resolve(),
  };
}
