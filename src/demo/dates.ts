/** Days between the epoch of spreadsheets, 1899-12-30, and that of Unix. */
const unixEpochSerial = 25_569;
const msPerDay = 86_400_000;

/** A moment as a spreadsheet's serial number, in local time without a zone, as RVTools writes it. */
export function dateSerial(year: number, month: number, day: number, hour = 0, minute = 0): number {
  return Date.UTC(year, month - 1, day, hour, minute) / msPerDay + unixEpochSerial;
}

/** When the demo exports were made. Everything in them that has a date is placed by it. */
export const exportedAt = dateSerial(2026, 11, 20, 9, 30);

/** What vCenter shows as the creation date of VMs that are older than the property: the Unix epoch, local time. */
export const unknownCreationDate = unixEpochSerial + 1 / 24;

/** A moment `days` and `seconds` before the export. */
export function beforeExport(days: number, seconds = 0): number {
  return exportedAt - days - seconds / 86_400;
}
