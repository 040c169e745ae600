/** Paths of a guest as text: they are only compared, never opened. */

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folder that holds `path`; "/" of a path in the root, and '' of a bare name. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : slash === 0 ? '/' : path.slice(0, slash);
}

/** `path` is `folder` or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** `path` as seen from `folder`, with "." and ".." resolved and no slash at its end. */
export function resolvePath(folder: string, path: string): string {
  const kept: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
}

const patterns = new Map<string, RegExp>();

/** `*` stands for anything within one part of a path, `?` for one character of it. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/\*+/g, '[^/]*')
      .replaceAll('?', '[^/]');
    expression = new RegExp(`^${source}$`, 'u');
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}

/** Where software lives that no package manager put there: /opt/NAME, /srv/NAME, /usr/local/NAME, /home/USER/NAME, … */
const ownRoots = [
  /^\/(?:opt|srv|apps?|data)\/[^/]+/u,
  /^\/usr\/local\/(?:lib|share|etc|libexec)\/[^/]+/u,
  /^\/usr\/local\/(?!s?bin\/|lib\/|share\/|etc\/|libexec\/)[^/]+/u,
  /^\/var\/www\/[^/]+/u,
  /^\/home\/[^/]+\/[^/]+/u,
  /^\/root\/[^/]+/u,
];

/** The tree that a path outside packages belongs to, "/opt/shop" of "/opt/shop/bin/server"; null for the system's own. */
export function ownTreeOf(path: string): string | null {
  for (const root of ownRoots) {
    const found = root.exec(path)?.[0];
    if (found !== undefined) return found;
  }
  return /^\/usr\/local\/s?bin\/[^/]+$/u.test(path) ? path : null;
}
