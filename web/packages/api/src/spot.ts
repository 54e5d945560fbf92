import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export type SpotOutcome = 'open' | 'waiting' | 'answered' | 'late' | 'missed' | 'unreachable' | 'excused';

export type MySpotCall = Omit<Schema['MySpotCall'], 'outcome' | 'place'> & {
  outcome: SpotOutcome;
  place: 'lottery' | 'reserved';
};
export type MySpotCalls = Omit<Schema['MySpotCalls'], 'items'> & { items: MySpotCall[] };

export type SpotCounts = Schema['SpotCounts'];
export type SpotRound = Omit<Schema['SpotRound'], 'kind'> & { kind: 'lottery' | 'extra' };
export type SpotUnit = Schema['SpotUnit'];
export type SpotSeed = Schema['SpotSeed'];
export type SpotCheckList = Omit<Schema['SpotCheckList'], 'rounds'> & { rounds: SpotRound[] };
export type SpotCallRow = Omit<Schema['SpotCallRow'], 'outcome' | 'place'> & {
  outcome: SpotOutcome;
  place: 'lottery' | 'reserved';
};
export type SpotFault = 'seed' | 'seed_late' | 'population' | 'drawn';
export type SpotRoundDetail = Omit<Schema['SpotRoundDetail'], 'round' | 'calls' | 'faults'> & {
  round: SpotRound;
  calls: SpotCallRow[];
  faults?: SpotFault[] | null;
};
export type SpotRuleShown = Schema['SpotRuleShown'];

export type WitnessHow = 'person_code' | 'witness_code' | 'statement';

/** What a phone signs about a colleague it met. */
export interface NewWitness {
  id: string;
  how: WitnessHow;
  seen_at: string;
  person: string | null;
  code: string | null;
  punch_id: string | null;
  fix: { lat: number; lon: number; accuracy_m: number } | null;
  note: string;
  device_key: string;
  signature: string;
}
export type WitnessResult = Omit<Schema['WitnessResult'], 'status'> & {
  status: 'stored' | 'repeated' | 'refused';
};
export type WitnessStatement = Omit<Schema['WitnessStatement'], 'how' | 'strength'> & {
  how: WitnessHow;
  strength: 'both_keys' | 'one_key';
};
/** A colleague named the caller as a witness of a moment. */
export type WitnessAsked = Schema['WitnessAsked'];
export type WitnessList = Omit<Schema['WitnessList'], 'items'> & { items: WitnessStatement[] };

/** Days, both included, and whose. */
export interface WitnessQuery {
  from: string;
  to: string;
  unit?: string;
  person?: string;
}

const id = encodeURIComponent;

/** Calls about spot checks and witnesses, apart from the others: most pages never need them. */
export const spotApi = {
  mine: (signal?: AbortSignal) => json<MySpotCalls>('/me/spot-calls', { signal }),
  rule: (signal?: AbortSignal) => json<SpotRuleShown>('/spot-checks/rule', { signal }),
  list: (query: { from: string; to: string; unit?: string }, signal?: AbortSignal) =>
    json<SpotCheckList>('/spot-checks', { query, signal }),
  round: (round: string, signal?: AbortSignal) =>
    json<SpotRoundDetail>(`/spot-checks/rounds/${id(round)}`, { signal }),
  draw: (round: { id: string; unit: string; reason: string }) =>
    json<SpotRoundDetail>('/spot-checks/rounds', { method: 'POST', json: round }),
  excuse: (call: string, word: { id: string; reason: string }) =>
    json<undefined>(`/spot-checks/calls/${id(call)}/excuse`, { method: 'POST', json: word }),

  sendWitnesses: (statements: NewWitness[]) =>
    json<{ results: WitnessResult[]; server_time: string }>('/witnesses', {
      method: 'POST',
      json: { statements },
    }),
  witnesses: (query: WitnessQuery, signal?: AbortSignal) =>
    json<WitnessList>('/witnesses', { query: { ...query }, signal }),
  myWitnesses: (signal?: AbortSignal) => json<WitnessList>('/me/witnesses', { signal }),
  myWitnessesOf: (date: string, signal?: AbortSignal) =>
    json<WitnessList>('/me/witnesses', { query: { from: date, to: date }, signal }),
  witnessColleagues: (signal?: AbortSignal) =>
    json<{ items: { id: string; name: string }[] }>('/me/colleagues', { signal }),
};
