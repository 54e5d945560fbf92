import type { LeaveBalance, Request, RequestDetail, RequestState, RequestWaits } from '@hadir/api';
import type { IconName } from '../components/Icon.svelte';
import { dayMonthYear, hourMinute, number, shortDate } from '../format/format.svelte';
import { named } from '../i18n/texts';
import { tr } from './words';

export type Tone = 'good' | 'late' | 'excused' | 'away' | 'off' | 'missing';

/** Sign and colour of each state; never colour alone. */
export const requestLooks: Record<RequestState, { icon: IconName; tone: Tone }> = {
  pending: { icon: 'wait', tone: 'late' },
  returned: { icon: 'left', tone: 'away' },
  approved: { icon: 'check', tone: 'good' },
  rejected: { icon: 'close', tone: 'missing' },
  postponed: { icon: 'calendar', tone: 'excused' },
  withdrawn: { icon: 'minus', tone: 'off' },
};

/** What is asked for, in two or three words: "Cuti tahunan". */
export function kindWords(of: RequestDetail): string {
  return of.kind === 'leave' ? tr(`leave.${of.detail.leave}`) : tr(`kind.${of.kind}`);
}

/** One day, or the first and the last. */
export function rangeWords(from: string, to: string): string {
  if (from === to) return dayMonthYear(from);
  return tr('detail.range', { from: dayMonthYear(from), to: dayMonthYear(to) });
}

/** Half days as days: 1,5. */
export const daysText = (halfDays: number) => number(halfDays / 2);

/** A balance's figure with its unit: "9,5 hari kerja". */
export function amountWords(halfDays: number, unit: LeaveBalance['unit'] = 'workdays'): string {
  // In the calendar's count a month stands for thirty days.
  const months = Math.trunc(halfDays / 60);
  const rest = halfDays - months * 60;
  if (unit !== 'months' || months === 0) {
    return tr(unit === 'workdays' ? 'unit.workdays' : 'unit.days', { count: daysText(halfDays) });
  }
  const words = tr('unit.months', { count: number(months) });
  return rest === 0 ? words : `${words} ${tr('unit.days', { count: daysText(rest) })}`;
}

/** What it is about, in one line: "23 Nov 2026 sampai 25 Nov 2026 · 3 hari". */
export function detailLine(of: RequestDetail): string {
  switch (of.kind) {
    case 'correction':
      return tr('line.correction', {
        side: tr(`side.${of.detail.side}`),
        date: shortDate(of.detail.date),
        value: correctedTo(of.detail),
      });
    case 'swap':
      return tr('line.swap', {
        mine: shortDate(of.detail.date),
        theirs: shortDate(of.detail.other_date),
        name: of.colleague?.name ?? '',
      });
    case 'cancel':
      return of.detail.from
        ? tr('line.cancelFrom', { from: dayMonthYear(of.detail.from) })
        : tr('line.cancelAll');
    default: {
      const { from, to, part } = of.detail;
      const counted = 'counted_half_days' in of.detail ? of.detail.counted_half_days : undefined;
      return [
        rangeWords(from, to),
        part === 'whole' ? null : tr(`part.${part}`),
        counted === undefined ? null : tr('days.whole', { count: daysText(counted) }),
      ]
        .filter((one) => one !== null)
        .join(' · ');
    }
  }
}

type Correction = Extract<RequestDetail, { kind: 'correction' }>['detail'];

/** The time or status a correction asks for. */
export function correctedTo({ side, time, next_day, status }: Correction): string {
  if (side === 'status') return `${status ?? ''} · ${named('code', status)}`;
  const at = hourMinute(time ?? '');
  return next_day ? tr('detail.nextDay', { time: at }) : at;
}

/** Its particulars as terms with values, in the order they are read. */
export function detailFacts(of: RequestDetail): { term: string; value: string | null }[] {
  switch (of.kind) {
    case 'correction':
      return [
        { term: tr('detail.when'), value: dayMonthYear(of.detail.date) },
        { term: tr('detail.asked'), value: `${tr(`side.${of.detail.side}`)}: ${correctedTo(of.detail)}` },
        { term: tr('detail.because'), value: tr(`code.${of.detail.code}`) },
      ];
    case 'swap':
      return [
        { term: tr('detail.mine'), value: dayMonthYear(of.detail.date) },
        { term: tr('detail.theirs'), value: dayMonthYear(of.detail.other_date) },
        { term: tr('detail.with'), value: of.colleague?.name ?? null },
      ];
    case 'cancel':
      return [
        {
          term: tr('detail.cancels'),
          value: of.detail.from
            ? tr('detail.cancelsFrom', { from: dayMonthYear(of.detail.from) })
            : tr('detail.cancelsAll'),
        },
      ];
    default: {
      const { from, to, part, ...more } = of.detail;
      const at = more as Partial<Record<'letter' | 'place' | 'address' | 'phone', string | null>> & {
        counted_half_days?: number;
      };
      return [
        { term: tr('detail.when'), value: rangeWords(from, to) },
        { term: tr('detail.part'), value: part === 'whole' ? null : tr(`part.${part}`) },
        {
          term: tr('detail.days'),
          value:
            at.counted_half_days === undefined
              ? null
              : tr('days.whole', { count: daysText(at.counted_half_days) }),
        },
        { term: tr('detail.letter'), value: at.letter || null },
        { term: tr('detail.place'), value: at.place || null },
        { term: tr('detail.address'), value: at.address || null },
        { term: tr('detail.phone'), value: at.phone || null },
      ];
    }
  }
}

/** Whom it waits for, and until when. */
export function waitWords(step: RequestWaits): string {
  const who = tr(`who.${step.who}`);
  if (step.due_on === null) return tr('wait.open', { who });
  return tr(step.overdue ? 'wait.overdue' : 'wait.at', { who, due: dayMonthYear(step.due_on) });
}

/** Who did a step: "Budi (Plt, atasan langsung)". */
export function byWords(event: Request['history'][number]): string {
  const as = [event.acting ? tr(`acting.${event.acting}`) : null, tr(`who.${event.as}`)]
    .filter(Boolean)
    .join(', ');
  const name = event.by_name ?? event.by_login;
  return name ? `${name} (${as})` : as;
}
