/**
 * Instructions of a Dockerfile out of texts that nobody vouches for. Whatever stands in a text, the list of instructions
 * and their other arguments stay the same: each function quotes for the place where its text stands, and returns null
 * where no quoting exists. What builders do with each place is in their parsers (moby/buildkit frontend/dockerfile,
 * openshift/imagebuilder): JSON arrays of RUN and CMD are taken as they are; words of COPY, ENV, LABEL and WORKDIR are
 * expanded like a shell's after that.
 */

/** What ends a line for some reader, cannot be seen, or is half a character. */
const unspeakable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
const everyUnspeakable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What builders and linters read out of comments. */
const directive = /^\s*(?:syntax|escape|check|hadolint)\b/i;

/** One line of comment. Line breaks and what cannot be seen become U+FFFD, and nothing in it is a directive. */
export function dockerComment(text: string): string {
  const visible = text.replace(everyUnspeakable, '\ufffd').trimEnd();
  const harmless = directive.test(visible) ? `"${visible}"` : visible;
  // No reader of ours continues a comment, but a person's editor may.
  return `# ${harmless.endsWith('\\') ? `${harmless}.` : harmless}`.trimEnd();
}

/**
 * A JSON array on one line. "<" is written as an escape, so that no word is the mark of a heredoc. NUL, which no
 * argument can hold, and halves of characters become U+FFFD.
 */
function jsonArray(words: readonly string[]): string {
  const escaped = words.map((word) =>
    JSON.stringify(word.replace(/[\0\p{Cs}]/gu, '\ufffd')).replace(
      /[<\u007f-\u009f\u2028\u2029\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
  return `[${escaped.join(', ')}]`;
}

/** RUN, CMD or ENTRYPOINT without a shell: argv as it is. */
export function execInstruction(keyword: 'RUN' | 'CMD' | 'ENTRYPOINT', argv: readonly string[]): string {
  if (argv.length === 0) throw new Error(`${keyword} of nothing`);
  return `${keyword} ${jsonArray(argv)}`;
}

/** A word as builders expand it: backslash, quotes and dollar sign for themselves. */
const expandedWord = (text: string): string => text.replace(/[\\'"$]/g, String.raw`\$&`);

/** Names that builders take as they are, without wildcards: what `copyInstruction` takes as a source. */
const plainSource = /^(?!-)[A-Za-z0-9_@+=,./-]+$/;

/**
 * COPY of a file or folder of the context to a path of the image, owned by numeric ids. Throws where the source is no
 * plain name, which is a fault of ours: they are made by `contextName`. Null where the path cannot be one: relative, or
 * with parts that lead upwards.
 */
export function copyInstruction(source: string, path: string, owner: { uid: number; gid: number }): string | null {
  if (!plainSource.test(source)) throw new Error(`no plain name: ${JSON.stringify(source)}`);
  if (!path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) return null;
  return `COPY --chown=${owner.uid}:${owner.gid} ${jsonArray([source, expandedWord(path)])}`;
}

/** A text in double quotes, where backslash, quote and dollar sign are escaped. */
const quoted = (text: string): string => `"${text.replace(/[\\"$]/g, String.raw`\$&`)}"`;

/** ENV of one variable. Null where the name is none, or the value has line breaks or other characters of control. */
export function envInstruction(name: string, value: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || unspeakable.test(value)) return null;
  return `ENV ${name}=${quoted(value)}`;
}

/** LABEL of one key of ours. Line breaks and what cannot be seen become blanks. */
export function labelInstruction(key: string, value: string): string {
  if (!/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(key)) throw new Error(`no key of a label: ${JSON.stringify(key)}`);
  return `LABEL ${key}=${quoted(value.replace(everyUnspeakable, ' ').trim())}`;
}

/** FROM. Throws where the reference is none, which is a fault of ours. */
export function fromInstruction(image: string): string {
  if (!/^[a-z0-9][a-z0-9._/:-]*(?:@sha256:[0-9a-f]{64})?$/i.test(image)) {
    throw new Error(`no reference of an image: ${JSON.stringify(image)}`);
  }
  return `FROM ${image}`;
}

/** WORKDIR. Null for a relative path and for what no quoting carries: line breaks, a blank or backslash at the end. */
export function workdirInstruction(path: string): string | null {
  return !path.startsWith('/') || unspeakable.test(path) || /[\s\\]$/u.test(path)
    ? null
    : `WORKDIR ${expandedWord(path)}`;
}

/** STOPSIGNAL. Null where the text is no name or number of a signal. */
export function stopSignalInstruction(signal: string): string | null {
  return /^(?:SIG[A-Z0-9]+(?:[+-]\d{1,2})?|\d{1,2})$/.test(signal) ? `STOPSIGNAL ${signal}` : null;
}
