/** A part of an element; null adds nothing. Strings become text, never markup. */
export type Part = Node | string | null;

/** Makes an element with attributes (never from the estate's text as a name) and parts. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...parts: readonly Part[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...parts.filter((part) => part !== null));
  return made;
}

/** A text from the estate, whose right-to-left marks end with it. */
export function estateText(text: string): HTMLElement {
  return element('bdi', {}, text);
}

/** The element with this id, of the class that the caller needs; an error names what the page lacks. */
export function required<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}
