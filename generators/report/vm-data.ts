import { byCodePoint } from '../../src/lib/order.ts';
import { formatMiB, unknownText } from '../../src/lib/units.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { Basis } from '../../src/model/basis.ts';
import type { Vm } from '../../src/model/estate.ts';
import type { Evidence, Finding } from '../../src/model/finding.ts';
import { dispositionSchema, rungSchema, type Sizing, type VmDecision, type Vote } from '../../src/model/plan.ts';
import { facetsOf, type Facet } from './facets.ts';
import { facetKey } from './fragment.ts';
import type { PageEvidence, PageFigure, PageHead, PageVote, VmColumns, VmDetail, VmDetails } from './page-data.ts';
import { guestName } from './sheets/vm-rows.ts';
import { severities } from './tallies.ts';
import { vmLists } from './vm-lists.ts';
import { formatCpus, plural } from './words.ts';

/** About 1 MB of JSON each: quick to load one, and not too many files for 100,000 VMs. */
const rowsPerChunk = 5000;
const detailsPerChunk = 500;

/** Gives each distinct key its index, in the order of first use, and keeps what the page is told of it. */
class Dictionary<Key, Entry> {
  readonly entries: Entry[] = [];
  readonly #indices = new Map<Key, number>();
  readonly #entryOf: (key: Key) => Entry;

  constructor(entryOf: (key: Key) => Entry) {
    this.#entryOf = entryOf;
  }

  index(key: Key): number {
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.entries.length;
      this.#indices.set(key, index);
      this.entries.push(this.#entryOf(key));
    }
    return index;
  }
}

const itself = <T>(value: T): T => value;

/** "4 hours"; null where nobody told. */
const hoursText = (hours: number | null | undefined): string | null =>
  hours === null || hours === undefined ? null : plural(hours, 'hour');

const facts: readonly { readonly label: string; readonly of: (vm: Vm, decision: VmDecision) => string | null }[] = [
  { label: 'Id', of: (vm) => vm.id },
  { label: 'Power', of: (vm) => vm.powerState },
  { label: 'Confidence', of: (_, decision) => decision.confidence },
  { label: 'Application', of: (_, decision) => `${decision.application} (${decision.applicationFrom})` },
  { label: 'Kubernetes name', of: (_, decision) => `${decision.namespace}/${decision.resourceName}` },
  { label: 'Guest as configured', of: (vm) => vm.guestFullNameConfig },
  { label: 'Guest as VMware Tools see it', of: (vm) => vm.guestFullNameTools },
  { label: 'DNS name', of: (vm) => vm.hostName },
  { label: 'Address', of: (vm) => vm.ipAddress },
  { label: 'Host', of: (vm) => vm.host },
  { label: 'Datacenter', of: (vm) => vm.datacenter },
  { label: 'Folder', of: (vm) => vm.folder },
  { label: 'Storage provisioned', of: (vm) => (vm.provisionedMiB === null ? null : formatMiB(vm.provisionedMiB)) },
  { label: 'Owner', of: (vm) => vm.owner?.name ?? null },
  { label: 'Criticality', of: (vm) => vm.owner?.criticality ?? null },
  { label: 'Recovery time objective', of: (vm) => hoursText(vm.owner?.recoveryTimeHours) },
  { label: 'Recovery point objective', of: (vm) => hoursText(vm.owner?.recoveryPointHours) },
  { label: 'Change window', of: (vm) => vm.owner?.changeWindow ?? null },
  { label: 'Owner’s answers', of: (vm) => vm.owner?.answers ?? null },
  { label: 'Owner’s notes', of: (vm) => vm.owner?.notes ?? null },
  { label: 'Storage in use', of: (vm) => (vm.inUseMiB === null ? null : formatMiB(vm.inUseMiB)) },
];

const figures: readonly {
  readonly label: string;
  readonly valueOf: (sizing: Sizing) => string;
  readonly basisOf: (sizing: Sizing) => Basis | null;
}[] = [
  {
    label: 'CPU request',
    valueOf: (sizing) => formatCpus(sizing.cpuRequestMilli),
    basisOf: (sizing) => sizing.cpuBasis,
  },
  {
    label: 'Memory',
    valueOf: ({ memoryMiB, overheadMemoryMiB }) =>
      `${formatMiB(memoryMiB)}${overheadMemoryMiB === 0 ? '' : ` and ${formatMiB(overheadMemoryMiB)} for KubeVirt`}`,
    basisOf: (sizing) => sizing.memoryBasis,
  },
  { label: 'Storage', valueOf: (sizing) => formatMiB(sizing.storageMiB), basisOf: () => null },
];

const sameVote = (a: Vote, b: Vote): boolean =>
  a.by === b.by && a.rule === b.rule && a.disposition === b.disposition && a.reason === b.reason;

const disposition = (word: VmDecision['disposition']): number => dispositionSchema.options.indexOf(word);

/** The VMs of the page: the head with its dictionaries, and rows and details in chunks, made one at a time. */
export interface VmData {
  readonly head: PageHead;
  readonly rowChunks: number;
  readonly detailChunks: number;
  rows(chunk: number): VmColumns;
  details(chunk: number): VmDetails;
}

/** Sorts the VMs by name and makes what the page's table needs of them. */
export function vmData(assessed: Assessed): VmData {
  const { estate, plan } = assessed;
  const pairs = estate.vms.map((vm, index) => {
    const decision = plan.decisions[index];
    if (decision?.vm !== vm.id) throw new Error(`decision ${index} is not for VM ${vm.id}`);
    return { vm, decision };
  });
  pairs.sort((a, b) => byCodePoint(a.vm.name, b.vm.name) || byCodePoint(a.vm.id, b.vm.id));

  const rules = new Dictionary<string, string>(itself);
  const clusters = new Dictionary<string | null, string | null>(itself);
  const families = new Dictionary<string, string>(itself);
  const sources = new Dictionary<string, string>(itself);
  const guests = new Dictionary<string | null, string | null>(itself);
  const facetDictionary = new Map<string, { readonly index: number; readonly facet: Facet }>();
  const facet = (one: Facet): number => {
    const key = facetKey(one);
    const known = facetDictionary.get(key);
    if (known !== undefined) return known.index;
    const index = facetDictionary.size;
    facetDictionary.set(key, { index, facet: one });
    return index;
  };
  const belongsTo = facetsOf(assessed);
  const products = new Map(
    plan.operatingSystems.flatMap(({ product, vms }) => vms.map((vm) => [vm, product] as const)),
  );
  const family = (vm: Vm): number => families.index(products.get(vm.id) ?? unknownText);
  // Pairs are kept under one number each: maps of numbers are the quickest, and this runs for each finding.
  const kinds = severities.length;
  const findingKinds = new Dictionary<number, PageHead['findingKinds'][number]>((key) => ({
    rule: Math.floor(key / kinds),
    severity: key % kinds,
  }));
  const rungs = rungSchema.options;
  const deciders = new Dictionary<number, PageHead['deciders'][number]>((key) => ({
    by: rungs[key % rungs.length] ?? '',
    rule: key < rungs.length ? null : Math.floor(key / rungs.length) - 1,
  }));

  const guest = (vm: Vm): number => guests.index(guestName(vm));
  const kind = ({ rule, severity }: Finding): number =>
    findingKinds.index(rules.index(rule) * kinds + severities.indexOf(severity));
  const decider = ({ by, rule }: Vote): number =>
    deciders.index((rule === null ? 0 : rules.index(rule) + 1) * rungs.length + rungs.indexOf(by));
  const pageEvidence = ({ source, path, value }: Evidence): PageEvidence => [sources.index(source), path, value];

  // The dictionaries stand in the head, before all chunks: fill them first.
  const addSources = (evidence: readonly Evidence[]): void => {
    for (const { source } of evidence) sources.index(source);
  };
  for (const { vm, decision } of pairs) {
    guest(vm);
    family(vm);
    for (const one of belongsTo(vm, decision)) facet(one);
    clusters.index(vm.cluster);
    decider(decision.decidedBy);
    for (const vote of decision.votes) decider(vote);
    for (const finding of decision.findings) {
      kind(finding);
      addSources(finding.evidence);
    }
    if (decision.sizing !== null) {
      addSources(decision.sizing.cpuBasis.evidence);
      addSources(decision.sizing.memoryBasis.evidence);
    }
  }

  const slice = (chunk: number, size: number): typeof pairs => pairs.slice(chunk * size, (chunk + 1) * size);
  return {
    head: {
      vms: pairs.length,
      rowsPerChunk,
      detailsPerChunk,
      dispositions: dispositionSchema.options,
      severities,
      rules: rules.entries.map((id) => ({ id, ...(plan.rules[id] ?? { title: id, why: '', remedy: '' }) })),
      findingKinds: findingKinds.entries,
      deciders: deciders.entries,
      clusters: clusters.entries,
      guests: guests.entries,
      families: families.entries,
      facets: [...facetDictionary.values()].map(({ facet: one }) => one),
      sources: sources.entries,
      factLabels: facts.map(({ label }) => label),
      figureLabels: figures.map(({ label }) => label),
      listTitles: vmLists.map(({ title }) => title),
    },
    rowChunks: Math.ceil(pairs.length / rowsPerChunk),
    detailChunks: Math.ceil(pairs.length / detailsPerChunk),
    rows(chunk) {
      const part = slice(chunk, rowsPerChunk);
      return {
        id: part.map(({ vm }) => vm.id),
        name: part.map(({ vm }) => vm.name),
        template: part.map(({ decision }) => decision.template),
        disposition: part.map(({ decision }) => disposition(decision.disposition)),
        candidate: part.map(({ decision }) => (decision.candidate === null ? null : disposition(decision.candidate))),
        decider: part.map(({ decision }) => decider(decision.decidedBy)),
        findings: part.map(({ decision }) =>
          decision.findings.filter((finding) => finding.waived === undefined).map(kind),
        ),
        guest: part.map(({ vm }) => guest(vm)),
        family: part.map(({ vm }) => family(vm)),
        facets: part.map(({ vm, decision }) => belongsTo(vm, decision).map(facet)),
        cluster: part.map(({ vm }) => clusters.index(vm.cluster)),
        cpus: part.map(({ vm }) => vm.cpus),
        memoryMiB: part.map(({ vm }) => vm.memoryMiB),
        search: part.map(({ vm, decision }) =>
          [decision.application, vm.hostName, vm.ipAddress, vm.host, vm.folder, vm.id]
            .filter((text) => text !== null && text !== '')
            .join('\n'),
        ),
      };
    },
    details(chunk) {
      const texts = new Dictionary<string, string>(itself);
      const pageVote = (vote: Vote): PageVote => [
        decider(vote),
        disposition(vote.disposition),
        texts.index(vote.reason),
      ];
      const optional = (text: string | undefined): number | null => (text === undefined ? null : texts.index(text));
      const vms = slice(chunk, detailsPerChunk).map(({ vm, decision }): VmDetail => {
        const { decidedBy, votes, findings, sizing } = decision;
        return {
          facts: facts.map(({ of }) => of(vm, decision)),
          decidedBy: pageVote(decidedBy),
          otherVotes: votes.filter((vote) => !sameVote(vote, decidedBy)).map(pageVote),
          findings: findings.map((finding) => [
            kind(finding),
            optional(finding.detail),
            finding.evidence.map(pageEvidence),
            optional(finding.waived),
          ]),
          figures:
            sizing === null
              ? null
              : figures.map(({ valueOf, basisOf }): PageFigure => {
                  const basis = basisOf(sizing);
                  return [
                    valueOf(sizing),
                    basis === null ? null : texts.index(basis.explanation),
                    basis === null ? [] : basis.evidence.map(pageEvidence),
                  ];
                }),
          lists: vmLists.map(({ linesOf }) => linesOf(vm, decision, plan.rules).map((line) => texts.index(line))),
        };
      });
      return { texts: texts.entries, vms };
    },
  };
}
