import type { Vm } from '../../model/estate.ts';
import type { Match } from '../../model/settings.ts';

const star = 42;
const question = 63;

/** Code units of the code point at `index`: 2 for a surrogate pair, else 1. */
function width(text: string, index: number): number {
  const point = text.codePointAt(index);
  return point !== undefined && point > 0xffff ? 2 : 1;
}

/**
 * Compiles a pattern in which * stands for any run of characters and ? for one character; case is ignored. Nothing else
 * has a meaning, and / is a character as any other. Takes at most text length times pattern length steps: only the last
 * star is ever tried again.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  if (!/[*?]/.test(wanted)) return (text) => text.toLowerCase() === wanted;
  return (original) => {
    const text = original.toLowerCase();
    let at = 0;
    let next = 0;
    let lastStar = -1;
    let resume = 0;
    while (at < text.length) {
      const unit = wanted.charCodeAt(next);
      if (unit === star) {
        lastStar = next++;
        resume = at;
      } else if (unit === question) {
        at += width(text, at);
        next++;
      } else if (unit === text.charCodeAt(at)) {
        at++;
        next++;
      } else if (lastStar >= 0) {
        resume += width(text, resume);
        at = resume;
        next = lastStar + 1;
      } else {
        return false;
      }
    }
    while (wanted.charCodeAt(next) === star) next++;
    return next === wanted.length;
  };
}

/** As a glob, save that `prod/*` takes the folder prod itself, whose VMs are below it, and all folders under it. */
function compileFolder(pattern: string): (text: string) => boolean {
  if (!pattern.endsWith('/*')) return compileGlob(pattern);
  const itself = compileGlob(pattern.slice(0, -2));
  const below = compileGlob(pattern);
  return (text) => itself(text) || below(text);
}

function optional(
  pattern: string | undefined,
  of: (vm: Vm) => string | null,
  compile: (pattern: string) => (text: string) => boolean = compileGlob,
): ((vm: Vm) => boolean) | null {
  if (pattern === undefined) return null;
  const matches = compile(pattern);
  return (vm) => {
    const text = of(vm);
    return text !== null && matches(text);
  };
}

/** Compiles a `match` of the settings: the VM must satisfy every field that is given. What is unknown never matches. */
export function compileMatch(match: Match): (vm: Vm) => boolean {
  const tests: ((vm: Vm) => boolean)[] = [
    optional(match.id, (vm) => vm.id),
    optional(match.name, (vm) => vm.name),
    optional(match.folder, (vm) => vm.folder, compileFolder),
    optional(match.cluster, (vm) => vm.cluster),
  ].filter((test) => test !== null);
  if (match.tag !== undefined) {
    const matches = compileGlob(match.tag);
    tests.push((vm) => vm.tags.some(matches));
  }
  for (const [name, pattern] of Object.entries(match.attribute ?? {})) {
    const wanted = name.toLowerCase();
    const matches = compileGlob(pattern);
    tests.push((vm) =>
      Object.entries(vm.customAttributes).some(([key, value]) => key.toLowerCase() === wanted && matches(value)),
    );
  }
  return (vm) => tests.every((test) => test(vm));
}
