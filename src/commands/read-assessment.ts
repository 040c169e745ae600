import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { recoverOutput } from '../lib/output-writer.ts';
import { assessmentSchema, type Assessment } from '../model/assessment.ts';

const headSchema = assessmentSchema.omit({ vms: true });
export type AssessmentHead = Omit<Assessment, 'vms'>;

/**
 * Reads DIR/assessment.json by lines: hands each VM's line (its JSON text) to `onVm` and returns the rest. Completes a
 * run that was interrupted first, so that what is read is of one run.
 * Throws a DevirtError (usage) where there is no assessment, or one of another version of devirt.
 */
export async function readAssessment(dir: string, onVm: (json: string) => void): Promise<AssessmentHead> {
  const path = join(dir, 'assessment.json');
  const headLines: string[] = [];
  let inVms = false;
  await recoverOutput(dir);
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
      if (!inVms) {
        if (line === '  "vms": [') inVms = true;
        else headLines.push(line);
      } else if (line.startsWith('    {')) {
        onVm(line.trim().replace(/,$/, ''));
      }
    }
    return headSchema.parse(JSON.parse(`${headLines.join('\n').replace(/,\s*$/, '')}}`));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new DevirtError(
      missing ? `${path}: not there` : `${path}: not an assessment of this version of devirt`,
      'Run `devirt assess SOURCE... --out DIR` first, and name the same DIR here.',
      exitCode.usage,
      { cause: error },
    );
  }
}
