/** What people write into a field that they have no answer for. */
const notFilled = new Set(['', '-', '--', '.', '?', 'n/a', 'na', 'none', 'null', 'nil', 'tbd', 'unknown', 'not set']);

/** The text without blanks around it; null where it stands for an empty field. */
export function filledText(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return notFilled.has(trimmed.toLowerCase()) ? null : trimmed;
}
