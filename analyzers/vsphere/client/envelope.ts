import type { ManagedObject } from './node.ts';

/**
 * Requests are written as text: elements in the order of the schema, which vSphere insists on, and every value escaped.
 */

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot hold at all (2.2) become U+FFFD. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export const escapeXml = (text: string): string =>
  text
    .replace(notXml, '\ufffd')
    .replace(/[&<>"']/g, (character) => escapes[character] ?? character)
    // A bare carriage return would be read as a newline (XML 1.0, 2.11).
    .replaceAll('\r', '&#13;');

/** Pieces of XML, written already. */
export type Xml = string & { readonly xml: unique symbol };

/** An element with text or with elements in it; `type` is xsi:type. */
export function element(name: string, content: string | number | boolean | readonly Xml[], type?: string): Xml {
  const inner = typeof content === 'object' ? content.join('') : escapeXml(String(content));
  const attribute = type === undefined ? '' : ` xsi:type="${escapeXml(type)}"`;
  return `<${name}${attribute}>${inner}</${name}>` as Xml; // The one place besides `reference` that makes Xml.
}

export function reference(name: string, object: ManagedObject): Xml {
  return `<${name} type="${escapeXml(object.type)}">${escapeXml(object.id)}</${name}>` as Xml;
}

/** The SOAP envelope of a call of `method` on `self`. */
export function envelope(method: string, self: ManagedObject, parameters: readonly Xml[]): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    `<${method} xmlns="urn:vim25">${reference('_this', self)}${parameters.join('')}</${method}>` +
    '</soapenv:Body></soapenv:Envelope>'
  );
}
