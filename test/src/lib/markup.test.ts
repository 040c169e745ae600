import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, markdownCell, scriptJson, spreadsheetText, terminalText } from '../../../src/lib/markup.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom('<', '>', '&', '"', "'", '|', '`', '[', ']', '(', ')', '\\', '_', '*', '\n', '=', ' ', 'a', '</script', '<!--', '://', 'www.', '@', '1.', '#'), { maxLength: 12 }).map((parts) => parts.join('')),
); // prettier-ignore

describe('escapeHtml', () => {
  test.each([
    ['<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'],
    ["a' onload='x", 'a&#39; onload=&#39;x'],
    ['&lt;', '&amp;lt;'],
    ['a\tb\nc', 'a\tb\nc'],
    ['a\0b\x1bc\ud800', 'a\ufffdb\ufffdc\ufffd'],
    ['Müller 😀', 'Müller 😀'],
  ])('%j becomes %j', (text, html) => {
    expect(escapeHtml(text)).toBe(html);
  });

  test('leaves no mark of HTML in any text, and loses nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = escapeHtml(text);
        expect(html).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        const back = html.replace(
          /&(amp|lt|gt|quot|#39);/g,
          (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
        );
        expect(back).toBe(text.replace(/(?![\t\n])[\p{Cc}\p{Cs}]/gu, '\ufffd'));
      }),
    );
  });
});

describe('scriptJson', () => {
  test('is JSON that cannot leave its element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), anyText, (value, text) => {
        const data = [value, text, { [text]: text }];
        const json = scriptJson(data);
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  test('refuses what JSON cannot say', () => {
    expect(() => scriptJson(undefined)).toThrow(TypeError);
    expect(() => scriptJson(() => 1)).toThrow(TypeError);
  });
});

describe('markdownCell', () => {
  test.each([
    ['web_01', 'web_01'],
    ['10.0.0.1', '10.0.0.1'],
    ['10. item', '10\\. item'],
    ['_a_ __b__', '\\_a\\_ \\_\\_b\\_\\_'],
    ['a|b', 'a\\|b'],
    ['a\\|b', 'a\\\\\\|b'],
    ['line\r\n\r\n# next', 'line # next'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['1) item', '1\\) item'],
    ['`code`', '\\`code\\`'],
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['![x](http://evil/a.png)', '!\\[x\\](http&#58;//evil/a.png)'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['see www.example.org and a@example.org', 'see www&#46;example.org and a&#64;example.org'],
    ['$x$ ~~y~~ **z**', '\\$x\\$ \\~\\~y\\~\\~ \\*\\*z\\*\\*'],
    ['a\u202eb\x1b[31m', 'a\\\\u{202e}b\\\\u{1b}\\[31m'],
    ['', ''],
  ])('%j becomes %j', (text, markdown) => {
    expect(markdownCell(text)).toBe(markdown);
  });

  test('stays one line without live marks for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cell = markdownCell(text);
        expect(cell).not.toMatch(/[\n\r\u2028\u2029<>]/);
        const live = cell.replace(/\\[\\`*[\]|~$_.)#+=-]/g, '');
        expect(live).not.toMatch(/[\\`*[\]|~$]|:\/\//);
      }),
    );
  });
});

describe('spreadsheetText', () => {
  test.each(["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1'])(
    'disarms %j',
    (text) => {
      expect(spreadsheetText(text)).toBe(`'${text}`);
    },
  );

  test.each(['', 'web-01', "'x", '1=1', 'a@b', ' a'])('leaves %j', (text) => {
    expect(spreadsheetText(text)).toBe(text);
  });
});

describe('terminalText', () => {
  test.each([
    ['web-01 Müller 😀 👩‍💻 日本', 'web-01 Müller 😀 👩‍💻 日本'],
    ['\x1b[31mred\x1b]0;title\x07', '\\u{1b}[31mred\\u{1b}]0;title\\u{7}'],
    ['a\nb\tc\r', 'a\\u{a}b\\u{9}c\\u{d}'],
    ['\u202egpj.exe', '\\u{202e}gpj.exe'],
    ['\x9b2J\x7f\u2028\ufeff\ud800', '\\u{9b}2J\\u{7f}\\u{2028}\\u{feff}\\u{d800}'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('%j becomes %j', (text, shown) => {
    expect(terminalText(text)).toBe(shown);
  });

  test('nothing invisible is left of any text, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = terminalText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        expect(terminalText(shown)).toBe(shown);
      }),
    );
  });
});
