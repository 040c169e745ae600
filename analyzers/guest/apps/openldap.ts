import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, startArguments } from '../recognition/common-server.ts';
import { optionValue } from '../recognition/command-line.ts';
import { makeFolder } from '../recognition/describe.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'openldap',
  title: 'OpenLDAP',
  role: 'directory',
  evidence: {
    units: ['slapd', 'slapd-*'],
    packages: ['slapd', 'openldap-servers', 'openldap2'],
    executables: ['/usr/sbin/slapd', '/usr/lib/openldap/slapd', '/usr/libexec/slapd'],
    ports: [389, 636],
    files: ['/etc/ldap/slapd.conf', '/etc/openldap/slapd.conf', '/etc/ldap/slapd.d/*.ldif'],
  },
  users: ['openldap', 'ldap'],
  officialImage: null,
  unverified: false,
  recognise: (service, view) => {
    const argv = service.main === null ? startArguments(service, view) : service.argv;
    const debian = view.package('slapd') !== null;
    const user = debian ? 'openldap' : 'ldap';
    const urls = optionValue(argv, '-h') ?? 'ldap:/// ldapi:///';
    const folder = optionValue(argv, '-F') ?? (debian ? '/etc/ldap/slapd.d' : '/etc/openldap/slapd.d');
    return [
      commonServer(service, view, {
        // With a level of debugging, even none, it stays in the foreground.
        command: [
          service.executable ?? '/usr/sbin/slapd',
          '-d',
          'none',
          '-h',
          urls,
          '-u',
          user,
          '-g',
          user,
          '-F',
          folder,
        ],
        prepare: [makeFolder('/run/slapd', user)],
        packages: view.packagesLike('slapd', 'openldap-servers', 'openldap2'),
        configuration: debian
          ? ['/etc/ldap/', '/etc/default/slapd'].filter((path) => view.filesLike(path).length > 0)
          : ['/etc/openldap/'],
        data: ['/var/lib/ldap', folder],
        scratch: ['/run/slapd'],
        ports: [...(urls.includes('ldap://') ? [389] : []), ...(urls.includes('ldaps://') ? [636] : [])],
      }),
    ];
  },
};
