import { dayCodes, type DayCode } from '@hadir/api';
import { named, tc } from '../i18n/texts';

/** Tone of each code; it only repeats what the letters say. */
const tones: Record<DayCode, string> = {
  H: 'good',
  DL: 'away',
  WFH: 'away',
  DIKLAT: 'away',
  TB: 'away',
  C: 'excused',
  S: 'excused',
  I: 'excused',
  TK: 'missing',
  LIBUR: 'off',
  BELUM: 'unheard',
};

export function toneOf(code: string): string {
  return tones[code as DayCode] ?? 'unheard';
}

/** How a day is printed in one small box: "TL" and "PSW" stand for H with that mark (DECISIONS 4). */
export function printed(status: string, marks: readonly string[]): string {
  if (status === 'BELUM') return '…';
  if (status === 'LIBUR') return 'L';
  if (status !== 'H') return status;
  const short = marks.map((mark) => mark.split(':')[0]).find((mark) => mark === 'TL' || mark === 'PSW');
  return short ?? 'H';
}

/** A mark such as `TL:45` in words: "Terlambat 45 menit"; `TW` counts windows, the others minutes. */
export function markInWords(mark: string): string {
  const [code = mark, amount] = mark.split(':');
  const name = named('mark', code);
  const word = name === '' ? code : name;
  if (!amount || !/^\d+$/.test(amount)) return word;
  return code === 'TW' ? `${word} (${amount})` : tc('mark.minutes', { mark: word, minutes: amount });
}

/** The codes a month has, with their days, in the fixed order; a code we do not know comes last, never lost. */
export function totalsInOrder(totals: Record<string, number>): { code: string; days: number }[] {
  const known = dayCodes.filter((code) => (totals[code] ?? 0) > 0) as string[];
  const foreign = Object.keys(totals).filter((code) => !(dayCodes as readonly string[]).includes(code));
  return [...known, ...foreign.sort()].map((code) => ({ code, days: totals[code] ?? 0 }));
}
