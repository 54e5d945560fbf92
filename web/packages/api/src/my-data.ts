/** Somebody looked at my records. */
export interface Look {
  id: string;
  at: string;
  by_login: string;
  by_name: string | null;
  by_office: string | null;
  by_roles: string[];
  what: string;
  text: string;
  text_en: string;
}

/** A page of looks, newest first, with the newest copies that were taken of my data. */
export interface Looks {
  items: Look[];
  next: string | null;
  copies: { at: string; by_login: string }[];
}

export const dataAsks = ['correct', 'restrict', 'erase'] as const;
export type DataAsk = (typeof dataAsks)[number];

export const dataFields = ['name', 'identifier', 'post', 'birth', 'photo', 'location', 'other'] as const;
export type DataField = (typeof dataFields)[number];

export type DataState = 'open' | 'needs_more' | 'done' | 'refused' | 'withdrawn';
export type DataStep = 'ask' | 'reply' | 'withdraw' | 'done' | 'refuse' | 'need_more';
export const dataAnswers = ['done', 'need_more', 'refuse'] as const;
export type DataAnswer = (typeof dataAnswers)[number];

/** What somebody asks about their own data. */
export interface DataRequest {
  id: string;
  person: { id: string; name: string; number_masked: string | null };
  unit: { id: string; code: string; name: string } | null;
  ask: DataAsk;
  field: DataField;
  wrong: string;
  wanted: string;
  state: DataState;
  asked_at: string;
  /** Until when the law gives time to answer. */
  due_at: string;
  overdue: boolean;
  answered_at: string | null;
  answered_by: string | null;
  reason: string | null;
  steps: { at: string; by_login: string; by_name: string | null; step: DataStep; reason: string }[];
  can: ('answer' | 'reply' | 'withdraw')[];
}

/** My own requests, with the clock of the law and the server's time. */
export interface MyDataRequests {
  items: DataRequest[];
  answer_hours: number | null;
  rule: string | null;
  now: string;
}

export type DataRequestFilter = 'waiting' | 'overdue' | 'over';

/** The requests of everybody, for those who answer. */
export interface DataRequestList extends MyDataRequests {
  next: string | null;
  counts: { waiting: number; overdue: number };
}

export interface NewDataRequest {
  id: string;
  ask: DataAsk;
  field: DataField;
  wrong: string;
  wanted: string;
}
