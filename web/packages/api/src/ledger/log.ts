import { json } from '../http';
import { asProblem, problemOf } from '../problem';

/** Keys of a log, in use or from earlier. */
export interface LogKeys {
  origin: string;
  epochs: { epoch: number; origin: string; from_position: number; at: string }[];
  keys: {
    purpose: 'log' | 'time' | 'receipt';
    vkey: string;
    epoch: number;
    from: string;
    until: string | null;
  }[];
}

/** The proof that a record is in the log. */
export interface SealProof {
  commitment: string;
  position: number | null;
  size: number | null;
  root: string | null;
  path: string[];
  checkpoint: string | null;
  /** C2SP tlog-proof, to keep. */
  proof: string | null;
  keys: string[];
  /** It has no place yet. */
  waiting: boolean;
}

/** The proof that one state of the log is the beginning of another. */
export interface Consistency {
  from: number;
  to: number;
  from_root: string;
  to_root: string;
  proof: string[];
  checkpoint: string;
}

/** A printed paper as the server tells whoever holds its mark. */
export interface PrintedDocument {
  id: string;
  valid: boolean;
  instansi: string;
  kind: string;
  format: string;
  office: string;
  period: string;
  issued_on: string;
  issued_at: string;
  sha256: string;
  position: number | null;
  newer_on: string | null;
  commitment: string;
  salt: string | null;
  body: string | null;
}

/** Somebody who keeps watch over the log. */
export interface LogWitness {
  id: string;
  url: string;
  vkey: string;
  /** The largest checkpoint it signed, and when. */
  seen_size: number;
  seen_at: string | null;
  /** What it said last when it did not sign; empty when it did. */
  trouble: string;
}

/** The last time the server looked through its own records. */
export interface LogVerified {
  at: string;
  size: number;
  holds: boolean;
  findings: number;
  /** What was found first. */
  first?: string | null;
}

/** How the log is doing, for those who look after it. */
export interface LogState {
  /** Empty before the log began. */
  origin: string;
  /** What the public address would name it today, when that is not its name. */
  other_origin?: string | null;
  epoch: number;
  size: number;
  checkpoint: string | null;
  at: string | null;
  /** Records the latest checkpoint does not cover yet. */
  waiting: number;
  keys: LogKeys['keys'];
  witnesses: LogWitness[];
  verified?: LogVerified | null;
}

/** For the desk: the state of the log. */
export const logState = () => json<LogState>('/log');

/** The public part of the log. */
export const publicLog = {
  keys: async (code: string): Promise<LogKeys> => (await published(code, 'keys')).json() as Promise<LogKeys>,
  /** The newest signed checkpoint, as text. */
  checkpoint: async (code: string): Promise<string> => (await published(code, 'checkpoint')).text(),
  /** The proof of a record by its id or commitment. */
  proof: (id: string) => json<SealProof>(`/receipts/${encodeURIComponent(id)}/proof`),
  consistency: (from: number, to: number | null, log: string) =>
    json<Consistency>('/log/consistency', { query: { from, to, log } }),
  document: (id: string, instansi?: string) =>
    json<PrintedDocument>(`/documents/${encodeURIComponent(id)}`, { query: { instansi } }),
};

export type PublicLog = typeof publicLog;

/** What stands beside the API, for anybody. */
async function published(code: string, what: string): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/log/${encodeURIComponent(code)}/${what}`, {
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch (thrown) {
    throw asProblem(thrown);
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}
