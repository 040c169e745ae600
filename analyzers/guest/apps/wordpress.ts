import type { HostedApplication } from '../recognition/application.ts';
import { baseName, folderOf } from '../recognition/paths.ts';
import { peerAt } from '../recognition/peers.ts';
import { upstreamVersion } from '../recognition/describe.ts';
import { phpConstants } from '../recognition/php-settings.ts';

const packagedRoot = '/usr/share/wordpress';

export const application: HostedApplication = {
  kind: 'hosted',
  id: 'wordpress',
  title: 'WordPress',
  role: 'web application',
  evidence: { packages: ['wordpress'], files: ['wp-config.php', '/etc/wordpress/config-*.php'] },
  hosts: ['apache-httpd', 'nginx'],
  includes: ['apache-httpd', 'php-fpm', 'nginx'],
  officialImage: 'docker.io/library/wordpress',
  unverified: false,
  recognise: (view) => {
    const files = [
      ...(view.guest.configuration ?? []).filter(({ path }) => baseName(path) === 'wp-config.php'),
      ...view.filesLike('/etc/wordpress/config-*.php'),
    ];
    return files.flatMap((file) => {
      const constants = phpConstants(file.contents);
      const database = constants.get('DB_HOST');
      // Debian's own wp-config.php only reads /etc/wordpress.
      if (database === undefined) return [];
      const packaged = file.path.startsWith('/etc/wordpress/');
      const root = packaged ? packagedRoot : folderOf(file.path);
      const content = constants.get('WP_CONTENT_DIR')?.value;
      const version = packaged ? (view.package('wordpress')?.version ?? null) : null;
      const site =
        /^\/var\/www\/(?!html$)([^/]+)/u.exec(root)?.[1] ?? /config-(?!default\.php$)(.+)\.php$/u.exec(file.path)?.[1];
      return [
        {
          root,
          instance: site === undefined ? 'wordpress' : `wordpress-${site}`,
          version: version === null ? null : upstreamVersion(version),
          packages: packaged ? ['wordpress'] : [],
          configuration: [file.path],
          data: [content === undefined ? `${root}/wp-content/uploads` : content],
          peers: peerAt('mysql', database.value, `${file.path}:${database.line}`),
          evidence: [`${file.path} names its database`],
        },
      ];
    });
  },
};
