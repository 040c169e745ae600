import { parseDocument } from 'yaml';
import type { GuestView } from './guest-view.ts';

/** Values of a YAML file by their dotted keys: nested mappings and "a.b.c: x" read alike, lists as texts. */
export function yamlSettings(view: GuestView, ...paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of paths.flatMap((path) => view.filesLike(path))) {
    const document = parseDocument(file.contents, { logLevel: 'silent' });
    if (document.errors.length > 0) continue;
    collect(document.toJS({ maxAliasCount: 100 }), '', found, 0);
  }
  return found;
}

/** Deeper than this no configuration of servers goes. */
const maximumDepth = 16;

function collect(value: unknown, key: string, found: Map<string, string[]>, depth: number): void {
  if (depth > maximumDepth || value === null || value === undefined) return;
  if (Array.isArray(value)) for (const item of value) collect(item, key, found, depth + 1);
  else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value))
      collect(inner, key === '' ? name : `${key}.${name}`, found, depth + 1);
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    found.set(key, [...(found.get(key) ?? []), String(value)]);
  }
}
