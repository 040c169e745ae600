/** What stands in the place of a secret. */
const redacted = '[redacted]';

/**
 * Texts that are secret by their form, and what is put in their place. In this file every repetition that a hostile
 * text could make begin at many places has a bound, so that the time stays in proportion to the length.
 */
const secretForms: readonly (readonly [form: RegExp, replacement: string])[] = [
  // PEM private keys (RFC 7468); to the end of the text where theirs is cut off.
  [
    /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    redacted,
  ],
  // User and password in a URL (RFC 3986, 3.2.1); the port of "host:8080/" is none.
  [
    /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/:@]{0,100}:(?!\/\/|\d{1,5}[/?#])[^\s"'<>]{0,200}?@(?=[\w.[\]-]{1,255}(?::\d{0,5})?(?:[/?#"'<>,;)\s]|$))/gi,
    `$1${redacted}@`,
  ],
  // Licence keys of VMware and product keys of Microsoft: five groups of five, a digit somewhere among them.
  [/(?<![0-9A-Z])(?=[0-9A-Z-]{0,28}[0-9])[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}(?![0-9A-Z])/gi, redacted],
  // Access keys of AWS (its documentation of IAM identifiers, "unique ID prefixes").
  [/\b(?:AKIA|ASIA|AGPA|AIDA|AIPA|ANPA|ANVA|AROA)[A-Z0-9]{16}\b/g, redacted],
  // Tokens with their issuers' prefixes: GitHub, GitLab, Slack, Stripe, npm, Google, HashiCorp Vault.
  [
    /\b(?:gh[oprsu]_\w{30,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[a-z]-[\w-]{10,}|[rs]k_live_\w{16,}|npm_\w{30,}|AIza[\w-]{35}|hv[bsr]\.[\w-]{20,})/g,
    redacted,
  ],
  // JSON web tokens (RFC 7519): "eyJ" is how a JSON object begins in base64.
  [/\beyJ[\w-]{10,300}\.[\w-]{10,}\.[\w-]*/g, redacted],
  // Bearer tokens (RFC 6750).
  [/\b(bearer\s{1,3})(?=[\w+/=.~-]{0,200}[0-9])[\w+/=.~-]{16,}/gi, `$1${redacted}`],
  // Hashed passwords (crypt(5)).
  [/\$(?:1|2[abxy]?|5|6|7|y|gy|argon2i?d?)\$[\w./$=,+-]{8,}/g, redacted],
  // "login: root/hunter2"; the user stays.
  [
    /(?<!\p{L})((?:log[io]n|user(?:name)?|benutzer(?:name)?|account|konto|zugang|anmeldung)\s{0,3}[:=]\s{0,3}[^\s/:]{1,64}\s?\/\s?)[^\s/]\S*/giu,
    `$1${redacted}`,
  ],
];

/** Not at what was redacted already. */
const unseen = '(?!\\s{0,9}\\[redacted\\])';

/** Characters of the shortest text of `secretForms`: "ab://u:p@h", "login:a/b". */
const shortestForm = 9;

const anyOf = (...alternatives: readonly string[]): string => `(?:${alternatives.join('|')})`;

// prettier-ignore
/** Words that mean a password, also at the end of a longer word (rootpassword) and before an ending (password_db). */
const password = `${anyOf(
  'pass[ _-]?words?', 'passw(?:ort|örter|oerter)', 'passwd', 'pass[ _-]?phrases?', 'pwd', 'kenn(?:wort|wörter|woerter)',
)}(?!less)[\\w.-]{0,20}`;

// prettier-ignore
/** The same in other languages, and other secrets, as words of their own or after a common word (dbPass). */
const secret = `(?<!\\p{L})${anyOf(
  'access', 'admin', 'app', 'auth', 'bios', 'client', 'db', 'domain', 'ftp', 'idrac', 'ilo', 'ipmi', 'ldap', 'mail', 'my', 'refresh',
  'root', 'sa', 'service', 'session', 'smtp', 'sql', 'ssh', 'svc', 'user', 'vpn', 'web', 'wifi', 'wlan',
)}?[ _-]?${anyOf(
  'pass', 'pass[ _-]?codes?', 'psw', 'pswd', 'pw', 'pin', 'secret', 'token', 'credentials?', 'creds?', 'zugangsdaten', 'authorization',
  '(?:api|access|secret|private|auth|account|encryption|licen[cs]e|product|lizenz)[ _-]?key(?:[ _-]?id)?', 'lizenzschl(?:ü|ue)ssel',
  'shared[ _-]?access[ _-]?(?:key|signature)', 'snmp[ _-]?community', 'community[ _-]?string',
  'mots? de passe', 'mdp', 'contrase[ñn]as?', 'wachtwoord', 'senha', 'l[öo]senord', 'adgangskode', 'salasana', 'has[łl]o', 'heslo',
  'парол[ьи]', 'パスワード', '密[码碼]',
)}(?:[_\\d-][\\w-]{0,20})?(?!\\p{L})`;

/** "(root)" or "for the service" between keyword and value. */
const purpose =
  '(?:\\s{0,3}\\([^()\\n]{0,40}\\)|\\s{1,3}(?:for|of|on|to|für|fuer|von|vom|auf|de|du|pour)(?:\\s{1,3}[^\\s:=]{1,40}){1,3}?)?';

const verb = '\\s{1,3}(?:is|was|ist|war|lautet|est|es|är)';

/** A word and a colon or equals sign: the next of several statements. */
const nextKey = '[\\p{L}\\d_.-]{1,30}\\s{0,3}[:=](?!//)';

/** Where an assigned value ends. */
const valueEnd = anyOf(
  '[\\r\\n]',
  '\\s(?:\\s|$)', // a column
  '\\s\\(', // a remark
  `\\s${nextKey}`,
  `[,;|](?:\\s|["']|$|${nextKey})`,
  '&[\\w.-]{1,30}=', // the next parameter of a URL
  '</',
  '["\'](?:\\s{0,3}(?:[,}\\]]|$))',
);

/** What shows, behind a closing quote, that the quote closes nothing. */
const inWord = '[^\\s,;|)}\\]<&]';

// prettier-ignore
/** A part of each word above: texts without any, which most are, need no closer look. */
const hint = new RegExp(anyOf(
  'pas', 'pw', 'psw', 'pin', 'kenn', 'secret', 'token', 'cred', 'zugang', 'auth', 'key', 'schl', 'signature', 'community',
  'mdp', 'contras', 'wachtw', 'senha', 'senord', 'adgang', 'salas', 'has', 'heslo', 'парол', 'パス', '密',
), 'i');

/** `keyword: value`, `keyword=value`, `"keyword": "value"`, `<keyword>value<`; the value may begin on the next line. */
const assigned = new RegExp(
  `((?:${password}|${secret})${purpose}(?:${verb})?["'\`]?(?:\\s{0,9}(?:[:=]{1,2}>?|->|→|：)|\\s{1,9}value\\s{0,3}=|>)` +
    `[^\\S\\r\\n]{0,9}(?:(?:\\r?\\n\\s{0,9})(?!${nextKey}))?)${unseen}` +
    `((?:"(?:[^"\\\\\\r\\n]|\\\\.){1,500}"|'(?:[^'\\\\\\r\\n]|\\\\.){1,500}')(?!${inWord})|(?:(?!${valueEnd})[^])+)`,
  'giu',
);

/** `keyword is value`, with the rest of the sentence. */
const stated = new RegExp(
  `((?:${password}|${secret})${purpose}${verb}\\s{1,3})${unseen}((?:(?![\\r\\n]|[.,;|]\\s)[^])+)`,
  'giu',
);

/** `password value` and, as an option of a command, `--secret value`; then whatever comes next on the line. */
const juxtaposed = new RegExp(
  `((--?)?(?:(${password})|${secret})[^\\S\\r\\n]{1,9})(?![:=→：]|->)${unseen}((?:"[^"\\r\\n]{1,100}"|'[^'\\r\\n]{1,100}')(?!${inWord})|\\S{0,499}[^\\s,;])(?=[^\\S\\r\\n]{0,9}(\\S)?)`,
  'giu',
);

// prettier-ignore
/** Words that follow "password" or "password is" and are none. */
const noValue = new RegExp(`^${anyOf(
  'a', 'and', 'applies', 'are', 'at', 'by', 'changed?', 'changes', 'disabled', 'empty', 'enabled', 'expire[ds]', 'expiry', 'for', 'hint',
  'in', 'is', 'kept', 'known', 'login', 'managed', 'manager', 'missing', 'needed', 'never', 'none', 'not', 'on', 'or', 'policy',
  'protected', 'protection', 'required', 'requirements', 'reset', 'rotation', 'safe', 'same', 'see', 'server', 'set', 'stored', 'sync',
  'the', 'unknown', 'vault', 'was', 'with', 'abgelaufen', 'ändern', 'bekannt', 'beim', 'erforderlich', 'geändert', 'hinterlegt', 'im',
  'ist', 'nicht', 'notwendig', 'richtlinien?', 'siehe', 'und', 'unbekannt', 'wird',
)}$`, 'iu');

/** A word without quotes and brackets around it and without the mark that ends a sentence. */
const bare = (word: string): string => word.replace(/^[("'“„«]+|[.,;:?)"'”“»]+$/g, '');

/** True for words that passwords are made of and sentences are not: digits, marks, capitals inside. */
function looksChosen(word: string): boolean {
  const core = bare(word);
  if (/^(?:\d{1,3}|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{2,4})$/.test(core)) return false;
  return /[\d!@#$%^&*?+=~\\_{}[\]|<>]|\p{Ll}\p{Lu}/u.test(core);
}

/**
 * The text without the secrets in it: passwords, tokens and keys behind words that announce them, private keys, licence
 * keys, credentials in URLs. The words stay, "[redacted]" takes the place of the values. In doubt it redacts: a lost
 * remark does less harm than a leaked password. A single word that follows "password" without colon or verb is taken
 * for one if it ends the line or has a digit, mark or inner capital.
 */
export function redactSecrets(text: string): string {
  let safe = text;
  if (text.length >= shortestForm)
    for (const [form, replacement] of secretForms) safe = safe.replace(form, replacement);
  if (!hint.test(safe)) return safe;
  return safe
    .replace(assigned, `$1${redacted}`)
    .replace(stated, (all, announcement: string, sentence: string) => {
      const list = sentence.split(/\s+/);
      return noValue.test(bare(list[0] ?? '')) && !list.some(looksChosen) ? all : announcement + redacted;
    })
    .replace(
      juxtaposed,
      (all, announcement: string, option?: string, isPassword?: string, value = '', next?: string) => {
        const stands = next === undefined || /^["']./.test(value);
        const isValue =
          option !== undefined ||
          looksChosen(value) ||
          (isPassword !== undefined && stands && !noValue.test(bare(value)));
        return isValue ? announcement + redacted : all;
      },
    );
}

const secretName = new RegExp(`${password}|${secret}`, 'iu');

/**
 * The value of an attribute that people name themselves (a custom attribute of vSphere, a column): redacted as a whole
 * where its name announces a secret, else as `redactSecrets` does.
 */
export function redactAttribute(name: string, value: string): string {
  return value !== '' && secretName.test(name) ? redacted : redactSecrets(value);
}
