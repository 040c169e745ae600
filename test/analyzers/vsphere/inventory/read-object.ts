import { AnswerReader } from '../../../../analyzers/vsphere/client/answer-reader.ts';
import type { ManagedObject } from '../../../../analyzers/vsphere/client/node.ts';
import { ObjectContent } from '../../../../analyzers/vsphere/client/retrieve.ts';

/** An object as RetrievePropertiesEx answers it: each property with its type and what is in it, in XML. */
export function objectContent(
  object: ManagedObject,
  properties: Readonly<Record<string, readonly [type: string, xml: string]>>,
): ObjectContent {
  const reader = new AnswerReader(null, () => {});
  const sets = Object.entries(properties).map(
    ([name, [type, xml]]) => `<propSet><name>${name}</name><val xsi:type="${type}">${xml}</val></propSet>`,
  );
  reader.write(
    Buffer.from(
      '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
        `<Body><RetrievePropertiesExResponse xmlns="urn:vim25"><objects>${sets.join('')}</objects></RetrievePropertiesExResponse></Body></Envelope>`,
    ),
  );
  const node = reader.end().body.at('objects');
  if (node === undefined) throw new Error('an answer has an object');
  return new ObjectContent(object, node);
}
