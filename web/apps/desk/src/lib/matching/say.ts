import type { PinEffects, PinMapping, PinStep, WaitingKey } from '@hadir/api';
import { dayMonthYear, named } from '@hadir/ui';
import { t, type MatchingKey } from './words';

/** Where a key lives, in words. */
export function placeOf(row: WaitingKey): string {
  const words = t(`source.${row.source}` as MatchingKey, {
    serial: row.device?.serial ?? '',
    unit: row.unit?.name ?? '',
  });
  return [words.trim(), row.site?.name].filter(Boolean).join(' · ');
}

/** How much is stored under a key, and from when to when. */
export function usesOf(row: WaitingKey): string {
  const day = (local: string | null | undefined) => (local ? dayMonthYear(local.slice(0, 10)) : '');
  const [from, to] = [day(row.first_at), day(row.last_at)];
  if (from === '') return t('usesMatched', { count: row.count });
  return t(from === to ? 'usesOne' : 'uses', { count: row.count, from, to });
}

/** Whose work a key is. */
export function ownerOf(row: WaitingKey): string {
  const role = t(`role.${row.owner_role}` as MatchingKey, { unit: row.owner_unit?.name ?? '' });
  return t('owner', { role: role.trim() });
}

/** The days of a mapping. */
export function periodOf(of: Pick<PinMapping | PinStep, 'from_on' | 'to_on'>): string {
  return t('period', {
    from: of.from_on ? dayMonthYear(of.from_on) : t('always'),
    to: of.to_on ? dayMonthYear(of.to_on) : t('onwards'),
  });
}

/** One sentence of what a decision changes: "42 rekaman, 18 hari dinilai ulang, 3 TK menjadi H". */
export function effectsSentence(effects: PinEffects): string {
  const sums = effects.sums.map((sum) =>
    t('effectSum', { days: sum.days, was: named('code', sum.was), becomes: named('code', sum.becomes) }),
  );
  return [
    t('effectPunches', { count: effects.punches }),
    t('effectDays', { count: effects.days }),
    ...(sums.length > 0 ? sums : [t('effectNone')]),
    ...(effects.finer > 0 ? [t('effectFiner', { count: effects.finer })] : []),
  ].join(', ');
}

/** What was decided, in words. */
export function stepOf(step: PinStep): string {
  const name = step.person?.name ?? '';
  if (step.action === 'end' && step.never) return t('step.never', { name });
  return t(`step.${step.action}` as MatchingKey, { name, period: periodOf(step) });
}
