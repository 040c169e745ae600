import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../generators/report/html.ts';
import { small } from '../../../fixtures/report/small/assessed.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';
import { projectRoot } from '../../support/shared.ts';
import { expectGolden } from './golden.ts';
import { indexPage, noAssets, pageAssets, reportFiles } from './report-files.ts';

const base64Sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64');

describe('index.html', () => {
  test('is as the golden file has it', () => {
    expectGolden(join(projectRoot, 'fixtures', 'report', 'small', 'expected', 'index.html'), indexPage(small));
  });

  test('its content can be read more than once and is the same each time', () => {
    const [index] = htmlReport(small, noAssets);
    if (index === undefined || typeof index.content === 'string' || !(Symbol.iterator in index.content)) {
      throw new Error('index.html comes in pieces');
    }
    expect([...index.content].join('')).toBe([...index.content].join(''));
  });

  test('allows exactly its own script and style, by their hashes', () => {
    const assets = pageAssets();
    const page = indexPage(small, assets);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain(`script-src &#39;sha256-${base64Sha256(assets.script)}&#39;;`);
    expect(policy).toContain(`style-src &#39;sha256-${base64Sha256(assets.style)}&#39;;`);
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page).toContain(`<script>${assets.script}</script>`);
    expect(page).toContain(`<style>${assets.style}</style>`);
  });

  test('line ends of the assets are those that a browser hashes', () => {
    const page = indexPage(small, { script: 'a()\r\nb()', style: '' });
    expect(page).toContain('<script>a()\nb()</script>');
    expect(page).toContain(base64Sha256('a()\nb()'));
  });

  test.each(['"</script>"', '"</SCRIPT >"', '"<!--"'])(
    'refuses a script that would end its own element: %s',
    (script) => {
      expect(() => indexPage(small, { script, style: '' })).toThrow(/cannot stand inside a page/);
    },
  );

  test('has no address but those inside itself', () => {
    const page = indexPage(small, pageAssets());
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:,)/);
    expect(page).not.toMatch(/url\(/);
  });

  test('40 percent stands only beside the words that name it a claim', () => {
    const section = /<section id="claim".*?<\/section>/s.exec(indexPage(small))?.[0] ?? '';
    expect(section).toContain("A vendor's claim");
    const outside = indexPage(small).replace(section, '');
    expect(outside.match(/40 (?:%|percent)/g)).toEqual(['40 %']); // the link to the section, "40 % claim"
  });

  test('a decision that is not of its VM is an error', () => {
    const [first, ...others] = small.plan.decisions;
    if (first === undefined) throw new Error('the fixture has no decision');
    const swapped = { ...small, plan: { ...small.plan, decisions: [...others, first] } };
    expect(() => htmlReport(swapped, noAssets)).toThrow(/decision 0 is not for VM/);
  });

  test('an empty estate is a page too', () => {
    const page = indexPage(assessedFixture(0));
    expect(page).toContain('No rule found anything');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('unknowns', () => {
  const unknown = {
    ...small,
    plan: {
      ...small.plan,
      asOf: null,
      totals: { ...small.plan.totals, poweredOn: null, hosts: null, clusters: null, physicalMemoryMiB: null },
      savings: { ...small.plan.savings, licenses: null, breakEven: [] },
      nodes: { ...small.plan.nodes, bindingDimension: null, gapPercent: null },
    },
  };

  test('read unknown, not 0', () => {
    const page = indexPage(unknown).replaceAll(/\s+/g, ' ');
    expect(page).toContain('As of <strong>an unknown date</strong>');
    expect(page).toContain('unknown powered on');
    expect(page).toContain('unknown hosts, unknown clusters, unknown physical memory');
    expect(page).toContain('Unknown: no source lists the hosts');
    expect(page).toContain('What fills the nodes first is unknown.');
  });

  test('are listed: gaps, checks that could not be made with their reason, warnings that no gap repeats', () => {
    const page = indexPage(small).replaceAll(/\s+/g, ' ');
    const section = /<section id="unknown".*?<\/section>/s.exec(page)?.[0] ?? '';
    expect(section).toContain('vPartition: the sheet is missing: file systems are unknown');
    expect(section.match(/the sheet is missing/g)).toHaveLength(1);
    expect(section).toContain('Not told of this VM: vm.hostName.');
    expect(section).toContain('two columns are named Owner');
  });
});

describe('above 10,000 VMs', () => {
  const files = reportFiles(assessedFixture(10_001), noAssets);

  test('rows and details are scripts beside the page', () => {
    expect([...files.keys()]).toEqual([
      'report/index.html',
      ...['0001', '0002', '0003'].map((number) => `report/vms-${number}.js`),
      ...Array.from({ length: 21 }, (_, index) => `report/why-${String(index + 1).padStart(4, '0')}.js`),
    ]);
    expect(files.get('report/index.html')).not.toContain('id="vms-0001"');
  });

  test('a shard is one call with JSON', () => {
    const shard = files.get('report/vms-0003.js') ?? '';
    const json = /^devirtShard\("vms-0003",(.*)\)\n$/s.exec(shard)?.[1] ?? '';
    expect(JSON.parse(json)).toMatchObject({ name: [expect.any(String)] });
  });

  test('its script may add scripts, which a page that holds everything may not', () => {
    expect(files.get('report/index.html')).toContain('strict-dynamic');
    expect(indexPage(small)).not.toContain('strict-dynamic');
  });

  test('10,000 are still in the page', () => {
    expect(htmlReport(assessedFixture(10_000), noAssets)).toHaveLength(1);
  });
});
