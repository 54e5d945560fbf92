import { file, json, urlOf } from './http';
import type { InstructionItem } from './instructions';

interface UnitRef {
  id: string;
  code: string;
  name: string;
}

/** The words of a sidak in the order they are shown and added; together they are the roster. */
export const sidakStates = [
  'hadir',
  'terlambat',
  'di_luar_tempat',
  'berizin',
  'tidak_menjawab',
  'tanpa_keterangan_sementara',
  'tidak_terjangkau',
  'belum_terdengar',
  'belum_waktunya',
  'libur',
] as const;
export type SidakState = (typeof sidakStates)[number];
export type SidakCounts = Record<SidakState, number>;

export type SidakPhase = 'calling' | 'heads' | 'closed';
export type SidakExpected = 'due' | 'due_late' | 'elsewhere' | 'excused' | 'off' | 'not_yet';
export type SidakReach = 'phone' | 'machine' | 'roll';

/** What a head may say of a person. */
export const sidakWords = ['present', 'excused', 'elsewhere', 'unexplained'] as const;
export type SidakWord = (typeof sidakWords)[number];

/** Where the head and the person's own trace do not agree. */
export type SidakFinding =
  'answered_but_not_seen' | 'answered_from_elsewhere' | 'excused_but_answered' | 'seen_but_did_not_answer';

/** Roster, those due, those there, and the words of one part of the roster. */
export interface SidakFigures {
  roster: number;
  due: number;
  there: number;
  counts: SidakCounts;
}

export interface SidakSample {
  of: 'units' | 'people';
  size: number;
  population: number;
  population_hash: string;
  seed: string;
}

export interface SidakSummary extends SidakFigures {
  id: string;
  title: string;
  basis: string;
  on: string;
  started_at: string;
  ends_at: string;
  head_until: string;
  closed_at: string | null;
  by_login: string;
  sample: SidakSample | null;
  video_url: string | null;
  phase: SidakPhase;
}

export interface SidakRule {
  call_minutes: number;
  head_minutes: number;
  /** Whether the region has confirmed these minutes. */
  confirmed: boolean;
}

export interface SidakList {
  items: SidakSummary[];
  can_call: boolean;
  can_attest: boolean;
  rule: SidakRule | null;
}

/** A sidak about to begin. */
export interface NewSidak {
  id: string;
  title: string;
  basis: string;
  minutes: number;
  head_minutes: number;
  /** Offices by id; none means all. */
  units: string[];
  sample: { of: 'units' | 'people'; size: number } | null;
  agenda: string[];
  video_url: string | null;
}

export interface SidakBoardOffice extends SidakFigures {
  unit: UnitRef;
  attested_at: string | null;
  agenda_answered: number;
}

export interface SidakGroup extends SidakFigures {
  group: string;
}

/** A service post as it stood. */
export interface SidakPost {
  name: string;
  office: string;
  state: string;
}

/** The whole state of a sidak at a moment. */
export interface SidakBoard extends SidakFigures {
  id: string;
  seq: number;
  at: string;
  phase: SidakPhase;
  started_at: string;
  ends_at: string;
  head_until: string;
  offices: SidakBoardOffice[];
  groups: SidakGroup[];
  /** Answers heard so far. */
  answers: number;
  findings: number;
  /** Service posts of these offices, where the server tells of them. */
  posts?: SidakPost[];
}

export interface SidakAnswer {
  /** Its place on the agenda. */
  question: number;
  text: string;
  files: string[];
  by_login: string;
  at: string;
}

/** What a head handed in for an office. */
export interface SidakOffice {
  unit: UnitRef;
  statement: string | null;
  attested_at: string | null;
  attested_by: string | null;
  receipt: string | null;
  answers: SidakAnswer[];
}

export interface SidakQuestion {
  /** Its place on the agenda, from 1. */
  id: number;
  text: string;
}

export interface SidakDetail {
  summary: SidakSummary;
  agenda: SidakQuestion[];
  board: SidakBoard;
  offices: SidakOffice[];
  /** Open ones of these offices from before, and those given here. */
  instructions: InstructionItem[];
  follow_ups: number;
  snapshot: { sha256: string; at: string } | null;
  can_close: boolean;
  can_instruct: boolean;
}

export interface SidakRollRow {
  person: { id: string; name: string; number_masked?: string | null };
  /** Where they serve: the office or a unit below it. */
  unit: UnitRef;
  group: string;
  expected: SidakExpected;
  reach: SidakReach;
  state: SidakState;
  answered_at: string | null;
  /** The answer came from outside every place of theirs. */
  outside: boolean;
  roll: SidakWord | null;
  roll_note: string | null;
  finding: SidakFinding | null;
  /** Whether it is the reader: nobody speaks for themselves. */
  own: boolean;
}

export interface SidakRoll {
  unit: UnitRef;
  rows: SidakRollRow[];
  can_attest: boolean;
  attested_at: string | null;
  statement: string | null;
}

export interface NewSidakRollRow {
  id: string;
  person: string;
  word: SidakWord;
  note: string;
}

export interface NewSidakAnswer {
  id: string;
  question: number;
  text: string;
  files: string[];
}

/** A head's roll, statement and answers on their way in. */
export interface NewSidakRoll {
  id: string;
  rows: NewSidakRollRow[];
  statement: string;
  answers: NewSidakAnswer[];
}

/** The server's word for a roll. */
export interface SidakReceipt {
  id: string;
  at: string;
  rows: number;
  answers: number;
  sha256: string;
  /** The line of the record this receipt stands for. */
  line: string;
}

/** A sidak that calls the person of this phone. */
export interface MySidakCall {
  sidak: string;
  title: string;
  started_at: string;
  ends_at: string;
  seconds_left: number | null;
  state: SidakState;
  answered_at: string | null;
}

/** A sidak that asks the head of this phone. */
export interface MySidakHead {
  sidak: string;
  title: string;
  unit: UnitRef;
  head_until: string;
  attested_at: string | null;
  phase: SidakPhase;
  video_url: string | null;
}

export interface MySidak {
  calls: MySidakCall[];
  heads: MySidakHead[];
  server_time: string;
}

const id = encodeURIComponent;

/** Calls about online sidak, apart from the others: most pages never need them. */
export const sidakApi = {
  list: (signal?: AbortSignal) => json<SidakList>('/sidak', { signal }),
  start: (sidak: NewSidak) => json<SidakDetail>('/sidak', { method: 'POST', json: sidak }),
  show: (one: string, signal?: AbortSignal) => json<SidakDetail>(`/sidak/${id(one)}`, { signal }),
  streamUrl: (one: string) => urlOf(`/sidak/${id(one)}/stream`),
  roll: (one: string, unit: string, signal?: AbortSignal) =>
    json<SidakRoll>(`/sidak/${id(one)}/units/${id(unit)}`, { signal }),
  attest: (one: string, unit: string, roll: NewSidakRoll) =>
    json<SidakReceipt>(`/sidak/${id(one)}/units/${id(unit)}/roll`, { method: 'POST', json: roll }),
  putFile: (one: string, unit: string, sha256: string, body: Blob) =>
    json<undefined>(`/sidak/${id(one)}/units/${id(unit)}/files/${id(sha256)}`, { method: 'PUT', body }),
  fileUrl: (one: string, unit: string, sha256: string) =>
    urlOf(`/sidak/${id(one)}/units/${id(unit)}/files/${id(sha256)}`),
  close: (one: string, key: string) =>
    json<SidakDetail>(`/sidak/${id(one)}/close`, { method: 'POST', json: { id: key } }),
  minutes: (one: string) => file(`/sidak/${id(one)}/minutes.pdf`, 'berita-acara-sidak.pdf'),
  mine: (signal?: AbortSignal) => json<MySidak>('/me/sidak', { signal }),
};
