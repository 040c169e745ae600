import { LineCounter, parseDocument, type Document } from 'yaml';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { settingsSchema, type Settings } from './settings.ts';

/**
 * Reads the text of a devirt.yaml. `name` is the file's name for messages; `changes` are settings as KEY=VALUE that count
 * instead of the file's.
 * Throws a DevirtError (usage) that names line, setting and remedy for text that is not YAML or not valid settings.
 */
export function parseSettings(text: string, name: string, changes: readonly string[] = []): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    prettyErrors: true,
  });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const line = syntax.linePos?.[0].line;
    throw new DevirtError(
      `${name}${line === undefined ? '' : `:${line}`}: not valid YAML: ${syntax.message.split('\n')[0] ?? ''}`,
      'Mend the line, or write a fresh file with `devirt init`.',
      exitCode.usage,
    );
  }
  for (const change of changes) applyChange(document, change);
  const parsed = settingsSchema.safeParse(plain() ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    // An unknown key is reported at its parent: point at the key itself.
    const at = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
    const line = lineOf(at);
    return `${name}${line === null ? '' : `:${line}`}: ${at.join('.') || 'the file'}: ${issue.message}`;
  });
  throw new DevirtError(
    problems.join('\n'),
    'See the comments in the file that `devirt init` writes, or schemas/settings.schema.json.',
    exitCode.usage,
  );

  /** The document as plain values. At most 100 alias expansions: a settings file needs none, and a bomb needs many. */
  function plain(): unknown {
    try {
      return document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      throw new DevirtError(
        `${name}: ${error instanceof Error ? error.message : String(error)}`,
        'Write the values out instead of using YAML aliases.',
        exitCode.usage,
        { cause: error },
      );
    }
  }

  /** Line of the deepest node on the path that stands in the file. */
  function lineOf(path: readonly string[]): number | null {
    for (let depth = path.length; depth > 0; depth--) {
      const keys = path.slice(0, depth).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const node: unknown = document.getIn(keys, true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
        const start: unknown = node.range[0];
        if (typeof start === 'number') return lines.linePos(start).line;
      }
    }
    return null;
  }
}

/** Puts one KEY=VALUE into the document: nodes.spare=2, nodes.catalogue.0.price=18000, migration.start=2027-01-04. */
function applyChange(document: Document, change: string): void {
  const [, key, value] = /^([A-Za-z][\w-]*(?:\.[\w-]+)*)=(.*)$/s.exec(change) ?? [];
  const parsed = value === undefined ? null : parseDocument(value, { version: '1.2' });
  if (key === undefined || parsed === null || parsed.errors.length > 0) {
    throw new DevirtError(
      `--set ${change}: not of the form KEY=VALUE`,
      'Write the path of a setting with dots, and its value as in YAML: --set nodes.spare=2.',
      exitCode.usage,
    );
  }
  const path = key.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  // A list that the file does not hold has its default's length, which is not known here.
  const list = path.findIndex((part) => typeof part === 'number');
  if (list > 0 && !document.hasIn(path.slice(0, list))) {
    throw new DevirtError(
      `--set ${change}: devirt.yaml has no ${path.slice(0, list).join('.')}`,
      'Write the list into devirt.yaml (`devirt init` does), or set it as a whole.',
      exitCode.usage,
    );
  }
  document.setIn(path, parsed.toJS({ maxAliasCount: 0 }));
}
