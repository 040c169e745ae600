/** One thing that was looked at, and what came of it. */
export interface CheckResult {
  /** "images", "manifests", "secrets", … */
  readonly check: string;
  /** File or object. */
  readonly subject: string;
  readonly outcome: 'passed' | 'failed' | 'unchecked';
  /** Why it failed, or why it could not be checked and what would help; '' where it passed. */
  readonly detail: string;
}

export const passed = (check: string, subject: string): CheckResult => ({
  check,
  subject,
  outcome: 'passed',
  detail: '',
});
export const failed = (check: string, subject: string, detail: string): CheckResult => ({
  check,
  subject,
  outcome: 'failed',
  detail,
});
export const unchecked = (check: string, subject: string, detail: string): CheckResult => ({
  check,
  subject,
  outcome: 'unchecked',
  detail,
});

/** What a run can use. */
export interface VerifyContext {
  /** The output folder. */
  readonly folder: string;
  /** Paths of all generated files in it, with /, sorted. */
  readonly files: readonly string[];
  /** A cluster to ask for a dry run; null where none was named. */
  readonly kubeconfig: string | null;
  readonly build: boolean;
  read(path: string): Promise<string>;
  readonly signal: AbortSignal;
}
