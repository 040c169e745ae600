import type { Source } from '../model/estate.ts';
import type { Settings } from '../model/settings.ts';

/**
 * The date that stands for today, YYYY-MM-DD: the day of the latest export, else the setting, else null. There is no
 * clock in devirt, so null makes whatever needs a date answer `unknown`.
 */
export function asOfDate(sources: readonly Source[], settings: Settings): string | null {
  let latest: string | null = null;
  for (const { exportedAt } of sources) {
    const date = exportedAt === null ? undefined : /^\d{4}-\d{2}-\d{2}/.exec(exportedAt)?.[0];
    if (date !== undefined && (latest === null || date > latest)) latest = date;
  }
  return latest ?? settings.asOf;
}
