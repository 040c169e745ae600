/** What runs on the booted guests (test/peers/guests/roles), as the person knows who set them up. */

export interface ExpectedService {
  readonly guest: string;
  /** The id of its application, as analyzers/guest names it. */
  readonly application: string;
  readonly unit: string;
  /** As /proc/PID/comm has the process that listens, or the main process where none does. */
  readonly process: string;
  /** Whom its work runs as: of a server that starts as root and drops that, the user of its workers. */
  readonly user: string;
  /** "tcp 80" on every address, "tcp 127.0.0.1:11211" on the loopback alone. */
  readonly listens: readonly string[];
  /** Where it keeps what would be lost with the VM. */
  readonly data: readonly string[];
  readonly configuration: readonly string[];
}

/** What looks like a server on a guest and is none. */
export interface Decoy {
  readonly guest: string;
  /** What a careless reader would take it for. */
  readonly looksLike: string;
  readonly unit: string;
  readonly why: string;
}

function service(guest: string, application: string, unit: string, rest: Partial<ExpectedService>): ExpectedService {
  const name = unit.replace(/\.service$/, '');
  return { guest, application, unit, process: name, user: 'root', listens: [], data: [], configuration: [], ...rest };
}

export const expectedServices: readonly ExpectedService[] = [
  service('web01', 'haproxy', 'haproxy.service', {
    user: 'haproxy',
    listens: ['tcp 80', 'tcp 8404'],
    configuration: ['/etc/haproxy/haproxy.cfg'],
  }),
  service('web01', 'nginx', 'nginx.service', {
    user: 'www-data',
    listens: ['tcp 8081', 'tcp 8088'],
    data: ['/var/www/shop', '/srv/reports'],
    configuration: ['/etc/nginx/sites-available/shop', '/etc/nginx/sites-available/reports'],
  }),
  service('web01', 'php-fpm', 'php8.2-fpm.service', {
    process: 'php-fpm8.2',
    user: 'www-data',
    configuration: ['/etc/php/8.2/fpm/pool.d/www.conf'],
  }),

  service('app01', 'tomcat', 'tomcat10.service', {
    process: 'java',
    user: 'tomcat',
    listens: ['tcp 8080'],
    data: ['/srv/orders'],
    configuration: ['/etc/tomcat10/server.xml', '/etc/tomcat10/Catalina/localhost/orders.xml'],
  }),
  service('app01', 'gunicorn', 'inventory.service', {
    process: 'gunicorn',
    user: 'inventory',
    listens: ['tcp 8000'],
    data: ['/srv/inventory'],
    configuration: ['/etc/inventory/environment'],
  }),
  service('app01', 'node-js', 'pricing.service', {
    process: 'node',
    user: 'pricing',
    listens: ['tcp 3000'],
    data: ['/opt/pricing'],
    configuration: ['/opt/pricing/.env'],
  }),
  service('app01', 'puma', 'returns.service', {
    process: 'ruby',
    user: 'returns',
    listens: ['tcp 9292'],
    data: ['/opt/returns', '/var/lib/returns'],
  }),

  service('db01', 'postgresql', 'postgresql@15-main.service', {
    process: 'postgres',
    user: 'postgres',
    listens: ['tcp 5432'],
    data: ['/var/lib/postgresql/15/main'],
    configuration: ['/etc/postgresql/15/main/postgresql.conf', '/etc/postgresql/15/main/conf.d/shop.conf'],
  }),
  service('db01', 'mariadb', 'mariadb.service', {
    process: 'mariadbd',
    user: 'mysql',
    listens: ['tcp 3306'],
    data: ['/var/lib/mysql'],
    configuration: ['/etc/mysql/mariadb.conf.d/60-shop.cnf'],
  }),
  service('db01', 'redis', 'redis-server.service', {
    user: 'redis',
    listens: ['tcp 6379'],
    data: ['/var/lib/redis'],
    configuration: ['/etc/redis/redis.conf', '/etc/redis/shop.conf'],
  }),

  service('cms01', 'apache-httpd', 'apache2.service', {
    user: 'www-data',
    listens: ['tcp 80'],
    data: ['/var/lib/wordpress/wp-content'],
    configuration: ['/etc/apache2/sites-available/blog.conf', '/etc/wordpress/config-default.php'],
  }),
  service('cms01', 'varnish', 'varnish.service', {
    process: 'varnishd',
    user: 'vcache',
    listens: ['tcp 6081', 'tcp 127.0.0.1:6082'],
    configuration: ['/etc/varnish/default.vcl'],
  }),
  service('cms01', 'postfix', 'postfix@-.service', {
    process: 'master',
    user: 'postfix',
    listens: ['tcp 25'],
    data: ['/var/spool/postfix'],
    configuration: ['/etc/postfix/main.cf'],
  }),
  service('cms01', 'dovecot', 'dovecot.service', {
    listens: ['tcp 143', 'tcp 993'],
    configuration: ['/etc/dovecot/dovecot.conf', '/etc/dovecot/conf.d/99-accounts.conf'],
  }),
  service('cms01', 'memcached', 'memcached.service', {
    user: 'memcache',
    listens: ['tcp 127.0.0.1:11211'],
    configuration: ['/etc/memcached.conf'],
  }),
  service('cms01', 'vsftpd', 'vsftpd.service', {
    listens: ['tcp 21'],
    data: ['/srv/uploads'],
    configuration: ['/etc/vsftpd.conf'],
  }),

  service('infra01', 'bind', 'named.service', {
    user: 'bind',
    listens: ['tcp 10.20.0.15:53', 'udp 10.20.0.15:53'],
    data: ['/etc/bind/db.corp.example'],
    configuration: ['/etc/bind/named.conf', '/etc/bind/named.conf.local'],
  }),
  service('infra01', 'prometheus', 'prometheus.service', {
    user: 'prometheus',
    listens: ['tcp 9090'],
    data: ['/var/lib/prometheus'],
    configuration: ['/etc/prometheus/prometheus.yml'],
  }),
  service('infra01', 'rabbitmq', 'rabbitmq-server.service', {
    process: 'beam.smp',
    user: 'rabbitmq',
    listens: ['tcp 5672', 'tcp 25672'],
    data: ['/var/lib/rabbitmq'],
    configuration: ['/etc/rabbitmq/rabbitmq.conf'],
  }),
  service('infra01', 'uwsgi', 'uwsgi.service', {
    user: 'www-data',
    listens: ['tcp 9191'],
    data: ['/srv/status', '/var/lib/status'],
    configuration: ['/etc/uwsgi/apps-available/status.ini'],
  }),
  service('infra01', 'java', 'ledger.service', {
    process: 'java',
    user: 'ledger',
    listens: ['tcp 8090'],
    data: ['/opt/ledger/ledger.jar', '/var/lib/ledger'],
  }),
  service('infra01', 'mosquitto', 'mosquitto.service', {
    user: 'mosquitto',
    listens: ['tcp 1883'],
    data: ['/var/lib/mosquitto'],
    configuration: ['/etc/mosquitto/mosquitto.conf', '/etc/mosquitto/conf.d/bridge.conf'],
  }),
  service('infra01', 'squid', 'squid.service', {
    user: 'proxy',
    listens: ['tcp 3128'],
    configuration: ['/etc/squid/squid.conf', '/etc/squid/conf.d/corp.conf'],
  }),
  service('infra01', 'openldap', 'slapd.service', {
    user: 'openldap',
    listens: ['tcp 389'],
    data: ['/var/lib/ldap'],
    configuration: ['/etc/ldap/slapd.d'],
  }),
  // No application of the list: an unknown service, which is a workload all the same.
  service('infra01', 'service', 'intranet.service', {
    process: 'python3',
    user: 'nobody',
    listens: ['tcp 8000'],
    data: ['/srv/intranet'],
  }),
];

/** What belongs to the guest and is no workload, beside what every Debian guest has: sshd, cron, rsyslog, systemd's own. */
export const expectedAgents = [
  { guest: 'app01', unit: 'prometheus-node-exporter.service', listens: ['tcp 9100'] },
] as const;

/** Applications inside an application server. */
export const expectedIncluded = [{ guest: 'cms01', application: 'wordpress', within: 'apache2.service' }] as const;

/** Jobs, as their timer unit or their crontab's place. */
export const expectedJobs: readonly { readonly guest: string; readonly place: string; readonly user: string }[] = [
  { guest: 'app01', place: 'orders-report.timer', user: 'reports' },
  { guest: 'app01', place: '/etc/cron.d/pricing-notify', user: 'pricing' },
  { guest: 'db01', place: '/etc/cron.d/database-backup', user: 'postgres' },
  { guest: 'db01', place: 'archive.timer', user: 'root' },
  { guest: 'cms01', place: '/var/spool/cron/crontabs/www-data', user: 'www-data' },
  { guest: 'infra01', place: 'blog-monitor.timer', user: 'blog-monitor' },
  { guest: 'infra01', place: '/etc/cron.d/zone-check', user: 'root' },
];

/** Every guest has beside these the package of every server that runs on another guest, installed and disabled. */
export const decoys: readonly Decoy[] = [
  {
    guest: 'web01',
    looksLike: 'nginx',
    unit: 'legacy-nginx.service',
    why: 'a shell script called nginx, with arguments of nginx',
  },
  { guest: 'app01', looksLike: 'postgresql', unit: 'warmup.service', why: 'a copy of sleep called postgres' },
  {
    guest: 'app01',
    looksLike: 'redis',
    unit: 'session-cleaner.service',
    why: 'sleep that shows itself as redis-server',
  },
  { guest: 'cms01', looksLike: 'postgresql', unit: 'port-holder.service', why: 'a script that listens on 5432' },
];

/** Who asks whom on which port: configured, and seen, in connections that are open or were closed within a minute. */
export const expectedEdges: readonly {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}[] = [
  { from: 'infra01', to: 'web01', port: 80 },
  { from: 'infra01', to: 'web01', port: 8404 },
  { from: 'infra01', to: 'app01', port: 9100 },
  { from: 'web01', to: 'app01', port: 8080 },
  { from: 'web01', to: 'app01', port: 3000 },
  { from: 'web01', to: 'app01', port: 8000 },
  { from: 'web01', to: 'cms01', port: 6081 },
  { from: 'app01', to: 'db01', port: 5432 },
  { from: 'app01', to: 'db01', port: 6379 },
  { from: 'cms01', to: 'db01', port: 3306 },
];
