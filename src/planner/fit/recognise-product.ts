import { databaseByName } from './database-names.ts';
import { byNameOnly } from './name-words.ts';
import { asRunning, running } from './running-products.ts';
import type { Hit, Subject } from './rule.ts';

/**
 * A database product by the programs that VMware Tools list, else by the name alone: then it is a note, and says so. A
 * name that also says docs or web is rather about the product, and gives nothing. Null where nothing speaks of it.
 */
export function recogniseDatabase(
  subject: Subject,
  product: string,
  severity: Exclude<Hit['severity'], 'note'>,
): (Pick<Hit, 'severity' | 'evidence'> & { readonly detail: string }) | null {
  const programs = running(subject, 'database').filter((found) => found.product === product);
  if (programs.length > 0) {
    return { severity, evidence: programs.map(({ evidence }) => evidence), detail: asRunning(programs) };
  }
  const match = databaseByName(subject.words);
  if (match === null || match.sign.product !== product || match.doubts.length > 0) return null;
  return { severity: 'note', evidence: [subject.evidence('vm.name')], detail: byNameOnly(product, match) };
}
