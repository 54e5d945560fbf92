import { file, json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const coverStates = ['tercakup', 'kurang', 'kosong', 'belum_diketahui', 'tutup'] as const;
export type CoverState = (typeof coverStates)[number];

export const sawWords = ['nobody_there', 'long_queue', 'closed', 'good_service'] as const;
/** What a visitor saw. */
export type Saw = (typeof sawWords)[number];

export const answerOutcomes = ['confirmed', 'not_confirmed', 'unclear'] as const;
export type AnswerOutcome = (typeof answerOutcomes)[number];

export type ServicePostBand = Schema['ServicePostBand'];
export type ServicePostDefinition = Schema['ServicePostDefinition'];
export type ServicePostCoverage = Omit<Schema['ServicePostCoverage'], 'state'> & { state: CoverState };
export type ServicePostCoverageList = Omit<Schema['ServicePostCoverageList'], 'items'> & {
  items: ServicePostCoverage[];
};
export type ServicePostRow = Omit<Schema['ServicePostRow'], 'now'> & { now?: ServicePostCoverage | null };
export type ServicePostList = Omit<Schema['ServicePostList'], 'items'> & { items: ServicePostRow[] };
export type ServicePostStaff = Schema['ServicePostStaff'];
export type ServicePostEpisode = Schema['ServicePostEpisode'];
export type ServicePostDetail = Omit<Schema['ServicePostDetail'], 'now'> & {
  now?: ServicePostCoverage | null;
};
export type ServicePostSpan = Schema['ServicePostSpan'];
export type ServicePostPlan = Schema['ServicePostPlan'];
export type ServicePostTally = Schema['ServicePostTally'];
export type ReportStanding = 'none_owed' | 'in_time' | 'late' | 'waiting' | 'overdue';
export type ReportCompared = 'agrees' | 'differs' | 'unknown' | 'outside_hours' | 'not_compared';
export type ServicePostReport = Omit<
  Schema['ServicePostReport'],
  'saw' | 'believed' | 'standing' | 'compared' | 'answer'
> & {
  saw: Saw;
  believed: CoverState;
  standing: ReportStanding;
  compared: ReportCompared;
  answer?: (Omit<Schema['ServicePostAnswer'], 'outcome'> & { outcome: AnswerOutcome }) | null;
};
export type ServicePostReportList = Omit<Schema['ServicePostReportList'], 'items'> & {
  items: ServicePostReport[];
};
export type PublicPost = Schema['PublicPost'];

/** What is said of a post; `version` is the number that was seen. */
export type ServicePostWord =
  | { id: string; what: 'define'; definition: ServicePostDefinition; version: number }
  | { id: string; what: 'staff'; person: string; from: string; to?: string | undefined }
  | { id: string; what: 'unstaff'; entry: string; to: string }
  | { id: string; what: 'replace_code' | 'close'; reason: string; version: number };

const id = encodeURIComponent;

/** Calls about service posts, apart from the others: most pages never need them. */
export const postsApi = {
  list: (query: { unit?: string }, signal?: AbortSignal) =>
    json<ServicePostList>('/service-posts', { query, signal }),
  coverage: (query: { unit?: string | undefined }, signal?: AbortSignal) =>
    json<ServicePostCoverageList>('/service-posts/coverage', { query, signal }),
  get: (post: string, signal?: AbortSignal) =>
    json<ServicePostDetail>(`/service-posts/${id(post)}`, { signal }),
  add: (post: { id: string; unit: string; definition: ServicePostDefinition }) =>
    json<ServicePostDetail>('/service-posts', { method: 'POST', json: post }),
  say: (post: string, word: ServicePostWord) =>
    json<ServicePostDetail>(`/service-posts/${id(post)}/words`, { method: 'POST', json: word }),
  plan: (post: string, query: { from?: string; days?: number }, signal?: AbortSignal) =>
    json<ServicePostPlan>(`/service-posts/${id(post)}/plan`, { query, signal }),
  sheet: (post: string, code: string) =>
    file(`/service-posts/${id(post)}/sheet.pdf`, `lembar-pos-${code}.pdf`, { timeoutMs: 60_000 }),
  reports: (query: { from: string; to: string; unit?: string; post?: string }, signal?: AbortSignal) =>
    json<ServicePostReportList>('/service-posts/reports', { query, signal }),
  answer: (report: string, word: { id: string; outcome: AnswerOutcome; text: string }) =>
    json<ServicePostReport>(`/service-posts/reports/${id(report)}/answer`, { method: 'POST', json: word }),
  door: (code: string, signal?: AbortSignal) => json<PublicPost>(`/public/posts/${id(code)}`, { signal }),
  report: (code: string, report: { id: string; saw: Saw; text: string }) =>
    json<{ id: string; repeated: boolean }>(`/public/posts/${id(code)}/reports`, {
      method: 'POST',
      json: report,
    }),
};
