import type { RuleChange, RuleComparison } from '@hadir/api';
import { dayMonthYear, number, type IconName } from '@hadir/ui';
import { t } from './i18n';
import type { RulesKey } from './id';

/** A figure with its sign: what is added, what is taken away. */
export function signed(figure: number): string {
  return figure > 0 ? `+${number(figure)}` : figure < 0 ? `−${number(-figure)}` : number(0);
}

/** How the state of a change looks. */
export function changeLook({ state }: Pick<RuleChange, 'state'>): {
  tone: 'good' | 'late' | 'off';
  icon: IconName;
  text: string;
} {
  const looks = {
    proposed: { tone: 'late', icon: 'wait' },
    signed: { tone: 'good', icon: 'check' },
    rejected: { tone: 'off', icon: 'close' },
  } as const;
  return { ...looks[state], text: t(`state.${state}`) };
}

/** The sums of a comparison, those that are nought left out where they would only fill the page. */
export function sums({ totals }: Pick<RuleComparison, 'totals'>): { term: string; value: string | null }[] {
  const some = (figure: number, text = number(figure)) => (figure === 0 ? null : text);
  const cut = (people: number, rupiah: number) =>
    some(people, t('cutText', { people: number(people), rupiah: number(rupiah) }));
  const rows: [RulesKey, string | null][] = [
    ['people', number(totals.people)],
    ['changedPeople', number(totals.changed_people)],
    ['unchangedPeople', number(totals.unchanged_people)],
    ['changedDays', t('ofDays', { changed: number(totals.changed_days), all: number(totals.days) })],
    ['statusDays', some(totals.status_days)],
    ['lateMinutes', some(totals.late_minutes, signed(totals.late_minutes))],
    ['earlyMinutes', some(totals.early_minutes, signed(totals.early_minutes))],
    ['ladderAppears', some(totals.ladder_appears)],
    ['ladderVanishes', some(totals.ladder_vanishes)],
    ['ladderMoves', some(totals.ladder_moves)],
    ['cutMore', cut(totals.cut_more_people, totals.cut_more_rupiah)],
    ['cutLess', cut(totals.cut_less_people, totals.cut_less_rupiah)],
    ['difference', some(totals.difference_rupiah, `Rp${signed(totals.difference_rupiah)}`)],
    ['withoutAmount', some(totals.without_amount)],
    ['erasedDays', some(totals.erased_days)],
  ];
  return rows.map(([key, value]) => ({ term: t(key), value }));
}

/** On which days a pack was tried. */
export function triedWords(compared: RuleComparison): string {
  const [date, from, to] = [compared.covers_from, compared.from, compared.to].map(dayMonthYear);
  return compared.as_if
    ? t('asIf', { date: date ?? '', from: from ?? '', to: to ?? '' })
    : t('span', { from: from ?? '', to: to ?? '' });
}

/** First and last day of the month before a date. */
export function lastMonth(today: string): { from: string; to: string } {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const day = (utc: number) => new Date(utc).toISOString().slice(0, 10);
  return { from: day(Date.UTC(year, month - 2, 1)), to: day(Date.UTC(year, month - 1, 0)) };
}
