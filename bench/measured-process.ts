// Runs a program and measures what it alone took, from what Linux keeps of a process.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessFigures {
  readonly seconds: number;
  /** User and system time of all threads; NaN where the system does not tell. */
  readonly cpuSeconds: number;
  /** Largest resident size; NaN where the system does not tell. */
  readonly peakMiB: number;
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** A program that takes longer is ended, and has failed. */
const longestMs = 10 * 60_000;
/** How often a running process is looked at: what it takes after the last look is not seen. */
const sampleMs = 10;
/** Linux states times to programs in hundredths of a second (USER_HZ, proc(5)). */
const ticksPerSecond = 100;
/** Places of utime and stime in /proc/PID/stat after the name, which is in parentheses and may hold blanks (proc(5)). */
const userTimeIndex = 11;
const systemTimeIndex = 12;

/** Runs a program to its end. Its stdout is read and dropped; `env` is added to that of this process. */
export async function measureProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessFigures> {
  const started = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestMs,
  });
  child.stdout.resume();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let last = { cpuSeconds: Number.NaN, peakMiB: Number.NaN };
  const sampling = setInterval(() => {
    if (child.pid !== undefined) last = figuresOf(child.pid) ?? last;
  }, sampleMs);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { seconds: (performance.now() - started) / 1000, ...last, exitCode, stderr };
  } finally {
    clearInterval(sampling);
  }
}

/** Null for a process that has ended, and on systems other than Linux. */
function figuresOf(pid: number): { cpuSeconds: number; peakMiB: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[userTimeIndex]) + Number(fields[systemTimeIndex]);
    const peakKiB = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peakKiB === undefined ? null : { cpuSeconds: ticks / ticksPerSecond, peakMiB: Number(peakKiB) / 1024 };
  } catch {
    return null;
  }
}
