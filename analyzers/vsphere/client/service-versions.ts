import { XmlReader } from '../../../src/lib/tables/xml-reader.ts';
import { defaultReadLimits } from '../../../src/lib/tables/read-limits.ts';

/** The newest version of the API whose types were looked at here: vSphere 9.0. */
const newestKnown: readonly number[] = [9, 0];
/** Spoken by every server from 6.0 on. */
const oldest = '6.0';

/** The versions of urn:vim25 in a vimServiceVersions.xml, newest first as the server lists them. Throws XmlError. */
export function listedVersions(xml: Buffer): readonly string[] {
  const versions: string[] = [];
  let namespace = '';
  let open = '';
  const reader = new XmlReader(
    [''],
    {
      open: (name) => (open = name),
      text: (text) => {
        if (open === 'name') namespace = text.trim();
        else if (open === 'version' && namespace === 'urn:vim25' && text.trim() !== '') versions.push(text.trim());
      },
      close: () => (open = ''),
    },
    defaultReadLimits,
  );
  reader.write(xml);
  reader.end();
  return versions;
}

/** Compares "8.0.1.0" with "6.5" part by part. */
function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The newest version that the server lists and that we know: what SOAPAction says. */
export function chooseVersion(listed: readonly string[]): string {
  let chosen: { readonly text: string; readonly parts: readonly number[] } | null = null;
  for (const text of listed) {
    if (!/^\d+(?:\.\d+)*$/.test(text)) continue;
    const parts = text.split('.').map(Number);
    if (compareVersions(parts.slice(0, 2), newestKnown) > 0) continue;
    if (chosen === null || compareVersions(parts, chosen.parts) > 0) chosen = { text, parts };
  }
  return chosen?.text ?? oldest;
}
