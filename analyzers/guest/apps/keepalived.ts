import type { ServerApplication } from '../recognition/application.ts';
import { commonServer } from '../recognition/common-server.ts';
import { braceDirectives } from '../recognition/directives.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'keepalived',
  title: 'keepalived',
  role: 'cluster manager',
  evidence: {
    units: ['keepalived'],
    packages: ['keepalived'],
    executables: ['/usr/sbin/keepalived', '/usr/local/sbin/keepalived'],
    files: ['/etc/keepalived/keepalived.conf'],
  },
  officialImage: null,
  unverified: true,
  recognise: (service, view) => {
    const file = view.file('/etc/keepalived/keepalived.conf');
    // Statements end with the line; a semicolon in its place lets them be read as others' are.
    const directives = braceDirectives(
      (file?.contents ?? '').replaceAll(/!.*$/gmu, '').replaceAll(/(?<![{}\s])[ \t]*$/gmu, ';'),
    );
    const inBlock = (name: string): string[] =>
      directives
        .filter(({ within }) => within.at(-1) === name)
        .map((directive) => directive.name.replace(/\/\d+$/u, ''));
    const router = directives.find(({ name }) => name === 'virtual_router_id')?.arguments[0];
    const addresses = inBlock('virtual_ipaddress');
    return [
      commonServer(service, view, {
        command: [service.executable ?? '/usr/sbin/keepalived', '--dont-fork', '--log-console'],
        configuration: ['/etc/keepalived/'],
        cluster:
          file === null
            ? null
            : {
                name:
                  router === undefined
                    ? null
                    : `VRRP ${router}${addresses.length > 0 ? ` ${addresses.join(' ')}` : ''}`,
                members: inBlock('unicast_peer'),
              },
        evidence: addresses.map((address) => `it holds the address ${address} with its peers`),
      }),
    ];
  },
};
