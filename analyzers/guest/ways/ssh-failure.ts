/** Why a guest could not be collected, and what to do. */
export interface GuestFailure {
  readonly reason: string;
  readonly remedy: string;
}

/** What OpenSSH's client says on stderr, most telling first. Its messages are not translated. */
const clientMessages: readonly (readonly [RegExp, GuestFailure])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    {
      reason: 'its host key is not the one that is known',
      remedy:
        'Find out why: a guest that was installed anew, or another machine at its address. Then `ssh-keygen -R HOST` and log in once by hand.',
    },
  ],
  [
    /Host key verification failed|host key is known for .* and you have requested strict checking/,
    {
      reason: 'its host key is not known',
      remedy: 'Log in once by hand (`ssh HOST`) and compare the key, or give ssh a known_hosts file that you trust.',
    },
  ],
  [
    /no matching (?:host key type|key exchange method|cipher|MAC) found/,
    {
      reason: 'its sshd offers only algorithms that this ssh client has switched off',
      remedy:
        'For old guests, and only for them, allow these in ~/.ssh/config (HostKeyAlgorithms +ssh-rsa, KexAlgorithms +diffie-hellman-group14-sha1).',
    },
  ],
  [
    /Too many authentication failures/,
    { reason: 'it refused before the right key was offered', remedy: 'Name the key: --identity FILE.' },
  ],
  [
    /Permission denied \(/,
    {
      reason: 'it accepts none of the keys that were offered',
      remedy: 'Check --user, and that the key is in the agent (`ssh-add -l`) or given as --identity.',
    },
  ],
  [
    /Identity file .* not accessible|Load key .*: (?:No such file|error|invalid|bad)/i,
    { reason: 'the key of --identity cannot be read', remedy: 'Check the path, and that it is a private key.' },
  ],
  [
    /Could not resolve hostname/,
    { reason: 'there is no address for its name', remedy: 'Check the name, or give its address.' },
  ],
  [
    /Connection refused/,
    { reason: 'nothing listens there', remedy: 'Check that it is on, that sshd runs, and --port.' },
  ],
  [
    /Connection timed out|Operation timed out|No route to host|Network is unreachable|Host is down|not responding/,
    { reason: 'it does not answer', remedy: 'Check that it is on, and that no firewall stands between.' },
  ],
  [
    /Connection (?:to \S+ )?(?:closed|reset)|Broken pipe|kex_exchange_identification|banner exchange/,
    { reason: 'the connection broke off', remedy: 'Try again with fewer at once: --jobs 2. Its own log says more.' },
  ],
  [
    /Bad configuration option|terminating, .* bad configuration/,
    { reason: 'ssh does not accept its configuration file', remedy: 'Run `ssh -G HOST` and mend what it names.' },
  ],
];

/** ssh's exit code for faults of its own. */
const sshFault = 255;
/** collect.sh's, where awk, tr or gzip lack. */
const missingTool = 69;
/** A shell's, where there is no such command. */
const noCommand = 127;

/** The last line that says something, as far as a table has room for it. */
function lastLine(text: string): string {
  const line = text.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/**
 * What the end of an ssh client means that brought no whole bundle: its exit code (null where a signal ended it) and the
 * end of what it and the guest wrote to stderr, which may be anything.
 */
export function explainSshEnd(code: number | null, stderr: string): GuestFailure {
  if (code === sshFault) {
    const known = clientMessages.find(([pattern]) => pattern.test(stderr));
    if (known !== undefined) return known[1];
    return { reason: `ssh failed: ${lastLine(stderr) || 'it says no reason'}`, remedy: 'Try `ssh -v HOST true`.' };
  }
  if (code === missingTool) return { reason: lastLine(stderr), remedy: 'Install it there: nothing works without.' };
  if (code === noCommand) {
    return {
      reason: `no shell runs there: ${lastLine(stderr)}`,
      remedy: 'Take an account with a POSIX shell, not that of an appliance.',
    };
  }
  if (code === 0) {
    return {
      reason: 'it sent no whole bundle',
      remedy: 'A forced command, a login script that prints or an account without a shell: try `ssh HOST sh -c true`.',
    };
  }
  return {
    reason: `the collector ended with ${code === null ? 'a signal' : `exit code ${code}`}: ${lastLine(stderr) || 'it says no reason'}`,
    remedy: 'Run it by hand there: devirt collect guest --print-script.',
  };
}

/** True where sudo refused before it ran anything, for want of a password, a rule or itself. */
export function isSudoRefusal(code: number | null, stderr: string): boolean {
  return (code === 1 || code === noCommand) && /(?:^|[\s:])sudo: /m.test(stderr);
}
