import type { CasePerson, CaseUrgency, EmployeeType } from './discipline';
import { json } from './http';

export const payStages = [
  'diberitahukan',
  'terverifikasi',
  'di_kpa',
  'dihentikan',
  'diusulkan_aktif',
  'diaktifkan',
  'tidak_dihentikan',
] as const;
export type PayStage = (typeof payStages)[number];
export const payDuties = ['pelapor', 'bkpsdm', 'kpa'] as const;
export type PayDuty = (typeof payDuties)[number];
export const resumeItems = [
  'a_pernyataan_atasan',
  'b_pernyataan_pegawai',
  'c_rekap_kehadiran',
  'd_salinan_perkara',
  'e_bukti_lain',
] as const;
export type ResumeItem = (typeof resumeItems)[number];

/** What somebody does about a stop of pay; the days of a notice are the server's. */
export type PayStep =
  | { step: 'notify'; number: string; days: string[] }
  | { step: 'verify'; stands: boolean; text: string }
  | { step: 'pass'; number: string }
  | { step: 'decide'; stop: boolean; number: string; text: string }
  | { step: 'propose_resume'; number: string; recap: [string, string]; items: ResumeItem[] }
  | { step: 'resume'; resume: boolean; number: string; text: string }
  | { step: 'dissolve'; text: string }
  | { step: 'assign'; duty: PayDuty; to: string; text: string };
export type PayStepWord = PayStep['step'];

interface Name {
  id: string;
  name: string;
}

export interface PayDue {
  stage: PayStage;
  duty: PayDuty;
  who: Name | null;
  until: string;
  done_on: string | null;
  urgency: CaseUrgency;
  article: string | null;
  confirmed: boolean | null;
}

export interface PayStopRow {
  id: string;
  sight: 'milik_sendiri' | 'seluruhnya';
  person: CasePerson;
  unit: { id: string; code: string; name: string } | null;
  employee_type: EmployeeType;
  notified_on: string;
  stage: PayStage;
  since: string;
  /** First day without pay. */
  stopped_from: string | null;
  resumed_on: string | null;
  due: PayDue | null;
  over: boolean;
}

export interface PayStopView extends PayStopRow {
  case: string | null;
  article: string;
  days: string[];
  /** Days among them that were settled otherwise since. */
  changed_days: string[];
  /** The first month without pay were it decided today. */
  would_stop_from: string | null;
  dissolved: boolean;
  decisions: { resume: boolean; yes: boolean; number: string; on: string; text: string; by: Name }[];
  resume_items: { item: ResumeItem; text: string; needed: boolean }[];
  people: { duty: PayDuty; person: Name }[];
  acts: { id: string; on: string; by: Name; step: PayStep; set_aside: boolean }[];
  lapses: PayDue[];
  letters: { act: string; title: string }[];
  can: PayStepWord[];
  notice: string;
  today: string;
}

/** The days in a row for which a superior may give notice now. */
export interface PayDays {
  days: string[];
  in_row: number;
  article: string;
  confirmed: boolean;
  would_stop_from: string | null;
}

export interface NewPayStop {
  id: string;
  person: string;
  number: string;
  on: string;
  case: string | null;
  verifier: string;
  kpa: string;
}

const id = encodeURIComponent;
const stops = '/pay-stops';

const letterPath = (one: string, act: string) => `${stops}/${id(one)}/letters/${id(act)}`;

/** Calls about stops of pay, apart from the others: most pages never need them. */
export const payStopsApi = {
  list: (open: boolean, signal?: AbortSignal) =>
    json<{ items: PayStopRow[]; today: string }>(stops, { query: open ? { open: true } : {}, signal }),
  mine: (signal?: AbortSignal) => json<{ items: PayStopView[] }>('/me/pay-stops', { signal }),
  days: (person: string, beside: string | null, signal?: AbortSignal) =>
    json<PayDays>(`${stops}/days`, { query: beside ? { person, case: beside } : { person }, signal }),
  open: (one: NewPayStop) => json<PayStopView>(stops, { method: 'POST', json: one }),
  show: (one: string, signal?: AbortSignal) => json<PayStopView>(`${stops}/${id(one)}`, { signal }),
  act: (one: string, act: { id: string; on: string; step: PayStep }) =>
    json<PayStopView>(`${stops}/${id(one)}/acts`, { method: 'POST', json: act }),
  /** The path of a letter below the API. */
  letterPath,
};
