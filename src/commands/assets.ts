import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the package: two levels above this file in the sources, three above it in dist/. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json of devirt not found above its own code');
    folder = parent;
  }
  return folder;
}

export interface Assets {
  readonly version: string;
  /** Script and style of the report's page, bundled by the build. */
  readonly page: { readonly script: string; readonly style: string };
}

export async function loadAssets(): Promise<Assets> {
  const root = packageRoot();
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  if (
    typeof manifest !== 'object' ||
    manifest === null ||
    !('version' in manifest) ||
    typeof manifest.version !== 'string'
  ) {
    throw new Error('package.json of devirt has no version');
  }
  const [script, style] = await Promise.all(
    ['report-page.js', 'report-page.css'].map((name) => readFile(join(root, 'dist', 'assets', name), 'utf8')),
  );
  if (script === undefined || style === undefined) throw new Error('the report page was not built');
  return { version: manifest.version, page: { script, style } };
}
