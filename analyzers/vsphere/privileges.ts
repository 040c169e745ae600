import type { SourceWarning } from '../../src/model/estate.ts';
import { element, reference } from './client/envelope.ts';
import { VimFault } from './client/faults.ts';
import { hasNoSession, isRefusal } from './client/retry.ts';
import { type VimSession, whole } from './client/session.ts';

/** What a user needs at the root of the inventory, and what is unknown without it (docs/privileges.md). */
const needed: readonly Need[] = [
  {
    privilege: 'System.Read',
    unknown: 'what the user may not see elsewhere is neither read nor counted, and nothing tells that it is there',
    lacking: true,
  },
  { privilege: 'Global.Licenses', unknown: 'the editions that are licensed are unknown', lacking: false },
];

interface Need {
  readonly privilege: string;
  readonly unknown: string;
  readonly lacking: boolean;
}

const warningOf = ({ privilege, unknown, lacking }: Need): SourceWarning => ({
  place: 'privileges',
  message: `the user has no ${privilege} at the root: ${unknown}`,
  lacking,
});

/**
 * Asks the server which of the needed privileges the user has at the root, and says what will be unknown. Where the
 * server does not answer that, nothing is said: what it refuses later is listed then.
 */
export async function checkPrivileges(session: VimSession): Promise<SourceWarning[]> {
  const manager = session.service('authorizationManager');
  const root = session.required('rootFolder');
  if (manager === null) return [];
  try {
    const granted = await session.call(
      'HasPrivilegeOnEntities',
      manager,
      [
        reference('entity', root),
        element('sessionId', session.key),
        ...needed.map(({ privilege }) => element('privId', privilege)),
      ],
      whole((response) => {
        const availability = response.at('returnval')?.all('privAvailability') ?? [];
        return new Map(availability.map((entry) => [entry.text('privId'), entry.flag('isGranted')]));
      }),
    );
    return needed.filter(({ privilege }) => granted.get(privilege) === false).map(warningOf);
  } catch (error) {
    if (!(error instanceof VimFault) || hasNoSession(error) || isRefusal(error)) throw error;
    // Asking already needs System.Read there (vim25, HasPrivilegeOnEntities).
    return error.type === 'NoPermission' ? needed.slice(0, 1).map(warningOf) : [];
  }
}
