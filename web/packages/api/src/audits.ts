import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const sampleKinds = ['person_days', 'people', 'rolls'] as const;
export type SampleKind = (typeof sampleKinds)[number];

export const severities = ['catatan', 'ringan', 'berat'] as const;
export type Severity = (typeof severities)[number];

export type FindingState = 'open' | 'overdue' | 'answered' | 'closed';
export type PatternKind =
  | 'always_full'
  | 'same_times'
  | 'late_ink'
  | 'bulk_approval'
  | 'nobody_looks'
  | 'concentrated'
  | 'round_digits';
export type ExampleKind = 'unit_day' | 'person_day' | 'roll' | 'request' | 'call' | 'correction';

export type AuditExample = Omit<Schema['AuditExample'], 'kind'> & { kind: ExampleKind };
export type AuditAmount = Omit<Schema['AuditAmount'], 'unit'> & { unit: 'count' | 'share' };
export type AuditPattern = Omit<
  Schema['AuditPattern'],
  'kind' | 'reading' | 'figure' | 'expected' | 'examples'
> & {
  kind: PatternKind;
  reading: 'shows' | 'quiet' | 'too_few';
  figure: AuditAmount;
  expected: AuditAmount;
  examples: AuditExample[];
};
export type RankedOffice = Omit<Schema['RankedOffice'], 'patterns'> & { patterns: AuditPattern[] };
export type AuditPatterns = Omit<Schema['AuditPatterns'], 'items'> & { items: RankedOffice[] };

export type AuditSample = Omit<Schema['AuditSample'], 'of'> & { of: SampleKind };
export type AuditSampleList = Omit<Schema['AuditSampleList'], 'items'> & { items: AuditSample[] };
export type NewAuditSample = Schema['NewAuditSample'];
export type RedrawnSample = Schema['RedrawnSample'];

export type FindingWord = Omit<Schema['FindingWord'], 'kind'> & { kind: 'answer' | 'close' };
export type AuditFinding = Omit<Schema['AuditFinding'], 'severity' | 'state' | 'steps'> & {
  severity: Severity;
  state: FindingState;
  steps: FindingWord[];
};
export type AuditFindingList = Omit<Schema['AuditFindingList'], 'items'> & { items: AuditFinding[] };
export type NewAuditFinding = Schema['NewAuditFinding'];

const id = encodeURIComponent;

/** Calls of the inspectorate's workbench, apart from the others: most pages never need them. */
export const auditsApi = {
  patterns: (from: string, to: string, level: string, signal?: AbortSignal) =>
    json<AuditPatterns>(`/audits/patterns?from=${id(from)}&to=${id(to)}&level=${id(level)}`, { signal }),

  samples: (signal?: AbortSignal) => json<AuditSampleList>('/audits/samples', { signal }),
  draw: (sample: NewAuditSample) => json<AuditSample>('/audits/samples', { method: 'POST', json: sample }),
  redraw: (sample: string) => json<RedrawnSample>(`/audits/samples/${id(sample)}/redrawn`),
  /** Where the population of a sample opens as a file. */
  populationAddress: (sample: string) => `/api/v1/audits/samples/${id(sample)}/population`,

  findings: (signal?: AbortSignal) => json<AuditFindingList>('/audits/findings', { signal }),
  find: (finding: NewAuditFinding) =>
    json<AuditFinding>('/audits/findings', { method: 'POST', json: finding }),
  answer: (finding: string, word: { id: string; text: string }) =>
    json<AuditFinding>(`/audits/findings/${id(finding)}/answers`, { method: 'POST', json: word }),
  close: (finding: string, word: { id: string; text: string }) =>
    json<AuditFinding>(`/audits/findings/${id(finding)}/close`, { method: 'POST', json: word }),
};
