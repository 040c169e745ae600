import type { ServerApplication } from '../recognition/application.ts';
import { splitWords, withoutOptions } from '../recognition/command-line.ts';
import { commonServer, portOf } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'memcached',
  title: 'Memcached',
  role: 'cache',
  evidence: {
    units: ['memcached', 'memcached@*'],
    packages: ['memcached'],
    executables: ['/usr/bin/memcached', '/usr/local/bin/memcached'],
    ports: [11_211],
    files: ['/etc/memcached.conf', '/etc/sysconfig/memcached'],
  },
  users: ['memcache', 'memcached'],
  officialImage: 'docker.io/library/memcached',
  unverified: false,
  recognise: (service, view) => {
    const file = view.file('/etc/memcached.conf');
    // Each line of Debian's file is an option of the command line.
    const configured = (file?.contents ?? '')
      .split('\n')
      .map((line) => line.replace(/#.*$/u, '').trim())
      .filter((line) => line.startsWith('-'))
      .flatMap((line) => splitWords(line));
    const given = service.main === null ? configured : service.argv.slice(1);
    const port = configured[configured.indexOf('-p') + 1];
    return [
      commonServer(service, view, {
        command: [
          service.executable ?? '/usr/bin/memcached',
          ...withoutOptions(given, { flags: ['-d'], values: ['-P'] }),
        ],
        prepare: [makeFolder('/run/memcached', 'memcache')],
        configuration: file === null ? [] : [file.path],
        scratch: ['/run/memcached'],
        ports: [portOf(port) ?? 11_211],
      }),
    ];
  },
};
