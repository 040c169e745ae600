import { blankApplication } from '../../../src/model/blank-guest.ts';
import type { ListedApplication } from '../recognition/application.ts';
import { expandExec, secretsOf } from '../recognition/describe.ts';
import { isNoWorkload } from '../recognition/not-workloads.ts';
import { outermostPaths } from '../recognition/guest-view.ts';
import { peersInPairs, uniquePeers } from '../recognition/peers.ts';
import { unitStem } from '../recognition/services.ts';

export const application: ListedApplication = {
  kind: 'listed',
  id: 'timer',
  title: 'Timer',
  role: 'scheduled job',
  evidence: { units: ['*.timer'] },
  officialImage: null,
  unverified: false,
  recognise: (view) =>
    view.units
      .filter(
        ({ name, enabled, active }) =>
          name.endsWith('.timer') && (enabled === true || active === true) && !isNoWorkload(unitStem(name)),
      )
      .flatMap((timer) => {
        const triggered = timer.triggers ?? `${unitStem(timer.name)}.service`;
        const unit = view.unitsByName.get(triggered) ?? null;
        // Timers of packages keep house for them: /etc holds those that somebody wrote.
        if (
          timer.fragmentPath !== null &&
          /^\/(?:usr\/)?lib\/systemd\//u.test(timer.fragmentPath) &&
          timer.dropInPaths.length === 0
        )
          return [];
        const [exec] = unit?.execStart ?? [];
        const command = exec === undefined || unit === null ? null : expandExec(exec, unit, view);
        const user = unit === null ? null : (unit.user ?? 'root');
        const account = user === null ? null : view.account(user);
        const paths = [...(command ?? []), unit?.workingDirectory ?? ''].filter((path) => path.startsWith('/'));
        const environmentFiles = (unit?.environmentFiles ?? [])
          .map((path) => path.replace(/^-/u, ''))
          .filter((path) => view.file(path) !== null);
        const data = outermostPaths(
          (unit?.stateDirectories ?? []).map((name) => (name.startsWith('/') ? name : `/var/lib/${name}`)),
        );
        return [
          {
            ...blankApplication('timer', `timer-${unitStem(timer.name)}`),
            title: unit?.description ?? timer.description ?? 'Timer',
            role: 'scheduled job',
            running: timer.active === true,
            schedule: {
              kind: 'timer' as const,
              expressions: [...timer.schedule],
              timeZone: view.guest.system.timeZone,
            },
            unit: triggered,
            user,
            uid: account?.uid ?? (user === 'root' ? 0 : null),
            gid: account?.gid ?? (user === 'root' ? 0 : null),
            command,
            workingDirectory: unit?.workingDirectory ?? null,
            environment: unit === null ? {} : view.environmentOf(unit),
            content: view.ownTrees(paths).map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
            dataDirectories: data.map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
            configurationFiles: [...paths.filter((path) => view.file(path) !== null), ...environmentFiles],
            packages: paths.slice(0, 1).flatMap((path) => view.packageOf(path, null)?.name ?? []),
            secrets: secretsOf(unit, new Set(), environmentFiles, [], view),
            peers: uniquePeers(
              peersInPairs(
                Object.entries(unit?.environment ?? {}).map(([key, value]) => ({
                  key,
                  value,
                  place: `unit ${triggered} Environment=${key}`,
                })),
              ),
            ),
            cpuSeconds: unit?.cpuSeconds ?? null,
            memoryMiB: unit?.memoryMiB ?? null,
            evidence: [
              `${timer.name} starts ${triggered}${timer.lastTriggeredAt === null ? '' : `, last at ${timer.lastTriggeredAt}`}`,
            ],
          },
        ];
      }),
};
