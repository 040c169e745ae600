import type { ColumnKind, WorkbookColumn } from './workbook-model.ts';
import { spreadsheetNamespace, xmlDeclaration } from './package-names.ts';

const kinds: readonly ColumnKind[] = ['text', 'wrapped', 'integer', 'decimal'];
const roles = ['plain', 'known', 'answer'] as const;

/**
 * Built-in number formats (ECMA-376-1, 18.8.30). Text has the format @, so that a cell that holds "=1+1" is still text
 * after somebody edited it.
 */
const numberFormat: Readonly<Record<ColumnKind, number>> = { text: 49, wrapped: 49, integer: 3, decimal: 4 };

/** Index into `cellXfs` of the header's format; 0 is the default that the format demands. */
export const headerStyle = 1;

/** Index into `cellXfs` of the cells in a column. */
export function columnStyle({ kind, role }: WorkbookColumn): number {
  return headerStyle + 1 + roles.indexOf(role ?? 'plain') * kinds.length + kinds.indexOf(kind);
}

/** Index into `fills`; the format reserves the first two. */
const fillOf = { plain: 0, header: 2, known: 3, answer: 4 } as const;

const solid = (rgb: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;

const thinBorder = (side: string): string => `<${side} style="thin"><color rgb="FFD0D5DB"/></${side}>`;

function cellFormats(): string[] {
  const header =
    `<xf numFmtId="49" fontId="1" fillId="${fillOf.header}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" ` +
    `applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`;
  const cells = roles.flatMap((role) =>
    kinds.map((kind) => {
      const wrap = kind === 'wrapped' ? ' wrapText="1"' : '';
      // Texts keep a distance from the figures on their left.
      const indent = kind === 'text' || kind === 'wrapped' ? ' horizontal="left" indent="1"' : '';
      const locked = role === 'answer' ? 0 : 1;
      return (
        `<xf numFmtId="${numberFormat[kind]}" fontId="0" fillId="${fillOf[role]}" borderId="${role === 'plain' ? 0 : 1}" xfId="0" ` +
        `applyNumberFormat="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">` +
        `<alignment vertical="top"${indent}${wrap}/><protection locked="${locked}"/></xf>`
      );
    }),
  );
  return ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>', header, ...cells];
}

/** The part of the formats. White on the header's blue has a contrast of 8.6 to 1. */
export function stylesPart(): string {
  const formats = cellFormats();
  return (
    `${xmlDeclaration}<styleSheet xmlns="${spreadsheetNamespace}">` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>' +
    '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font></fonts>' +
    '<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
    `${solid('1F4E79')}${solid('EEF0F2')}${solid('FFF9E0')}</fills>` +
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
    `<border>${['left', 'right', 'top', 'bottom'].map(thinBorder).join('')}<diagonal/></border></borders>` +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${formats.length}">${formats.join('')}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  );
}
