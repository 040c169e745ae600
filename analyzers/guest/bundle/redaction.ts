import { redacted, type SecretPlace } from '../../../src/model/guest.ts';

/*
 * The same rules as in collect.sh's awk, applied again to all that a bundle brings: bundles are made by older
 * collectors, by hand, and by people who mean ill. Where the two differ, more is taken away here and never less.
 */

/** How a text is to be understood: settings line by line, shell commands, or one value. */
export type TextKind = 'settings' | 'command' | 'value';

/** Called for each secret that was found, with the line's number from 1. */
export type Noted = (kind: string, key: string | null, line: number) => void;

/** Lines without any of these hold nothing; most lines do not. */
const trigger =
  /pass|pwd|secret|token|cred|key|auth|salt|cookie|community|com2sec|createuser|trapsink|informsink|psk|pw(?:[^a-z]|$)|:\/\/|bearer|basic |-----begin|eyj|akia|asia|gh[pousr]_|gl[a-z]+-|xox|xapp-|[spr]k[-_]|aiza|ya29|sg\.|npm_|pypi-|hv[sbr]\.|\$[0-9a-z]+[-a-z0-9]*\$|\{[a-z]|md5|\*[0-9a-f]{2}|sig=|identified|hooks\.slack|:aa|atatt|dckr_|glsa_|dop_|shp[a-z]+_|whsec|scram|pin|user|mysql|mariadb|mongo|curl|wget|redis-cli|valkey-cli|ldap|smbclient|mosquitto_|sqlcmd|snmp|ipmitool|7z|zip|login/i;

function kindOf(name: string): string {
  if (/community|com2sec|sink$/.test(name)) return 'snmp-community';
  if (name.includes('token')) return 'token';
  if (/privatekey|keydata/.test(name)) return 'private-key';
  if (/key$|keys$|keyid/.test(name)) return 'key';
  if (name.includes('cookie')) return 'cookie';
  if (name.endsWith('salt')) return 'salt';
  if (name.includes('secret')) return 'secret';
  return name.includes('cred') ? 'credentials' : 'password';
}

const snmpNames =
  /^(?:rocommunity6?|rwcommunity6?|community|trapcommunity|com2sec6?|createuser|trapsink|trap2sink|informsink|snmpcommunity)$/;
const passOn = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)pass$|proxypass|bypass|compass|^nopass$/;
const aboutSecrets =
  /(?:file|files|path|paths|dir|directory|location|url|uri|endpoint|length|len|age|ttl|timeout|expiry|expires|expiration|lifetime|policy|type|algorithm|enable|enabled|enabling|required|require|min|max|count|size|interval|attempts|method|prompt|authentication|name|names|id|header|format|module|backend|provider|class|service|mode|scheme|expired|quality|history|encryption|reset|rotation|command|plugin|user|users|username|prefix|field|param|attribute|cost|rounds|strength|validation|validator|validators|store|storetype|hashers|query|maps|map|bits|lock|cache|buffersize|locations|limit|signers|rules|issuer|audience|period|seconds|days|hours)$/;
const secretWords =
  /passw|passphrase|passwd|pwd|secret|token|credential|apikey|accesskey|privatekey|encryptionkey|signingkey|sharedkey|keydata/;
const secretEndings =
  /pass$|passcode$|pw$|salt$|cookie$|psk$|creds?$|^pin$|[a-z]pin$|wepkey|passin$|passout$|masterauth$|^auth$|sentinelauth$|basicauth$|httpauth$|proxyauth$|statsauth$|cryptokey|authkey/;
const plainKeys =
  /^keys?$|(?:public|primary|foreign|host|certificate|ssl|tls|routing|cache|sort|partition|hot|registry|index|group|order|lookup|tag|row|record|object|message|queue|default|crt|cert|pub|map|topic|known|trusted|authorized|unique|candidate|turkey|monkey|donkey|deploy|event|config|bind|require|allow|deny|block|zone|dns|trust|hkey|localmachine)keys?$/;

const knownNames = new Map<string, string | null>();
/** Names are few in practice; hostile ones must not fill the memory. */
const maxKnownNames = 50_000;

/** The kind of credential that a thing of this name holds, or null: "DB_PASSWORD" is one, "password_min_length" not. */
export function credentialKind(name: string): string | null {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const kind = kindByName(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (knownNames.size < maxKnownNames && name.length < 200) knownNames.set(name, kind);
  return kind;
}

function kindByName(name: string): string | null {
  if (snmpNames.test(name)) return 'snmp-community';
  if (passOn.test(name) || /^(?:load|import|condition|assert)credentials?(?:encrypted)?$/.test(name)) return null;
  if (name.endsWith('secretid')) return 'secret';
  if (aboutSecrets.test(name)) return null;
  if (/^(?:login|userpwd|userpass|proxyuser|proxyuserpwd|httpuser)$/.test(name)) return 'login';
  if (secretWords.test(name) || secretEndings.test(name)) return kindOf(name);
  return /keys?$/.test(name) && !plainKeys.test(name) ? 'key' : null;
}

/** Values that are no secret though their key sounds so: switches, references, paths of files that hold it. */
function isHarmless(value: string, key: string): boolean {
  return (
    value === '' ||
    value.startsWith(redacted) ||
    /^(?:true|false|yes|no|on|off|none|null|nil|undefined|required|optional|enabled|disabled|\*+|x|!|-)[;,]?$/i.test(
      value,
    ) ||
    /^[$%][{(][A-Za-z0-9_.:-]+[)}][;,]?$|^\$[A-Z_]+[;,]?$|^\{\{[^}]*\}\}$/.test(value) ||
    (/cred|key|token|secret/i.test(key) &&
      /^\/(?:etc|run|var|opt|srv|usr|home|root|tmp|secrets?|mnt|data)\/[A-Za-z0-9_./@-]+[;,]?$/.test(value))
  );
}

/** Where a bare value ends: at what can only follow it. */
const wordEnd = /[ \t"'<>]|[,;&)}\]|](?=[ \t]*(?:[A-Za-z0-9_.@-]+[ \t]*[=:]|[\]")},;<\\ \t']|$))/g;

function wordLength(text: string, from: number): number {
  wordEnd.lastIndex = from;
  const match = wordEnd.exec(text);
  return (match === null ? text.length : match.index) - from;
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let index = from; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (character === quote) return index;
  }
  return -1;
}

/** Texts that are secret by their form: tokens with their issuers' prefixes, hashes, signatures. */
const shapes: readonly (readonly [kind: string, form: RegExp])[] = [
  ['aws-access-key', /(?:AKIA|ASIA)[0-9A-Z]{12,}/g],
  ['github-token', /(?:gh[pousr]_|github_pat_)\w{16,}/g],
  ['gitlab-token', /gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[\w.-]{10,}/g],
  ['slack-token', /(?:xox[a-z]|xapp)-[A-Za-z0-9-]{8,}/g],
  ['slack-webhook', /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]+/g],
  ['stripe-key', /(?:[spr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{8,}/g],
  ['api-key', /sk-[\w-]{21,}/g],
  ['google-key', /AIza[\w-]{26,}/g],
  ['google-token', /ya29\.[\w-]{15,}/g],
  // A run without a dot is none, and is read once, not again from each of its letters.
  ['jwt', /eyJ[\w-]+(?<dotted>\.[\w-]+(?:\.[\w-]*)?)?/g],
  ['sendgrid-key', /SG\.[\w-]{10,}\.[\w-]{10,}/g],
  ['npm-token', /npm_[A-Za-z0-9]{26,}/g],
  ['pypi-token', /pypi-[\w-]{35,}/g],
  ['vault-token', /hv[sbr]\.[\w-]{16,}/g],
  ['token', /(?:dop_v1_|shp[a-z]{2}_|glsa_|dckr_pat_|ATATT|NRAK-|tskey-|PMAK-|AGE-SECRET-KEY-)[\w=-]{12,}/g],
  ['telegram-token', /(?<!\d)\d{6,20}:AA[\w-]{30,}/g],
  ['azure-signature', /sig=[A-Za-z0-9%+/=]{26,}/g],
  [
    'password-hash',
    /\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2[id]*|pbkdf2[a-z0-9-]{0,40}|scrypt|[PHS])\$[A-Za-z0-9./$=,+-]{8,}/g,
  ],
  ['password-hash', /\{(?:SSHA\d*|SHA\d*|SMD5|MD5|CRYPT|PBKDF2[^}]{0,20}|ARGON2[^}]{0,20})\}[^\s"<>,]{6,}/gi],
  ['password-hash', /SCRAM-SHA-\d+\$[^\s"<>]+/g],
  ['password-hash', /pbkdf2[_:a-z0-9]{0,40}[$:][^\s"<>]{20,}/g],
  ['password-hash', /md5[0-9a-f]{32,}/g],
  ['password-hash', /\*[0-9A-F]{40,}/g],
];
/** One look for all of them: most lines have none. */
const anyShape = new RegExp(
  shapes.map(([, form]) => (form.source.startsWith('eyJ') ? 'eyJ' : `(?:${form.source})`)).join('|'),
  'i',
);

/** State over the lines of one text. */
class Redactor {
  #line = 0;
  #inPrivateKey = false;
  #openQuote = '';
  #openLines = 0;
  #continued = false;
  #openElement = false;
  /** Indentation of the key whose YAML block follows; -1 outside. */
  #block = -1;
  #blockIsText = false;
  #blockKind = '';
  /** Kind of the name that was last named by `name: DB_PASSWORD`; its value follows. */
  #named: string | null = null;
  #namedLine = 0;
  #silent = false;
  readonly #kind: TextKind;
  readonly #noted: Noted;

  constructor(kind: TextKind, noted: Noted) {
    this.#kind = kind;
    this.#noted = noted;
  }

  #note(kind: string, key: string | null): void {
    if (!this.#silent) this.#noted(kind, key, this.#line);
  }

  line(text: string): string {
    this.#line++;
    if (this.#inPrivateKey) {
      if (/-----END [A-Z0-9 ]*PRIVATE KEY/.test(text)) this.#inPrivateKey = false;
      return redacted;
    }
    if (this.#openQuote !== '') {
      const quote = this.#openQuote;
      const end = text.indexOf(quote);
      if (end !== -1 || --this.#openLines <= 0) this.#openQuote = '';
      return end === -1 ? redacted : redacted + text.slice(end);
    }
    if (this.#openElement) {
      this.#openElement = false;
      if (!text.startsWith('<')) return redacted;
    }
    if (this.#continued) {
      this.#continued = text.endsWith('\\');
      return redacted;
    }
    if (this.#block >= 0 && text.trim() !== '') {
      const deeper = indentOf(text) > this.#block || (!this.#blockIsText && /^[ \t]*- /.test(text));
      if (deeper && (this.#blockIsText || !/^[ \t-]*"?[\w.-]+"?[ \t]*[:=]/.test(text))) {
        if (text.trim() !== redacted) this.#note(this.#blockKind, null);
        return redacted;
      }
      this.#block = -1;
    }
    if (this.#named !== null && this.#line > this.#namedLine + 2) this.#named = null;
    if (this.#named === null && !trigger.test(text)) return text;
    const begin = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY/.exec(text);
    if (begin !== null) {
      this.#note('private-key', null);
      const before = text.slice(0, begin.index);
      const end = /-----END [A-Z0-9 ]{0,60}PRIVATE KEY[A-Z ]{0,20}-----/.exec(text);
      if (end === null) {
        this.#inPrivateKey = true;
        return before + redacted;
      }
      return this.line(before + redacted + text.slice(end.index + end[0].length));
    }
    const comment = this.#kind === 'settings' ? /^[ \t]*(?:#|;|\/\/|<!--|\*|%|!)/.exec(text)?.[0] : undefined;
    if (comment !== undefined) {
      if (/passw|passphrase|pwd|secret|token|credential|api.?key|private.?key/i.test(text))
        return `${comment} ${redacted}${/-->[ \t]*$/.test(text) ? ' -->' : ''}`;
      // What is commented out is no secret in use, and its place none to name.
      this.#silent = true;
      const clean = this.#shapes(this.#authorization(this.#urls(this.#pairs(text, false))));
      this.#silent = false;
      return clean;
    }
    const spoken = this.#kind === 'command';
    const safe = this.#authorization(this.#urls(text));
    return this.#shapes(this.#pairs(spoken ? this.#commands(safe) : safe, spoken));
  }

  /** key=value, key: value, "key": "value", key value, <key>value<, name="key" value="value", -Dkey=value, --key value */
  #pairs(text: string, spoken: boolean): string {
    const pattern = /(?<![A-Za-z0-9_.$-])([A-Za-z0-9_.$-]+)([\]"'\\]*)[ \t]*(=>|:=|==|[=:,>]|[ \t])[ \t]*/g;
    let out = '';
    let at = 0;
    let first = true;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const before = text.slice(at, match.index);
      const [whole, key = '', quoted = '', gap = ''] = match;
      const separator = gap.trim();
      if (before !== '' && !/^[ \t"'{(<#;-]*(?:export |set |setenv |SetEnv |ENV |define\()?[ \t"'(]*$/.test(before))
        first = false;
      out += before + whole;
      at = match.index + whole.length;
      let kind = credentialKind(key);
      if (kind === null && this.#named !== null && /value$|^default$|^content$/i.test(key)) {
        kind = this.#named;
        this.#named = null;
      } else if (kind === null && separator !== '' && /(?:[Nn]ame|^key|^id|^Key|^NAME)$/.test(key)) {
        const named = /^["']?([A-Za-z0-9_.-]+)(["'][ \t]*>)?/.exec(text.slice(at, at + 300));
        const namedKind = named?.[1] === undefined ? null : credentialKind(named[1]);
        if (named !== null && namedKind !== null) {
          this.#named = namedKind;
          this.#namedLine = this.#line;
          if (named[2] !== undefined) {
            out += named[0];
            at += named[0].length;
            const end = text.indexOf('<', at);
            const value = text.slice(at, end === -1 ? text.length : end);
            if (!isHarmless(value, key)) {
              this.#note(namedKind, named[1] ?? null);
              out += redacted;
              at += value.length;
            }
            this.#named = null;
            pattern.lastIndex = at;
          }
        }
      }
      const next = text.charAt(at);
      const leave =
        kind === null ||
        (separator === ',' && quoted === '') ||
        (separator === '' &&
          (key.startsWith('$') ||
            kind === 'cookie' ||
            kind === 'salt' ||
            kind === 'login' ||
            /[{(=]/.test(next) ||
            (spoken && !/^-|^[A-Za-z_]+$/.test(key)) ||
            (!spoken && kind === 'key' && !key.startsWith('-'))));
      if (leave || kind === null) {
        first = false;
        continue;
      }
      let value: string;
      let tailAt: number;
      if (separator === '>') {
        const end = text.indexOf('<', at);
        if (end === -1) this.#openElement = at >= text.length;
        tailAt = end === -1 ? text.length : end;
        value = text.slice(at, tailAt);
      } else {
        const escaped = next === '\\' && /["']/.test(text.charAt(at + 1));
        if (escaped) {
          out += '\\';
          at++;
        }
        const quote = text.charAt(at);
        if (quote === '{' && separator !== '') {
          first = false;
          pattern.lastIndex = at;
          continue;
        }
        if (quote === '[' && separator !== '') {
          const end = text.indexOf(']', at);
          out += '[';
          tailAt = end === -1 ? text.length : end;
          value = text.slice(at + 1, tailAt);
        } else if (quote === '"' || quote === "'") {
          out += quote;
          at++;
          let end = escaped ? text.indexOf(`\\${quote}`, at) : closingQuote(text, at, quote);
          if (end === -1 && escaped) end = text.indexOf(quote, at);
          if (end === -1) {
            this.#openQuote = quote;
            this.#openLines = 20;
          }
          tailAt = end === -1 ? text.length : end;
          value = text.slice(at, tailAt);
        } else if (quoted === '' && /["']$/.test(before) && separator !== ',') {
          const end = closingQuote(text, at, before.charAt(before.length - 1));
          tailAt = end === -1 ? text.length : end;
          value = text.slice(at, tailAt);
        } else if (spoken || (key.startsWith('-') && this.#kind !== 'value') || (!first && separator !== '')) {
          tailAt = at + wordLength(text, at);
          value = text.slice(at, tailAt);
        } else {
          const rest = text.slice(at);
          const tail = /[ \t]*[,;]?[ \t]*$/.exec(rest)?.[0] ?? '';
          value = rest.slice(0, rest.length - tail.length);
          tailAt = at + value.length;
          if (value.endsWith('\\')) this.#continued = true;
          if (separator === ':' && /^[|>][-+0-9]*$/.test(value)) {
            this.#startBlock(text, kind, true);
            out += value;
            at = tailAt;
            pattern.lastIndex = at;
            continue;
          }
          if (separator === ':' && value === '') this.#startBlock(text, kind, false);
        }
      }
      first = false;
      // "login=name:password"; a name alone is none.
      if (kind === 'login') {
        const colon = value.indexOf(':');
        out += colon === -1 ? value : value.slice(0, colon + 1);
        value = colon === -1 ? '' : value.slice(colon + 1);
        kind = 'password';
      }
      const plain = isHarmless(value, key) || (kind === 'key' && /^-*keys?$/i.test(key) && !/\d/.test(value));
      if (!plain) this.#note(kind, key);
      out += plain ? value : redacted;
      at = tailAt;
      pattern.lastIndex = at;
    }
    return out + text.slice(at);
  }

  #startBlock(text: string, kind: string, isText: boolean): void {
    this.#block = indentOf(text);
    this.#blockKind = kind;
    this.#blockIsText = isText;
  }

  #shapes(text: string): string {
    if (!anyShape.test(text)) return text;
    let out = text;
    for (const [kind, form] of shapes) {
      out = out.replaceAll(form, (whole: string, dotted?: unknown) => {
        if (kind === 'jwt' && typeof dotted !== 'string') return whole;
        this.#note(kind, null);
        return redacted;
      });
    }
    return out;
  }

  #urls(text: string): string {
    if (!text.includes('://')) return text;
    return text.replaceAll(
      /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/)([^\s\]"'<>]{0,4000})@/g,
      (whole, scheme: string, user: string) => {
        const colon = user.indexOf(':');
        if (
          (colon === -1 && user.length < 20) ||
          (colon > 0 && /^(?:\d+[/?#]|\d*$)/.test(user.slice(colon + 1)) && /\d$|[/?#]/.test(user.slice(colon + 1))) ||
          (colon > 0 && user.slice(0, colon).includes('/')) ||
          isHarmless(user.slice(colon + 1), '')
        ) {
          return whole;
        }
        this.#note('url-credentials', null);
        return `${scheme}${colon === -1 ? '' : user.slice(0, colon + 1)}${redacted}@`;
      },
    );
  }

  #authorization(text: string): string {
    if (!/bearer|basic|digest|negotiate|token|authorization/i.test(text)) return text;
    const schemes = text.replaceAll(
      /\b([Bb]earer|[Bb]asic|[Dd]igest|BEARER|BASIC|[Nn]egotiate|[Tt]oken)([ \t]+)[A-Za-z0-9+/=._~-]{8,}/g,
      (_, scheme: string, gap: string) => {
        this.#note('authorization', null);
        return `${scheme}${gap}${redacted}`;
      },
    );
    return schemes.replace(
      /(authorization["']?[ \t]*[:= \t,][ \t]*["']?)([A-Za-z0-9][^"']*)/i,
      (whole, start: string, value: string) => {
        if (isHarmless(value, '') || value.includes(redacted)) return whole;
        this.#note('authorization', null);
        return start + redacted;
      },
    );
  }

  /** Short options of common clients, and SQL; over-eager rather than late. */
  #commands(text: string): string {
    let out = text.replaceAll(/(identified (?:by|with \S+ (?:by|as))[ \t]+["']?)([^"' \t;]+)/gi, (_, start: string) => {
      this.#note('password', 'IDENTIFIED BY');
      return start + redacted;
    });
    for (const [names, letters] of clientOptions) {
      const client = names.exec(out);
      if (client === null) continue;
      const from = client.index + client[0].length - 1;
      out =
        out.slice(0, from) +
        out.slice(from).replaceAll(letters, (whole, option: string, value: string) => {
          if (value.startsWith('-') || value.startsWith(redacted)) return whole;
          this.#note('password', 'option');
          return option + redacted;
        });
    }
    return out.replaceAll(/pass:[^ \t"]+/g, (whole) => {
      if (whole.includes(redacted)) return whole;
      this.#note('password', null);
      return redacted;
    });
  }
}

const indentOf = (text: string): number => /^[ \t-]*/.exec(text)?.[0].length ?? 0;

const optionValue = (letters: string): RegExp =>
  new RegExp(`([ \\t]-[^${letters} \\t-]*[${letters}][ \\t]*)("[^"]*"?|'[^']*'?|[^ \\t;|&)]+)`, 'g');
const clientOptions: readonly (readonly [names: RegExp, options: RegExp])[] = [
  [
    /(?:^|[/ \t;|&(`"'])(?:mysql[a-z_]*|mariadb[a-z-]*|sshpass|mongo[a-z]*|mosquitto_[a-z]+|sqlcmd|bcp|ipmitool|7z[a-z]*|zip|unzip|smbclient)[ \t]/,
    optionValue('pP'),
  ],
  [/(?:^|[/ \t;|&(`"'])(?:curl|wget|smbclient|ftp|lftp|http|rpcclient)[ \t]/, optionValue('uU')],
  [/(?:^|[/ \t;|&(`"'])(?:redis-cli|valkey-cli|snmp[a-z0-9]+)[ \t]/, optionValue('acAX')],
  [/(?:^|[/ \t;|&(`"'])ldap[a-z]+[ \t]/, optionValue('wy')],
];

/** Replaces what looks like a credential in a text of several lines. Lines keep their numbers. */
export function redactText(text: string, kind: TextKind, noted: Noted): string {
  if (!trigger.test(text)) return text;
  const redactor = new Redactor(kind, noted);
  return text
    .split('\n')
    .map((line) => redactor.line(line))
    .join('\n');
}

/**
 * A file without what is commented out: it decides nothing, and holds what no rule finds (prose). Lines keep their
 * numbers.
 */
export function withoutComments(text: string, path: string): string {
  if (/\.(?:xml|xhtml|html)$/.test(path))
    return text.replaceAll(/<!--(?:(?!-->)[\s\S])*(?:-->)?/g, (comment) => comment.replaceAll(/[^\n]+/g, ''));
  return textKindOf(path) === 'settings'
    ? text.replaceAll(/^[ \t]*(?:#(?!!|include)|;|\/\/).*$/gm, '')
    : text.replaceAll(/^[ \t]*#(?!!|include).*$/gm, '');
}

/** The value of a variable by its name and its form. */
export function redactVariable(name: string, value: string, noted: Noted): string {
  const kind = name === 'PWD' || name === 'OLDPWD' ? null : credentialKind(name);
  if (kind !== null && !isHarmless(value, name)) {
    noted(kind, name, 1);
    return redacted;
  }
  return redactText(value, 'value', noted);
}

/** Words of a command: `--password=x`, `--password x`, `-px` of known clients, and whatever a word itself holds. */
export function redactArguments(argv: readonly string[], noted: Noted): string[] {
  const program = (argv[0] ?? '').split('/').at(-1) ?? '';
  let awaited: string | null = null;
  return argv.map((word, index) => {
    const note: Noted = (kind, key) => noted(kind, key, index + 1);
    if (awaited !== null && !word.startsWith('-')) {
      const kind = awaited;
      awaited = null;
      if (isHarmless(word, '')) return word;
      note(kind, argv[index - 1] ?? null, 0);
      return redacted;
    }
    awaited = /^--?[\w.-]+$/.test(word) ? credentialKind(word) : null;
    if (index > 0 && isShortSecretOption(program, word)) {
      if (word.length === 2) {
        awaited = 'password';
        return word;
      }
      if (word.slice(2) === redacted) return word;
      note('password', word.slice(0, 2), 0);
      return word.slice(0, 2) + redacted;
    }
    return redactText(word, /[ \t]/.test(word) && !/^(?:--?)?[\w.-]+=/.test(word) ? 'command' : 'value', note);
  });
}

function isShortSecretOption(program: string, word: string): boolean {
  return (
    (/^(?:mysql|mariadb|mongo|sshpass|mosquitto_|sqlcmd|bcp|ipmitool|7z|zip|unzip|smbclient)/.test(program) &&
      /^-[pPU]/.test(word)) ||
    (/^(?:curl|wget|ftp|lftp|rpcclient)$/.test(program) && /^-[uU]/.test(word)) ||
    (/^(?:redis-cli|valkey-cli|snmp)/.test(program) && /^-[acAX]/.test(word)) ||
    (program.startsWith('ldap') && /^-[wy]/.test(word))
  );
}

/** Files that are a secret as a whole: their kind and place are kept, their contents never. Null for others. */
export function secretFileKind(path: string): string | null {
  if (/\/g?shadow-?$/.test(path)) return 'password-hash';
  if (/\/(?:id_[a-z0-9]+|ssh_host_\w+_key|[^/]*\.(?:key|ppk|pvk)|[^/]*[_-]key\.pem|privkey\d*\.pem)$/.test(path))
    return 'private-key';
  if (/\.(?:p12|pfx|jks|keystore|bcfks|kdbx|keytab|p8|asc|gpg)$|\/cacerts$/.test(path)) return 'key-store';
  if (
    /\/(?:\.pgpass|\.netrc|\.git-credentials|\.vault-token|\.?my\.login\.cnf|\.mylogin\.cnf|sasl_passwd|smbpasswd|chap-secrets|pap-secrets|\.?smbcredentials|\.?cifs-?credentials|\.erlang\.cookie|authkeys?|passwd\.client|ldap\.secret|[^/]*\.secret|master\.key|credentials\.yml\.enc|initialAdminPassword|\.credentials)$/.test(
      path,
    )
  ) {
    return 'credentials';
  }
  if (
    /[/._-](?:passw(?:or)?ds?|passphrase|secrets?|tokens?|credentials?|vault[_-]?pass)(?:\.txt)?$/i.test(path) &&
    !/^\/etc\/(?:passwd|(?:pam\.d|security|default)\/.*)$/.test(path)
  )
    return 'credentials';
  return /\/[^/]*htpasswd[^/]*$|\/(?:\.?htdigest|exim4?\/passwd[^/]*|dovecot\/(?:users|passwd))$/.test(path)
    ? 'password-hash'
    : null;
}

/** Text of a file by its path. */
export function textKindOf(path: string): TextKind {
  return /^\/etc\/(?:cron|anacrontab)|^\/var\/spool\/cron|\.(?:service|timer|socket|path|mount|sh)$|\.service\.d\/|\/(?:Procfile|Dockerfile[^/]*|Containerfile)$/.test(
    path,
  )
    ? 'command'
    : 'settings';
}

/** Collects places, each once. */
export class SecretPlaces {
  readonly #found = new Map<string, SecretPlace>();

  add(kind: string, place: string, key: string | null): void {
    const id = JSON.stringify([kind, place, key]);
    if (this.#found.size < 20_000) this.#found.set(id, { kind, place, key });
  }

  all(): SecretPlace[] {
    return [...this.#found.values()];
  }
}
