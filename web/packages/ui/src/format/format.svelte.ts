import { language } from '../i18n/language.svelte';
import type { DateText, MonthText } from './calendar';

/** The three zones of the country by the names officers use. */
export const zones = [
  { zone: 'Asia/Jakarta', short: 'WIB' },
  { zone: 'Asia/Makassar', short: 'WITA' },
  { zone: 'Asia/Jayapura', short: 'WIT' },
] as const;

/** Where the instansi is: the zone all its times are shown in. */
class Place {
  zone = $state<string>('Asia/Jakarta');

  /** Takes an IANA name or WIB, WITA, WIT; an unknown name changes nothing. */
  use(name: string): void {
    const known = zones.find((one) => one.short === name);
    const zone = known?.zone ?? name;
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      this.zone = zone;
    } catch {
      // Times stay in the zone that was on.
    }
  }

  get short(): string {
    if (this.zone === 'Asia/Pontianak') return 'WIB';
    return zones.find((one) => one.zone === this.zone)?.short ?? this.zone;
  }
}

export const place = new Place();

const locale = () => (language.current === 'en' ? 'en-GB' : 'id-ID');
const noon = (date: DateText) => Date.parse(`${date}T12:00:00Z`);

function formatted(when: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), options).format(when);
}

/** Senin, 23 November 2026 */
export function longDate(date: DateText): string {
  return formatted(noon(date), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** Sen, 23 Nov */
export function shortDate(date: DateText): string {
  return formatted(noon(date), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** 23 Nov 2026 */
export function dayMonthYear(date: DateText): string {
  return formatted(noon(date), { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}

/** November 2026 */
export function monthName(month: MonthText): string {
  return formatted(noon(`${month}-01`), { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** Names of the weekdays from Monday: long for screen readers, short for the eye. */
export function weekdayNames(): { long: string; short: string }[] {
  return Array.from({ length: 7 }, (_, i) => {
    const monday = Date.UTC(2026, 10, 23 + i);
    return {
      long: formatted(monday, { weekday: 'long', timeZone: 'UTC' }),
      short: formatted(monday, { weekday: 'short', timeZone: 'UTC' }),
    };
  });
}

/** Local clock text of the server (`07:21:05`) as it is written here: 07.21, in English 07:21. */
export function hourMinute(local: string): string {
  const text = (local.includes('T') ? (local.split('T')[1] ?? '') : local).slice(0, 5);
  return language.current === 'en' ? text : text.replace(':', '.');
}

/** The same with seconds, where the text has them. */
export function hourMinuteSecond(local: string): string {
  const text = (local.includes('T') ? (local.split('T')[1] ?? '') : local).slice(0, 8);
  return language.current === 'en' ? text : text.replaceAll(':', '.');
}

/** An instant: Jumat 20 Nov 2026, 07.42 WIB */
export function dayTimeOf(instant: string): string {
  const when = Date.parse(instant);
  const weekday = formatted(when, { weekday: 'long', timeZone: place.zone });
  const date = formatted(when, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: place.zone,
  });
  return `${weekday} ${date}, ${timeOf(instant)}`;
}

/** An instant as a clock: 07.21.05 */
export function clockText(ms: number): string {
  return formatted(ms, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: place.zone,
  });
}

/** An instant: 07.21 WIB */
export function timeOf(instant: string): string {
  const text = formatted(Date.parse(instant), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: place.zone,
  });
  return `${text} ${place.short}`;
}

/** An instant: 23 Nov 2026 07.21 WIB */
export function dateTimeOf(instant: string): string {
  const date = formatted(Date.parse(instant), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: place.zone,
  });
  return `${date} ${timeOf(instant)}`;
}

/** A local date and time without zone, as a machine wrote it: 23 Nov 2026 07.21.05 */
export function localDateTime(local: string): string {
  const date = local.slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${dayMonthYear(date)} ${hourMinuteSecond(local)}` : local;
}

/** 5.588.245, in English 5,588,245 */
export function number(n: number): string {
  return new Intl.NumberFormat(locale()).format(n);
}
