import type { HostedApplication } from '../recognition/application.ts';
import { folderOf } from '../recognition/paths.ts';
import { peerAt } from '../recognition/peers.ts';
import { phpVariables } from '../recognition/php-settings.ts';

export const application: HostedApplication = {
  kind: 'hosted',
  id: 'nextcloud',
  title: 'Nextcloud or ownCloud',
  role: 'web application',
  evidence: { packages: ['nextcloud', 'owncloud-files'], files: ['config/config.php'] },
  hosts: ['apache-httpd', 'nginx'],
  includes: ['apache-httpd', 'php-fpm', 'nginx'],
  officialImage: 'docker.io/library/nextcloud',
  unverified: true,
  recognise: (view) =>
    (view.guest.configuration ?? [])
      .filter(
        ({ path, contents }) =>
          path.endsWith('/config/config.php') && /['"](?:instanceid|datadirectory)['"]/u.test(contents),
      )
      .map((file) => {
        const values = phpVariables(file.contents);
        const host = values.get('dbhost');
        const root = folderOf(folderOf(file.path));
        return {
          root,
          version: values.get('version')?.value ?? null,
          configuration: [file.path],
          data: [values.get('datadirectory')?.value ?? `${root}/data`],
          peers:
            host === undefined
              ? []
              : peerAt(
                  values.get('dbtype')?.value === 'pgsql' ? 'postgresql' : 'mysql',
                  host.value,
                  `${file.path}:${host.line}`,
                ),
          evidence: [`${file.path} names its data folder`],
        };
      }),
};
