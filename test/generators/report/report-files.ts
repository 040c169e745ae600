import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { htmlReport, type PageAssets } from '../../../generators/report/html.ts';
import type { GeneratedFile } from '../../../src/lib/output-writer.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { projectRoot } from '../../support/shared.ts';

/** Stands for script and style where a test is not about them. */
export const noAssets: PageAssets = { script: '/* script */', style: '/* style */' };

let built: PageAssets | null = null;

/** Script and style as the build makes them; made once. */
export function pageAssets(): PageAssets {
  built ??= buildAssets();
  return built;
}

function buildAssets(): PageAssets {
  const folder = join(projectRoot, 'generators', 'report', 'page');
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, 'main.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
    write: false,
    outfile: 'report-page.js',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('the page has no script');
  return { script: script.text, style: readFileSync(join(folder, 'style.css'), 'utf8') };
}

/** The text of a generated file. */
export function textOf({ path, content }: GeneratedFile): string {
  if (typeof content === 'string') return content;
  if (!(Symbol.iterator in content)) throw new Error(`${path} comes asynchronously`);
  return [...content]
    .map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8')))
    .join('');
}

/** The report's files by path. */
export function reportFiles(assessed: Assessed, assets: PageAssets): Map<string, string> {
  return new Map(htmlReport(assessed, assets).map((file) => [file.path, textOf(file)]));
}

export function indexPage(assessed: Assessed, assets: PageAssets = noAssets): string {
  const page = reportFiles(assessed, assets).get('report/index.html');
  if (page === undefined) throw new Error('the report has no index.html');
  return page;
}
