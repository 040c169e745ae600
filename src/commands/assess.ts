import { assessmentHead, assessmentJson, assessedVm } from '../../generators/assessment/json.ts';
import { imageFiles } from '../../generators/dockerfile/images.ts';
import { forkliftManifests } from '../../generators/forklift/manifests.ts';
import { kubernetesManifests } from '../../generators/kubernetes/base.ts';
import { kubevirtManifests } from '../../generators/kubevirt/manifests.ts';
import { planView } from '../../generators/plan/view.ts';
import { htmlReport } from '../../generators/report/html.ts';
import { runbooks } from '../../generators/runbook/runbook.ts';
import { summaryMarkdown } from '../../generators/report/summary.ts';
import { reportWorkbook } from '../../generators/report/workbook.ts';
import { exitCode, type ExitCode } from '../lib/errors.ts';
import { writeEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { writeOutput, type GeneratedFile } from '../lib/output-writer.ts';
import type { Assessed } from '../model/assessed.ts';
import { compareAssessments, digestOf, type AssessmentDigest, type VmDigest } from '../model/compare-assessments.ts';
import { changesText, readDigest } from './compare.ts';
import { planSources, type PlannedSources } from './plan-sources.ts';
import type { ReadSources } from './read-sources.ts';
import { summaryText } from './summary-text.ts';
import { Terminal } from './terminal.ts';

/** Which outputs a command writes; `assess` writes all of them. */
export type OutputKind = 'estate' | 'assessment' | 'plan' | 'manifests' | 'report';

/** Where each kind of output stands: a run that writes some kinds leaves the others alone. */
const pathsOf: Readonly<Record<OutputKind, readonly string[]>> = {
  estate: ['estate.ndjson.gz'],
  assessment: ['assessment.json'],
  plan: ['plan/'],
  manifests: ['containers/', 'kubernetes/', 'kubevirt/', 'waves/'],
  report: ['report/'],
};

export interface AssessOptions {
  readonly settings?: string;
  /** KEY=VALUE: settings for this run alone, to see what they change. */
  readonly set?: readonly string[];
  readonly out: string;
  /** Output folder of an earlier run: what changed since is printed after the summary. */
  readonly since?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function* generate(
  { read, assessed, assets }: PlannedSources,
  kinds: ReadonlySet<OutputKind>,
): Generator<GeneratedFile> {
  if (kinds.has('estate')) yield { path: 'estate.ndjson.gz', content: writeEstate(read.estate) };
  if (kinds.has('assessment')) yield assessmentJson(assessed);
  if (kinds.has('plan')) yield* planView(assessed);
  if (kinds.has('manifests')) {
    yield* imageFiles(assessed);
    yield* kubernetesManifests(assessed);
    yield* kubevirtManifests(assessed);
    yield* forkliftManifests(assessed);
    yield* runbooks(assessed);
  }
  if (kinds.has('report')) {
    yield summaryMarkdown(assessed);
    yield reportWorkbook(assessed);
    yield* htmlReport(assessed, assets.page);
  }
}

/** What the run could not know: printed, and the reason for exit code 5. */
export function reportGaps(terminal: Terminal, { failed }: ReadSources, assessed: Assessed): ExitCode {
  for (const { error } of failed) terminal.error(error.message, error.remedy);
  const warnings = assessed.estate.sources.flatMap((source) =>
    source.warnings.map((warning) => ({ ...warning, source: source.name })),
  );
  for (const { source, place, message } of warnings)
    terminal.warn(`${source}${place === '' ? '' : ` ${place}`}: ${message}`);
  return failed.length > 0 || warnings.some((warning) => warning.lacking) ? exitCode.incomplete : exitCode.done;
}

/** The run's own assessment, reduced as one that is read from a folder. */
function digestOfPlan(assessed: Assessed): AssessmentDigest {
  const { estate, plan } = assessed;
  const vms = new Map<string, VmDigest>();
  for (const [index, vm] of estate.vms.entries()) {
    const decision = plan.decisions[index];
    if (decision !== undefined) vms.set(vm.id, digestOf(assessedVm(vm, decision)));
  }
  return { head: assessmentHead(assessed), vms };
}

/**
 * The whole way: sources, Estate, Plan, files. Writes `kinds` to options.out, prints a summary (or, with --json, the
 * assessment's head) on stdout, and returns the exit code.
 */
export async function assess(
  sources: readonly string[],
  options: AssessOptions,
  kinds: readonly OutputKind[],
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  // Read before anything is written: the earlier output may stand in the folder that this run writes to.
  const before = options.since === undefined ? null : await readDigest(options.since);
  const planned = await planSources(sources, options.settings, terminal, signal, options.set);
  const { read, assessed } = planned;
  const covered = kinds.flatMap((kind) => pathsOf[kind]);
  const written = await writeOutput(options.out, generate(planned, new Set(kinds)), {
    signal,
    covers: (path) => covered.some((place) => path === place || path.startsWith(place)),
    onProgress: (files) => terminal.progress(`writing ${options.out}, files`, files, null),
  });
  terminal.progressDone();
  const code = reportGaps(terminal, read, assessed);
  for (const path of written.kept) {
    terminal.warn(`${path} was changed by hand and is left alone; the new version is ${path}.new`);
  }
  for (const path of written.obsolete) {
    terminal.warn(`${path} is no longer generated; it was changed by hand and is left alone`);
  }
  terminal.info(`wrote ${options.out}: ${written.written} files new or changed, ${written.unchanged} unchanged`);
  const changes = before === null ? null : compareAssessments(before, digestOfPlan(assessed));
  if (options.json === true) {
    terminal.result(JSON.stringify({ ...assessmentHead(assessed), ...(changes === null ? {} : { changes }) }, null, 2));
  } else {
    terminal.result(summaryText(assessed, options.out));
    if (changes !== null) terminal.result(`\nsince ${options.since ?? ''}: ${changesText(changes)}`);
  }
  return code;
}
