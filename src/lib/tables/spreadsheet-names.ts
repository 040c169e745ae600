/** Names of the workbook format, each in its transitional and its strict form (ECMA-376-1 and -4). */

export const spreadsheetNamespaces: readonly string[] = [
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
];

/** Namespace of attributes such as r:id, and the start of relationship types. */
export const relationshipNamespaces: readonly string[] = [
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships',
];

/** Namespace of the parts that list relationships (ECMA-376-2, 6.5). */
export const packageRelationshipNamespaces: readonly string[] = [
  'http://schemas.openxmlformats.org/package/2006/relationships',
];

/** Type of the relationship to the core properties (ECMA-376-2, 8.2). */
export const corePropertiesType =
  'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';

/** Namespace of `created` in the core properties. */
export const dublinCoreTermsNamespaces: readonly string[] = ['http://purl.org/dc/terms/'];
