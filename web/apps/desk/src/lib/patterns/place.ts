import type { PatternSpan, PatternSubject } from '@hadir/api';

export const views = ['points', 'phones', 'timeline'] as const;
export type View = (typeof views)[number];

/** What the page shows, as its address says it. */
export interface Place extends PatternSpan {
  view: View;
  cell: string | null;
  key: string | null;
  person: string | null;
}

/** Reads the address of the page; the last thirty days where it names none. */
export function placeOf(params: URLSearchParams, today: string): Place {
  const month = new Date(Date.parse(`${today}T00:00:00Z`) - 29 * 86_400_000).toISOString().slice(0, 10);
  return {
    view: views.find((view) => view === params.get('view')) ?? 'points',
    from: params.get('from') ?? month,
    to: params.get('to') ?? today,
    cell: params.get('cell'),
    key: params.get('key'),
    person: params.get('person'),
  };
}

/** Days that are read at once: a whole city of them fits into memory. */
export const MOST_DAYS = 92;

/** Whether the server reads a span at once; an end that lies before its beginning it does not either. */
export function isReadAtOnce({ from, to }: PatternSpan): boolean {
  if (!from || !to) return true;
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return days >= 0 && days <= MOST_DAYS;
}

/** What the dossier of a place is about, where one is opened. */
export function subjectOf(place: Place): { of: PatternSubject; id: string } | null {
  if (place.person) return { of: 'person', id: place.person };
  if (place.key) return { of: 'phone', id: place.key };
  if (place.cell && place.view === 'points') return { of: 'point', id: place.cell };
  return null;
}
