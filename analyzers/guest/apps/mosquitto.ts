import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, portOf, settingsOf } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import { peerAt } from '../recognition/peers.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'mosquitto',
  title: 'Mosquitto',
  role: 'queue',
  evidence: {
    units: ['mosquitto'],
    packages: ['mosquitto'],
    executables: ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'],
    ports: [1883, 8883],
    files: ['/etc/mosquitto/mosquitto.conf'],
  },
  users: ['mosquitto'],
  officialImage: 'docker.io/library/eclipse-mosquitto',
  unverified: false,
  recognise: (service, view) => {
    const settings = settingsOf(view, '/etc/mosquitto/mosquitto.conf', '/etc/mosquitto/conf.d/*.conf');
    const last = (key: string): string | null => settings.findLast((setting) => setting.key === key)?.value ?? null;
    const log = settings
      .map(({ key, value }) => (key === 'log_dest' ? /^file\s+(\/.*)\/[^/]+$/u.exec(value)?.[1] : undefined))
      .find(Boolean);
    return [
      commonServer(service, view, {
        // systemd creates its folders by commands that need root; the image makes them.
        prepare: [makeFolder('/run/mosquitto', 'mosquitto')],
        configuration: ['/etc/mosquitto/'],
        data: [last('persistence_location')?.replace(/\/$/u, '') ?? '/var/lib/mosquitto'],
        scratch: ['/run/mosquitto'],
        logs: log === undefined ? [] : [log],
        peers: settings
          .filter(({ key }) => key === 'address' || key === 'addresses')
          .flatMap(({ value, place }) => value.split(/\s+/u).flatMap((address) => peerAt('mqtt', address, place))),
        ports: settings
          .filter(({ key }) => key === 'listener' || key === 'port')
          .map(({ value }) => portOf(value.split(/\s+/u)[0]) ?? 0)
          .filter((port) => port > 0),
      }),
    ];
  },
};
