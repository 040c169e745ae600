import { scriptJson } from '../../src/lib/markup.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { sha256Hex } from '../../src/lib/sha256.ts';
import { formatInteger } from '../../src/lib/units.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { chunkName } from './page-data.ts';
import { applications } from './sections/applications.ts';
import { assumptions } from './sections/assumptions.ts';
import { claim } from './sections/claim.ts';
import { drift } from './sections/drift.ts';
import { endOfLife } from './sections/end-of-life.ts';
import { findings } from './sections/findings.ts';
import { groups } from './sections/groups.ts';
import { kubernetes } from './sections/kubernetes.ts';
import { licenses } from './sections/licenses.ts';
import { limits } from './sections/limits.ts';
import { networks } from './sections/networks.ts';
import { nodes } from './sections/nodes.ts';
import { dispositions, lead, sources, tiles } from './sections/overview.ts';
import { performance } from './sections/performance.ts';
import { risks } from './sections/risks.ts';
import { storage } from './sections/storage.ts';
import { unknown } from './sections/unknown.ts';
import { vmTable } from './sections/vm-table.ts';
import { waves } from './sections/waves.ts';
import { tally } from './tallies.ts';
import { html, trusted, type Html } from './template.ts';
import { vmData, type VmData } from './vm-data.ts';
import { vmNames } from './vm-links.ts';

/** Up to this number of VMs the page holds all of them; above it, its table loads files beside it. */
const inlineVmLimit = 10_000;

/** Script and style of the page, as the build bundles them from page/. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * Text as the browser will hash it for the page's policy: line ends are line feeds. Throws where the text would end
 * its own element.
 */
function inlineText(text: string, tag: 'script' | 'style'): string {
  if (new RegExp(`</${tag}|<!--`, 'i').test(text))
    throw new Error(`the report page's ${tag} cannot stand inside a page`);
  return text.replaceAll(/\r\n?/g, '\n');
}

const policyHash = (text: string): string => `'sha256-${Buffer.from(sha256Hex(text), 'hex').toString('base64')}'`;

/**
 * Only our script and style run, nothing is fetched. Pages with shards add 'strict-dynamic', which lets our script add
 * script elements: 'self' does not mean the same in all browsers for a page that is opened as a file.
 */
function policy(script: string, style: string, sharded: boolean): string {
  return [
    "default-src 'none'",
    `script-src ${policyHash(script)}${sharded ? " 'strict-dynamic'" : ''}`,
    `style-src ${policyHash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const navigation: readonly (readonly [string, string])[] = [
  ['dispositions', 'Become'],
  ['risks', 'Risks'],
  ['nodes', 'Nodes'],
  ['waves', 'Waves'],
  ['licences', 'Licences'],
  ['claim', '40 % claim'],
  ['end-of-life', 'End of life'],
  ['networks', 'Networks'],
  ['storage', 'Storage'],
  ['groups', 'Groups'],
  ['applications', 'Applications'],
  ['performance', 'Latency'],
  ['unknown', 'Unknown'],
  ['findings', 'Findings'],
  ['vms', 'VMs'],
  ['limits', 'Not proven'],
  ['sources', 'Sources'],
  ['assumptions', 'Assumptions'],
];

function headElement(assessed: Assessed, script: string, style: string, sharded: boolean): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy(script, style, sharded)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="generator" content="devirt ${assessed.version}" />
    <meta name="referrer" content="no-referrer" />
    <link rel="icon" href="data:," />
    <title>VMware to bare-metal Kubernetes: ${formatInteger(assessed.plan.totals.vms)} VMs</title>
    ${trusted(`<style>${style}</style>`)}
  </head> `;
}

function content(assessed: Assessed, data: VmData): Html {
  const tallies = tally(assessed);
  const names = vmNames(assessed);
  return html`<header>
      <p class="kind">devirt assessment</p>
      <h1>From VMware to bare-metal Kubernetes</h1>
    </header>
    <nav class="sections" aria-label="Sections">
      ${navigation.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}
    </nav>
    <main>
      ${[
        lead(assessed),
        tiles(assessed),
        dispositions(assessed, tallies),
        risks(assessed, names),
        nodes(assessed),
        waves(assessed, names),
        licenses(assessed, names),
        claim(assessed, names),
        kubernetes(assessed, names),
        endOfLife(assessed, names),
        networks(assessed, names),
        storage(assessed),
        groups(assessed, names),
        applications(assessed, names),
        performance(assessed, names),
        unknown(assessed, tallies),
        findings(tallies),
        vmTable(data.head),
        limits(),
        sources(assessed, tallies),
        drift(assessed, names),
        assumptions(assessed),
      ]}
    </main>
    <footer>
      <p>
        Made by devirt ${assessed.version} from the sources named above; the same sources and settings give the same
        page. assessment.json holds all of it for machines, report.xlsx as tables.
      </p>
    </footer> `;
}

const dataElement = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${scriptJson(value)}</script>\n`;

function* page(assessed: Assessed, data: VmData, assets: PageAssets, sharded: boolean): Generator<string> {
  const script = inlineText(assets.script, 'script');
  yield '<!doctype html>\n<html lang="en">\n';
  yield headElement(assessed, script, inlineText(assets.style, 'style'), sharded).text;
  yield '\n<body>\n';
  yield content(assessed, data).text;
  yield dataElement('page-head', data.head);
  if (!sharded) {
    for (let chunk = 0; chunk < data.rowChunks; chunk++) yield dataElement(chunkName('vms', chunk), data.rows(chunk));
    for (let chunk = 0; chunk < data.detailChunks; chunk++) {
      yield dataElement(chunkName('why', chunk), data.details(chunk));
    }
  }
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

const chunks = (count: number): number[] => Array.from({ length: count }, (_, chunk) => chunk);

/** A file that hands its chunk to the page's script; a script, because a page opened as a file may not fetch. */
function shard(name: string, value: () => unknown): GeneratedFile {
  return {
    path: `report/${name}.js`,
    content: {
      *[Symbol.iterator]() {
        yield `devirtShard("${name}",${scriptJson(value())})\n`;
      },
    },
  };
}

/**
 * report/index.html: one page for architects, engineers and managers, which opens from a file, fetches nothing and
 * runs only its own script. Up to 10,000 VMs it holds everything; above that, the VM table's rows and details are
 * scripts beside it, loaded when they are needed. Contents are made while they are written.
 */
export function htmlReport(assessed: Assessed, assets: PageAssets): GeneratedFile[] {
  const data = vmData(assessed);
  const sharded = data.head.vms > inlineVmLimit;
  const index: GeneratedFile = {
    path: 'report/index.html',
    content: { [Symbol.iterator]: () => page(assessed, data, assets, sharded) },
  };
  if (!sharded) return [index];
  return [
    index,
    ...chunks(data.rowChunks).map((chunk) => shard(chunkName('vms', chunk), () => data.rows(chunk))),
    ...chunks(data.detailChunks).map((chunk) => shard(chunkName('why', chunk), () => data.details(chunk))),
  ];
}
