/**
 * The 32 hex digits of a UUID however it is written: "420c2e0f-…", "{420C2E0F-…}", or as the serial number that a guest
 * reads from its SMBIOS, "VMware-42 0c 2e 0f …". Null for what is no UUID.
 */
export function uuidDigits(text: string): string | null {
  const digits = text
    .trim()
    .replace(/^VMware-/i, '')
    .replaceAll(/[\s{}-]/g, '')
    .toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : null;
}

/**
 * The same UUID in the other byte order: SMBIOS before 2.6 wrote the first three fields with the low byte first, and
 * guests and vSphere show one or the other (DMTF DSP0134, 7.2.1).
 */
export function swappedUuid(digits: string): string {
  return digits.replace(/^(..)(..)(..)(..)(..)(..)(..)(..)/, '$4$3$2$1$6$5$8$7');
}
