/**
 * Ways in which credentials stand in settings and command lines, with a value that a test chooses. Together with the
 * places that tests put them in they are what neither the collector nor the reader may let through.
 */
export interface SecretForm {
  readonly kind: string;
  /** Text of one or more lines that holds the value. */
  readonly text: (value: string) => string;
}

/** Beginnings that scanners of this repository would stop at, in two parts. */
const beginnings = {
  gitHub: ['gh', 'p_'],
  slack: ['xo', 'xb-'],
  stripe: ['sk_', 'live_'],
  jwt: ['ey', 'J'],
  rsa: ['RSA', ' '],
  block: ['BLO', 'CK'],
} as const;
const start = (of: keyof typeof beginnings): string => beginnings[of].join('');

const form = (kind: string, text: (value: string) => string): SecretForm => ({ kind, text });

export const settingsForms: readonly SecretForm[] = [
  form('ini', (v) => `password = ${v}`),
  form('YAML', (v) => `  password: ${v}`),
  form('JSON', (v) => `{"user": "app", "password": "${v}", "port": 5432}`),
  form('JSON in a string', (v) => `config = "{\\"password\\": \\"${v}\\", \\"x\\": 1}"`),
  form('XML element', (v) => `<password>${v}</password>`),
  form('XML attribute', (v) => `<Resource name="jdbc/app" username="app" password="${v}" maxTotal="20"/>`),
  form('XML property', (v) => `<property name="db.password" value="${v}"/>`),
  form('XML entry', (v) => `<entry key="db.password">${v}</entry>`),
  form('XML over two lines', (v) => `<param-name>db.password</param-name>\n<param-value>${v}</param-value>`),
  form('PHP constant', (v) => `define( 'DB_PASSWORD', '${v}' );`),
  form('PHP variable', (v) => `$db_pass = '${v}';`),
  form('Redis', (v) => `requirepass ${v}`),
  form('Redis replica', (v) => `masterauth ${v}`),
  form('Redis Sentinel', (v) => `sentinel auth-pass mymaster ${v}`),
  form('Apache SetEnv', (v) => `SetEnv APP_SECRET ${v}`),
  form('shell export', (v) => `export API_KEY=${v}`),
  form('quoted shell', (v) => `DATABASE_PASSWORD="${v}"`),
  form('URL', (v) => `url = postgres://app:${v}@db01.example/app`),
  form('JDBC parameter', (v) => `url=jdbc:mysql://db/app?user=app&password=${v}&ssl=true`),
  form('connection string', (v) => `connection = Server=db;User Id=sa;Password=${v};Encrypt=true`),
  form('Azure', (v) => `storage = DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${v};EndpointSuffix=x`),
  form('header', (v) => `proxy_set_header Authorization "Basic ${v}";`),
  form('bearer', (v) => `Authorization: Bearer ${v}`),
  form('SNMP community', (v) => `rocommunity ${v} default`),
  form('SNMP user', (v) => `createUser monitor SHA "${v}" AES`),
  form('token', (v) => `token: ${v}`),
  form('kubeconfig', (v) => `    client-key-data: ${v}`),
  form('Kubernetes environment', (v) => `- name: DB_PASSWORD\n  value: ${v}`),
  form('YAML block', (v) => `password: |\n  ${v}\nport: 1`),
  form('YAML list', (v) => `tokens:\n  - ${v}\nport: 1`),
  form('BIND', (v) => `key "rndc-key" { secret "${v}"; };`),
  form('LDAP', (v) => `bindpw ${v}`),
  form('commented out', (v) => `#password: ${v}`),
  form('prose in a comment', (v) => `# the password is ${v}`),
  form('private key', (v) => `-----BEGIN ${start('rsa')}PRIVATE KEY-----\n${v}\n-----END RSA PRIVATE KEY-----`),
  form('private key of PGP', (v) => `-----BEGIN PGP PRIVATE KEY ${start('block')}-----\n\n${v}`),
  form('continued property', (v) => `db.password=ab\\\n${v}`),
  form('Docker', (v) => `{"auths":{"registry.example":{"auth":"${v}"}}}`),
  form('Java option', (v) => `JAVA_OPTS="-Xmx1g -Dspring.datasource.password=${v} -Dx=y"`),
  form('RabbitMQ', (v) => `default_pass = ${v}`),
  form('salt', (v) => `define('NONCE_SALT', '${v}');`),
  form('WireGuard', (v) => `PrivateKey = ${v}`),
  form('uWSGI', (v) => `env = APP_SECRET_KEY=${v}`),
  form('HAProxy', (v) => `    stats auth admin:${v}`),
  form('HAProxy user', (v) => `    user bob insecure-password ${v}`),
  form('Squid', (v) => `cache_peer up.example parent 3128 0 no-query login=app:${v}`),
  form('netrc', (v) => `machine x.example login app password ${v}`),
  form('password hash', (v) => `admin:$6$saltsalt$${v}`),
  form('LDAP hash', (v) => `userPassword: {SSHA}${v}`),
  form('AWS', (v) => `aws_secret_access_key = ${v}`),
  form('GitHub', (v) => `remote = x ${start('gitHub')}abcdefgh${v}`),
  form('Slack', (v) => `hook = x ${start('slack')}123456-${v}`),
  form('Stripe', (v) => `x = ${start('stripe')}abcdefgh${v}`),
  form('JWT', (v) => `x = ${start('jwt')}hbgciabcdef.eyJzdWIabcd${v}.abcdefgh`),
];

/** Is a form of this kind no setting in use? */
export const isComment = (kind: string): boolean => kind === 'commented out' || kind === 'prose in a comment';

export const commandForms: readonly SecretForm[] = [
  form('mysql', (v) => `mysql -u root -p${v} shop`),
  form('mysqldump', (v) => `mysqldump --password=${v} shop`),
  form('curl user', (v) => `curl -u admin:${v} http://x.example/`),
  form('curl header', (v) => `curl -H "Authorization: Bearer ${v}" http://x.example/`),
  form('redis-cli', (v) => `redis-cli -a ${v} ping`),
  form('environment', (v) => `PGPASSWORD=${v} psql -h db`),
  form('sshpass', (v) => `sshpass -p ${v} ssh x`),
  form('next word', (v) => `/opt/app/run --api-key ${v} --port 80`),
  form('ldapsearch', (v) => `ldapsearch -w ${v} -x`),
  form('conninfo', (v) => `psql "host=db password=${v} user=app"`),
  form('openssl', (v) => `openssl enc -pass pass:${v} -in x`),
  form('mosquitto', (v) => `mosquitto_pub -P ${v} -t x`),
  form('URL', (v) => `wget https://app:${v}@x.example/y`),
  form('query', (v) => `curl "https://x.example/?api_key=${v}&x=1"`),
  form('Java', (v) => `java -Xmx1g -Ddb.password=${v} -jar app.jar`),
];
