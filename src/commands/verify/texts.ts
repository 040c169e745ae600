import { credentialKind } from '../../../analyzers/guest/bundle/redaction.ts';
import { failed, passed, unchecked, type CheckResult, type VerifyContext } from './check.ts';
import { findTool, firstLines, runTool } from './run-tool.ts';

/** What people put into their repository: everything but the archive and the pages, whose data is the same. */
const isText = (path: string): boolean => /^(?:containers|kubernetes|kubevirt|waves|plan)\//.test(path);

/** What is a credential by its form alone, wherever it stands. */
const forms: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\b[rs]k_live_[A-Za-z0-9]{10,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'<>]+:(?!<redacted>)[^\s/@"'<>$]+@/i,
  /\$(?:2[aby]|5|6|y|apr1)\$[./A-Za-z0-9$=,]{20,}/,
];

/** A setting in YAML, a Dockerfile, a script or a configuration file: its name and its value. */
const setting = /^\s*(?:-\s+|ENV\s+|export\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*["']?([^\s"']{4,})["']?\s*$/;
/** Values that are none: placeholders, variables, names of objects of ours, numbers and words of a schema. */
const noValue =
  /^(?:<.*>|\/.*|(?:topology\.)?kubernetes\.io\/.*|\$.*|\(.*|\{.*|\[.*|&.*|\*.*|\|.*|true|false|null|\d+\w*|Opaque|[a-z0-9-]+-(?:secrets|files|credentials|bmc|ssh|token))$/;

/** Lines in which a credential stands: by its form, or as the value of a setting that is called like one. */
function linesWithCredentials(text: string): number[] {
  return text.split('\n').flatMap((line, index) => {
    if (forms.some((form) => form.test(line))) return [index + 1];
    const [, name = '', value = ''] = setting.exec(line) ?? [];
    return name !== '' && credentialKind(name) !== null && !noValue.test(value) ? [index + 1] : [];
  });
}

/** No generated file holds what looks like a credential. */
export async function checkSecrets(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'secrets';
  const results: CheckResult[] = [];
  for (const path of context.files.filter(isText)) {
    const lines = linesWithCredentials(await context.read(path));
    results.push(
      lines.length === 0
        ? passed(check, path)
        : failed(check, path, `what looks like a credential in line ${lines.slice(0, 5).join(', ')}`),
    );
  }
  return results;
}

/** Scripts are shell. */
export async function checkScripts(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'scripts';
  const scripts = context.files.filter((path) => path.endsWith('.sh'));
  if (scripts.length === 0) return [];
  const tool = findTool('shellcheck');
  const results: CheckResult[] = [];
  for (const path of scripts) {
    const syntax = await runTool('sh', ['-n', path], {
      cwd: context.folder,
      timeoutSeconds: 60,
      signal: context.signal,
    });
    results.push(syntax.code === 0 ? passed(check, path) : failed(check, path, firstLines(syntax.output)));
  }
  if (tool === null)
    return [
      ...results,
      unchecked('shellcheck', `${scripts.length} scripts`, 'shellcheck is not on the path: install it'),
    ];
  const end = await runTool(tool, ['--severity=warning', '--format=gcc', ...scripts], {
    cwd: context.folder,
    timeoutSeconds: 300,
    signal: context.signal,
  });
  return [
    ...results,
    end.code === 0
      ? passed('shellcheck', `${scripts.length} scripts`)
      : failed('shellcheck', 'containers/', firstLines(end.output, 4)),
  ];
}
