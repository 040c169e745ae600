/** Exit codes of the command line; scripts depend on them. */
export const exitCode = {
  done: 0,
  ourFault: 1,
  usage: 2,
  noSource: 3,
  connection: 4,
  incomplete: 5,
  verifyFailed: 6,
  output: 74,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * A fault that the user can mend. The message names the file, sheet, row or object; the remedy says what to do.
 * Anything else that is thrown is a fault of ours and ends with exit code 1.
 */
export class DevirtError extends Error {
  readonly exitCode: ExitCode;
  readonly remedy: string;

  constructor(message: string, remedy: string, code: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DevirtError';
    this.exitCode = code;
    this.remedy = remedy;
  }
}
