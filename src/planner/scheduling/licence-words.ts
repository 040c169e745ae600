import { nameWords } from '../fit/name-words.ts';

/** Words that say of a rule or group what it is licensed for. */
const products: ReadonlyMap<string, string> = new Map([
  ['oracle', 'Oracle'],
  ['ora', 'Oracle'],
  ['rac', 'Oracle'],
  ['sql', 'SQL Server'],
  ['mssql', 'SQL Server'],
  ['sqlserver', 'SQL Server'],
  ['licence', 'a licence'],
  ['license', 'a licence'],
  ['licences', 'a licence'],
  ['licenses', 'a licence'],
  ['licensing', 'a licence'],
  ['lizenz', 'a licence'],
  ['lic', 'a licence'],
]);

/** What a name says that it is licensed for; null where it says nothing. */
export function licenceIn(name: string): string | null {
  for (const word of nameWords(name).sequence) {
    const product = products.get(word);
    if (product !== undefined) return product;
  }
  return null;
}
