/** The last part of the page's address, which selects VMs: `#vm=<id>`, `#rule=<id>&severity=blocker`. */
export const fragmentKeys = ['vm', 'disposition', 'candidate', 'severity', 'rule', 'belongs'] as const;
export type FragmentKey = (typeof fragmentKeys)[number];

/** What `belongs` names in the address: "Application: payroll". */
export const facetKey = ({ kind, name }: { readonly kind: string; readonly name: string }): string =>
  `${kind}: ${name}`;

/** Half surrogates have no form in an address. */
const encoded = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\ufffd'));

export function fragment(selection: { readonly [Key in FragmentKey]?: string }): string {
  return `#${fragmentKeys
    .flatMap((key) => (selection[key] === undefined ? [] : [`${key}=${encoded(selection[key])}`]))
    .join('&')}`;
}

/** What a fragment selects; empty for one that selects nothing, such as a link to a section. */
export function readFragment(hash: string): Map<FragmentKey, string> {
  const parameters = new URLSearchParams(hash.replace(/^#/, '').replaceAll('+', '%2B'));
  const selection = new Map<FragmentKey, string>();
  for (const key of fragmentKeys) {
    const value = parameters.get(key);
    if (value !== null) selection.set(key, value);
  }
  return selection;
}
