import type { Edition } from '../../../src/model/infrastructure.ts';
import type { VimNode } from '../client/node.ts';
import type { FactPath } from './fact-paths.ts';
import { utcTime } from './times.ts';

export const editionFacts: readonly FactPath[] = [
  ['edition.vCenterUuid', 'licenses'],
  ['edition.name', 'licenses', '.name'],
  ['edition.costUnit', 'licenses', '.costUnit'],
  ['edition.total', 'licenses', '.total'],
  ['edition.used', 'licenses', '.used'],
  ['edition.expires', 'licenses', '.properties["expirationDate"]'],
];

/** A licence by its edition. Its key, and its labels, in which people write keys too, are not looked at. */
export function readEdition(licence: VimNode, source: number, vCenterUuid: string | null): Edition {
  const total = licence.count('total');
  const expiration = licence.all('properties').find((property) => property.text('key') === 'expirationDate');
  return {
    source,
    row: null,
    vCenterUuid,
    name: licence.text('name'),
    costUnit: licence.text('costUnit'),
    // vim25 says 0 for "unlimited" (LicenseManagerLicenseInfo.total).
    total: total === 0 ? -1 : total,
    used: licence.count('used'),
    expires: utcTime(expiration?.text('value') ?? null),
  };
}
