import { DockerfileParser } from 'dockerfile-ast';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copyInstruction,
  dockerComment,
  envInstruction,
  execInstruction,
  fromInstruction,
  labelInstruction,
  stopSignalInstruction,
  workdirInstruction,
} from '../../../src/lib/dockerfile.ts';
import { expandWord, hostileText } from './hostile-text.ts';

/** Keywords of the instructions that a parser of others sees. */
const keywordsOf = (text: string): string[] =>
  DockerfileParser.parse(text)
    .getInstructions()
    .map((instruction) => instruction.getKeyword());

/** A Dockerfile with a text of the guest in each place, and what must be in it. */
function dockerfileOf(
  text: string,
  write: Partial<Record<'env' | 'label' | 'comment', (text: string) => string>> = {},
) {
  const env = write.env ?? ((value) => envInstruction('A', value) ?? '# none');
  const label = write.label ?? ((value) => labelInstruction('a.b', value));
  const comment = write.comment ?? dockerComment;
  const parts: readonly (readonly [string | null, string])[] = [
    [null, comment(text)],
    ['FROM', fromInstruction('debian:bookworm-slim')],
    ['ENV', env(text)],
    ['RUN', execInstruction('RUN', ['echo', text])],
    ['COPY', copyInstruction('files/a', `/${text}`, { uid: 0, gid: 33 }) ?? '# none'],
    ['WORKDIR', workdirInstruction(`/${text}`) ?? '# none'],
    ['LABEL', label(text)],
    [null, comment(text)],
    ['CMD', execInstruction('CMD', [text, text])],
  ];
  return {
    text: `${parts.map(([, line]) => line).join('\n')}\n`,
    keywords: parts.flatMap(([keyword, line]) => (keyword === null || line === '# none' ? [] : [keyword])),
  };
}

function holdsFor(write: Parameters<typeof dockerfileOf>[1]): void {
  fc.assert(
    fc.property(hostileText, (text) => {
      const written = dockerfileOf(text, write);
      expect(keywordsOf(written.text)).toEqual(written.keywords);
    }),
    { numRuns: 1000 },
  );
}

describe('a Dockerfile of hostile texts', () => {
  it('has the same instructions, whatever the guest says', () => {
    holdsFor({});
  });

  it.each([
    ['quotes are not escaped', { env: (value: string) => `ENV A="${value}"` }],
    ['line breaks are kept in labels', { label: (value: string) => `LABEL a.b="${value.replace(/["$\\]/g, '')}"` }],
    ['line breaks are kept in comments', { comment: (value: string) => `# ${value}` }],
  ])('a writer in which %s is caught', (_, mutant) => {
    expect(() => holdsFor(mutant)).toThrow();
  });

  it('gives back in RUN and CMD what was put in', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = execInstruction('CMD', ['x', text]);
        expect(JSON.parse(line.slice('CMD '.length))).toEqual(['x', text.replace(/[\0\p{Cs}]/gu, '\ufffd')]);
        expect(line).not.toMatch(/[\n\r<\u2028\u2029]/);
      }),
    );
  });

  it('gives back in ENV, LABEL and COPY what was put in, as builders expand it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const env = envInstruction('A', text);
        if (env !== null) expect(expandWord(env.slice('ENV A='.length))).toBe(text);
        const copy = copyInstruction('files/a', `/${text}`, { uid: 1, gid: 2 });
        if (copy !== null) {
          const [source, path] = JSON.parse(copy.slice('COPY --chown=1:2 '.length)) as [string, string];
          expect([source, expandWord(path)]).toEqual(['files/a', `/${text.replace(/[\p{Cs}]/gu, '\ufffd')}`]);
        }
      }),
    );
  });
});

describe('single instructions', () => {
  it('comments are no directives', () => {
    expect(dockerComment('hadolint ignore=DL3008')).toBe('# "hadolint ignore=DL3008"');
    expect(dockerComment('escape=`')).toBe('# "escape=`"');
    expect(dockerComment('ends in \\')).toBe('# ends in \\.');
  });

  it('refuse what no quoting carries', () => {
    expect(envInstruction('A', 'a\nUSER root')).toBeNull();
    expect(envInstruction('A=B', 'a')).toBeNull();
    expect(workdirInstruction('/a\\')).toBeNull();
    expect(workdirInstruction('/a ')).toBeNull();
    expect(copyInstruction('files/a', '/a/../b', { uid: 0, gid: 0 })).toBeNull();
    expect(stopSignalInstruction('SIGTERM\nUSER root')).toBeNull();
    expect(stopSignalInstruction('SIGRTMIN+3')).toBe('STOPSIGNAL SIGRTMIN+3');
    expect(() => fromInstruction('a\nUSER root')).toThrow();
    expect(() => copyInstruction('files/a b', '/a', { uid: 0, gid: 0 })).toThrow();
  });
});
