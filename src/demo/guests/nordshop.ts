import type { GuestSpec, ProcessSpec, ServiceSpec } from './guest-spec.ts';

const domain = 'nordhafen.example';
const web = 'www-data';
/** The load balancer's own address on the DMZ: it does not tell its address to VMware Tools. */
const loadBalancer = '10.20.4.5';

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${String(index + 1).padStart(2, '0')}`);

const appServers = numbered('shop-app', 3);

function nginx(
  workers: number,
  cpuMilli: number,
  more: Pick<ServiceSpec, 'listens' | 'calls' | 'calledBy'>,
): ServiceSpec {
  const process = (title: string, user: string, residentMiB: number, share: number): ProcessSpec => ({
    name: 'nginx',
    executable: '/usr/sbin/nginx',
    arguments: [`nginx: ${title}`],
    user,
    residentMiB,
    cpuMilli: share,
  });
  return {
    unit: 'nginx.service',
    description: 'A high performance web server and a reverse proxy server',
    type: 'forking',
    start: ['/usr/sbin/nginx', '-g', 'daemon on; master_process on;'],
    properties: { KillMode: 'mixed', TimeoutStopUSec: '5s' },
    processes: [
      process('master process /usr/sbin/nginx -g daemon on; master_process on;', 'root', 12, 1),
      ...Array.from({ length: workers }, () => process('worker process', web, 24, cpuMilli)),
    ],
    ...more,
  };
}

const nginxConfiguration = {
  path: '/etc/nginx/nginx.conf',
  state: { changed: 'nginx-common' },
  lines: [
    'user www-data;',
    'worker_processes auto;',
    'pid /run/nginx.pid;',
    'events { worker_connections 2048; }',
    'http {',
    '    include /etc/nginx/mime.types;',
    '    sendfile on;',
    '    server_tokens off;',
    '    access_log /var/log/nginx/access.log;',
    '    error_log /var/log/nginx/error.log;',
    '    include /etc/nginx/conf.d/*.conf;',
    '}',
  ],
};

/** The front: nginx ends TLS, serves pictures and scripts, and passes the rest to Tomcat. */
const front = (vm: string): GuestSpec => ({
  vm,
  users: [],
  packages: [
    { name: 'nginx', version: '1.18.0-6ubuntu14.4' },
    { name: 'nginx-core', version: '1.18.0-6ubuntu14.4', automatic: true },
    { name: 'nginx-common', version: '1.18.0-6ubuntu14.4', automatic: true },
  ],
  services: [
    nginx(2, 28, {
      listens: [443, 80],
      calledBy: [loadBalancer],
      calls: [...appServers.map((app) => ({ vm: app, port: 8080 })), { vm: 'shop-media-01', port: 80 }],
    }),
  ],
  files: [
    nginxConfiguration,
    {
      path: '/etc/nginx/conf.d/nordshop.conf',
      state: 'own',
      lines: [
        'upstream nordshop {',
        '    ip_hash;',
        ...appServers.map((app) => `    server ${app}.${domain}:8080;`),
        '}',
        'server {',
        '    listen 80;',
        '    return 301 https://$host$request_uri;',
        '}',
        'server {',
        '    listen 443 ssl http2;',
        '    server_name shop.nordhafen.example;',
        '    ssl_certificate /etc/ssl/nordshop/fullchain.pem;',
        '    ssl_certificate_key /etc/ssl/nordshop/privkey.pem;',
        '    root /var/www/nordshop;',
        '    location /static/ { expires 7d; }',
        '    location /media/ {',
        `        proxy_pass http://shop-media-01.${domain};`,
        '    }',
        '    location / {',
        '        proxy_set_header Host $host;',
        '        proxy_set_header X-Forwarded-Proto https;',
        '        proxy_pass http://nordshop;',
        '    }',
        '}',
      ],
    },
  ],
  trees: [{ path: '/var/www/nordshop', files: 1240, sizeBytes: 96_468_992 }],
  secretFiles: ['/etc/ssl/nordshop/privkey.pem'],
  certificates: [
    {
      path: '/etc/ssl/nordshop/fullchain.pem',
      subject: 'CN = shop.nordhafen.example',
      notAfter: 'Sep 14 12:00:00 2027 GMT',
    },
  ],
});

const java = '/usr/lib/jvm/java-17-openjdk-amd64';

/** The shop itself: one web application on Debian's Tomcat. */
const application = (vm: string): GuestSpec => ({
  vm,
  users: [{ name: 'tomcat', id: 998, home: '/var/lib/tomcat' }],
  packages: [
    { name: 'tomcat10', version: '10.1.6-1+deb12u2' },
    { name: 'tomcat10-common', version: '10.1.6-1+deb12u2', automatic: true },
    { name: 'openjdk-17-jre-headless', version: '17.0.12+7-2~deb12u1', automatic: true },
    { name: 'libpostgresql-jdbc-java', version: '42.5.4-1' },
  ],
  services: [
    {
      unit: 'tomcat10.service',
      description: 'Apache Tomcat 10 Web Application Server',
      type: 'simple',
      user: 'tomcat',
      start: ['/bin/sh', '/usr/libexec/tomcat10/tomcat-start.sh'],
      environment: {
        CATALINA_HOME: '/usr/share/tomcat10',
        CATALINA_BASE: '/var/lib/tomcat10',
        CATALINA_TMPDIR: '/tmp',
      },
      environmentFile: '/etc/default/tomcat10',
      properties: { CacheDirectory: 'tomcat10', LogsDirectory: 'tomcat10', PrivateTmp: 'yes', Group: 'tomcat' },
      processes: [
        {
          name: 'java',
          executable: `${java}/bin/java`,
          arguments: [
            `${java}/bin/java`,
            '-Djava.util.logging.config.file=/var/lib/tomcat10/conf/logging.properties',
            '-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager',
            '-Djava.awt.headless=true',
            '-Xmx6g',
            '-XX:+UseG1GC',
            '-classpath',
            '/usr/share/tomcat10/bin/bootstrap.jar:/usr/share/tomcat10/bin/tomcat-juli.jar',
            '-Dcatalina.base=/var/lib/tomcat10',
            '-Dcatalina.home=/usr/share/tomcat10',
            '-Djava.io.tmpdir=/tmp',
            'org.apache.catalina.startup.Bootstrap',
            'start',
          ],
          user: 'tomcat',
          residentMiB: 6420,
          cpuMilli: 410,
        },
      ],
      listens: [8080],
      calls: [
        { vm: 'shop-pgsql-01', port: 5432 },
        { vm: 'shop-cache-01', port: 6379 },
        { vm: 'shop-search-01', port: 9200 },
        { vm: 'shop-mq-01', port: 5672 },
        // Stock, from the warehouse's IBM MQ.
        { vm: 'wms-mq-01', port: 1414 },
      ],
    },
  ],
  files: [
    {
      path: '/etc/tomcat10/server.xml',
      state: { changed: 'tomcat10' },
      owner: 'tomcat',
      mode: 0o640,
      lines: [
        '<Server port="-1" shutdown="SHUTDOWN">',
        '  <Service name="Catalina">',
        '    <Connector port="8080" protocol="HTTP/1.1" connectionTimeout="20000" maxThreads="300"/>',
        '    <Engine name="Catalina" defaultHost="localhost">',
        '      <Host name="localhost" appBase="webapps" unpackWARs="false" autoDeploy="false">',
        '        <Valve className="org.apache.catalina.valves.RemoteIpValve" protocolHeader="x-forwarded-proto"/>',
        '      </Host>',
        '    </Engine>',
        '  </Service>',
        '</Server>',
      ],
    },
    {
      path: '/etc/tomcat10/Catalina/localhost/shop.xml',
      state: 'own',
      owner: 'tomcat',
      mode: 0o640,
      lines: [
        '<Context docBase="/srv/nordshop/nordshop.war">',
        '  <Resource name="jdbc/shop" type="javax.sql.DataSource" maxTotal="60"',
        '            driverClassName="org.postgresql.Driver"',
        `            url="jdbc:postgresql://shop-pgsql-01.${domain}:5432/shop"`,
        '            username="shop" password="<redacted>"/>',
        '</Context>',
      ],
    },
    {
      path: '/etc/tomcat10/nordshop.properties',
      state: 'own',
      owner: 'tomcat',
      mode: 0o640,
      lines: [
        `shop.cache.url=redis://shop-cache-01.${domain}:6379/0`,
        'shop.cache.password=<redacted>',
        `shop.search.url=http://shop-search-01.${domain}:9200`,
        `shop.queue.url=amqp://shop-mq-01.${domain}:5672/shop`,
        'shop.queue.user=shop',
        'shop.queue.password=<redacted>',
        'shop.stock.host=wms-mq-01.nordhafen.example',
        'shop.stock.port=1414',
        'shop.payment.url=https://api.zahlwerk.example/v2',
      ],
    },
    {
      path: '/etc/default/tomcat10',
      state: { changed: 'tomcat10' },
      lines: ['JAVA_OPTS="-Djava.awt.headless=true -Xmx6g -XX:+UseG1GC"'],
    },
    {
      path: `${java}/release`,
      state: 'packaged',
      lines: ['IMPLEMENTOR="Debian"', 'JAVA_VERSION="17.0.12"'],
    },
  ],
  trees: [{ path: '/srv/nordshop', files: 3, sizeBytes: 182_452_224 }],
});

const postgres = '/usr/lib/postgresql/15/bin/postgres';

/** A database server; the standby of a primary copies what that writes. */
const database = (vm: string, primary: string | null): GuestSpec => ({
  vm,
  users: [{ name: 'postgres', id: 107, home: '/var/lib/postgresql' }],
  packages: [
    { name: 'postgresql', version: '15+248' },
    { name: 'postgresql-15', version: '15.8-0+deb12u1', automatic: true },
    { name: 'postgresql-client-15', version: '15.8-0+deb12u1', automatic: true },
    { name: 'postgresql-common', version: '248', automatic: true },
  ],
  services: [
    {
      unit: 'postgresql.service',
      description: 'PostgreSQL RDBMS',
      type: 'oneshot',
      start: ['/bin/true'],
      processes: [],
    },
    {
      unit: 'postgresql@15-main.service',
      description: 'PostgreSQL Cluster 15-main',
      type: 'forking',
      start: ['/usr/bin/pg_ctlcluster', '--skip-systemctl-redirect', '15-main', 'start'],
      properties: { TimeoutStopUSec: '1h' },
      processes: [
        {
          name: 'postgres',
          executable: postgres,
          arguments: [
            postgres,
            '-D',
            '/var/lib/postgresql/15/main',
            '-c',
            'config_file=/etc/postgresql/15/main/postgresql.conf',
          ],
          user: 'postgres',
          residentMiB: 16_640,
          cpuMilli: 40,
        },
        ...(primary === null
          ? ['checkpointer', 'background writer', 'walwriter', 'autovacuum launcher', 'walsender', 'shop shop']
          : ['checkpointer', 'background writer', 'startup recovering', 'walreceiver']
        ).map((title, index): ProcessSpec => ({
          name: 'postgres',
          executable: postgres,
          arguments: [`postgres: 15/main: ${title}`],
          user: 'postgres',
          residentMiB: 60 + 40 * index,
          cpuMilli: title === 'shop shop' ? 620 : 35,
        })),
      ],
      listens: [5432],
      ...(primary === null ? {} : { calls: [{ vm: primary, port: 5432 }] }),
    },
  ],
  files: [
    {
      path: '/etc/postgresql/15/main/postgresql.conf',
      state: 'own',
      owner: 'postgres',
      lines: [
        "data_directory = '/var/lib/postgresql/15/main'",
        "hba_file = '/etc/postgresql/15/main/pg_hba.conf'",
        "listen_addresses = '*'",
        'port = 5432',
        'max_connections = 300',
        'shared_buffers = 16GB',
        'effective_cache_size = 48GB',
        'wal_level = replica',
        'max_wal_senders = 4',
        "unix_socket_directories = '/var/run/postgresql'",
        "cluster_name = '15/main'",
        "include_dir = 'conf.d'",
      ],
    },
    {
      path: '/etc/postgresql/15/main/pg_hba.conf',
      state: 'own',
      owner: 'postgres',
      mode: 0o640,
      lines: [
        'local all postgres peer',
        'host shop shop samenet scram-sha-256',
        'host replication replicator samenet scram-sha-256',
      ],
    },
    ...(primary === null
      ? []
      : [
          {
            path: '/etc/postgresql/15/main/conf.d/standby.conf',
            state: 'own' as const,
            owner: 'postgres',
            mode: 0o640,
            lines: [`primary_conninfo = 'host=${primary}.${domain} port=5432 user=replicator password=<redacted>'`],
          },
        ]),
  ],
  trees: [],
  fileSystems: { '/var/lib/postgresql/15/main': { device: '/dev/sdb1', type: 'xfs' } },
});

const cache: GuestSpec = {
  vm: 'shop-cache-01',
  uuid: 'swapped',
  users: [{ name: 'redis', id: 106, home: '/var/lib/redis' }],
  packages: [
    { name: 'redis-server', version: '5:7.0.15-1~deb12u1' },
    { name: 'redis-tools', version: '5:7.0.15-1~deb12u1', automatic: true },
  ],
  services: [
    {
      unit: 'redis-server.service',
      description: 'Advanced key-value store',
      type: 'notify',
      user: 'redis',
      start: ['/usr/bin/redis-server', '/etc/redis/redis.conf', '--supervised', 'systemd', '--daemonize', 'no'],
      properties: { Group: 'redis', RuntimeDirectory: 'redis', LimitNOFILE: '65535', LimitNOFILESoft: '65535' },
      processes: [
        {
          name: 'redis-server',
          executable: '/usr/bin/redis-check-rdb',
          arguments: ['/usr/bin/redis-server 0.0.0.0:6379'],
          user: 'redis',
          residentMiB: 3310,
          cpuMilli: 55,
        },
      ],
      listens: [6379],
    },
  ],
  files: [
    {
      path: '/etc/redis/redis.conf',
      state: { changed: 'redis-server' },
      owner: 'redis',
      mode: 0o640,
      lines: [
        'bind 0.0.0.0',
        'port 6379',
        'requirepass <redacted>',
        'dir /var/lib/redis',
        'pidfile /run/redis/redis-server.pid',
        'logfile /var/log/redis/redis-server.log',
        'maxmemory 10gb',
        'maxmemory-policy allkeys-lru',
        'save 900 1',
      ],
    },
  ],
  trees: [{ path: '/var/lib/redis', files: 1, sizeBytes: 1_503_238_553 }],
};

/** Jobs of the night, programs of one file each, as cron starts them. Its VM has lost its BIOS UUID: the MAC address must do. */
const batch: GuestSpec = {
  vm: 'shop-batch-01',
  uuid: 'missing',
  users: [{ name: 'shop', id: 1001, home: '/home/shop' }],
  packages: [{ name: 'postgresql-client-14', version: '14.13-0ubuntu0.22.04.1' }],
  services: [],
  files: [
    {
      path: '/etc/cron.d/nordshop',
      state: 'own',
      lines: [
        '# Nordshop: stock, orders, clearing',
        `*/15 * * * * shop /opt/nordshop-batch/bin/stock --database postgresql://shop-pgsql-01.${domain}/shop`,
        `10 1 * * * shop /opt/nordshop-batch/bin/orders --database postgresql://shop-pgsql-01.${domain}/shop --queue amqp://shop-mq-01.${domain}/shop`,
        `30 3 * * 0 shop /opt/nordshop-batch/bin/clear --database postgresql://shop-pgsql-01.${domain}/shop --cache redis://shop-cache-01.${domain}`,
      ],
    },
    {
      path: '/opt/nordshop-batch/settings.ini',
      state: 'own',
      owner: 'shop',
      mode: 0o600,
      lines: ['[database]', 'user = shop', 'password = <redacted>'],
    },
  ],
  trees: [{ path: '/opt/nordshop-batch', files: 43, sizeBytes: 1_835_008 }],
};

/** Product pictures on ZFS, whose module DKMS builds for each kernel: what needs it stays a VM. */
const media: GuestSpec = {
  vm: 'shop-media-01',
  users: [],
  packages: [
    { name: 'nginx', version: '1.22.1-9' },
    { name: 'nginx-common', version: '1.22.1-9', automatic: true },
    { name: 'zfs-dkms', version: '2.1.11-1' },
    { name: 'zfsutils-linux', version: '2.1.11-1' },
  ],
  services: [nginx(2, 12, { listens: [80] })],
  files: [
    nginxConfiguration,
    {
      path: '/etc/nginx/conf.d/media.conf',
      state: 'own',
      lines: ['server {', '    listen 80;', '    root /srv/media;', '    autoindex off;', '}'],
    },
  ],
  trees: [],
  foreignModules: ['spl', 'zfs'],
  fileSystems: { '/srv/media': { device: 'media/pictures', type: 'zfs' } },
};

/** The guests of Nordshop that its team looked into; search, queue and others are still to come. */
export const nordshopGuests: readonly GuestSpec[] = [
  ...numbered('shop-web', 2).map(front),
  ...appServers.map(application),
  database('shop-pgsql-01', null),
  database('shop-pgsql-02', 'shop-pgsql-01'),
  cache,
  batch,
  media,
];
