import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expandArguments,
  interpretedProgram,
  optionValue,
  splitWords,
} from '../../../../analyzers/guest/recognition/command-line.ts';
import {
  apacheDirectives,
  braceDirectives,
  lineDirectives,
  settings,
} from '../../../../analyzers/guest/recognition/directives.ts';
import { nameStem } from '../../../../analyzers/guest/recognition/evidence-index.ts';
import { isWithin, matchesPattern, ownTreeOf, resolvePath } from '../../../../analyzers/guest/recognition/paths.ts';
import { hostAndPort, peersInLine, peersInPairs } from '../../../../analyzers/guest/recognition/peers.ts';

describe('command lines', () => {
  it.each([
    ['/usr/bin/java', 'java -Xmx1g -cp /a:/b -Dx=y org.example.Main arg', 'org.example.Main'],
    ['/usr/bin/java', 'java -jar /opt/a/a.jar --port 1', '/opt/a/a.jar'],
    ['/usr/lib/jvm/x/bin/java', 'java --add-opens java.base/java.lang=ALL-UNNAMED -m a.b/a.b.Main', 'a.b/a.b.Main'],
    ['/usr/bin/python3.11', 'python3 -u -W ignore /srv/a.py', '/srv/a.py'],
    ['/usr/bin/python3.11', 'python3 -m http.server 8000', 'http.server'],
    ['/usr/bin/python3.11', 'python3 -c print(1) x.py', null],
    ['/usr/bin/node', 'node --max-old-space-size=96 -r dotenv/config server.js', 'server.js'],
    ['/usr/lib/erlang/erts-13.1.5/bin/beam.smp', 'beam.smp -W w -- -s rabbit boot -boot start_sasl', 'rabbit'],
    ['/usr/bin/dash', 'sh /usr/local/bin/nginx -g daemon', '/usr/local/bin/nginx'],
    ['/usr/bin/dotnet', 'dotnet exec /srv/App.dll', '/srv/App.dll'],
  ])('%s with %j runs %j', (executable, line, program) => {
    expect(interpretedProgram(executable, line.split(' '))?.program).toBe(program);
  });

  it('says that a program of its own is no interpreter', () => {
    expect(interpretedProgram('/usr/sbin/nginx', ['nginx', 'x.py'])).toBeNull();
    expect(interpretedProgram('/opt/tools/java-watch', ['java-watch', '-jar', 'a.jar'])).toBeNull();
  });

  it('replaces variables as systemd does', () => {
    const environment = { OPTIONS: "-u bind -t '/var/ch root'", PORT: '80' };
    expect(expandArguments(['named', '$OPTIONS', '--port=${PORT}', '$NONE', 'a$$b', 'x$PORT'], environment)).toEqual([
      'named',
      '-u',
      'bind',
      '-t',
      '/var/ch root',
      '--port=80',
      'a$b',
      'x$PORT',
    ]);
    // A name that every object has is no variable.
    expect(expandArguments(['${constructor}'], environment)).toEqual(['']);
  });

  it('finds values of options in their four ways of writing', () => {
    expect(optionValue(['a', '--config', 'x'], '--config', '-c')).toBe('x');
    expect(optionValue(['a', '--config=x'], '-c', '--config')).toBe('x');
    expect(optionValue(['a', '-cx'], '-c')).toBe('x');
    expect(optionValue(['a', '-c'], '-c')).toBeNull();
  });

  it('reads any line of words, and words without quotes as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Za-z0-9./=-]{1,8}$/u)), (given) => {
        expect(splitWords(given.join('  '))).toEqual(given);
      }),
    );
    expect(splitWords(`a "b c" d'e f'g h\\ i`)).toEqual(['a', 'b c', 'de fg', 'h i']);
  });
});

describe('configuration', () => {
  it('knows the line and the blocks of each statement of nginx', () => {
    const text = 'http {\n  # no { one }\n  upstream app {\n    server "a:1" weight=2;\n  }\n}\nuser x;';
    expect(braceDirectives(text).filter(({ name }) => name === 'server' || name === 'user')).toEqual([
      { name: 'server', arguments: ['a:1', 'weight=2'], within: ['http', 'upstream app'], line: 4 },
      { name: 'user', arguments: ['x'], within: [], line: 7 },
    ]);
  });

  it('knows the comments of BIND', () => {
    const text = '/* a;\n b; */ options { directory "/x"; // c { \n };';
    expect(braceDirectives(text, 'c').map(({ name, line }) => [name, line])).toEqual([
      ['options', 2],
      ['directory', 2],
    ]);
  });

  it('knows blocks and continued lines of Apache', () => {
    const found = apacheDirectives('<VirtualHost *:80>\n  ProxyPass /a \\\n http://b/\n</VirtualHost>\nListen 80');
    expect(found.map(({ name, arguments: words, within, line }) => [name, words, within, line])).toEqual([
      ['<VirtualHost>', ['*:80'], [], 1],
      ['ProxyPass', ['/a', 'http://b/'], ['VirtualHost *:80'], 2],
      ['Listen', ['80'], [], 5],
    ]);
  });

  it('knows sections of HAProxy and of INI files', () => {
    expect(
      lineDirectives('backend a\n server x y:1 # z\nbackend b\n server x y:2', ['backend']).map((one) => one.within),
    ).toEqual([[], ['backend a'], ['backend a'], ['backend b']]);
    expect(settings('[a]\nb = \'c d\' # e\nf=g # h\ni j\n;k=l\nexport M="n"')).toEqual([
      { section: 'a', key: 'b', value: 'c d', line: 2 },
      { section: 'a', key: 'f', value: 'g', line: 3 },
      { section: 'a', key: 'i', value: 'j', line: 4 },
      { section: 'a', key: 'M', value: 'n', line: 6 },
    ]);
  });

  it('reads whatever is there, in any order of brackets and quotes', () => {
    const soup = fc.string({
      unit: fc.constantFrom('{', '}', ';', '"', "'", '\\', '\n', '#', '/', '*', '<', '>', 'a', ' '),
    });
    fc.assert(
      fc.property(soup, (text) => {
        const lines = text.split('\n').length;
        for (const { line } of [
          ...braceDirectives(text),
          ...braceDirectives(text, 'c'),
          ...apacheDirectives(text),
          ...lineDirectives(text),
        ]) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
        }
      }),
    );
  });
});

describe('peers', () => {
  it.each([
    ['url=jdbc:postgresql://db01:5433/shop?user=a', ['postgresql db01 5433']],
    ['DATABASE_URL=postgres://u:<redacted>@db01/shop', ['postgresql db01 5432']],
    ['jdbc:oracle:thin:@//ora01:1522/SHOP', ['oracle ora01 1522']],
    ['jdbc:oracle:thin:@ora01', ['oracle ora01 1521']],
    ['jdbc:sqlserver://sql01:1433;databaseName=x', ['sqlserver sql01 1433']],
    [
      'mongodb://a:<redacted>@m1:27018,m2,[fd00::1]:27019/x',
      ['mongodb m1 27018', 'mongodb m2 27017', 'mongodb fd00::1 27019'],
    ],
    ['rediss://:[redacted]@cache01/0', ['redis cache01 6379']],
    ['xmlns="http://www.w3.org/1999/xhtml"', []],
    ['proxy http://$host/', []],
    ['file:///etc/x and mailto:a@b', []],
  ])('%j names %j', (line, expected) => {
    expect(peersInLine(line, 'x:1').map(({ protocol, host, port }) => `${protocol} ${host} ${port}`)).toEqual(expected);
  });

  it('reads hosts and ports that stand in keys beside each other, and not where a service itself listens', () => {
    const pairs = Object.entries({
      DB_HOST: 'db01',
      DB_PORT: '5432',
      PGHOST: 'db02',
      BIND_HOST: '10.0.0.1',
      SERVER_ADDR: 'x',
      LOG: 'y',
    });
    const found = peersInPairs(pairs.map(([key, value]) => ({ key, value, place: key })));
    expect(found.map(({ protocol, host, port }) => `${protocol} ${host} ${port}`)).toEqual([
      'postgresql db01 5432',
      'postgresql db02 5432',
    ]);
  });

  it('takes no host for one that could not be', () => {
    expect(hostAndPort('a:99999')).toBeNull();
    expect(hostAndPort('/run/x.sock')).toBeNull();
    expect(hostAndPort('a b')).toBeNull();
  });
});

describe('names and paths', () => {
  it.each([
    ['postgresql@15-main', 'postgresql'],
    ['php-fpm8.2', 'php-fpm'],
    ['php*-fpm', 'php-fpm'],
    ['/usr/sbin/php-fpm*', 'php-fpm'],
    ['tomcat10', 'tomcat'],
    ['python3.11', 'python'],
    ['k3s', 'k3s'],
    ['sonatype-nexus-repository-3.7.1.jar', 'sonatype-nexus-repository'],
  ])('%s has the stem %s', (name, stem) => {
    expect(nameStem(name)).toBe(stem);
  });

  it('lets a star stand for anything within one part of a path, and for nothing else', () => {
    expect(matchesPattern('/opt/*/bin/x', '/opt/a.b/bin/x')).toBe(true);
    expect(matchesPattern('/opt/*/bin/x', '/opt/a/b/bin/x')).toBe(false);
    expect(matchesPattern('a.b', 'aXb')).toBe(false);
    expect(matchesPattern('a(*', 'a(b')).toBe(true);
  });

  it('resolves paths without leaving the root', () => {
    expect(resolvePath('/etc/nginx', '../../../x/./y//z/')).toBe('/x/y/z');
    expect(isWithin('/opt/ab', '/opt/a')).toBe(false);
    expect(ownTreeOf('/opt/shop/bin/server')).toBe('/opt/shop');
    expect(ownTreeOf('/usr/local/lib/warmup/postgres')).toBe('/usr/local/lib/warmup');
    expect(ownTreeOf('/usr/sbin/nginx')).toBeNull();
  });
});
