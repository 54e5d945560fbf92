import { json } from './http';

export type ApelKind = 'apel' | 'upacara' | 'senam';
export type ApelState = 'open' | 'cancelled' | 'closed';
export type ApelStanding =
  'hadir' | 'terlambat' | 'berizin' | 'dikecualikan' | 'tidak_hadir' | 'belum_tercatat';
export type ApelBasis = 'tap' | 'scan' | 'phone' | 'not_in_ranks' | 'roster' | 'correction' | 'nothing';
export type ApelPlaceWord = 'inside' | 'unsure' | 'outside' | 'no_fix' | 'unknown';
export type ApelSeen = 'present' | 'late' | 'not_in_ranks' | 'withdrawn';

interface UnitName {
  id: string;
  code: string;
  name: string;
}

interface PersonName {
  id: string;
  name: string;
  number_masked?: string | null;
}

export type ApelCounts = Record<ApelStanding | 'roster', number>;

export interface ApelPlace {
  name: string;
  site?: string | null;
  lat?: number | null;
  lon?: number | null;
  radius_m?: number | null;
}

/** An apel, a ceremony or gymnastics. */
export interface Apel {
  id: string;
  kind: ApelKind;
  title: string;
  date: string;
  from: string;
  starts: string;
  to: string;
  zone: string;
  place: ApelPlace;
  units: UnitName[];
  on_holidays_too: boolean;
  state: ApelState;
  moved: boolean;
  reason?: string | null;
  by_login: string;
  closed_by?: string | null;
  counts?: ApelCounts | null;
}

export interface ApelList {
  items: Apel[];
  can_write: boolean;
}

export interface ApelPerson {
  person: PersonName;
  group: 'PNS' | 'PPPK' | 'PPPK_PARUH_WAKTU' | 'NON_ASN';
  unit?: UnitName | null;
  standing: ApelStanding;
  basis: ApelBasis;
  at?: string | null;
  place?: ApelPlaceWord | null;
  why?: string | null;
  note: string;
  by_login?: string | null;
  punch?: string | null;
  labels: string[];
  corrected: boolean;
  came_later: boolean;
}

export interface ApelPart {
  unit?: UnitName | null;
  group?: ApelPerson['group'] | null;
  counts: ApelCounts;
}

export interface ApelInstruction {
  id: string;
  unit?: UnitName | null;
  text: string;
  given_on: string;
  due_on: string;
  state: 'given' | 'under_way' | 'said_done' | 'verified' | 'cancelled';
  overdue: boolean;
  last_word?: string | null;
  here: boolean;
}

export interface ApelCorrection {
  id: string;
  person?: PersonName | null;
  standing: ApelStanding;
  reason: string;
  by_login: string;
  at: string;
  state: 'waiting' | 'confirmed' | 'rejected';
  decided_by?: string | null;
  decided_reason?: string | null;
  can_decide: boolean;
}

export interface ApelDetail {
  event: Apel;
  counts: ApelCounts;
  by_unit: ApelPart[];
  by_group: ApelPart[];
  people: ApelPerson[];
  points: { id: string; text: string; by_login: string; at: string }[];
  instructions: ApelInstruction[];
  corrections: ApelCorrection[];
  can_write: boolean;
  can_lead: boolean;
  me?: string | null;
  server_time: string;
}

/** One's own event. */
export interface MyApel {
  event: Apel;
  lat?: number | null;
  lon?: number | null;
  radius_m?: number | null;
  from_at: string;
  starts_at: string;
  to_at: string;
  due: boolean;
  standing?: ApelStanding | null;
  basis?: ApelBasis | null;
  at?: string | null;
  place?: ApelPlaceWord | null;
  note: string;
  said_by?: string | null;
  corrected: boolean;
}

export interface ApelHoursInput {
  from: string;
  starts?: string;
  to: string;
}

export interface ApelPlaceInput {
  name?: string;
  site?: string;
  lat?: number;
  lon?: number;
  radius_m?: number;
}

export interface NewApel {
  id: string;
  kind: ApelKind;
  title: string;
  on: string;
  hours: ApelHoursInput;
  place: ApelPlaceInput;
  units: string[];
  on_holidays_too: boolean;
}

const id = encodeURIComponent;
const post = <T>(apel: string, rest: string, body: unknown) =>
  json<T>(`/apel/${id(apel)}${rest}`, { method: 'POST', json: body });

/** Calls about apel and ceremonies, apart from the others: most pages never need them. */
export const apelApi = {
  mine: (signal?: AbortSignal) => json<{ items: MyApel[]; server_time: string }>('/me/apel', { signal }),
  list: (query: { from: string; to: string }, signal?: AbortSignal) =>
    json<ApelList>('/apel', { query, signal }),
  detail: (apel: string, unit?: string, signal?: AbortSignal) =>
    json<ApelDetail>(`/apel/${id(apel)}`, { query: unit ? { unit } : {}, signal }),
  announce: (apel: NewApel) => json<Apel>('/apel', { method: 'POST', json: apel }),
  move: (apel: string, to: { id: string; hours: ApelHoursInput; place: ApelPlaceInput; reason: string }) =>
    post<Apel>(apel, '/move', to),
  cancel: (apel: string, word: { id: string; reason: string }) => post<Apel>(apel, '/cancel', word),
  close: (apel: string, word: { id: string; leader?: string; note?: string }) =>
    post<Apel>(apel, '/close', word),
  letOff: (apel: string, word: { id: string; unit?: string; person?: string; reason: string }) =>
    post<Apel>(apel, '/let-off', word),
  tap: (apel: string, taps: { seen: ApelSeen; note?: string; rows: { id: string; person: string }[] }) =>
    post<undefined>(apel, '/taps', taps),
  scan: (apel: string, scan: { id: string; code: string }) =>
    post<{ person: string; name: string; seen: ApelSeen }>(apel, '/scans', scan),
  point: (apel: string, point: { id: string; text: string }) => post<undefined>(apel, '/points', point),
  instruct: (apel: string, order: { id: string; unit: string; text: string; due_on?: string }) =>
    post<undefined>(apel, '/instructions', order),
  correct: (
    apel: string,
    correction: { id: string; person: string; standing: ApelStanding; reason: string },
  ) => post<undefined>(apel, '/corrections', correction),
  decide: (
    apel: string,
    correction: string,
    word: { id: string; decision: 'confirm' | 'reject'; reason?: string },
  ) => post<undefined>(apel, `/corrections/${id(correction)}/decide`, word),
  paperAddress: (apel: string, unit?: string) =>
    `/api/v1/apel/${id(apel)}/minutes.pdf${unit ? `?unit=${id(unit)}` : ''}`,
};
