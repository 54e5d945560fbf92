import { file, json, urlOf } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const visitKinds = ['sidak', 'kunjungan_kerja', 'audit'] as const;
export type VisitKind = (typeof visitKinds)[number];

/** What a team may say about a name, in the order of the buttons. */
export const sightings = ['there', 'not_there', 'excused'] as const;
export type Sighting = (typeof sightings)[number];

export const visitFindings = [
  'recorded_not_seen',
  'seen_not_recorded',
  'seen_while_away',
  'excused_by_word',
  'not_seen_not_recorded',
] as const;
export type VisitFinding = (typeof visitFindings)[number];

/** Where a name stands; findings first. They partition the roster. */
export const visitCells = [
  ...visitFindings,
  'seen',
  'away',
  'not_due',
  'seen_off_duty',
  'not_looked',
  'team',
] as const;
export type VisitCell = (typeof visitCells)[number];

export type VisitBelieved =
  'present' | 'late' | 'on_leave' | 'on_duty' | 'home' | 'not_due' | 'not_heard' | 'source_silent';

export type VisitTour = Omit<Schema['VisitTour'], 'kind'> & { kind: VisitKind };
export type VisitTourList = Omit<Schema['VisitTourList'], 'items'> & { items: VisitTour[] };
export type VisitRosterName = Schema['VisitRosterName'];
export type VisitRoster = Schema['VisitRoster'];
export type VisitCounts = Schema['VisitCounts'];
export type VisitItem = Omit<Schema['VisitItem'], 'kind'> & { kind: VisitKind };
export type VisitList = Omit<Schema['VisitList'], 'items'> & { items: VisitItem[] };
export type VisitRow = Omit<Schema['VisitRow'], 'seen' | 'then' | 'known' | 'cell' | 'now' | 'now_cell'> & {
  seen?: Sighting | null;
  then: VisitBelieved;
  known: VisitBelieved;
  cell: VisitCell;
  now?: VisitBelieved | null;
  now_cell?: VisitCell | null;
};
export type VisitDetail = Omit<Schema['VisitDetail'], 'visit' | 'rows'> & {
  visit: VisitItem;
  rows: VisitRow[];
};

/** A tour as a phone sends it. */
export interface NewVisitTour {
  id: string;
  on: string;
  kind: VisitKind;
  basis: string;
  purpose: string;
  members: { person: string; role: string }[];
}

/** A visit as a phone sends it. */
export interface NewVisit {
  id: string;
  tour: string;
  unit: string;
  number: string;
  began_at: string;
  ended_at: string;
  place: string;
  rows: { person: string; seen: Sighting; at: string; note: string }[];
  headcount: number | null;
  headcount_note: string;
  service: string;
  files: { sha256: string; caption: string }[];
  signatures: { sha256: string; side: 'team' | 'office'; person: string | null }[];
  unsigned: string;
  receiver: { person: string | null; name: string; position: string; statement: string } | null;
  instructions: { id: string; text: string; due_on: string | null }[];
}

export interface VisitsQuery {
  from: string;
  to: string;
  unit?: string;
  kind?: string;
}

const id = encodeURIComponent;
/** A roll of hundreds of names over a slow line. */
const SLOW_LINE_TIMEOUT_MS = 120_000;

/** Calls about visits on site, apart from the others: most pages never need them. */
export const visitsApi = {
  tours: (query: { from: string; to: string }, signal?: AbortSignal) =>
    json<VisitTourList>('/visits/tours', { query, signal }),
  openTour: (tour: NewVisitTour) => json<VisitTour>('/visits/tours', { method: 'POST', json: tour }),
  roster: (unit: string, on: string, signal?: AbortSignal) =>
    json<VisitRoster>('/visits/roster', { query: { unit, on }, signal }),
  list: (query: VisitsQuery, signal?: AbortSignal) =>
    json<VisitList>('/visits', { query: { ...query }, signal }),
  show: (visit: string, signal?: AbortSignal) => json<VisitDetail>(`/visits/${id(visit)}`, { signal }),
  send: (visit: NewVisit) =>
    json<VisitDetail>('/visits', { method: 'POST', json: visit, timeoutMs: SLOW_LINE_TIMEOUT_MS }),
  putFile: (visit: string, sha256: string, bytes: Blob) =>
    json<undefined>(`/visits/${id(visit)}/files/${id(sha256)}`, { method: 'PUT', body: bytes }),
  fileUrl: (visit: string, sha256: string) => urlOf(`/visits/${id(visit)}/files/${id(sha256)}`),
  minutes: (visit: string) =>
    file(`/visits/${id(visit)}/minutes.pdf`, 'berita-acara-kunjungan.pdf', {
      timeoutMs: SLOW_LINE_TIMEOUT_MS,
    }),
  ask: (visit: string, items: { id: string; person: string }[]) =>
    json<VisitDetail>(`/visits/${id(visit)}/follow-ups`, { method: 'POST', json: { items } }),
};
