import type { CronEntry } from '../../../src/model/guest.ts';
import { blankApplication } from '../../../src/model/blank-guest.ts';
import type { ListedApplication } from '../recognition/application.ts';
import { splitWords } from '../recognition/command-line.ts';
import { secretsOf } from '../recognition/describe.ts';
import { baseName } from '../recognition/paths.ts';
import { peersInLine } from '../recognition/peers.ts';

/** Files that packages of the distributions bring: maintenance of the system itself. */
const ofTheSystem = new Set(
  'e2scrub_all php sysstat mdadm popularity-contest anacron apt-compat dpkg logrotate man-db man-db.cron passwd exim4-base bsdmainutils locate mlocate plocate updatedb aptitude apt apache2 samba spamassassin standard ntp chkrootkit rkhunter 0anacron 0hourly 0yum-daily.cron raid-check cracklib-runtime fstrim calendar debsums update-notifier-common ubuntu-advantage-tools zfsutils-linux certwatch tmpwatch makewhatis.cron readahead.cron rhsmd prelink atop certbot .placeholder google-chrome acct squid tomcat8 tomcat9 tomcat10 ntpsec slapd suse.de-snapper suse-clean_catman suse-do_mandb suse.de-backup-rpmdb mcelog.cron tetex.cron freshclam clamav-update puppet unbound-anchor btmp-rotate'.split(
    ' ',
  ),
);

const isOfTheSystem = ({ place, command }: CronEntry): boolean =>
  ofTheSystem.has(baseName(place.replace(/:\d+$/u, ''))) || /\brun-parts\b/u.test(command);

export const application: ListedApplication = {
  kind: 'listed',
  id: 'cron-job',
  title: 'Cron job',
  role: 'scheduled job',
  evidence: { files: ['/etc/crontab', '/etc/cron.d/*', '/var/spool/cron/*', '/etc/cron.daily/*'] },
  officialImage: null,
  unverified: false,
  recognise: (view) => {
    const counts = new Map<string, number>();
    return (view.guest.cron ?? [])
      .filter((entry) => !isOfTheSystem(entry))
      .map((entry) => {
        const file = entry.place.replace(/:\d+$/u, '');
        const count = (counts.get(file) ?? 0) + 1;
        counts.set(file, count);
        const name = `cron-${baseName(file)}`;
        const account = entry.user === null ? null : view.account(entry.user);
        const paths = splitWords(entry.command).filter((word) => word.startsWith('/'));
        return {
          ...blankApplication('cron-job', count === 1 ? name : `${name}-${count}`),
          title: `Cron job ${paths[0] === undefined ? name : baseName(paths[0])}`,
          role: 'scheduled job',
          // What is in a crontab runs at its time.
          running: true,
          schedule: {
            kind: 'cron' as const,
            expressions: [entry.schedule],
            timeZone: entry.timeZone ?? view.guest.system.timeZone,
          },
          user: entry.user,
          uid: account?.uid ?? null,
          gid: account?.gid ?? null,
          command: ['/bin/sh', '-c', entry.command],
          content: view.ownTrees(paths).map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
          packages: paths.flatMap((path) => view.packageOf(path, null)?.name ?? []),
          secrets: secretsOf(null, new Set(), [file], [], view),
          peers: peersInLine(entry.command, entry.place),
          evidence: [`${entry.place} says ${entry.schedule}`],
        };
      });
  },
};
