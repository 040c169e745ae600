import type { HostedApplication } from '../recognition/application.ts';
import { baseName, folderOf } from '../recognition/paths.ts';
import { peerAt } from '../recognition/peers.ts';
import { phpVariables } from '../recognition/php-settings.ts';

export const application: HostedApplication = {
  kind: 'hosted',
  id: 'mediawiki',
  title: 'MediaWiki',
  role: 'web application',
  evidence: { packages: ['mediawiki'], files: ['LocalSettings.php', '/etc/mediawiki/LocalSettings.php'] },
  hosts: ['apache-httpd', 'nginx'],
  includes: ['apache-httpd', 'php-fpm', 'nginx'],
  officialImage: 'docker.io/library/mediawiki',
  unverified: true,
  recognise: (view) =>
    (view.guest.configuration ?? [])
      .filter(({ path, contents }) => baseName(path) === 'LocalSettings.php' && contents.includes('$wg'))
      .map((file) => {
        const values = phpVariables(file.contents);
        const host = values.get('wgDBserver');
        const root = file.path.startsWith('/etc/mediawiki/') ? '/usr/share/mediawiki' : folderOf(file.path);
        return {
          root,
          packages: view.packagesLike('mediawiki'),
          configuration: [file.path],
          data: [root === '/usr/share/mediawiki' ? '/var/lib/mediawiki/images' : `${root}/images`],
          peers:
            host === undefined
              ? []
              : peerAt(
                  values.get('wgDBtype')?.value === 'postgres' ? 'postgresql' : 'mysql',
                  host.value,
                  `${file.path}:${host.line}`,
                ),
          evidence: [`${file.path} configures the wiki`],
        };
      }),
};
