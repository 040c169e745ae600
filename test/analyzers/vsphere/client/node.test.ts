import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerReader } from '../../../../analyzers/vsphere/client/answer-reader.ts';
import { element, envelope, escapeXml, reference } from '../../../../analyzers/vsphere/client/envelope.ts';
import { VimNode } from '../../../../analyzers/vsphere/client/node.ts';
import { chooseVersion } from '../../../../analyzers/vsphere/client/service-versions.ts';
import { normalThumbprint } from '../../../../analyzers/vsphere/client/tls.ts';

function nodeOf(text: string): VimNode {
  const node = new VimNode('value', null, null);
  node.content = text;
  return node;
}

const manager = { type: 'SessionManager', id: 'SessionManager' };

const read = (xml: string): VimNode => {
  const reader = new AnswerReader(null, () => {});
  reader.write(Buffer.from(xml));
  return reader.end().body;
};

/** Texts that XML can hold. */
const xmlText = fc
  .string({ unit: 'binary' })
  .filter((text) => escapeXml(text).includes('\ufffd') === text.includes('\ufffd'));

describe('figures', () => {
  it('of 64 bits are never rounded', () => {
    expect(nodeOf('9007199254740991').integer()).toBe(Number.MAX_SAFE_INTEGER);
    expect(nodeOf('9007199254740993').integer()).toBeNull();
    expect(nodeOf('9223372036854775807').bytesAsMiB()).toBe(8796093022208);
    expect(nodeOf('9223372036854775807').text()).toBe('9223372036854775807');
  });

  it('of bytes become the whole MiB that hold them', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (bytes) => {
        const mib = BigInt(nodeOf(String(bytes)).bytesAsMiB() ?? -1);
        return mib * 1024n * 1024n >= bytes && (mib - 1n) * 1024n * 1024n < bytes;
      }),
    );
  });

  it('that are none are unknown', () => {
    for (const text of ['', 'x', '1.5', '1e3', '0x10', '-', '99999999999999999999'])
      expect([nodeOf(text).integer(), nodeOf(text).bytesAsMiB()]).toEqual([null, null]);
    expect(nodeOf('-1').count()).toBeNull();
    expect(nodeOf('-1').integer()).toBe(-1);
  });
});

describe('an envelope', () => {
  it('gives every text back as it was', () => {
    fc.assert(
      fc.property(xmlText, xmlText, (name, password) => {
        const body = envelope('Login', manager, [element('userName', name), element('password', password)]);
        const reader = new AnswerReader(null, () => {});
        reader.write(Buffer.from(body));
        const call = reader.end().body;
        // Blanks alone are taken for indentation when answers are read; nobody is called that.
        const given = [call.text('userName'), call.text('password')];
        expect(given).toEqual([name, password].map((text) => (text.trim() === '' ? null : text)));
      }),
    );
  });

  it('has its children in the order in which they are given', () => {
    const vm = { type: 'VirtualMachine', id: 'vm-1' };
    expect(
      envelope('X', manager, [reference('a', vm), element('b', true), element('c', [element('d', 1, 'xsd:int')])]),
    ).toContain(
      '<_this type="SessionManager">SessionManager</_this><a type="VirtualMachine">vm-1</a><b>true</b><c><d xsi:type="xsd:int">1</d></c></X>',
    );
  });

  it('has a sign in the place of characters that XML does not have', () => {
    expect(escapeXml('a\u0000b\ud800c')).toBe('a\ufffdb\ufffdc');
  });
});

describe('an answer', () => {
  it('is understood by namespaces, whatever their prefixes', () => {
    const body = read(
      '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:T="http://www.w3.org/2001/XMLSchema-instance">' +
        '<S:Body><v:R xmlns:v="urn:vim25"><v:returnval T:type="v:VirtualDisk" type="x"/></v:R></S:Body></S:Envelope>',
    );
    expect(body.at('returnval')).toMatchObject({ type: 'VirtualDisk', referenceType: 'x' });
  });

  it('that ends early, is no SOAP or brings its own entities is refused', () => {
    const start = '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>';
    for (const xml of ['', start, '<html/>', `<!DOCTYPE x [<!ENTITY a "b">]>${start}<R>&a;</R></Body></Envelope>`])
      expect(() => read(xml)).toThrow();
  });
});

describe('versions', () => {
  it('the newest that both know is spoken', () => {
    expect(chooseVersion(['9.1.0.0', '8.0.3.0', '8.0.10.0', '6.5'])).toBe('8.0.10.0');
    expect(chooseVersion(['uA046D008', '9.0.0.0', '8.0.3.0'])).toBe('9.0.0.0');
    expect(chooseVersion(['10.0'])).toBe('6.0');
  });
});

describe('thumbprints', () => {
  it('are read however they are written', () => {
    const sha1 = 'AB:'.repeat(19) + 'CD';
    expect(normalThumbprint(sha1.toLowerCase())).toBe(sha1);
    expect(normalThumbprint(sha1.replaceAll(':', ''))).toBe(sha1);
    for (const text of ['', 'AB', `${sha1}:00`, 'x'.repeat(40)]) expect(normalThumbprint(text)).toBeNull();
  });
});
