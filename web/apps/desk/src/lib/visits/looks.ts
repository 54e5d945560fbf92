import type { VisitCell, VisitCounts } from '@hadir/api';
import type { IconName } from '@hadir/ui';

/** How an outcome looks. A finding asks for attention; none is red, for none is guilt. */
export function looksOf(cell: VisitCell): { tone: 'good' | 'late' | 'off'; icon: IconName } {
  switch (cell) {
    case 'seen':
      return { tone: 'good', icon: 'check' };
    case 'recorded_not_seen':
    case 'seen_not_recorded':
    case 'seen_while_away':
    case 'excused_by_word':
    case 'not_seen_not_recorded':
      return { tone: 'late', icon: 'alert' };
    case 'seen_off_duty':
      return { tone: 'off', icon: 'check' };
    default:
      return { tone: 'off', icon: 'minus' };
  }
}

/** Everybody who was seen, recorded or not. */
export const seenOf = (counts: VisitCounts) =>
  counts.seen + counts.seen_off_duty + counts.seen_not_recorded + counts.seen_while_away;
