import { json, urlOf } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const doubtStates = [
  'open',
  'asked',
  'answered',
  'silent',
  'reviewed',
  'appealed',
  'closed',
  'withdrawn',
] as const;
export type DoubtState = (typeof doubtStates)[number];

export const doubtOutcomes = ['honest', 'technical', 'misuse'] as const;
export type DoubtOutcome = (typeof doubtOutcomes)[number];

export type DoubtVerdict = 'supported' | 'unverified' | 'doubtful' | 'contradicted';

export type DoubtStepCode =
  | 'join'
  | 'take'
  | 'ask'
  | 'answer'
  | 'review'
  | 'confirm'
  | 'reject'
  | 'withdraw'
  | 'appeal'
  | 'uphold'
  | 'overturn';

interface CodedItem {
  state: DoubtState;
  outcome: DoubtOutcome | null;
  person: { id: string; name: string } | null;
  unit: { id: string; code: string; name: string } | null;
  owner: string | null;
  due_on: string | null;
}

/** A case of doubt in a list. */
export type Doubt = Omit<Schema['DoubtItem'], keyof CodedItem> & CodedItem;

export interface DoubtList {
  items: Doubt[];
  next: string | null;
  counts: { state: DoubtState; count: number; overdue: number }[];
}

export type DoubtReason = Schema['DoubtReasonView'];

interface CodedPunch {
  verdict: DoubtVerdict;
  verdict_now: DoubtVerdict | null;
  place: { lat: number; lon: number; accuracy_m: number | null; distance_m: number | null } | null;
}
export type DoubtPunch = Omit<Schema['DoubtPunchView'], keyof CodedPunch> & CodedPunch;

interface CodedStep {
  step: DoubtStepCode;
  outcome: DoubtOutcome | null;
}
export type DoubtStep = Omit<Schema['DoubtStepView'], keyof CodedStep> & CodedStep;
export type DoubtCheck = Schema['DoubtCheckView'];
export type DoubtOther = Omit<Schema['DoubtOtherView'], 'verdict'> & { verdict: DoubtVerdict };
export type DoubtFile = Schema['DoubtFileView'];
export type DoubtWitness = Omit<Schema['DoubtWitnessView'], 'strength'> & {
  strength: 'both_keys' | 'one_key';
};

/** A case laid open. */
export type DoubtDetail = Doubt & {
  reason: string;
  opened_by: string;
  items: DoubtPunch[];
  days: Schema['MonthDay'][];
  checks: DoubtCheck[];
  others: DoubtOther[];
  statements: DoubtWitness[];
  steps: DoubtStep[];
  files: DoubtFile[];
  answer_until: string | null;
  appeal_until: string | null;
  heard: boolean;
  can: DoubtStepCode[];
};

interface CodedQueue {
  verdict: DoubtVerdict;
  person: { id: string; name: string } | null;
  unit: { id: string; code: string; name: string } | null;
  live_case: string | null;
}

/** A punch that waits for a reviewer. */
export type QueuedDoubt = Omit<Schema['QueuedDoubt'], keyof CodedQueue> & CodedQueue;

export interface DoubtQueue {
  from: string;
  to: string;
  items: QueuedDoubt[];
  can_take: boolean;
}

interface CodedSignal {
  false_alarms: number | null;
  low: number | null;
  high: number | null;
}

/** How often one signal accused somebody innocent; shares in ten-thousandths. */
export type DoubtSignal = Omit<Schema['DoubtSignal'], keyof CodedSignal> & CodedSignal;

export type DoubtSignals = Omit<Schema['DoubtSignals'], 'items'> & { items: DoubtSignal[] };

export interface DoubtQuery {
  state?: string;
  unit?: string;
  owner?: string;
  overdue?: string;
  cursor?: string;
}

export interface NewDoubtStep {
  id: string;
  step: DoubtStepCode;
  text: string;
  outcome?: DoubtOutcome;
  which?: string[];
}

export interface NewDoubtAnswer {
  id: string;
  step: 'answer' | 'appeal';
  text: string;
  files: string[];
  witness: string | null;
}

const id = encodeURIComponent;
const given = (query: object) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as Record<string, string>;

/** Calls about doubts, apart from the others: most pages never need them. */
export const doubtsApi = {
  list: (query: DoubtQuery, signal?: AbortSignal) =>
    json<DoubtList>('/doubts', { query: given(query), signal }),
  queue: (query: { from?: string; to?: string; unit?: string }, signal?: AbortSignal) =>
    json<DoubtQueue>('/doubts/queue', { query: given(query), signal }),
  take: (punch: string, key: string, reason: string) =>
    json<DoubtDetail>('/doubts', { method: 'POST', json: { id: key, punch, reason } }),
  show: (one: string, signal?: AbortSignal) => json<DoubtDetail>(`/doubts/${id(one)}`, { signal }),
  step: (one: string, step: NewDoubtStep) =>
    json<DoubtDetail>(`/doubts/${id(one)}/steps`, { method: 'POST', json: step }),
  signals: (query: { from?: string; to?: string }, signal?: AbortSignal) =>
    json<DoubtSignals>('/doubts/signals', { query: given(query), signal }),
  fileUrl: (one: string, sha256: string) => urlOf(`/doubts/${id(one)}/files/${id(sha256)}`),
  mine: (signal?: AbortSignal) => json<{ items: Doubt[]; asked: number }>('/me/doubts', { signal }),
  myOne: (one: string, signal?: AbortSignal) => json<DoubtDetail>(`/me/doubts/${id(one)}`, { signal }),
  say: (one: string, answer: NewDoubtAnswer) =>
    json<DoubtDetail>(`/me/doubts/${id(one)}/steps`, { method: 'POST', json: answer }),
  putFile: (one: string, sha256: string, file: Blob) =>
    json<undefined>(`/me/doubts/${id(one)}/files/${id(sha256)}`, { method: 'PUT', body: file }),
  myFileUrl: (one: string, sha256: string) => urlOf(`/me/doubts/${id(one)}/files/${id(sha256)}`),
};
