import type { HostedApplication } from '../recognition/application.ts';
import { baseName, folderOf } from '../recognition/paths.ts';
import { peerAt } from '../recognition/peers.ts';
import { phpVariables } from '../recognition/php-settings.ts';

export const application: HostedApplication = {
  kind: 'hosted',
  id: 'drupal',
  title: 'Drupal',
  role: 'web application',
  evidence: { packages: ['drupal7', 'drupal9'], files: ['sites/default/settings.php'] },
  hosts: ['apache-httpd', 'nginx'],
  includes: ['apache-httpd', 'php-fpm', 'nginx'],
  officialImage: 'docker.io/library/drupal',
  unverified: true,
  recognise: (view) =>
    (view.guest.configuration ?? [])
      .filter(
        ({ path, contents }) =>
          baseName(path) === 'settings.php' &&
          /\/sites\/[^/]+\/settings\.php$/u.test(path) &&
          contents.includes('$databases'),
      )
      .map((file) => {
        const values = phpVariables(file.contents);
        const host = values.get('host');
        const port = values.get('port')?.value ?? '';
        const driver = values.get('driver')?.value;
        const site = folderOf(file.path);
        return {
          root: folderOf(folderOf(site)),
          configuration: [file.path],
          data: [`${site}/files`],
          peers:
            host === undefined
              ? []
              : peerAt(
                  driver === 'pgsql' ? 'postgresql' : 'mysql',
                  /^\d+$/u.test(port) ? `${host.value}:${port}` : host.value,
                  `${file.path}:${host.line}`,
                ),
          evidence: [`${file.path} names its databases`],
        };
      }),
};
