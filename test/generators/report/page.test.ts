import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Assessed } from '../../../src/model/assessed.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';
import { plannedEstate } from './planned.ts';
import { pageAssets, reportFiles } from './report-files.ts';

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 800 } };

/** A page with what went wrong in it and what it asked for. */
interface Opened {
  readonly page: Page;
  readonly folder: string;
  readonly problems: string[];
  readonly requests: string[];
}

/** Writes the report's files, without those that `without` names. */
function writeReport(folder: string, assessed: Assessed, without: readonly string[] = []): void {
  for (const [path, text] of reportFiles(assessed, pageAssets())) {
    if (without.includes(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Evidence of a finding in an opened row, the n-th of the page. */
const evidenceOf = (page: Page): Promise<string[]> => page.locator('.detail .evidence li').allInnerTexts();
const names = (page: Page): Promise<string[]> => page.locator('#vm-table .opener').allInnerTexts();
const status = (page: Page): Promise<string> => page.locator('#vm-status').innerText();

describePeer('chromium', 'apt-get install chromium')('the page in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: peerCommand('chromium') ?? '',
      args: [
        '--no-sandbox',
        '--headless',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
  });

  /** Opens a folder's report as a file, as a user does. */
  async function openFolder(folder: string, options: BrowserContextOptions, hash = ''): Promise<Opened> {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    const requests: string[] = [];
    page.on('dialog', (dialog) => {
      problems.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => problems.push(`error ${error.message}`));
    page.on('console', (message) => problems.push(`console ${message.text()}`));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(join(folder, 'report', 'index.html')).href + hash);
    if (options.javaScriptEnabled !== false) await page.waitForSelector('#vm-table tbody tr');
    return { page, folder, problems, requests };
  }

  function open(assessed: Assessed, options: BrowserContextOptions = desktop, hash = ''): Promise<Opened> {
    const folder = scratchFolder();
    writeReport(folder, assessed);
    return openFolder(folder, options, hash);
  }

  test('hostile names are text: no dialog, no error, no request, in rows and in their details', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      '</script><img src=x onerror=alert(2)>',
      '"><svg onload=alert(3)>',
      "=cmd|' /C calc'!A0",
      'rtl \u202egnp.exe\u202c \u05d0\u05d1',
      '😀 \ud83d\udc69\u200d\u2764\ufe0f\u200d\ud83d\udc69',
      '__proto__',
      'constructor',
      'two\nlines\r\nthree\u2028four',
      '<!--<script>',
      '${alert(4)}',
      ']]>',
      '&lt;b&gt;',
      'x'.repeat(255),
    ];
    const plain = assessedFixture(hostile.length, hostile);
    const [source] = plain.estate.sources;
    if (source === undefined) throw new Error('the fixture has no source');
    const assessed: Assessed = {
      ...plain,
      estate: {
        ...plain.estate,
        sources: [{ ...source, name: '<img src=x onerror=alert(5)>.xlsx', server: '"><script>alert(6)</script>' }],
        vms: plain.estate.vms.map((vm, index) => ({
          ...vm,
          cluster: hostile[index] ?? '',
          folder: hostile[index] ?? '',
          guestFullNameTools: hostile[index] ?? '',
          hostName: hostile[index] ?? '',
        })),
      },
      plan: {
        ...plain.plan,
        gaps: hostile,
        nodes: { ...plain.plan.nodes, unplaced: plain.estate.vms.map(({ id }) => id) },
      },
    };
    const { page, problems, requests } = await open(assessed);
    const openers = page.locator('.opener');
    const shown: string[] = [];
    for (let index = 0; index < hostile.length; index++) {
      await openers.nth(index).click();
      shown.push((await openers.nth(index).textContent()) ?? '');
    }
    await page
      .locator('.detail')
      .nth(hostile.length - 1)
      .waitFor();
    expect(shown.sort()).toEqual([...hostile].sort());
    // Elements that the names would have made; the page's own scripts are data, and one that runs.
    expect(await page.locator('img, main script, [onerror], [onload]').count()).toBe(0);
    await page.locator('#filter-text').fill('<script>');
    expect((await names(page)).length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['desktop', desktop],
    ['phone', phone],
    ['dark', { ...desktop, colorScheme: 'dark' as const }],
    ['every section filled', desktop, plannedEstate()],
  ])('axe finds no violation, rows opened: %s', async (_title, options, assessed = assessedFixture(60)) => {
    const { page, problems } = await open(assessed, options);
    await page.locator('summary').first().click();
    for (const index of [0, 3, 8]) await page.locator('.opener').nth(index).click();
    await page.locator('.detail').nth(2).waitFor();
    await page.evaluate(axe.source);
    const violations: unknown = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`))',
    );
    expect(violations).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('filters by text and by choice, and says how many', async () => {
    const assessed = assessedFixture(260);
    const { page } = await open(assessed);
    expect(await status(page)).toBe('1–50 of 260 VMs and templates');
    await page.locator('#filter-text').fill('DB-00');
    const databases = assessed.estate.vms.filter((vm) => vm.name.startsWith('db-'));
    expect(await status(page)).toBe(
      `1–${databases.length} of ${databases.length} that match, of 260 VMs and templates`,
    );
    await page.locator('#filter-disposition').selectOption({ label: 'retain' });
    const retained = databases.filter(
      (vm) => assessed.plan.decisions.find((decision) => decision.vm === vm.id)?.disposition === 'retain',
    );
    expect(await names(page)).toEqual(retained.map((vm) => vm.name).sort());
    await page.locator('#filter-text').fill('no such VM');
    expect(await status(page)).toBe('No VM matches.');
    await page.locator('#filter-clear').click();
    expect(await status(page)).toBe('1–50 of 260 VMs and templates');
  });

  test('links of the findings select their VMs', async () => {
    const assessed = assessedFixture(260);
    const { page } = await open(assessed);
    await page.locator('#findings a', { hasText: 'Raw device mapping' }).click();
    await page.locator('#vm-status', { hasText: 'that match' }).waitFor();
    const found = assessed.plan.decisions.filter(({ findings }) =>
      findings.some(({ rule, waived }) => rule === 'disk.raw-device-mapping' && waived === undefined),
    );
    expect(await names(page)).toEqual(found.map(({ name }) => name).sort());
    expect(await page.locator('#filter-rule option:checked').innerText()).toBe('Raw device mapping');
  });

  test('a row opens by keyboard and shows votes, findings with their cells, and the sums of its size', async () => {
    const assessed = assessedFixture(260);
    const decision = assessed.plan.decisions.find(
      ({ decidedBy, sizing }) => decidedBy.rule === 'disk.raw-device-mapping' && sizing !== null,
    );
    if (decision === undefined) throw new Error('the fixture has no VM with a raw device');
    const { page } = await open(assessed);
    await page.locator('#filter-text').fill(decision.name);
    await page.locator('.opener').focus();
    await page.keyboard.press('Enter');
    const detail = page.locator('.detail');
    await detail.waitFor();
    expect(await page.locator('.opener').getAttribute('aria-expanded')).toBe('true');
    const text = await detail.innerText();
    for (const vote of decision.votes) expect(text).toContain(vote.reason);
    expect(await detail.locator('.decides').innerText()).toContain('A raw device mapping forbids a container');
    expect(text).toContain(decision.sizing?.cpuBasis.explanation);
    expect(text).toContain(`Hard disk 1 of ${decision.name} is a LUN of the array.`);
    const cells = decision.findings.flatMap(({ evidence }) => evidence).map(({ path }) => path);
    const evidence = await evidenceOf(page);
    expect(cells.length).toBeGreaterThan(0);
    for (const path of cells) expect(evidence.some((line) => line.startsWith(path))).toBe(true);
    expect(evidence.every((line) => line.endsWith('in RVTools_export_example.xlsx'))).toBe(true);
    await page.keyboard.press('Enter');
    expect(await detail.count()).toBe(0);
    expect(await page.locator('.opener').getAttribute('aria-expanded')).toBe('false');
  });

  test('the address of an opened row opens it again, on its own page of the table', async () => {
    const assessed = assessedFixture(260);
    const { page, folder } = await open(assessed);
    await page.locator('#page-last').click();
    await page.locator('.opener').last().click();
    await page.locator('.detail').waitFor();
    const name = (await names(page)).at(-1);
    const hash = new URL(page.url()).hash;
    expect(hash).toMatch(/^#vm=/);
    const again = await openFolder(folder, desktop, hash);
    await again.page.locator('.detail').waitFor();
    expect(await again.page.locator('.opener[aria-expanded="true"]').allInnerTexts()).toEqual([name]);
    expect(again.problems).toEqual([]);
  });

  test('an address of a VM that is not there says so', async () => {
    const { page } = await open(assessedFixture(3), desktop, '#vm=gone');
    expect(await status(page)).toBe('The VM that the address names is not in this report.');
  });

  test('sorts by every column, both ways, and says so to a screen reader', async () => {
    const { page, problems } = await open(assessedFixture(120));
    for (const button of await page.locator('#vm-table thead button').all()) {
      await button.click();
      await button.click();
    }
    await page.locator('#vm-table thead button', { hasText: 'vCPU' }).click();
    const header = page.locator('th[data-column="cpus"]');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    const cpus = (await page.locator('#vm-table td[data-label="vCPU"]').allInnerTexts()).map(Number);
    expect(cpus).toEqual([...cpus].sort((a, b) => b - a));
    await header.locator('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect(problems).toEqual([]);
  });

  test('pages through the table', async () => {
    const { page } = await open(assessedFixture(120));
    const first = await names(page);
    expect(await page.locator('#page-previous').isDisabled()).toBe(true);
    await page.locator('#page-next').click();
    await page.locator('#page-next').click();
    expect(await status(page)).toBe('101–120 of 120 VMs and templates');
    expect(await page.locator('#page-next').isDisabled()).toBe(true);
    await page.locator('#page-first').click();
    expect(await names(page)).toEqual(first);
  });

  test.each([
    ['phone', phone],
    ['desktop', desktop],
  ])('never scrolls sideways, whatever the names: %s', async (_title, options) => {
    const long = 'n'.repeat(255);
    const plain = assessedFixture(20, [long]);
    const assessed: Assessed = {
      ...plain,
      estate: {
        ...plain.estate,
        vms: plain.estate.vms.map((vm) => ({
          ...vm,
          cluster: long,
          guestFullNameTools: long,
          hostName: long,
          folder: long,
        })),
      },
      plan: { ...plain.plan, gaps: [long], nodes: { ...plain.plan.nodes, assumptions: [long] } },
    };
    const { page } = await open(assessed, options);
    for (const index of [0, 1]) await page.locator('.opener').nth(index).click();
    await page.locator('.detail').nth(1).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  test('prints all filtered rows without the controls', async () => {
    const { page } = await open(assessedFixture(120));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#vm-filter').isVisible()).toBe(false);
    expect(await page.locator('.pager').isVisible()).toBe(false);
    expect(await page.locator('nav.sections').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await names(page)).toHaveLength(120);
    // What explains a figure opens; long lists stay folded.
    expect(await page.locator('details.on-paper:not([open])').count()).toBe(0);
    expect(await page.locator('details:not(.on-paper)[open]').count()).toBe(0);
    expect(await page.locator('#vm-left-out').innerText()).toBe('');
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await names(page)).toHaveLength(50);
    expect(await page.locator('details[open]').count()).toBe(0);
  });

  test('prints no phone book, and says how many rows it leaves out', async () => {
    const { page } = await open(assessedFixture(1000));
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await names(page)).toHaveLength(200);
    expect(await page.locator('#vm-left-out').innerText()).toMatch(/^800 more are left out of print/);
  });

  test('links of sections select what belongs together, and the opened row says where it belongs', async () => {
    const { page, problems } = await open(plannedEstate());
    await page.locator('#storage a', { hasText: 'ds-vsan' }).first().click();
    await page.locator('#vm-status', { hasText: '1–1 of 1' }).waitFor();
    expect(await names(page)).toEqual(['vsan-01']);
    expect(await page.locator('#filter-facet option:checked').innerText()).toBe('ds-vsan');
    await page.locator('#groups a', { hasText: 'group 1' }).click();
    await page.locator('#vm-status', { hasText: '1–2 of 2' }).waitFor();
    expect(await names(page)).toEqual(['rac-01', 'rac-02']);
    await page.locator('.opener').first().click();
    const detail = page.locator('.detail');
    await detail.waitFor();
    const text = await detail.innerText();
    for (const part of [
      'Network adapter 1, Prod 210 → attachment prod-210',
      'Hard disk 1, 40\u202fGiB on ds-vmfs',
      'Not by forklift',
      'Which cluster shares its disk',
      'Treated as one: group 1',
    ]) {
      expect(text).toContain(part);
    }
    expect(problems).toEqual([]);
  });

  test('without JavaScript the summary stands and the table says what it lacks', async () => {
    const { page } = await open(assessedFixture(120), { ...desktop, javaScriptEnabled: false });
    expect(await page.locator('.tile').first().innerText()).toContain('117');
    expect(await page.locator('#disposition-chart').isVisible()).toBe(true);
    expect(await page.locator('noscript p').innerText()).toContain('needs JavaScript');
    expect(await page.locator('#vm-view').isVisible()).toBe(false);
  });

  test('10,000 VMs: all of them are found, and only a page of them is drawn', async () => {
    const { page, problems, requests } = await open(assessedFixture(10_000));
    expect(await names(page)).toHaveLength(50);
    await page.locator('#filter-text').fill('-09876');
    expect((await names(page)).every((name) => name.endsWith('-09876'))).toBe(true);
    expect(await status(page)).toBe('1–1 of 1 that match, of 10\u202f000 VMs and templates');
    await page.locator('.opener').click();
    await page.locator('.detail').waitFor();
    expect(await evidenceOf(page)).not.toEqual([]);
    expect(requests).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  test('more than 10,000 VMs come from files beside the page, when they are needed', async () => {
    const assessed = assessedFixture(10_300);
    const { page, problems, requests } = await open(assessed);
    const loaded = (): string[] => requests.slice(1).map((url) => url.split('/').at(-1) ?? '');
    expect(await status(page)).toBe('1–50 of 10\u202f300 VMs and templates');
    expect(loaded()).toEqual(['vms-0001.js']);
    await page.locator('#filter-text').fill(assessed.estate.vms.at(-1)?.name ?? '');
    await page.locator('#vm-status', { hasText: 'that match' }).waitFor();
    expect(loaded()).toEqual(['vms-0001.js', 'vms-0002.js', 'vms-0003.js']);
    await page.locator('.opener').click();
    await page.locator('.detail').waitFor();
    expect(loaded().at(-1)).toMatch(/^why-\d{4}\.js$/);
    expect(await evidenceOf(page)).not.toEqual([]);
    expect(problems).toEqual([]);
  });

  test('a file that is missing beside the page is named', async () => {
    const folder = scratchFolder();
    writeReport(folder, assessedFixture(10_001), ['report/why-0001.js', 'report/vms-0002.js']);
    const { page } = await openFolder(folder, desktop);
    await page.locator('.opener').first().click();
    await page.locator('[role="alert"]').waitFor();
    expect(await page.locator('[role="alert"]').innerText()).toBe('why-0001.js is missing beside this page');
    await page.locator('#page-last').click();
    await page.locator('#vm-status', { hasText: 'vms-0002.js' }).waitFor();
    expect(await status(page)).toBe('Not all VMs could be loaded: vms-0002.js is missing beside this page.');
  });
});
