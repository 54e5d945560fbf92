import { file, json, urlOf, type Download } from './http';
import type { components } from './schema';

export const caseStages = [
  'dibuka',
  'diminta_penjelasan',
  'diverifikasi',
  'di_kepala_opd',
  'di_majelis',
  'terverifikasi',
  'panggilan_1',
  'panggilan_2',
  'diperiksa',
  'tidak_hadir',
  'dilaporkan',
  'diputus',
  'dikirim',
  'diterima',
  'berlaku',
  'keberatan',
  'banding',
  'peninjauan',
  'ditutup',
] as const;
export type CaseStage = (typeof caseStages)[number];

export const caseOrigins = [
  'indikasi',
  'penyalahgunaan',
  'temuan_sidak',
  'laporan_atasan',
  'kelalaian_pejabat',
] as const;
export type CaseOrigin = (typeof caseOrigins)[number];

export const caseDuties = [
  'atasan_langsung',
  'kepala_opd',
  'tim_pemeriksa',
  'pejabat_berwenang',
  'pemutus_keberatan',
  'bkpsdm',
  'inspektorat',
  'majelis',
] as const;
export type CaseDuty = (typeof caseDuties)[number];

export const caseOffices = [
  'ppk',
  'jpt_madya',
  'jpt_pratama',
  'administrator',
  'pengawas',
  'pelaksana',
  'fungsional_utama',
  'fungsional_madya',
  'fungsional_muda',
  'fungsional_pertama',
  'fungsional_keterampilan',
] as const;
export type Office = (typeof caseOffices)[number];

export const sanctionLevels = ['ringan', 'sedang', 'berat'] as const;
export type SanctionLevel = (typeof sanctionLevels)[number];

/** From the lightest to the heaviest within each employment. */
export const sanctions = [
  'teguran_lisan',
  'teguran_tertulis',
  'tidak_puas_tertulis',
  'potong_tpp_25_6bln',
  'potong_tpp_25_9bln',
  'potong_tpp_25_12bln',
  'tunda_kgb_1th',
  'tunda_kgb_2th',
  'tunda_kgb_3th',
  'kontrak_tidak_diperpanjang',
  'tunda_pangkat_1th',
  'turun_pangkat_1th',
  'turun_jabatan_12bln',
  'bebas_jabatan_pelaksana_12bln',
  'pdhtaps',
  'putus_kontrak',
] as const;
export type Sanction = (typeof sanctions)[number];

export const caseOutcomes = ['tetap', 'diringankan', 'diperberat', 'diubah', 'dibatalkan'] as const;
export type CaseOutcome = (typeof caseOutcomes)[number];

export const closeReasons = [
  'alasan_sah',
  'dasar_gugur',
  'tidak_terbukti',
  'sanksi_moral',
  'selesai',
  'keputusan_dicabut',
  'ditarik',
  'berhenti',
] as const;
export type CloseReason = (typeof closeReasons)[number];

export const teamElements = ['atasan_langsung', 'pengawasan', 'kepegawaian', 'pejabat_lain'] as const;
export type TeamElement = (typeof teamElements)[number];
export const moralForms = ['pernyataan_tertutup', 'pernyataan_terbuka'] as const;
export type MoralForm = (typeof moralForms)[number];
export const headViews = ['terima', 'ke_majelis', 'tolak'] as const;
export type HeadView = (typeof headViews)[number];
export const councilViews = [
  'alasan_sah',
  'sanksi_moral',
  'ke_disiplin',
  'sanksi_moral_dan_disiplin',
] as const;
export type CouncilView = (typeof councilViews)[number];

export const employeeTypes = ['PNS', 'CPNS', 'PPPK', 'PPPK_PARUH_WAKTU', 'NON_ASN'] as const;
export type EmployeeType = (typeof employeeTypes)[number];

export type DueWhat =
  | 'ask'
  | 'explain'
  | 'verify'
  | 'head_look'
  | 'form_council'
  | 'recommend'
  | 'summon'
  | 'form_team'
  | 'examine'
  | 'summon_again'
  | 'record_absence'
  | 'report'
  | 'decide'
  | 'hand_over'
  | 'send'
  | 'object'
  | 'answer_objection'
  | 'appeal'
  | 'reply_appeal'
  | 'decide_appeal'
  | 'review'
  | 'moral'
  | 'close'
  | 'recount'
  | 'reopen';
export type CaseUrgency = 'berjalan' | 'segera' | 'lewat' | 'dieskalasi';
export type CaseSight = 'milik_sendiri' | 'alasan_saja' | 'seluruh_perkara';

export type Punishment =
  | { kind: 'listed'; sanction: Sanction }
  | { kind: 'by_contract'; level: SanctionLevel; text: string; source: string }
  | { kind: 'none'; text: string };

export interface CaseAssigned {
  duty: CaseDuty;
  person: string;
  office: Office;
}

export interface CouncilMember {
  person: string;
  office: Office;
  chair: boolean;
  secretary: boolean;
}

export interface TeamMember extends CouncilMember {
  element: TeamElement;
}

export interface CaseExchange {
  question: string;
  answer: string;
}

export interface CaseSignature {
  person: string;
  signed: boolean;
  reason: string | null;
}

export interface CaseDecision {
  number: string;
  punishment: Punishment;
  articles: string[];
  office: Office;
  text: string;
}

interface Outcome {
  outcome: CaseOutcome;
  instead: Punishment | null;
  number: string;
}

/** What somebody does about a case, as it is kept. */
export type CaseStep =
  | { step: 'assign'; assigned: CaseAssigned }
  | { step: 'release'; duty: CaseDuty; person: string; involved: boolean; text: string }
  | { step: 'ask'; text: string; until: string }
  | { step: 'explain' | 'claim_reason' | 'object'; text: string; files: string[] }
  | { step: 'head_look'; view: HeadView; text: string }
  | { step: 'form_council'; number: string; members: CouncilMember[] }
  | {
      step: 'recommend';
      view: CouncilView;
      moral: MoralForm | null;
      votes: [number, number] | null;
      text: string;
    }
  | { step: 'moral'; number: string; form: MoralForm }
  | { step: 'verify'; level: SanctionLevel | null; text: string }
  | { step: 'summon'; number: string; examine_on: string; at: string; place: string; before: string }
  | { step: 'form_team'; number: string; members: TeamMember[] }
  | { step: 'free_from_duties'; number: string; from: string }
  | {
      step: 'examine';
      number: string;
      exchanges: CaseExchange[];
      statement: string | null;
      signatures: CaseSignature[];
    }
  | { step: 'add_statement' | 'send' | 'receive' | 'reopen'; text: string }
  | { step: 'record_absence' | 'reply_appeal'; number: string }
  | {
      step: 'report';
      number: string;
      aggravating: string;
      mitigating: string;
      impact: string;
      proposed: Punishment;
    }
  | { step: 'decide'; decision: CaseDecision }
  | { step: 'hand_over'; present: boolean; number?: string }
  | ({ step: 'answer_objection' | 'review'; text: string } & Outcome)
  | { step: 'appeal'; text: string; files: string[]; works_on: boolean | null }
  | ({ step: 'decide_appeal' } & Outcome)
  | { step: 'recount'; indicated: Sanction | null; days: string[]; text: string }
  | { step: 'close'; reason: CloseReason; text: string };
export type CaseStepWord = CaseStep['step'];

interface PersonName {
  id: string;
  name: string;
}

export interface CasePerson extends PersonName {
  /** With its middle hidden. */
  number_masked?: string | null;
}

interface CaseUnit {
  id: string;
  code: string;
  name: string;
}

interface By extends PersonName {
  login: string;
}

/** What the ladder says of somebody's days. It is no verdict. */
export interface Indication {
  rule: string;
  article: string;
  level: SanctionLevel;
  sanction: Sanction;
  /** The suspended kind it stands in for. */
  interim_of: string | null;
  sanction_text: string;
  days_counted: number;
  streak: number;
  effective_from: string | null;
  because: string[];
  /** Whether somebody checked the rule against its source. */
  confirmed: boolean;
  open: string[];
}

export interface IndicationRow {
  person: CasePerson;
  unit: CaseUnit;
  employee_type: EmployeeType;
  indication: Indication | null;
  also: string[];
  counters: {
    cumulative_days: number;
    longest_streak: number;
    converted_days: string | number;
    minutes: number;
  };
  /** What the same days would lead to for a PNS; only where the rule is another one. */
  standard: { level: SanctionLevel; sanction: Sanction; sanction_text: string } | null;
  days: string[];
  /** Days that are not settled yet. */
  waiting: string[];
  unknown: string[];
  case: string | null;
}

export interface IndicationList {
  year: number;
  on: string;
  notice: string;
  items: IndicationRow[];
}

export interface CaseDue {
  what: DueWhat;
  duty: CaseDuty | null;
  duty_text: string | null;
  who: PersonName[];
  until: string | null;
  urgency: CaseUrgency;
  above: CaseDuty | null;
  article: string | null;
  confirmed: boolean | null;
}

export interface CaseRow {
  id: string;
  sight: CaseSight;
  person: CasePerson;
  unit: CaseUnit;
  employee_type: EmployeeType;
  office: Office;
  origin: CaseOrigin;
  opened_on: string;
  stage: CaseStage;
  stage_text: string;
  since: string;
  level: SanctionLevel | null;
  due: CaseDue[];
  closed: { on: string; reason: CloseReason } | null;
}

export interface CaseList {
  items: CaseRow[];
  today: string;
}

export interface CaseBreach {
  article: string;
  text: string;
  attendance: boolean;
  days: string[];
  indicated: Sanction | null;
  indicated_text?: string | null;
}

export interface CaseAct {
  id: string;
  on: string;
  at: string;
  by: By;
  step: CaseStep;
  set_aside: boolean;
}

export interface CaseLapse {
  what: DueWhat;
  duty: CaseDuty;
  duty_text: string;
  who: PersonName[];
  due_on: string;
  done_on: string | null;
  too_light: boolean;
  ground: string | null;
}

export interface CaseView {
  id: string;
  sight: CaseSight;
  person: CasePerson;
  unit: CaseUnit;
  employee_type: EmployeeType;
  office: Office;
  office_text: string;
  origin: CaseOrigin;
  origin_text: string;
  source: string | null;
  opened: { on: string; by: { name: string; login: string } };
  breaches: CaseBreach[];
  /** What became of its days; null where nothing did. */
  ground: CaseGround | null;
  stage: CaseStage;
  stage_text: string;
  since: string;
  level: SanctionLevel | null;
  asked_until: string | null;
  summons: {
    number: string;
    sent_on: string;
    examine_on: string;
    at: string;
    place: string;
    before: PersonName;
  }[];
  team: { person: PersonName; office: Office; element: TeamElement; chair: boolean; secretary: boolean }[];
  decision: {
    number: string;
    on: string;
    by: PersonName;
    punishment: Punishment;
    text: string;
    punishment_text: string;
    articles: string[];
  } | null;
  /** What holds now, after answers and reviews. */
  punishment_text: string | null;
  received_on: string | null;
  in_force_on: string | null;
  contest_until: string | null;
  contest: 'keberatan' | 'banding' | null;
  people: { duty: CaseDuty; duty_text: string; person: PersonName; office: Office }[];
  acts: CaseAct[];
  due: CaseDue[];
  lapses: CaseLapse[];
  powers: { level: SanctionLevel; who: string[]; article: string | null; confirmed: boolean }[];
  blocks: { kind: string; text: string; from: string; to: string | null }[];
  files: { sha256: string; name: string; media: string; size: number }[];
  letters: { act: string; kind: string; title: string }[];
  can: CaseStepWord[];
  notice: string;
  today: string;
  closed: { on: string; reason: CloseReason; reason_text: string; text: string } | null;
}

/** An obligation a breach may be of; proposed, never decided. */
export interface CaseArticle {
  article: string;
  text: string;
  attendance: boolean;
  source: string;
  /** Whether somebody checked it against its source. */
  confirmed: boolean;
}

/** What a case begins with when it is opened from where the breach was found. */
export interface CaseDraft {
  origin: CaseOrigin;
  source: string | null;
  person: CasePerson | null;
  unit: CaseUnit | null;
  employee_type: EmployeeType | null;
  breaches: CaseBreach[];
  articles: CaseArticle[];
}

/** From where a case is opened. */
export interface OpeningQuery {
  origin: CaseOrigin;
  source?: string | null;
  person?: string | null;
  year?: string | null;
}

/** Days a case rests on that were settled otherwise since. */
export interface CaseGround {
  /** Fell away, and nobody wrote it down yet. */
  gone: string[];
  /** Taken away by a recount. */
  taken: string[];
  left: string[];
  /** Wait for a source again. */
  waiting: string[];
  since: string | null;
  before: Sanction | null;
  now: Sanction | null;
}

/** Somebody who may get a duty. */
export interface CasePersonFound extends PersonName {
  number_masked: string | null;
  post: string | null;
  unit: CaseUnit | null;
  /** Whoever cannot sign in does nothing in a case. */
  has_account: boolean;
}

export interface NewCase {
  id: string;
  person: string;
  office: Office;
  origin: CaseOrigin;
  source?: string;
  /** What the ladder indicates is said by the server. */
  breaches: Omit<CaseBreach, 'indicated' | 'indicated_text'>[];
  people: CaseAssigned[];
}

const id = encodeURIComponent;
const cases = '/discipline/cases';

/** Calls about discipline, apart from the others: most pages never need them. */
export type CasePaper = components['schemas']['CasePaper'];
export type LetterNumber = components['schemas']['LetterNumber'];

/** What a paper beside the steps says. */
export type CasePaperContent =
  | { paper: 'chronology' }
  | { paper: 'recap'; year?: number }
  | { paper: 'receive_summons'; before: string; meet_on: string; at: string; place: string }
  | { paper: 'colleague'; said_by: string; text: string }
  | { paper: 'power_note'; text: string };

const letterPath = (one: string, act: string) => `${cases}/${id(one)}/letters/${id(act)}`;

export const disciplineApi = {
  indications: (query: { year?: string; unit?: string }, signal?: AbortSignal) =>
    json<IndicationList>('/discipline/indications', { query, signal }),
  list: (open: boolean, signal?: AbortSignal) =>
    json<CaseList>(cases, { query: open ? { open: true } : {}, signal }),
  open: (one: NewCase) => json<CaseView>(cases, { method: 'POST', json: one }),
  draft: ({ origin, source, person, year }: OpeningQuery, signal?: AbortSignal) =>
    json<CaseDraft>('/discipline/openings', {
      query: {
        origin,
        source: source ?? undefined,
        person: person ?? undefined,
        year: year ?? undefined,
      },
      signal,
    }),
  ofSource: (source: string, signal?: AbortSignal) =>
    json<{ case: string | null }>(`/discipline/sources/${id(source)}`, { signal }),
  show: (one: string, signal?: AbortSignal) => json<CaseView>(`${cases}/${id(one)}`, { signal }),
  act: (one: string, act: { id: string; on: string; step: CaseStep }) =>
    json<CaseView>(`${cases}/${id(one)}/acts`, { method: 'POST', json: act }),
  putFile: (one: string, sha256: string, file: Blob) =>
    json<undefined>(`${cases}/${id(one)}/files/${id(sha256)}`, { method: 'PUT', body: file }),
  people: (q: string, signal?: AbortSignal) =>
    json<{ items: CasePersonFound[] }>('/discipline/people', { query: { q }, signal }),
  fileUrl: (one: string, sha256: string) => urlOf(`${cases}/${id(one)}/files/${id(sha256)}`),
  /** The number that comes next for the letter of a step, or for a paper of a kind. */
  number: (one: string, of: { step: string } | { kind: string }, on: string, signal?: AbortSignal) =>
    json<LetterNumber>(`${cases}/${id(one)}/numbers`, { query: { ...of, on }, signal }),
  papers: (one: string, signal?: AbortSignal) =>
    json<{ items: CasePaper[] }>(`${cases}/${id(one)}/papers`, { signal }),
  issue: (one: string, paper: { id: string; number: string; on: string; content: CasePaperContent }) =>
    json<CasePaper>(`${cases}/${id(one)}/papers`, { method: 'POST', json: paper }),
  absencesUrl: (one: string, year?: number) => urlOf(`${cases}/${id(one)}/absences.xlsx`, { year }),
  /** The record of a final punishment for BKN; `refs` are ids of its own lists. */
  hukdis: (one: string, ending: 'json' | 'csv', refs: Record<string, string>): Promise<Download> =>
    file(`${cases}/${id(one)}/hukdis.${ending}`, `hukdis.${ending}`, { query: refs }),
  /** The path of a letter below the API. */
  letterPath,
  letterUrl: (one: string, act: string) => urlOf(letterPath(one, act)),
};
