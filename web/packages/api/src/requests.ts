/** What employees ask for, and what those who decide say to it. */

export const requestKinds = [
  'leave',
  'field_duty',
  'wfh',
  'permission',
  'training',
  'correction',
  'swap',
  'cancel',
] as const;
export type RequestKind = (typeof requestKinds)[number];

export const requestStates = [
  'pending',
  'returned',
  'approved',
  'rejected',
  'postponed',
  'withdrawn',
] as const;
export type RequestState = (typeof requestStates)[number];

export const leaveKinds = ['tahunan', 'sakit', 'alasan_penting', 'melahirkan', 'besar', 'cltn'] as const;
export type LeaveKind = (typeof leaveKinds)[number];

export const dayParts = ['whole', 'first_half', 'second_half'] as const;
export type DayPart = (typeof dayParts)[number];

export const correctionSides = ['in', 'out', 'status'] as const;
export type CorrectionSide = (typeof correctionSides)[number];

export const correctionCodes = ['forgot', 'device_fault', 'network', 'power', 'elsewhere', 'other'] as const;
export type CorrectionCode = (typeof correctionCodes)[number];

export interface LeaveDetail {
  leave: LeaveKind;
  from: string;
  to: string;
  part: DayPart;
  /** Said by the server; a new request does without. */
  counted_half_days?: number;
  /** Where the person can be reached meanwhile. */
  address?: string | null;
  phone?: string | null;
}

/** Away from the office: field duty, from home, permission, training. */
export interface AwayDetail {
  from: string;
  to: string;
  part: DayPart;
  /** Number of the letter. */
  letter?: string | null;
  place?: string | null;
}

export interface CorrectionDetail {
  date: string;
  side: CorrectionSide;
  /** Local time `HH:MM`, for in and out. */
  time?: string | null;
  next_day?: boolean | null;
  /** For a status. */
  status?: string | null;
  code: CorrectionCode;
}

export interface SwapDetail {
  /** My turn, and theirs. */
  date: string;
  other_date: string;
  /** Id of the colleague. */
  with: string;
}

export interface CancelDetail {
  /** The approved paper. */
  request: string;
  /** From this day on; the whole paper when left out. */
  from?: string | null;
}

/** A request's particulars, by its kind. */
export type RequestDetail = RequestWish & {
  /** The colleague of a swap. */
  colleague?: { id: string; name: string } | null;
};

type RequestWish =
  | { kind: 'leave'; detail: LeaveDetail }
  | { kind: 'field_duty' | 'wfh' | 'permission' | 'training'; detail: AwayDetail }
  | { kind: 'correction'; detail: CorrectionDetail }
  | { kind: 'swap'; detail: SwapDetail }
  | { kind: 'cancel'; detail: CancelDetail };

/** rekan: the colleague of a swap; atasan: the head; kepegawaian: BKPSDM. */
export type StepWho = 'rekan' | 'atasan' | 'kepegawaian';

export interface RequestStep {
  who: StepWho;
  /** So many days it may take. */
  days: number;
}

/** The step a request waits at. */
export interface RequestWaits {
  /** From 0. */
  ordinal: number;
  who: StepWho;
  due_on: string | null;
  overdue: boolean;
  /** BKPSDM may decide in the head's place. */
  escalated: boolean;
}

export type RequestAction =
  'submit' | 'resubmit' | 'approve' | 'return' | 'reject' | 'postpone' | 'withdraw' | 'escalate';

export interface RequestEvent {
  at: string;
  by_name: string | null;
  by_login: string | null;
  as: 'pemohon' | StepWho;
  acting: 'plt' | 'plh' | null;
  action: RequestAction;
  reason: string | null;
}

export interface RequestFile {
  /** Lower-case hex. */
  sha256: string;
  name: string;
  media: string;
  size: number;
  /** Null: announced, not yet arrived. */
  received_at: string | null;
}

/** A day as far as a request changes it. */
export interface DaySide {
  status: string;
  marks: string[];
  first_in?: string | null;
  last_out?: string | null;
  /** What is due, `HH:MM-HH:MM`. */
  due?: string | null;
}

export interface DayChange {
  date: string;
  was: DaySide;
  becomes: DaySide;
}

export interface LeaveNote {
  text: string;
  text_en: string;
  /** False where the text of the law was not seen. */
  confirmed: boolean;
  source?: string;
}

/** What a year holds of one kind of leave; a month stands for thirty days. */
export interface LeaveBalance {
  leave: LeaveKind;
  name?: string;
  name_en?: string;
  year?: number;
  /** Days of travel beyond it. */
  travel_half_days?: number;
  entitled_half_days: number;
  carried_half_days: number;
  used_half_days: number;
  pending_half_days: number;
  left_half_days: number;
  unit: 'workdays' | 'days' | 'months';
  notes: LeaveNote[];
}

export type RequestMay = 'approve' | 'return' | 'reject' | 'postpone' | 'withdraw' | 'resubmit' | 'attach';

export interface RequestCommon {
  id: string;
  person: { id: string; name: string; number_masked?: string | null };
  unit: { id: string; code: string; name: string } | null;
  state: RequestState;
  reason: string;
  /** First and last day concerned. */
  from: string;
  to: string;
  submitted_at: string;
  decided_at: string | null;
  /** It touches a closed month and lands as a difference in a later one. */
  month_closed: boolean;
  step: RequestWaits | null;
  steps: RequestStep[];
  history: RequestEvent[];
  files: RequestFile[];
  proof_missing: boolean;
  /** Old against new; only in the view of one request. */
  changes?: DayChange[];
  /** What granting would leave of service posts; it stands in nobody's way. */
  warnings?: RequestProblem[];
  balance?: LeaveBalance | null;
  /** What the asking person may do now. */
  can: RequestMay[];
}

export type Request = RequestCommon & RequestDetail;

export interface NewRequestFile {
  sha256: string;
  name: string;
  media: string;
  size: number;
}

/** A request as it is sent; its id was made where it was written. */
export type NewRequest = RequestDraft & {
  id: string;
  /** When the person pressed the button, RFC 3339. */
  made_at?: string;
};

export type RequestDraft = RequestDetail & { reason: string; files: NewRequestFile[] };

export interface RequestProblem {
  code: string;
  detail: string;
  detail_en: string;
  /** Stands in its way; otherwise it must be there before the last yes. */
  blocking: boolean;
  rule: string | null;
}

/** What would become of a request. */
export interface RequestCheck {
  ok: boolean;
  problems: RequestProblem[];
  counted_half_days: number | null;
  balance: LeaveBalance | null;
  chain: RequestStep[];
  month_closed: boolean;
  changes: DayChange[];
}

export interface LeaveYear {
  year: number;
  items: LeaveBalance[];
}

export const decisionActions = ['approve', 'return', 'reject', 'postpone'] as const;
export type DecisionAction = (typeof decisionActions)[number];

export interface Decision {
  id: string;
  request: string;
  /** Ordinal of the step that is decided. */
  step: number;
  action: DecisionAction;
  reason: string;
}

export interface DecisionResult {
  request: string;
  ok: boolean;
  code?: string | null;
  detail?: string | null;
  detail_en?: string | null;
  state?: RequestState | null;
}

/** The server takes no more decisions at once. */
export const DECISIONS_MOST = 200;

export const inboxStates = ['waiting', 'overdue', 'decided'] as const;
export type InboxState = (typeof inboxStates)[number];

export interface Inbox {
  items: Request[];
  next?: string | null;
  counts: { waiting: number; overdue: number };
}

/** Somebody who stands in for a head: Plt where the seat is empty, Plh while its holder is away. */
export interface Acting {
  id: string;
  unit: { id: string; code: string; name: string };
  role: string;
  acting: 'plt' | 'plh';
  /** Null for an account that stands for no employee. */
  person: { id: string; name: string } | null;
  from: string;
  to: string | null;
  by: string;
  reason: string | null;
  /** Whether it holds today; otherwise it begins later. */
  today: boolean;
}

export interface NewActing {
  id: string;
  unit: string;
  person: string;
  acting: Acting['acting'];
  from: string;
  to: string;
  reason: string;
}

export type PeriodState = 'running' | 'grace' | 'due' | 'closed' | 'reopening' | 'reopened';

/** A month of a unit. */
export interface Period {
  unit: { id: string; code: string; name: string };
  month: string;
  state: PeriodState;
  closes_on: string;
  locked_at?: string | null;
  locked_by?: string | null;
  open_days: number;
  waiting_requests: number;
  /** How often it was closed. */
  times?: number;
  deltas: number;
  reopen: { by: string; reason: string; at: string } | null;
}

export interface SealedSide {
  status: string;
  marks: string[];
  settled: boolean;
}

/** A day of a closed month that became another. */
export interface PeriodDelta {
  person: { id: string; name: string };
  date: string;
  was: SealedSide;
  becomes: SealedSide;
  /** The month in whose recap the difference is counted. */
  lands_in: string | null;
  sealed: boolean;
  because: string;
}
