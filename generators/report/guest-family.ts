import type { Vm } from '../../src/model/estate.ts';

export const unknownGuest = 'unknown';

/** The guest operating system in VMware's words: as VMware Tools report it, else as the VM is configured. */
export function guestName(vm: Vm): string | null {
  return vm.guestFullNameTools ?? vm.guestFullNameConfig;
}

/**
 * The guest's name without its version, for counting: "Microsoft Windows Server 2016 or later (64-bit)" ->
 * "Windows Server". A matter of words only; what the system means for a VM is for the rules to judge.
 */
export function guestFamily(guest: string | null): string {
  if (guest === null || guest.trim() === '') return unknownGuest;
  const words = guest
    .replaceAll(/\([^)]*\)/g, ' ')
    .trim()
    .split(/\s+/);
  const version = words.findIndex((word, index) => index > 0 && /^(v?\d|release$|version$|or$|\()/i.test(word));
  const family = words.slice(words[0] === 'Microsoft' ? 1 : 0, version === -1 ? words.length : version).join(' ');
  if (/^other$/i.test(family) || family === '') return /linux/i.test(guest) ? 'Other Linux' : 'Other';
  return family;
}
