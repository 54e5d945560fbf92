import type { PhoneState } from './punching';

/** The states in the order officers look at them. pending: another phone of a person who has one; an officer decides. */
export const phoneStates = [
  'pending',
  'active',
  'revoked',
  'rejected',
] as const satisfies readonly PhoneState[];

/** A phone as an officer sees it. */
export interface PhoneRow {
  device_key: string;
  person: { id: string; name: string; number_masked: string | null };
  unit: { id: string; code: string; name: string } | null;
  platform: string;
  /** What the phone called itself. */
  name: string | null;
  state: PhoneState;
  has_passkey: boolean;
  device_bound: boolean;
  enrolled_at: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string | null;
  /** How many other active phones the person has. */
  other_active: number;
  /** How many other people use this very phone. */
  shared_with: number;
}

export const phoneDecisions = ['approve', 'reject', 'revoke'] as const;
export type PhoneDecision = (typeof phoneDecisions)[number];
