import { DevirtError, exitCode } from '../errors.ts';

const again = 'and run again; the last complete output is untouched or will be completed by that run.';

/** What went wrong and what to do, by the code of the system's error. */
const explanations: Readonly<Record<string, readonly [fault: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', `Free space, or choose another folder with --out, ${again}`],
  EDQUOT: ['your quota of disk space is used up', `Free space, or choose another folder with --out, ${again}`],
  EACCES: ['no permission to write', `Get the permission, or choose another folder with --out, ${again}`],
  EPERM: ['the system does not permit it', `Close programs that have it open or get the permission, ${again}`],
  EBUSY: ['another program has it open', `Close that program ${again}`],
  EROFS: ['the file system is read-only', 'Choose another folder with --out.'],
  ENOTDIR: [
    'a file stands where a folder is needed',
    `Move that file away, or choose another folder with --out, ${again}`,
  ],
  EEXIST: [
    'a file stands where a folder is needed',
    `Move that file away, or choose another folder with --out, ${again}`,
  ],
  EISDIR: ['a folder stands where a file is needed', `Move that folder away ${again}`],
  ENAMETOOLONG: ['the name is too long for this file system', `Choose a folder with a shorter path ${again}`],
  EMFILE: ['too many files are open', `Raise the limit of open files (ulimit -n) ${again}`],
};

/** The error for an output that cannot be written: names the path, says what to do, ends with exit code 74. */
export function outputError(path: string, fault: string, remedy: string, cause?: unknown): DevirtError {
  return new DevirtError(`${path}: ${fault}`, remedy, exitCode.output, { cause });
}

/** The code of a system error (ENOENT, EACCES, ...), or null for any other thrown value. */
export function systemErrorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
    ? error.code
    : null;
}

/** Runs a file operation on `path` and turns the system's error into a DevirtError; other errors pass. */
export function onDisk<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    const [fault, remedy] = explanations[code] ?? [`cannot be written (${code})`, `Mend that ${again}`];
    throw outputError(path, fault, remedy, error);
  }
}
