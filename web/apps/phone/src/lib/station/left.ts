import { t } from '../i18n';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A span still to come, in the words of a person: hours, or minutes when it is short. */
export function leftInWords(ms: number): string {
  if (ms >= 2 * HOUR_MS) return t('station.hours', { hours: Math.floor(ms / HOUR_MS) });
  return t('station.minutes', { minutes: Math.max(1, Math.floor(ms / MINUTE_MS)) });
}
