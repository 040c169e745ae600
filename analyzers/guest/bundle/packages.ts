import { byCodePoint } from '../../../src/lib/order.ts';
import type { GuestPackage } from '../../../src/model/guest.ts';
import type { Bundle } from './bundle.ts';
import { textLines } from './text-lines.ts';

/** Packages of all managers; null where no package database was found. */
export function packages(bundle: Bundle): GuestPackage[] | null {
  const found: GuestPackage[] = [];
  const dpkg = bundle.parts.get('packages/dpkg');
  const automatic = bundle.parts.get('packages/apt-automatic');
  const automaticNames = new Set(textLines(automatic));
  for (const line of textLines(dpkg)) {
    const [name = '', version = '', , status = ''] = line.split('\t');
    if (name === '' || !status.endsWith(' installed')) continue;
    found.push({
      name,
      version,
      manager: 'dpkg',
      manual: automatic === undefined ? null : !automaticNames.has(name),
      location: null,
    });
  }
  const rpm = bundle.parts.get('packages/rpm');
  for (const line of textLines(rpm)) {
    const [name = '', version = ''] = line.split('\t');
    // Keys that were imported show as packages.
    if (name !== '' && version !== '' && name !== 'gpg-pubkey')
      found.push({ name, version, manager: 'rpm', manual: null, location: null });
  }
  const apk = bundle.parts.get('packages/apk');
  const world = bundle.parts.get('packages/apk-world');
  const wanted = new Set(textLines(world).map((line) => line.replace(/[<>=~@].*$/, '')));
  for (const line of textLines(apk)) {
    const [name = '', version = ''] = line.split('\t');
    if (name !== '')
      found.push({
        name,
        version,
        manager: 'apk',
        manual: world === undefined ? null : wanted.has(name),
        location: null,
      });
  }
  for (const line of textLines(bundle.parts.get('packages/snap'))) {
    const match = /^([a-z0-9-]+)_(\d+|x\d+)\.snap$/.exec(line.trim());
    if (match?.[1] !== undefined)
      found.push({ name: match[1], version: match[2] ?? null, manager: 'snap', manual: null, location: null });
  }
  for (const line of textLines(bundle.parts.get('packages/python'))) {
    const match = /^(.*)\/([^/]+?)(?:-([^-/]+))?(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(line);
    if (match?.[2] !== undefined)
      found.push({
        name: match[2],
        version: match[3] ?? null,
        manager: 'pip',
        manual: null,
        location: match[1] ?? null,
      });
  }
  for (const line of textLines(bundle.parts.get('packages/gem'))) {
    const match = /^(.*)\/specifications\/(?:default\/)?([^/]+)-(\d[^-/]*)(?:-[a-z0-9_-]+)?\.gemspec$/.exec(line);
    if (match?.[2] !== undefined)
      found.push({
        name: match[2],
        version: match[3] ?? null,
        manager: 'gem',
        manual: null,
        location: match[1] ?? null,
      });
  }
  for (const { path, contents } of bundle.files) {
    const match = /^(.*\/(?:node_modules|nodejs))\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path);
    if (match?.[2] === undefined) continue;
    const version = /"version"\s*:\s*"([^"]{1,64})"/.exec(contents)?.[1] ?? null;
    found.push({ name: match[2], version, manager: 'npm', manual: null, location: match[1] ?? null });
  }
  if (dpkg === undefined && apk === undefined && rpm === undefined && found.length === 0) return null;
  return found.sort(
    (a, b) =>
      byCodePoint(a.manager, b.manager) ||
      byCodePoint(a.name, b.name) ||
      byCodePoint(a.location ?? '', b.location ?? '') ||
      byCodePoint(a.version ?? '', b.version ?? ''),
  );
}
