import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const matchGrains = ['day', 'week', 'month'] as const;
export type MatchGrain = (typeof matchGrains)[number];
export type MatchTrend = 'naik' | 'turun' | 'tetap';

export type MatchCounts = Schema['MatchCounts'];
export type MatchPeriod = Omit<Schema['MatchPeriod'], 'trend'> & { trend?: MatchTrend | null };
export type MatchLine = Omit<Schema['MatchLine'], 'trend' | 'periods'> & {
  trend?: MatchTrend | null;
  periods: MatchPeriod[];
};
export type MatchRateList = Omit<Schema['MatchRateList'], 'whole' | 'items'> & {
  whole: MatchLine;
  items: MatchLine[];
};

export const opdStages = ['belum', 'pendataan', 'uji_coba', 'wajib'] as const;
export type OpdStageName = (typeof opdStages)[number];
export type OpdPaper = 'keep' | 'drop';

interface Held {
  stage: OpdStageName;
  paper: OpdPaper;
}
export type StageInForce = Omit<Schema['StageInForce'], keyof Held> & Held;
export type SignedStage = Omit<Schema['SignedStage'], keyof Held | 'step'> &
  Held & { step: 'propose' | 'confirm' | 'reject' | 'withdraw' };
export type StageCriterion = Omit<Schema['StageCriterion'], 'criterion'> & {
  criterion: 'match_rate' | 'uptime' | 'enrolment';
};
export type OpdStage = Omit<Schema['OpdStage'], 'today' | 'coming' | 'waiting' | 'criteria'> & {
  today: StageInForce;
  coming?: StageInForce | null;
  waiting?: SignedStage | null;
  criteria: StageCriterion[];
};
export type StageList = Omit<Schema['StageList'], 'items'> & { items: OpdStage[] };
export type StageDetail = { opd: OpdStage; steps: SignedStage[] };
export type NewStageStep = Schema['NewStageStep'];

const id = encodeURIComponent;

/** Calls about match rates and the stages of OPDs. */
export const stagesApi = {
  rates: (
    asked: { by: MatchGrain; unit?: string | null; from?: string | null; to?: string | null },
    signal?: AbortSignal,
  ) => json<MatchRateList>('/match-rates', { query: asked, signal }),
  list: (signal?: AbortSignal) => json<StageList>('/stages', { signal }),
  show: (unit: string, signal?: AbortSignal) => json<StageDetail>(`/stages/${id(unit)}`, { signal }),
  sign: (unit: string, step: NewStageStep) =>
    json<StageDetail>(`/stages/${id(unit)}/steps`, { method: 'POST', json: step }),
};
