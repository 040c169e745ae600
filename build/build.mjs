// Compiles to dist/ and bundles the report's page script, which runs in a browser and not in Node.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

rmSync(at('dist'), { recursive: true, force: true });
execFileSync(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', at('tsconfig.build.json')], {
  cwd: root,
  stdio: 'inherit',
});
chmodSync(at('dist', 'src', 'cli.js'), 0o755);
cpSync(at('analyzers', 'guest', 'collect.sh'), at('dist', 'analyzers', 'guest', 'collect.sh'));

if (existsSync(at('generators', 'report', 'page'))) {
  const { buildSync } = await import('esbuild');
  mkdirSync(at('dist', 'assets'), { recursive: true });
  buildSync({
    entryPoints: [at('generators', 'report', 'page', 'main.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
    outfile: at('dist', 'assets', 'report-page.js'),
  });
  cpSync(at('generators', 'report', 'page', 'style.css'), at('dist', 'assets', 'report-page.css'));
}
