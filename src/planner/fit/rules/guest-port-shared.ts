import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.port-shared',
  text: {
    title: 'Several servers listen on one port',
    why: 'They tell each other apart by address, or share the port in the kernel (SO_REUSEPORT). In one Pod they would collide, and a Service sends to one of them.',
    remedy: 'Give each a workload of its own, or a port of its own behind a Service that maps it.',
  },
  guest: ['listeners'],
  check: (guest, subject) => {
    const byPort = new Map<string, Set<string>>();
    for (const { instance, endpoints } of guest.applications) {
      for (const { protocol, port } of endpoints) {
        const key = `${protocol} ${port}`;
        byPort.set(key, (byPort.get(key) ?? new Set()).add(instance));
      }
    }
    const inner = new Set(guest.applications.flatMap(({ includes }) => includes));
    return hitAt(
      'work',
      [...byPort].flatMap(([key, instances]) => {
        // WordPress answers on the port of the Apache that it includes: that is one server.
        const servers = [...instances].filter((instance) => !inner.has(instance));
        return servers.length < 2 ? [] : subject.guestEvidence(`listener ${key}`, servers.join(', '));
      }),
    );
  },
});
