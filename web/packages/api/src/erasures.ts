import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

/** The parts of what is kept about a person, in the order they are erased. */
export const dataClasses = [
  'photos',
  'punches',
  'requests',
  'verdicts',
  'raw_files',
  'access_log',
  'notices',
  'identity',
] as const;
export type DataClass = (typeof dataClasses)[number];

export const erasureGrounds = ['request', 'order', 'retention'] as const;
export type ErasureGround = (typeof erasureGrounds)[number];

export type ErasureState = 'proposed' | 'confirmed' | 'rejected' | 'done';
export type StaysBecause = 'hold' | 'retention' | 'payment' | 'serving' | 'needed' | 'format';

export type ErasureStay = Omit<Schema['ErasureStay'], 'because'> & { because: StaysBecause };
export type ErasurePlanClass = Omit<Schema['ErasurePlanClass'], 'class' | 'stays'> & {
  class: DataClass;
  stays: ErasureStay[];
};
export type ErasurePlan = Omit<Schema['ErasurePlan'], 'classes'> & { classes: ErasurePlanClass[] };

export type Erasure = Omit<Schema['ErasureJson'], 'classes' | 'ground' | 'state' | 'leftovers'> & {
  classes: { class: DataClass; until: string; gone: number }[];
  ground: ErasureGround;
  state: ErasureState;
  leftovers: { class: DataClass; because: StaysBecause; what: string }[];
};
export type ErasureAsked = Schema['ErasureAsked'];
export type ErasureList = Omit<Schema['ErasureList'], 'items'> & { items: Erasure[] };
export type NewErasure = Schema['NewErasureJson'];

export const holdScopes = ['person', 'unit', 'instansi'] as const;
export type HoldScope = (typeof holdScopes)[number];
export type LegalHold = Omit<Schema['LegalHold'], 'scope'> & { scope: HoldScope };
export type HoldList = Omit<Schema['HoldList'], 'items'> & { items: LegalHold[] };
export type NewHold = Schema['NewHoldJson'];

const id = encodeURIComponent;

/** Calls about erasures and legal holds, apart from the others: most pages never need them. */
export const erasuresApi = {
  list: (signal?: AbortSignal) => json<ErasureList>('/erasures', { signal }),
  plan: (person: string, ground: ErasureGround, classes: readonly DataClass[], signal?: AbortSignal) =>
    json<ErasurePlan>(`/erasures/plan?person=${id(person)}&ground=${ground}&classes=${classes.join(',')}`, {
      signal,
    }),
  propose: (erasure: NewErasure) => json<Erasure>('/erasures', { method: 'POST', json: erasure }),
  decide: (erasure: string, word: { id: string; decision: string; reason: string }) =>
    json<Erasure>(`/erasures/${id(erasure)}/decide`, { method: 'POST', json: word }),
  holds: (signal?: AbortSignal) => json<HoldList>('/holds', { signal }),
  hold: (hold: NewHold) => json<LegalHold>('/holds', { method: 'POST', json: hold }),
  endHold: (hold: string, word: { id: string; reason: string }) =>
    json<undefined>(`/holds/${id(hold)}/end`, { method: 'POST', json: word }),
};
