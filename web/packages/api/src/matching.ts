import { json } from './http';
import { newId } from './ids';
import type { components } from './schema';

type Schemas = components['schemas'];

export type WaitingKey = Schemas['WaitingKey'];
export type WaitingKeyList = Schemas['WaitingKeyList'];
export type KeyDetail = Schemas['KeyDetail'];
export type PinSuggestion = Schemas['PinSuggestion'];
export type PinMapping = Schemas['PinMappingRow'];
export type PinStep = Schemas['PinStepRow'];
export type PinEffects = Schemas['PinEffects'];
export type PinDone = Schemas['PinDone'];
export type PinProposals = Schemas['PinProposals'];
export type PinConflict = Schemas['PinConflict'];
export type PinDecision = Schemas['NewPinDecision'];

export const keyStates = ['open', 'aside', 'matched'] as const;
export type KeyState = (typeof keyStates)[number];

/** Names one key: the same number on another terminal is somebody else. */
export interface KeyName {
  source: string;
  key: string;
  device?: string | null;
  unit?: string | null;
}

/** What is decided of a key, without the key itself and the id of the decision. */
export type PinWish = Pick<PinDecision, 'action' | 'reason'> & Partial<PinDecision>;

export interface QueueQuery {
  state?: KeyState;
  unit?: string;
  site?: string;
  device?: string;
  q?: string;
  cursor?: string;
}

/** The key of a row of the queue. */
export const nameOf = (row: WaitingKey): KeyName => ({
  source: row.source,
  key: row.key,
  device: row.device?.id,
  unit: row.device ? null : row.unit?.id,
});

/** A decision about a key, with an id of its own: sent twice it is made once. */
export const pinDecision = (of: KeyName, wish: PinWish): PinDecision => ({
  replace: false,
  ...wish,
  ...of,
  id: newId(),
});

/** The calls around keys that mean nobody. */
export const matchingApi = {
  queue: (query: QueueQuery, signal?: AbortSignal) =>
    json<WaitingKeyList>('/matching', { query: { ...query }, signal }),
  key: (of: KeyName, signal?: AbortSignal) => json<KeyDetail>('/matching/key', { query: { ...of }, signal }),
  preview: (decisions: PinDecision[], signal?: AbortSignal) =>
    json<PinEffects>('/matching/preview', { method: 'POST', json: { decisions }, signal }),
  decide: (decisions: PinDecision[]) =>
    json<PinDone>('/matching/decisions', { method: 'POST', json: { decisions } }),
  proposals: (least: number, unit: string | null, signal?: AbortSignal) =>
    json<PinProposals>('/matching/proposals', { method: 'POST', json: { least, unit }, signal }),
  conflicts: (signal?: AbortSignal) => json<{ items: PinConflict[] }>('/matching/conflicts', { signal }),
};
