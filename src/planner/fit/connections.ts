import type { Evidence } from '../../model/finding.ts';
import type { GuestApplication } from '../../model/guest.ts';
import { clipped } from './inside.ts';
import type { Subject } from './rule.ts';

/** What applications connect to, as their configuration says: file and line, with protocol, host and port. */
export function connectionPlaces(
  subject: Subject,
  applications: readonly GuestApplication[],
  protocols: RegExp = /./u,
): Evidence[] {
  return applications.flatMap(({ peers }) =>
    peers.flatMap(({ protocol, host, port, place }) =>
      protocols.test(protocol)
        ? subject.guestEvidence(clipped(place), clipped(`${protocol}: ${host}${port === null ? '' : `:${port}`}`))
        : [],
    ),
  );
}
