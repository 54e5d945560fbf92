import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const pointClasses = ['satellite', 'network', 'grid'] as const;
export type PointClass = (typeof pointClasses)[number];

export type PatternPoint = Omit<Schema['PatternPoint'], 'class'> & { class: PointClass };
export type PatternPointList = Omit<Schema['PatternPointList'], 'items'> & { items: PatternPoint[] };
export type PatternPerson = Schema['PatternPerson'];
export type PatternPointPerson = PatternPerson & { punches: number; days: number; of: number };
export type PatternWords = Schema['PatternWords'];
export type PatternPointDetail = Omit<Schema['PatternPointDetail'], 'point' | 'people'> & {
  point: PatternPoint;
  people: PatternPointPerson[];
};
export type PatternPhones = Omit<Schema['PatternPhones'], 'kind'> & { kind: 'shared' | 'several' };
export type PatternPhoneList = Omit<Schema['PatternPhoneList'], 'items'> & { items: PatternPhones[] };
export type PatternPhoneDetail = Omit<Schema['PatternPhoneDetail'], 'group'> & { group: PatternPhones };
export type PatternMoment = Schema['PatternMoment'];
export type PatternTimeline = Schema['PatternTimeline'];

/** A span of days, both included. */
export interface PatternSpan {
  from: string;
  to: string;
}

/** What a dossier or a time line is about. */
export type PatternSubject = 'point' | 'phone' | 'person';

const id = encodeURIComponent;
const days = ({ from, to }: PatternSpan) => `from=${id(from)}&to=${id(to)}`;

/** Calls about patterns in what phones told, apart from the others: most pages never need them. */
export const patternsApi = {
  points: (
    span: PatternSpan,
    { decimals, least, kind }: { decimals: string; least: string; kind: string },
    signal?: AbortSignal,
  ) =>
    json<PatternPointList>(
      `/evidence/patterns/points?${days(span)}&decimals=${id(decimals)}&least=${id(least)}&class=${id(kind)}`,
      { signal },
    ),
  point: (span: PatternSpan, cell: string, signal?: AbortSignal) =>
    json<PatternPointDetail>(`/evidence/patterns/points/${id(cell)}?${days(span)}`, { signal }),
  phones: (span: PatternSpan, signal?: AbortSignal) =>
    json<PatternPhoneList>(`/evidence/patterns/phones?${days(span)}`, { signal }),
  phone: (span: PatternSpan, key: string, signal?: AbortSignal) =>
    json<PatternPhoneDetail>(`/evidence/patterns/phones/${id(key)}?${days(span)}`, { signal }),
  timeline: (span: PatternSpan, whose: { person: string } | { key: string }, signal?: AbortSignal) =>
    json<PatternTimeline>(
      `/evidence/patterns/timeline?${days(span)}&${'person' in whose ? `person=${id(whose.person)}` : `key=${id(whose.key)}`}`,
      { signal },
    ),
  /** Where a dossier opens as a file. */
  dossierAddress: (span: PatternSpan, of: PatternSubject, what: string, kind: 'pdf' | 'xlsx' | 'json') =>
    `/api/v1/evidence/patterns/dossier.${kind}?${days(span)}&of=${of}&id=${id(what)}`,
};
