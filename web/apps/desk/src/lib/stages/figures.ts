import type { MatchCounts } from '@hadir/api';
import { language } from '@hadir/ui';
import { percentText } from '../rollout/percent';

/** `0.9686` in ten-thousandths; null of nothing. */
export const partsOf = (share: string | null | undefined): number | null =>
  share ? Math.round(Number(share) * 10_000) : null;

/** `0.9686` as people read it: 96,86%; a dash of nothing. */
export const shareText = (share: string | null | undefined): string => percentText(partsOf(share));

/** Hundredths of a point with their sign: +1,05; null of nothing. */
export function pointsText(change: number | null | undefined): string | null {
  if (change === null || change === undefined) return null;
  const locale = language.current === 'en' ? 'en-GB' : 'id-ID';
  return new Intl.NumberFormat(locale, {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(change / 100);
}

/** Due days that are not compared. */
export const excludedIn = (counts: MatchCounts): number =>
  Object.values(counts.excluded).reduce((sum, days) => sum + days, 0);

/** Whether the parts of a table are its roster. */
export const addsUp = (counts: MatchCounts): boolean =>
  counts.off +
    counts.excused +
    excludedIn(counts) +
    counts.both_silent +
    counts.matched +
    counts.differing ===
  counts.roster;
