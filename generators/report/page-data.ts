/**
 * What the report's page is given for its VM table: plain JSON, written by vm-data.ts and read by page/. Words that
 * many VMs share stand once, in the head; VMs refer to them by index.
 */

/** A rule's texts; `title` is the id where the plan has no texts for it. */
export interface PageRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
}

export interface PageHead {
  readonly vms: number;
  /** VMs in each chunk of rows and of details; the last one may hold fewer. */
  readonly rowsPerChunk: number;
  readonly detailsPerChunk: number;
  readonly dispositions: readonly string[];
  readonly severities: readonly string[];
  readonly rules: readonly PageRule[];
  /** The pairs of rule and severity that occur in this estate. */
  readonly findingKinds: readonly { readonly rule: number; readonly severity: number }[];
  /** What decides: a rung and the rule on it, which overrides and defaults lack. */
  readonly deciders: readonly { readonly by: string; readonly rule: number | null }[];
  /** Null stands for unknown. */
  readonly clusters: readonly (string | null)[];
  readonly guests: readonly (string | null)[];
  /** Operating systems without their versions. */
  readonly families: readonly string[];
  /** What VMs belong to beside their columns: applications, owners, datastores, port groups, lists of the report. */
  readonly facets: readonly { readonly kind: string; readonly name: string }[];
  /** Names of the sources that evidence comes from. */
  readonly sources: readonly string[];
  /** Labels of `VmDetail.facts`. */
  readonly factLabels: readonly string[];
  /** Labels of `VmDetail.figures`. */
  readonly figureLabels: readonly string[];
  /** Titles of `VmDetail.lists`. */
  readonly listTitles: readonly string[];
}

/** Consecutive rows of the VM table, a column each: `name[i]` and `cpus[i]` are of one VM. */
export interface VmColumns {
  readonly id: readonly string[];
  readonly name: readonly string[];
  readonly template: readonly boolean[];
  readonly disposition: readonly number[];
  readonly candidate: readonly (number | null)[];
  readonly decider: readonly number[];
  /** Indices into `PageHead.findingKinds`, waived findings left out. */
  readonly findings: readonly (readonly number[])[];
  readonly guest: readonly number[];
  readonly family: readonly number[];
  /** Indices into `PageHead.facets`. */
  readonly facets: readonly (readonly number[])[];
  readonly cluster: readonly number[];
  readonly cpus: readonly (number | null)[];
  readonly memoryMiB: readonly (number | null)[];
  /** Further text that the filter looks into: application, host name, addresses, host, folder. */
  readonly search: readonly string[];
}

/** Index of the source, place in it, value. */
export type PageEvidence = readonly [source: number, path: string, value: string | number | boolean | null];

/** Index of the decider, index of the disposition, index of the reason in the chunk's texts. */
export type PageVote = readonly [decider: number, disposition: number, reason: number];

/** Index into `PageHead.findingKinds`; its detail and the waiver's reason are indices into the chunk's texts. */
export type PageFinding = readonly [
  kind: number,
  detail: number | null,
  evidence: readonly PageEvidence[],
  waived: number | null,
];

/** A planned figure, the index of its sum in words, and where its parts stand. */
export type PageFigure = readonly [value: string, explanation: number | null, evidence: readonly PageEvidence[]];

/** What a row shows when it is opened. */
export interface VmDetail {
  /** As `PageHead.factLabels` has them. */
  readonly facts: readonly (string | null)[];
  readonly decidedBy: PageVote;
  readonly otherVotes: readonly PageVote[];
  readonly findings: readonly PageFinding[];
  /** As `PageHead.figureLabels` has them; null where the VM has no size. */
  readonly figures: readonly PageFigure[] | null;
  /** As `PageHead.listTitles` has them: lines as indices into the chunk's texts. */
  readonly lists: readonly (readonly number[])[];
}

/** Consecutive VMs' details. Sentences stand once: many VMs lack the same fact and are decided for the same reason. */
export interface VmDetails {
  readonly texts: readonly string[];
  readonly vms: readonly VmDetail[];
}

/** Name of a chunk: of the script element that holds it, and of the file beside the page where it is not inline. */
export function chunkName(kind: 'vms' | 'why', index: number): string {
  return `${kind}-${String(index + 1).padStart(4, '0')}`;
}
