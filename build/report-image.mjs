// docs/images/report.png: the top of the demo's report, for the README. Needs a build and Debian's Chromium.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const image = join(root, 'docs', 'images', 'report.png');
const scratch = mkdtempSync(join(tmpdir(), 'devirt-image-'));
try {
  execFileSync(process.execPath, [join(root, 'dist', 'src', 'cli.js'), 'demo', '--out', scratch], { stdio: 'ignore' });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(scratch, 'out', 'report', 'index.html')).href);
  await page.waitForSelector('#vm-table tbody tr');
  mkdirSync(dirname(image), { recursive: true });
  await page.screenshot({ path: image });
  await browser.close();
} finally {
  rmSync(scratch, { recursive: true });
}
