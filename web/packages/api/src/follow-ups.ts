import { json, urlOf } from './http';
import type { Origin } from './instructions';

export const followUpStates = [
  'asked',
  'silent',
  'explained',
  'at_council',
  'at_discipline',
  'accepted',
  'withdrawn',
] as const;
export type FollowUpState = (typeof followUpStates)[number];

/** What whoever decides may say. */
export const followUpDecisions = ['accept', 'to_council', 'to_discipline', 'withdraw'] as const;
export type FollowUpDecision = (typeof followUpDecisions)[number];
export type FollowUpStep = FollowUpDecision | 'explain';

/** One word of it. */
export interface FollowUpWord {
  step: FollowUpStep;
  text: string;
  /** SHA-256 of the files that came with it. */
  files: string[];
  by_login: string;
  at: string;
}

/** An explanation that was asked for, with everything said about it. */
export interface FollowUpItem {
  id: string;
  origin: Origin;
  person: { id: string; name: string; number_masked?: string | null } | null;
  unit: { id: string; code: string; name: string } | null;
  /** The day it is about. */
  on: string;
  /** What was found, in plain words. */
  found: string;
  asked_at: string;
  answer_until: string;
  /** By when whoever has the word now is to speak. */
  due_on: string | null;
  state: FollowUpState;
  overdue: boolean;
  words: FollowUpWord[];
  can: FollowUpStep[];
}

export interface FollowUpList {
  items: FollowUpItem[];
}

const id = encodeURIComponent;

/** Calls about explanations, apart from the others: most pages never need them. */
export const followUpsApi = {
  list: (query: { unit?: string; open?: boolean }, signal?: AbortSignal) =>
    json<FollowUpList>('/follow-ups', { query: { ...query }, signal }),
  show: (one: string, signal?: AbortSignal) => json<FollowUpItem>(`/follow-ups/${id(one)}`, { signal }),
  decide: (one: string, step: { id: string; step: FollowUpDecision; text: string }) =>
    json<FollowUpItem>(`/follow-ups/${id(one)}/steps`, { method: 'POST', json: step }),
  fileUrl: (one: string, sha256: string) => urlOf(`/follow-ups/${id(one)}/files/${id(sha256)}`),

  mine: (signal?: AbortSignal) => json<FollowUpList>('/me/follow-ups', { signal }),
  myOne: (one: string, signal?: AbortSignal) => json<FollowUpItem>(`/me/follow-ups/${id(one)}`, { signal }),
  explain: (one: string, word: { id: string; text: string; files: string[] }) =>
    json<FollowUpItem>(`/me/follow-ups/${id(one)}/steps`, {
      method: 'POST',
      json: { ...word, step: 'explain' },
    }),
  putFile: (one: string, sha256: string, file: Blob) =>
    json<undefined>(`/me/follow-ups/${id(one)}/files/${id(sha256)}`, { method: 'PUT', body: file }),
  myFileUrl: (one: string, sha256: string) => urlOf(`/me/follow-ups/${id(one)}/files/${id(sha256)}`),
};
