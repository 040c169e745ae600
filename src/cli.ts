#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { assess, type AssessOptions, type OutputKind } from './commands/assess.ts';
import { loadAssets } from './commands/assets.ts';
import { collectGuestCommand, type CollectGuestOptions } from './commands/collect-guest.ts';
import { collectKubernetesCommand, type CollectKubernetesOptions } from './commands/collect-kubernetes.ts';
import { collectVsphereCommand, type CollectVsphereOptions } from './commands/collect-vsphere.ts';
import { compare } from './commands/compare.ts';
import { completion } from './commands/completion.ts';
import { demo } from './commands/demo.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { surviveClosedStreams, Terminal } from './commands/terminal.ts';
import { watchVsphereCommand } from './commands/watch-vsphere.ts';
import { verify, type VerifyOptions } from './commands/verify.ts';
import { worksheet, type WorksheetOptions } from './commands/worksheet.ts';
import { DevirtError, exitCode, type ExitCode } from './lib/errors.ts';

const interrupt = new AbortController();
let code: ExitCode = exitCode.done;
const program = new Command('devirt');

/** A command of the one way through, ending early or writing one kind of output. */
function pipelineCommand(name: string, summary: string, kinds: readonly OutputKind[], example: string): void {
  program
    .command(name)
    .summary(summary)
    .description(
      `${summary}.\n\nSOURCE is an RVTools export (xlsx, a folder or zip of its CSV files), an estate.ndjson.gz, or a bundle of a guest or a folder of them, recognised by content.`,
    )
    .argument('<SOURCE...>', 'exports or saved estates; several are merged')
    .option('--guests <PATH...>', 'bundles of guests, or folders of them; the same as naming them as SOURCE')
    .option('--settings <file>', 'settings, prices and overrides (default: ./devirt.yaml where there is one)')
    .option('--set <KEY=VALUE...>', 'settings for this run alone: nodes.spare=2; devirt compare shows what they change')
    .option('--out <DIR>', 'where the output goes', 'out')
    .option('--since <DIR>', 'output of an earlier run: also print what changed since')
    .option('--json', "print the assessment's head as JSON on stdout")
    .option('--quiet', 'no progress and no messages, only warnings and errors')
    .addHelpText(
      'after',
      `\nExamples:\n  $ ${example}\n\nExit codes: 0 done, 2 usage or settings, 3 no source could be read,\n5 done but something lacks and is listed, 74 output cannot be written, 130 interrupted.`,
    )
    .action(async (sources: string[], { guests = [], ...options }: AssessOptions & { guests?: string[] }) => {
      code = await assess([...sources, ...guests], options, kinds, interrupt.signal);
    });
}

const everything: readonly OutputKind[] = ['estate', 'assessment', 'plan', 'manifests', 'report'];
pipelineCommand(
  'assess',
  'The whole way: what is there, what it becomes, the files and the report',
  everything,
  'devirt assess export.xlsx --out out',
);
pipelineCommand(
  'plan',
  'The same way, ending with the plan',
  ['estate', 'assessment', 'plan'],
  'devirt plan export.xlsx --out out',
);
pipelineCommand(
  'generate',
  'The same way, with the plan and the manifests',
  ['estate', 'assessment', 'plan', 'manifests'],
  'devirt generate out/estate.ndjson.gz --out out',
);
pipelineCommand(
  'report',
  'The same way, with the report alone',
  ['estate', 'assessment', 'report'],
  'devirt report hamburg.xlsx lyon.xlsx --out out',
);

const collect = program.command('collect').summary('Reads a live source into a snapshot for assess');
collect
  .command('vsphere')
  .summary('Reads vCenters or lone ESXi hosts')
  .description(
    'Reads the inventory of vCenters or lone ESXi hosts into one snapshot that assess takes like an export. Changes nothing there; docs/privileges.md has the smallest role.\n\nThe password comes from --password-file, else from DEVIRT_PASSWORD, else it is asked for. Several servers are read in parallel, with the same user and password; one that fails does not cost the others.',
  )
  .requiredOption('--server <HOST...>', 'names or addresses, with :port where that is not 443')
  .requiredOption('--username <USER>', 'as in devirt@vsphere.local')
  .option('--password-file <FILE>', 'file that holds the password')
  .option('--ca-file <FILE>', 'PEM file of the authority that signed the certificate')
  .option(
    '--thumbprint <SHA...>',
    'SHA-1 or SHA-256 of the one certificate to accept; HOST=SHA for one of several servers',
  )
  .option('--insecure', 'accept any certificate: whoever stands between reads the password')
  .option(
    '--proxy <URL>',
    'HTTP proxy to connect through, http://HOST:PORT; HTTPS_PROXY counts only as --proxy "$HTTPS_PROXY"',
  )
  .option('--no-history', 'leave out what the server keeps of the past, which takes the longest')
  .option('--watch <TIME>', 'sample real-time figures for so long, 14d; goes on where an earlier run ended')
  .option('--once', 'with --watch: one round and the end, for a CronJob every 30 minutes')
  .option('--out <FILE>', 'where the snapshot goes', 'vsphere.ndjson.gz')
  .option('--trace', 'tell of each call to the server, without its content')
  .option('--quiet', 'no progress and no messages, only warnings and errors')
  .addHelpText(
    'after',
    '\nExamples:\n  $ devirt collect vsphere --server vcenter.example --username devirt@vsphere.local --out vcenter.ndjson.gz\n  $ devirt assess vcenter.ndjson.gz\n  $ devirt collect vsphere --server vc1.example vc2.example --username devirt@corp.example\n  $ devirt collect vsphere --server vcenter.example --username devirt@vsphere.local --password-file password --watch 14d\n\nExit codes: 0 done, 2 usage, 4 cannot connect or log in to any server, 5 done but something or\na server lacks and is listed, 74 output cannot be written, 130 interrupted.',
  )
  .action(async ({ watch, once, ...options }: CollectVsphereOptions & { watch?: string; once?: boolean }) => {
    if (watch !== undefined) {
      code = await watchVsphereCommand({ ...options, watch, once: once === true }, interrupt.signal);
      return;
    }
    if (once === true) throw new DevirtError('--once is a part of --watch', 'Give --watch 14d too.', exitCode.usage);
    code = await collectVsphereCommand(options, interrupt.signal);
  });
collect
  .command('kubernetes')
  .summary('Reads an existing Kubernetes cluster')
  .description(
    'Reads what runs on an existing Kubernetes cluster into a snapshot that assess takes beside the export of the vCenter that its nodes run on: nodes, pods with requests and limits, usage where metrics-server is there, volumes, namespaces with quotas. Only lists; no Secret, no ConfigMap. docs/privileges.md has the smallest role.\n\nPrograms and plug-ins that a kubeconfig names for logging in are not run: give one with a token or a certificate.',
  )
  .requiredOption('--kubeconfig <FILE>', 'kubeconfig with a token or a client certificate')
  .option('--context <NAME>', 'another context than its current one')
  .option('--out <FILE>', 'where the snapshot goes', 'kubernetes.ndjson.gz')
  .option('--quiet', 'no progress and no messages, only warnings and errors')
  .addHelpText(
    'after',
    '\nExamples:\n  $ devirt collect kubernetes --kubeconfig readonly.kubeconfig --out shop.ndjson.gz\n  $ devirt assess vcenter.ndjson.gz shop.ndjson.gz\n\nExit codes: 0 done, 2 usage, 4 cannot connect or log in, 5 done but something lacks and is\nlisted, 74 output cannot be written, 130 interrupted.',
  )
  .action(async (options: CollectKubernetesOptions) => {
    code = await collectKubernetesCommand(options, interrupt.signal);
  });
collect
  .command('guest')
  .summary('Looks inside Linux guests')
  .description(
    "Collects what is inside Linux guests into bundles, which assess takes beside an export: one POSIX shell script runs there, only reads, and redacts credentials before it writes. docs/guide/guests.md says what it reads.\n\nHOST is [USER@]HOST[:PORT] or an alias of ~/.ssh/config. The system's own ssh client and agent log in: it never asks for a password, and a host whose key is not known fails. One guest that fails does not cost the others. Each run adds bundles; those of one guest merge.\n\nWith --ansible the arguments are SOURCEs, whose Linux VMs make the inventory: the way for thousands of guests.",
  )
  .argument('[HOST...]', 'guests; with --ansible exports or saved estates')
  .option('--hosts-file <FILE>', 'more of them, one a line')
  .option('--user <USER>', 'to log in as (default: what ssh takes)')
  .option('--identity <FILE>', "private key (default: the agent and ssh's own)")
  .option('--port <PORT>', 'of sshd (default: what ssh takes)')
  .option('--jobs <N>', 'guests at once', '8')
  .option('--timeout <SECONDS>', 'ends a guest that hangs (default: 300, with --verify-files 4200)')
  .option('--sudo', 'become root where sudo asks for no password; elsewhere go on as the user, and say so')
  .option('--verify-files', 'also compare installed files with their packages: minutes a guest')
  .option('--out <DIR>', 'folder that the bundles go to', 'guests')
  .option('--root <DIR>', 'instead: read a root file system that is mounted here')
  .option('--ansible <DIR>', 'instead: write an Ansible project that collects the guests')
  .option('--print-script', 'instead: print the script, to read it or run it by hand')
  .option('--quiet', 'no progress and no messages, only warnings and errors')
  .addHelpText(
    'after',
    '\nExamples:\n  $ devirt collect guest web01 web02 db01:2222 --user ada --sudo --out guests\n  $ devirt assess export.xlsx --guests guests\n  $ devirt collect guest --ansible collect-guests export.xlsx\n  $ devirt collect guest --root /mnt/web01 --out guests\n  $ devirt collect guest --print-script > collect.sh\n\nExit codes: 0 done, 2 usage, 3 no source or root file system, 4 no guest could be collected, 5 done\nbut guests or facts lack and are listed, 74 output cannot be written, 130 interrupted.',
  )
  .action(async (names: string[], options: CollectGuestOptions) => {
    code = await collectGuestCommand(names, options, interrupt.signal);
  });

program
  .command('explain')
  .summary('Why one VM was decided so, with evidence')
  .description(
    'Why one VM was decided so: the deciding rule, all votes, its size and every finding with the cells behind it.',
  )
  .argument('<VM>', 'name or id')
  .option('--out <DIR>', 'output folder of an assessment', 'out')
  .option('--json', 'print as JSON')
  .addHelpText('after', "\nExamples:\n  $ devirt explain web-01 --out out\n  $ devirt explain '[old] billing server'")
  .action(async (vm: string, options: { out: string; json?: boolean }) => {
    code = await explain(vm, options);
  });

program
  .command('compare')
  .summary('What changed between two outputs, in VMs, nodes and money')
  .description(
    'What changed from one output folder to another: VMs by id, findings by rule, nodes, licences, break-even.',
  )
  .argument('<A>', 'output folder of the earlier assessment')
  .argument('<B>', 'output folder of the later one')
  .option('--json', 'print as JSON, with every VM')
  .addHelpText('after', '\nExample:\n  $ devirt compare out-october out-november')
  .action(async (a: string, b: string, options: { json?: boolean }) => {
    code = await compare(a, b, options);
  });

program
  .command('verify')
  .summary('Checks what was generated with the tools that are installed')
  .description(
    'Checks manifests, Dockerfiles and scripts of an output folder with what is on the path: kubeconform, kubectl, hadolint,\nshellcheck, buildah or docker. Says what passed, failed or could not be checked, and what none of it proves. Changes\nnothing, in the folder or on a cluster.',
  )
  .argument('<DIR>', 'output folder of assess or generate')
  .option('--kubeconfig <FILE>', 'a cluster to ask for a dry run of the production overlay; warnings count as failures')
  .option('--build', 'build each image whose files were fetched')
  .option('--json', 'print as JSON')
  .option('--quiet', 'no progress and no messages, only warnings and errors')
  .addHelpText(
    'after',
    '\nExamples:\n  $ devirt verify out\n  $ DEVIRT_SCHEMAS=schemas devirt verify out     # a folder of schemas for kubeconform, where it cannot fetch them\n\nExit codes: 0 nothing failed, 2 usage, 6 something failed.',
  )
  .action(async (folder: string, options: VerifyOptions) => {
    code = await verify(folder, options, interrupt.signal);
  });

program
  .command('worksheet')
  .summary('Writes a workbook for the owners of VMs to fill in')
  .description(
    'Writes a workbook with a row for each VM, what is known of it, what its owner has to answer, and cells to fill in.\nFilled, it is a side table: name it under owners: in devirt.yaml. Never overwrites a file.',
  )
  .argument('<SOURCE...>', 'exports or saved estates; several are merged')
  .option('--settings <file>', 'settings, prices and overrides (default: ./devirt.yaml where there is one)')
  .option('--out <FILE>', 'the workbook', 'owners.xlsx')
  .option('--quiet', 'no progress and no messages, only warnings and errors')
  .addHelpText('after', '\nExample:\n  $ devirt worksheet export.xlsx --out owners-2026-11.xlsx')
  .action(async (sources: string[], options: WorksheetOptions) => {
    code = await worksheet(sources, options, interrupt.signal);
  });

program
  .command('init')
  .summary('Writes a commented devirt.yaml')
  .description('Writes a commented devirt.yaml with every default and its source. Never overwrites one.')
  .option('--file <file>', 'another name')
  .option('--assumptions', 'also every figure that savings are computed from, with range, source and date')
  .action(async (options: { file?: string; assumptions?: boolean }) => {
    code = await init(options);
  });

program
  .command('demo')
  .summary('Assesses a made-up estate')
  .description(
    'Makes up a company with about 260 VMs in two vCenters, writes its RVTools exports and settings, and assesses them.',
  )
  .option('--out <DIR>', 'where exports and output go', 'demo-out')
  .addHelpText('after', '\nExample:\n  $ devirt demo --out demo-out')
  .action(async (options: { out: string }) => {
    code = await demo(options, interrupt.signal);
  });

program
  .command('completion')
  .summary('Prints a completion script for bash or zsh')
  .description('Prints a script that completes commands, options and files.')
  .argument('<SHELL>', 'bash or zsh')
  .addHelpText('after', '\nExample:\n  $ source <(devirt completion bash)')
  .action((shell: string) => {
    code = completion(shell, program);
  });

async function main(): Promise<ExitCode> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () =>
      interrupt.abort(new DevirtError('interrupted', 'The last good output is whole.', exitCode.interrupted)),
    );
  }
  const { version } = await loadAssets();
  program
    .description('Measures what VMware costs on your own estate, and plans the way to bare-metal Kubernetes.')
    .version(version)
    .showHelpAfterError('(devirt --help shows how)')
    .exitOverride();
  for (const command of [...program.commands, ...collect.commands]) command.exitOverride();
  try {
    await program.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    const terminal = new Terminal();
    if (error instanceof DevirtError) {
      terminal.error(error.message, error.remedy);
      return error.exitCode;
    }
    terminal.error(
      `a fault of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      'Please report it with this text; names of your estate in it can be blanked.',
    );
    return exitCode.ourFault;
  }
}

surviveClosedStreams((error) => {
  new Terminal().error(`stdout: cannot be written: ${error.message}`, 'Files that the run wrote are whole.');
  process.exit(exitCode.output);
});
process.exitCode = await main();
