import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

/** What a head may say about a name, in the order of the buttons. */
export const seenCodes = ['present', 'absent', 'elsewhere', 'excused'] as const;
export type SeenCode = (typeof seenCodes)[number];

export type MyCrossChecks = Schema['MyCrossChecks'];
export type MyCrossCheck = Schema['MyCrossCheck'];
export type CrossCheckName = Schema['CrossCheckName'];
export type CrossCheckCounts = Schema['CrossCheckCounts'];
export type NewCrossCheckAnswer = Omit<Schema['NewCrossCheckAnswer'], 'seen'> & { seen: SeenCode };
export type CrossCheckResults = Schema['CrossCheckResults'];
export type CrossCheckOverview = Schema['CrossCheckOverview'];
export type CrossCheckOffice = Schema['CrossCheckOffice'];
export type CrossCheckHead = Schema['CrossCheckHead'];
export type CrossCheckLine = Schema['CrossCheckLine'];
export type CrossCheckShare = Schema['CrossCheckShare'];
export type CrossCheckDetail = Schema['CrossCheckDetail'];
export type CounterLook = Schema['CounterLook'];

const id = encodeURIComponent;

/** Calls about the head's daily cross-check, apart from the others: most pages never need them. */
export const crossChecksApi = {
  mine: (signal?: AbortSignal) => json<MyCrossChecks>('/me/cross-check', { signal }),
  answer: (list: string, answers: readonly NewCrossCheckAnswer[]) =>
    json<CrossCheckResults>(`/me/cross-check/${id(list)}`, { method: 'POST', json: { answers } }),

  overview: (query: { from?: string; to?: string; unit?: string }, signal?: AbortSignal) =>
    json<CrossCheckOverview>('/cross-checks', { query, signal }),
  show: (list: string, signal?: AbortSignal) =>
    json<CrossCheckDetail>(`/cross-checks/${id(list)}`, { signal }),

  looks: (signal?: AbortSignal) => json<{ items: CounterLook[] }>('/cross-checks/counter', { signal }),
  look: (drawing: string, look: { id: string; seen: SeenCode; at: string; note: string }) =>
    json<undefined>(`/cross-checks/counter/${id(drawing)}`, { method: 'POST', json: look }),
};
