import type { PatternSpan } from '@hadir/api';
import { to } from '$lib/to';
import type { Place, View } from './place';

/** The address of a place; what is opened there is left out unless it is named. */
export function addressOf(
  span: PatternSpan,
  view: View,
  opened: Partial<Pick<Place, 'cell' | 'key' | 'person'>> = {},
) {
  return to('/evidence', { view, from: span.from, to: span.to, ...opened });
}
