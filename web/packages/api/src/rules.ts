import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export type RulesInForce = Schema['RulesInForce'];
export type RulePack = Schema['RulePack'];
export type RuleWhatIf = Schema['RuleWhatIf'];
export type RuleComparison = Schema['RuleComparison'];
export type RulePersonChange = Schema['RulePersonChange'];
export type NewRuleChange = Schema['NewRuleChange'];

export type RuleChangeState = 'proposed' | 'signed' | 'rejected';
export type RuleChange = Omit<Schema['RuleChangeView'], 'state'> & { state: RuleChangeState };

const id = encodeURIComponent;

/** Calls about the rules in force and their changes. */
export const rulesApi = {
  inForce: (signal?: AbortSignal) => json<RulesInForce>('/rules', { signal }),
  text: (path: string, signal?: AbortSignal) =>
    json<Schema['RuleText']>(`/rules/text?path=${id(path)}`, { signal }),
  compare: (ask: RuleWhatIf, signal?: AbortSignal) =>
    json<RuleComparison>('/rules/whatif', { method: 'POST', json: ask, signal }),
  changes: (signal?: AbortSignal) => json<{ items: RuleChange[] }>('/rules/changes', { signal }),
  propose: (change: NewRuleChange) => json<RuleChange>('/rules/changes', { method: 'POST', json: change }),
  decide: (change: string, word: { id: string; decision: 'confirm' | 'reject'; reason: string }) =>
    json<RuleChange>(`/rules/changes/${id(change)}/decide`, { method: 'POST', json: word }),
};
