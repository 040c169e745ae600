import { isatty } from 'node:tty';
import { createColors } from 'picocolors';
import { terminalText } from '../lib/markup.ts';

/** How long a line of progress stays before a pipe or log gets the next one. */
const plainIntervalMs = 2_000;
const barIntervalMs = 100;
const barWidth = 24;

/** Colours for people at a terminal: a pipe, a file and a log get none, whatever CI sets in the environment. */
const colors = createColors(isatty(2) && process.env['NO_COLOR'] === undefined);

/** Messages of ours may have several lines; everything else that moves the cursor is shown as its code. */
const disarmed = (text: string): string => text.split('\n').map(terminalText).join('\n  ');

/**
 * Keeps what becomes of stdout and stderr from ending the run as a fault of ours. A reader that has seen enough
 * (`| head`) changes nothing; where results cannot be written otherwise, `onLostResults` is told why.
 */
export function surviveClosedStreams(onLostResults: (error: Error) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onLostResults(error);
  });
  // There is nowhere left to say so.
  process.stderr.on('error', () => {});
}

/**
 * Messages and progress for people, on stderr: a bar on a terminal, plain lines elsewhere. Results go to stdout by
 * `result`. Everything that comes from an estate passes through `terminalText` here, so that a VM's name cannot move
 * the cursor.
 */
export class Terminal {
  readonly #isTerminal = isatty(2);
  readonly #quiet: boolean;
  #lastPrinted = 0;
  #barShown = false;

  constructor(options: { quiet?: boolean } = {}) {
    this.#quiet = options.quiet ?? false;
  }

  result(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  info(text: string): void {
    if (!this.#quiet) this.#line(disarmed(text));
  }

  warn(text: string): void {
    this.#line(`${colors.yellow('warning')} ${disarmed(text)}`);
  }

  error(text: string, remedy?: string): void {
    this.#line(`${colors.red('error')} ${disarmed(text)}`);
    if (remedy !== undefined && remedy !== '') this.#line(`  ${disarmed(remedy)}`);
  }

  /** Reports work in progress. `total` null means that the end is not known. Call `progressDone` when it is over. */
  progress(what: string, done: number, total: number | null): void {
    if (this.#quiet) return;
    const now = performance.now();
    if (now - this.#lastPrinted < (this.#isTerminal ? barIntervalMs : plainIntervalMs)) return;
    this.#lastPrinted = now;
    const share = total === null || total === 0 ? null : Math.min(1, done / total);
    const figures = total === null ? String(done) : `${done} of ${total}`;
    if (!this.#isTerminal) {
      process.stderr.write(`${terminalText(what)}: ${figures}\n`);
      return;
    }
    const filled = share === null ? 0 : Math.round(share * barWidth);
    const bar = share === null ? '' : `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} `;
    process.stderr.write(`\r\u001b[2K${colors.dim(bar)}${terminalText(what)} ${figures}`);
    this.#barShown = true;
  }

  progressDone(): void {
    if (this.#barShown) process.stderr.write('\r\u001b[2K');
    this.#barShown = false;
    this.#lastPrinted = 0;
  }

  #line(text: string): void {
    this.progressDone();
    process.stderr.write(`${text}\n`);
  }
}
