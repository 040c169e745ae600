import * as fc from 'fast-check';

/** Any text at all, also what is no valid Unicode: names and notes come from strangers. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom('a', 'Z', '0', ' ', '-', '.', '/', "'", '=', '😀'),
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  );
  return fc.string({ unit, maxLength });
}
