/** A value that PHP code sets, with its line. */
export interface PhpValue {
  readonly value: string;
  readonly line: number;
}

/** Constants of PHP code: define('NAME', 'value'). Values that are computed are left out. */
export const phpConstants = (code: string): Map<string, PhpValue> =>
  matches(code, /^\s*define\s*\(\s*['"](\w+)['"]\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)/u);

/** Variables and entries of arrays: $name = 'value'; 'name' => 'value'. */
export const phpVariables = (code: string): Map<string, PhpValue> =>
  matches(code, /(?:\$(?:[\w>-]+\[?['"]?)?|['"])(\w+)['"]?\]?\s*(?:=>|=)\s*(?:'([^']*)'|"([^"]*)")/u);

function matches(code: string, pattern: RegExp): Map<string, PhpValue> {
  const found = new Map<string, PhpValue>();
  for (const [index, line] of code.split('\n').entries()) {
    if (/^\s*(?:\/\/|#|\*|\/\*)/u.test(line)) continue;
    const match = pattern.exec(line);
    if (match?.[1] !== undefined) found.set(match[1], { value: match[2] ?? match[3] ?? '', line: index + 1 });
  }
  return found;
}
