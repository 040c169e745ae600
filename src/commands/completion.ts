import type { Command } from 'commander';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { Terminal } from './terminal.ts';

interface Words {
  /** "", "collect", "collect vsphere", … */
  readonly path: string;
  readonly commands: readonly string[];
  readonly options: readonly string[];
}

/** Each command with what may follow it, read from the program itself, so that completion cannot lag behind it. */
function wordsOf(command: Command, path = ''): Words[] {
  const own = {
    path,
    commands: command.commands.map((sub) => sub.name()),
    options: [...command.options.flatMap((option) => (option.long === undefined ? [] : [option.long])), '--help'],
  };
  return [own, ...command.commands.flatMap((sub) => wordsOf(sub, `${path} ${sub.name()}`.trim()))];
}

/** The bash function; zsh runs it through bashcompinit. Words are names of our own commands and options alone. */
function script(program: Command): string {
  const cases = wordsOf(program).map(
    ({ path, commands, options }) => `    '${path}') words='${[...commands, ...options].join(' ')}' ;;`,
  );
  const known = wordsOf(program)
    .filter(({ path }) => path !== '')
    .map(({ path }) => `'${path}'`)
    .join('|');
  return `_devirt() {
  local path='' word words='' cur="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in ${known}) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _devirt devirt
`;
}

/** devirt completion SHELL: prints a script to source. */
export function completion(shell: string, program: Command): ExitCode {
  if (shell !== 'bash' && shell !== 'zsh') {
    throw new DevirtError(`${shell}: no completion for this shell`, 'Name bash or zsh.', exitCode.usage);
  }
  const zsh = 'autoload -U +X bashcompinit && bashcompinit\n';
  new Terminal().result(`${shell === 'zsh' ? zsh : ''}${script(program)}`);
  return exitCode.done;
}
