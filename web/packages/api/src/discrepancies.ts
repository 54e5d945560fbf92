import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const discrepancyStates = ['open', 'assigned', 'proposed', 'reopened', 'settled', 'gone'] as const;
export type DiscrepancyState = (typeof discrepancyStates)[number];

export const discrepancyTypes = [
  'impossible',
  'clock_trouble',
  'duplicate_identity',
  'wrong_unit',
  'missing_in_a',
  'missing_in_b',
  'status_differs',
  'time_differs',
  'place_differs',
  'entered_late',
] as const;
export type DiscrepancyType = (typeof discrepancyTypes)[number];

export const speakers = [
  'machine',
  'kiosk',
  'phone',
  'roll_call',
  'superior_check',
  'portal',
  'manual',
  'recap',
] as const;
export type Speaker = (typeof speakers)[number];

export const settleOutcomes = ['a_right', 'b_right', 'both_wrong', 'cannot_be_known'] as const;
export type SettleOutcomeCode = (typeof settleOutcomes)[number];

export type SettleStepCode = 'assign' | 'propose' | 'confirm' | 'reject' | 'withdraw';

type Side = Omit<Schema['DiscrepancySide'], 'source'> & { source: Speaker };
type Proposed = Omit<Schema['DiscrepancyProposed'], 'outcome'> & { outcome: SettleOutcomeCode };

interface Coded {
  type: DiscrepancyType;
  state: DiscrepancyState;
  suggested: SettleOutcomeCode | null;
  a: Side;
  b: Side;
  proposed: Proposed | null;
}

export type Discrepancy = Omit<Schema['DiscrepancyItem'], keyof Coded> & Coded;
export type DiscrepancyCount = Omit<Schema['DiscrepancyCount'], 'state' | 'type'> & {
  state: DiscrepancyState;
  type: DiscrepancyType;
};
export interface DiscrepancyList {
  items: Discrepancy[];
  next: string | null;
  counts: DiscrepancyCount[];
}

export type SettleSide = Omit<Schema['SettleSide'], 'source'> & { source: Speaker };
export type SettleEffect = Omit<Schema['SettleOutcome'], 'outcome'> & { outcome: SettleOutcomeCode };
export type SettleDay = Schema['SettleDay'];
export type DiscrepancyStep = Omit<Schema['DiscrepancyStep'], 'step' | 'outcome'> & {
  step: SettleStepCode;
  outcome: SettleOutcomeCode | null;
};
export type DiscrepancyCause = Schema['DiscrepancyCause'];

export type DiscrepancyDetail = Discrepancy & {
  sides: SettleSide[];
  day: Schema['MonthDay'] | null;
  outcomes: SettleEffect[];
  cause_behind: DiscrepancyCause | null;
  steps: DiscrepancyStep[];
  can: SettleStepCode[];
};

/** How a discrepancy is to end; times as `HH:MM` of its day. */
export interface AskedOutcome {
  outcome?: SettleOutcomeCode;
  arrived?: string;
  left?: string;
  status?: string;
}

export type NewDiscrepancyStep = AskedOutcome & {
  id: string;
  step: SettleStepCode;
  owner?: string;
  evidence?: string;
  reason: string;
};

export interface DiscrepancyQuery {
  state?: string;
  type?: string;
  unit?: string;
  source?: string;
  cause?: string;
  bundle?: string;
  owner?: string;
  overdue?: string;
  from?: string;
  to?: string;
  cursor?: string;
}

export type AskedBundle = AskedOutcome & {
  bundle?: string;
  cause?: string;
  type?: string;
  unit?: string;
  source?: string;
  from?: string;
  to?: string;
};
export type BundlePreview = Schema['DiscrepancyBundlePreview'];
export type BundleChange = Schema['DiscrepancyChange'];
export type DiscrepancyBundle = Schema['DiscrepancyBundle'];

const id = encodeURIComponent;

function queried(query: DiscrepancyQuery): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Calls about discrepancies, apart from the others: most pages never need them. */
export const discrepanciesApi = {
  list: (query: DiscrepancyQuery, signal?: AbortSignal) =>
    json<DiscrepancyList>(`/discrepancies${queried(query)}`, { signal }),
  show: (one: string, signal?: AbortSignal) =>
    json<DiscrepancyDetail>(`/discrepancies/${id(one)}`, { signal }),
  preview: (one: string, asked: AskedOutcome) =>
    json<SettleEffect>(`/discrepancies/${id(one)}/preview`, { method: 'POST', json: asked }),
  step: (one: string, step: NewDiscrepancyStep) =>
    json<DiscrepancyDetail>(`/discrepancies/${id(one)}/steps`, { method: 'POST', json: step }),
  causes: (signal?: AbortSignal) => json<{ items: DiscrepancyCause[] }>('/discrepancies/causes', { signal }),
  lookAtClock: (cause: string) =>
    json<Schema['DiscrepancyClock']>(`/discrepancies/causes/${id(cause)}/clock`, {
      method: 'POST',
      json: {},
    }),
  previewBundle: (asked: AskedBundle) =>
    json<BundlePreview>('/discrepancies/bundles/preview', { method: 'POST', json: asked }),
  proposeBundle: (bundle: AskedBundle & { id: string; hash: string; reason: string }) =>
    json<DiscrepancyBundle>('/discrepancies/bundles', { method: 'POST', json: bundle }),
  decideBundle: (bundle: string, word: { step: SettleStepCode; reason: string }) =>
    json<DiscrepancyBundle>(`/discrepancies/bundles/${id(bundle)}/steps`, { method: 'POST', json: word }),
};
