import { spreadsheetNamespace, xmlDeclaration } from './package-names.ts';
import { columnLetter } from '../tables/table.ts';
import { cellXml } from './xml-text.ts';

/** A comment on a cell of the first row. */
export interface HeaderNote {
  readonly column: number;
  readonly text: string;
}

/** The comments of one sheet (ECMA-376-1, 18.7). */
export function commentsPart(notes: readonly HeaderNote[]): string {
  const comments = notes.map(
    ({ column, text }) =>
      `<comment ref="${columnLetter(column)}1" authorId="0"><text><t xml:space="preserve">${cellXml(text)}</t></text></comment>`,
  );
  return (
    `${xmlDeclaration}<comments xmlns="${spreadsheetNamespace}"><authors><author>devirt</author></authors>` +
    `<commentList>${comments.join('')}</commentList></comments>`
  );
}

/**
 * The boxes in which spreadsheets show the comments: Excel shows none that has no shape in VML (ECMA-376-4, 19).
 * `sheet` counts from 1 and makes the shapes' numbers unique in the workbook.
 */
export function commentShapesPart(notes: readonly HeaderNote[], sheet: number): string {
  const shapes = notes.map(({ column }, index) => {
    // Left column and its offset in pixels, top row, right column, bottom row (x:Anchor).
    const anchor = [column + 1, 12, 0, 4, column + 4, 12, 5, 4].join(', ');
    return (
      `<v:shape id="_x0000_s${sheet * 1024 + index + 1}" type="#_x0000_t202" style="position:absolute;visibility:hidden" ` +
      'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/><v:textbox/>' +
      `<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor}</x:Anchor>` +
      `<x:AutoFill>False</x:AutoFill><x:Row>0</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`
    );
  });
  return (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" ' +
    'xmlns:x="urn:schemas-microsoft-com:office:excel">' +
    `<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="${sheet}"/></o:shapelayout>` +
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">' +
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>' +
    `${shapes.join('')}</xml>`
  );
}
