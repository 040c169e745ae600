import { facetKey, fragment } from '../fragment.ts';
import type { PageEvidence, PageFigure, PageFinding, PageHead, PageRule, PageVote, VmDetail } from '../page-data.ts';
import { element, estateText, type Part } from './element.ts';
import { deciderText, type Row } from './rows.ts';

/** The chip of a disposition: a colour, and the word for those who cannot tell colours apart. */
export function dispositionChip(head: PageHead, disposition: number): HTMLElement {
  const word = head.dispositions[disposition] ?? '';
  return element('span', { class: 'disposition' }, element('span', { class: `key ${word}` }), word);
}

export function severityChip(head: PageHead, severity: number, count: number | null): HTMLElement {
  const word = head.severities[severity] ?? '';
  return element('span', { class: `chip severity-${word}` }, count === null ? word : `${word} ${count}`);
}

const evidenceValue = (value: PageEvidence[2]): Part =>
  value === null || value === '' ? element('em', {}, 'empty') : estateText(String(value));

/** Each with its place, its value and its source: "vInfo!C12 (Powerstate): poweredOn, in export.xlsx". */
function evidenceList(head: PageHead, evidence: readonly PageEvidence[]): HTMLElement | null {
  if (evidence.length === 0) return null;
  const items = evidence.map(([source, path, value]) =>
    element(
      'li',
      {},
      element('code', {}, estateText(path)),
      ': ',
      element('span', { class: 'value' }, evidenceValue(value)),
      element('span', { class: 'source' }, ', in ', estateText(head.sources[source] ?? '')),
    ),
  );
  return element('ul', { class: 'evidence', 'aria-label': 'Evidence' }, ...items);
}

/** What the parts of a detail refer to: the page's dictionaries and the texts of its chunk. */
interface Words {
  readonly head: PageHead;
  readonly texts: readonly string[];
}

const text = ({ texts }: Words, index: number): HTMLElement => estateText(texts[index] ?? '');

function vote(words: Words, [decider, disposition, reason]: PageVote, decides: boolean): HTMLElement {
  return element(
    'li',
    decides ? { class: 'decides' } : {},
    dispositionChip(words.head, disposition),
    ' ',
    element('strong', {}, deciderText(words.head, decider)),
    decides ? ' (decides)' : null,
    ': ',
    text(words, reason),
  );
}

interface Kind {
  readonly severity: number;
  readonly rule: PageRule;
}

function kindOf(head: PageHead, kind: number): Kind {
  const found = head.findingKinds[kind];
  const rule = found === undefined ? undefined : head.rules[found.rule];
  if (found === undefined || rule === undefined) throw new Error(`the page's head has no finding of kind ${kind}`);
  return { severity: found.severity, rule };
}

function finding(words: Words, [kind, detail, evidence, waived]: PageFinding): HTMLElement {
  const { severity, rule } = kindOf(words.head, kind);
  return element(
    'li',
    {},
    element(
      'p',
      {},
      severityChip(words.head, severity, null),
      ' ',
      element('strong', {}, rule.title),
      ' ',
      element('code', {}, rule.id),
      waived === null ? null : element('span', { class: 'chip' }, 'waived'),
    ),
    waived === null ? null : element('p', {}, 'Waived: ', text(words, waived)),
    detail === null ? null : element('p', {}, text(words, detail)),
    rule.why === '' ? null : element('p', {}, rule.why),
    rule.remedy === '' ? null : element('p', {}, element('em', {}, 'Remedy: '), rule.remedy),
    evidenceList(words.head, evidence),
  );
}

/** A check that could not be made, in a line: there are many where a source lacks a sheet. */
function unchecked(words: Words, [kind, detail, evidence]: PageFinding): HTMLElement {
  return element(
    'li',
    {},
    kindOf(words.head, kind).rule.title,
    ': ',
    detail === null ? 'unknown' : text(words, detail),
    evidenceList(words.head, evidence),
  );
}

/** The deciding vote, the others, and what the rules found and where. */
function reasons(words: Words, { decidedBy, otherVotes, findings }: VmDetail): Part[] {
  const unknown = words.head.severities.indexOf('unknown');
  const severity = ([kind]: PageFinding): number => kindOf(words.head, kind).severity;
  const isUnknown = (entry: PageFinding): boolean => severity(entry) === unknown;
  // The head lists the severities from grave to slight.
  const found = findings.filter((entry) => !isUnknown(entry)).sort((a, b) => severity(a) - severity(b));
  const open = findings.filter(isUnknown);
  return [
    element('h3', {}, 'Decision'),
    element(
      'ol',
      { class: 'votes' },
      vote(words, decidedBy, true),
      ...otherVotes.map((other) => vote(words, other, false)),
    ),
    element('h3', {}, 'Findings'),
    found.length === 0
      ? element('p', {}, 'None.')
      : element('ul', { class: 'findings' }, ...found.map((entry) => finding(words, entry))),
    open.length === 0
      ? null
      : element(
          'details',
          {},
          element('summary', {}, `${open.length} ${open.length === 1 ? 'check' : 'checks'} could not be made`),
          element('ul', {}, ...open.map((entry) => unchecked(words, entry))),
        ),
  ];
}

/** A planned figure with its sum in words and its evidence. */
function figure(words: Words, label: string, [value, explanation, evidence]: PageFigure): HTMLElement {
  return element(
    'li',
    {},
    element(
      'p',
      {},
      element('strong', {}, `${label}: ${value}`),
      explanation === null ? null : ', from ',
      explanation === null ? null : text(words, explanation),
    ),
    evidenceList(words.head, evidence),
  );
}

function sizes(words: Words, { figures }: VmDetail): Part[] {
  return [
    element('h3', {}, 'Size'),
    figures === null
      ? element('p', {}, 'Not sized: no node of the plan runs it, or its CPUs or memory are unknown.')
      : element(
          'ul',
          { class: 'findings' },
          ...figures.map((entry, index) => figure(words, words.head.figureLabels[index] ?? '', entry)),
        ),
  ];
}

/** Networks, disks, workloads, questions: a heading and its lines each, of those that have any. */
function lists(words: Words, detail: VmDetail): Part[] {
  return detail.lists.flatMap((lines, index) =>
    lines.length === 0
      ? []
      : [
          element('h3', {}, words.head.listTitles[index] ?? ''),
          element('ul', {}, ...lines.map((line) => element('li', {}, text(words, line)))),
        ],
  );
}

function belongsTo(words: Words, facets: readonly number[]): Part[] {
  const links = facets.flatMap((facet) => {
    const found = words.head.facets[facet];
    if (found === undefined) return [];
    const link = element('a', { href: fragment({ belongs: facetKey(found) }) }, estateText(found.name));
    return [element('li', {}, `${found.kind}: `, link)];
  });
  return links.length === 0 ? [] : [element('h3', {}, 'Belongs to'), element('ul', { class: 'belongs' }, ...links)];
}

function facts({ head }: Words, detail: VmDetail): Part[] {
  const known = detail.facts.flatMap((fact, index) =>
    fact === null || fact === ''
      ? []
      : [element('div', {}, element('dt', {}, head.factLabels[index] ?? ''), element('dd', {}, estateText(fact)))],
  );
  return [element('h3', {}, 'Facts'), element('dl', { class: 'facts' }, ...known)];
}

/** Why a VM was decided so, how its size came about, what becomes of its networks and disks, and what is open. */
export function detailView(
  head: PageHead,
  texts: readonly string[],
  row: Pick<Row, 'id' | 'facets'>,
  detail: VmDetail,
): HTMLElement {
  const words = { head, texts };
  return element(
    'div',
    { class: 'detail' },
    element('div', {}, ...reasons(words, detail)),
    element(
      'div',
      {},
      ...sizes(words, detail),
      ...lists(words, detail),
      ...facts(words, detail),
      ...belongsTo(words, row.facets),
      element('p', {}, element('a', { href: fragment({ vm: row.id }) }, 'Link to this VM')),
    ),
  );
}
