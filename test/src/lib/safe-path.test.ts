import * as fc from 'fast-check';
import { normalize, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isWindowsDeviceName, safeRelativePath } from '../../../src/lib/safe-path.ts';

describe('safeRelativePath', () => {
  test.each([
    'a',
    'a/b.yaml',
    '.dockerignore',
    'a b/c',
    'kubernetes/base/web-01.yaml',
    'ü/ß',
    'console/x',
    'nullable',
    'com10',
    'x'.repeat(255),
  ])('takes %j', (path) => {
    expect(safeRelativePath(path)).toBe(path);
  });

  test.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['../x', 'a part ".."'],
    ['a/../../x', 'a part ".."'],
    ['./a', 'a part "."'],
    ['a//b', 'empty part'],
    ['a/', 'empty part'],
    ['a\\b', 'backslash'],
    ['..\\x', 'backslash'],
    ['C:/x', 'character'],
    ['a:stream', 'character'],
    ['a\0b', 'character'],
    ['a\nb', 'character'],
    ['a\u202etxt.exe', 'character'],
    ['a\ud800', 'character'],
    ['a*', 'character'],
    ['a.', 'dot or blank'],
    ['a ', 'dot or blank'],
    ['a /b', 'dot or blank'],
    ['.../b', 'dot or blank'],
    ['con', 'device'],
    ['a/NUL.txt', 'device'],
    ['aux .c', 'device'],
    ['COM1', 'device'],
    ['lpt³.tar.gz', 'device'],
    ['x'.repeat(256), '255 bytes'],
    ['ü'.repeat(128), '255 bytes'],
  ])('refuses %j because of: %s', (path, reason) => {
    expect(() => safeRelativePath(path)).toThrow(reason);
  });

  test('what it takes stays below the folder, on Windows too', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', 'C:', 'nul', 'a', ' ', '\0'),
      fc.string({ maxLength: 4 }),
    );
    const paths = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(paths, (path) => {
        try {
          safeRelativePath(path);
        } catch {
          return;
        }
        expect(normalize(path)).toBe(path);
        expect(win32.isAbsolute(path)).toBe(false);
        expect(win32.join('C:\\out', path)).toBe(`C:\\out\\${path.replaceAll('/', '\\')}`);
      }),
      { numRuns: 2000 },
    );
  });
});

test('isWindowsDeviceName knows the devices and what only begins like one', () => {
  expect(
    ['CON', 'prn', 'Aux.txt', 'nul.a.b', 'COM0', 'lpt9', 'CONOUT$'].filter((name) => !isWindowsDeviceName(name)),
  ).toEqual([]);
  expect(['cons', 'a.con', 'com', 'lpt10', 'nul-1', ''].filter((name) => isWindowsDeviceName(name))).toEqual([]);
});
