import { DevirtError, exitCode } from '../lib/errors.ts';

const enter: readonly string[] = ['\r', '\n', '\u0004'];
const backspace: readonly string[] = ['\b', '\u007f'];
const interrupt = '\u0003';

/** Asks for a password on the terminal, without showing what is typed. Throws DevirtError where there is no terminal. */
export async function promptPassword(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw new DevirtError(
      'no password, and no terminal to ask for it',
      'Set DEVIRT_PASSWORD, or write it to a file that only you can read and give --password-file.',
      exitCode.usage,
    );
  }
  // First, so that the terminal shows nothing of what is typed as soon as the question stands there.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding('utf8');
  stdin.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let password = '';
      stdin.on('data', (keys: string) => {
        for (const key of keys) {
          if (key === interrupt) return reject(new DevirtError('interrupted', '', exitCode.interrupted));
          if (enter.includes(key)) return resolve(password);
          password = backspace.includes(key) ? password.slice(0, -1) : password + key;
        }
      });
    });
  } finally {
    stdin.removeAllListeners('data');
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
