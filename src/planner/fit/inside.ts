import type { Evidence, RuleText } from '../../model/finding.ts';
import type { ConfigurationFile, Guest, GuestApplication, GuestProcess } from '../../model/guest.ts';
import type { FitContext, GuestFact, Hit, Rule, Subject, Unanswered } from './rule.ts';

/** A rule about what was seen inside a guest; `insideRule` makes a Rule of it. */
export interface InsideRule {
  readonly id: string;
  readonly text: RuleText;
  /** Facts without which its silence proves nothing. */
  readonly guest: readonly GuestFact[];
  /** Ids of applications: the rule speaks only of guests in which one of them was recognised. */
  readonly applications?: readonly string[];
  /** Linux where nothing else is said. */
  readonly family?: Guest['system']['family'];
  readonly check: (guest: Guest, subject: Subject, context: FitContext) => Hit | Unanswered | null;
}

/** The Rule that puts `check` to guests of the family that have one of the applications, and says nothing of others. */
export function insideRule({ applications, family = 'linux', check, ...rule }: InsideRule): Rule {
  return {
    ...rule,
    needs: [],
    concerns: (guest) =>
      guest.system.family === family &&
      (applications === undefined || guest.applications.some(({ application }) => applications.includes(application))),
    check: (subject, context) => (subject.guest === null ? null : check(subject.guest, subject, context)),
  };
}

/** Places that a finding names at most; the others are counted. */
export const placesShown = 20;

/** A hit with these places; null where there are none. */
export function hitAt(
  severity: Hit['severity'],
  places: readonly Evidence[],
  more: Omit<Hit, 'severity' | 'evidence'> = {},
): Hit | null {
  if (places.length === 0) return null;
  if (places.length <= placesShown) return { severity, evidence: places, ...more };
  const counted = `${places.length - placesShown} more places.`;
  const detail = more.detail === undefined ? counted : `${more.detail} ${counted}`;
  return { severity, evidence: places.slice(0, placesShown), ...more, detail };
}

/** The guest's applications with one of these ids. */
export function applicationsOf(guest: Guest, ...ids: readonly string[]): GuestApplication[] {
  return guest.applications.filter(({ application }) => ids.includes(application));
}

/** Evidence that names an application. */
export function applicationPlace(subject: Subject, { instance }: GuestApplication, value: Evidence['value']): Evidence {
  return subject.guestEvidence(`application ${instance}`, value);
}

/** Processes of these applications. */
export function processesOf(guest: Guest, applications: readonly GuestApplication[]): GuestProcess[] {
  const pids = new Set(applications.flatMap((each) => each.pids));
  return pids.size === 0 ? [] : (guest.processes ?? []).filter(({ pid }) => pids.has(pid));
}

/** Arguments of the processes that match, each value once. */
export function argumentPlaces(subject: Subject, processes: readonly GuestProcess[], pattern: RegExp): Evidence[] {
  const seen = new Set<string>();
  return processes.flatMap(({ pid, command }) =>
    command.flatMap((argument) => {
      if (seen.has(argument) || !pattern.test(argument)) return [];
      seen.add(argument);
      return subject.guestEvidence(`process ${pid}`, clipped(argument));
    }),
  );
}

/** True where the path is one of these, or lies below one. */
export function isWithin(path: string, roots: Iterable<string>): boolean {
  for (const root of roots) {
    if (path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`)) return true;
  }
  return false;
}

/** Carried configuration files that belong to these applications. */
export function configurationOf(guest: Guest, applications: readonly GuestApplication[]): ConfigurationFile[] {
  const roots = new Set(applications.flatMap(({ configurationFiles }) => configurationFiles));
  return (guest.configuration ?? []).filter(({ path }) => roots.has(path) || isWithin(path, roots));
}

/** Longest value that stands in evidence. */
const longestValue = 200;

export function clipped(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}

/** XML without its comments, every line where it was. */
export function withoutXmlComments(text: string): string {
  let rest = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf('<!--', from);
    if (start < 0) return rest + text.slice(from);
    const end = text.indexOf('-->', start + 4);
    const stop = end < 0 ? text.length : end + 3;
    rest += text.slice(from, start) + text.slice(start, stop).replaceAll(/[^\n]+/gu, '');
    from = stop;
  }
}

/**
 * Lines of files that match, as evidence: file and line, and of the match its first group, else all of it. Comments do
 * not count. One pass over each file, a line at a time: patterns must not backtrack over a line.
 */
export function linePlaces(subject: Subject, files: readonly ConfigurationFile[], pattern: RegExp): Evidence[] {
  return files.flatMap(({ path, contents }) => {
    const text = path.endsWith('.xml') ? withoutXmlComments(contents) : contents;
    return text.split('\n').flatMap((line, index) => {
      const match = /^\s*(?:[#;]|\/\/)/u.test(line) ? null : pattern.exec(line);
      return match === null ? [] : subject.guestEvidence(`${path}:${index + 1}`, clipped(match[1] ?? match[0]));
    });
  });
}
