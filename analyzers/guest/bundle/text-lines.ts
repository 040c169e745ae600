/** Lines of a text, without the empty ones. */
export function textLines(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n').filter((line) => line !== '');
}

/** Words that white space separates. */
export function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

/** A whole number that is not negative, or null; nothing beyond what a number holds exactly. */
export function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
}

/** null in the place of ''. */
export function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** `KEY=value` and `KEY="value"` as os-release and Java's release have them. */
export function assignments(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of textLines(text)) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    found.set(match[1], match[2].trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  return found;
}

/** From a line of `ls -l`: the path and, of a link, what it points to. Null for other lines. */
export function listedPath(line: string): { readonly path: string; readonly target: string | null } | null {
  const match = /^[-a-z][-rwxsStTlL]+[.+@]? +\d+ +\d+ +\d+ +\d+(?:, +\d+)? +[A-Z][a-z]{2} +\d+ +[\d:]+ (.*)$/.exec(
    line,
  );
  const name = match?.[1];
  if (name === undefined) return null;
  const arrow = line.startsWith('l') ? name.indexOf(' -> ') : -1;
  return arrow === -1 ? { path: name, target: null } : { path: name.slice(0, arrow), target: name.slice(arrow + 4) };
}

/** Decoded octal escapes of fstab and /proc/mounts, "\040". */
export function mountText(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
