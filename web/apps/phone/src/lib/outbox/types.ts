import type { NewPunch, PunchResult } from '@hadir/api';

/** A punch before its place in the chain is known: everything but what the chain and the key add. */
export type Draft = Omit<NewPunch, 'seq' | 'prev' | 'device_key' | 'signature'>;

/** What the server last said about a whole request that came down to this one punch. */
export interface Trouble {
  status: number;
  code: string;
  detail: string | null;
  detailEn: string | null;
}

/** The server's signed promise about one punch, with what leads from its commitment to the signed root. */
export interface KeptReceipt {
  instansi: string;
  key_id: string;
  received_at: string;
  include_by: string;
  signature: string;
  commitment: string;
  index: number;
  size: number;
  /** Audit path from leaf to root. */
  path: string[];
  /** Whether the signature was right; null when this browser cannot tell. */
  valid: boolean | null;
}

/** What the server answered about a punch. */
export interface Answered {
  status: PunchResult['status'];
  code: string | null;
  detail: string | null;
  detailEn: string | null;
  labels: string[];
  commitment: string | null;
  receivedAt: string | null;
  receipt: KeptReceipt | null;
  personName: string | null;
}

export interface QueueItem {
  id: string;
  /** Which outbox it belongs to. */
  outbox: string;
  /** The person (or station) under whose session it is sent, never another. */
  owner: string;
  seq: number;
  punch: NewPunch;
  /** This phone's wall clock, ms. */
  addedAt: number;
  tries: number;
  trouble: Trouble | null;
  /** What the server had answered before it lost the punch and it was offered again. */
  earlier: Answered[];
}

/** The ledger's word about a punch. */
export interface Sealed {
  position: number;
  commitment: string;
  /** When this phone learnt of it, ms. */
  seenAt: number;
}

/** What this phone computed from the log's proof of a punch. */
export interface KeptProof {
  state: 'held' | 'wrong';
  /** Code of what does not hold. */
  why: string | null;
  /** C2SP tlog-proof as the server gave it, to keep. */
  text: string | null;
  position: number | null;
  /** Of the checkpoint it leads to. */
  size: number | null;
  checkedAt: number;
}

export interface KeptItem {
  id: string;
  outbox: string;
  owner: string;
  seq: number;
  punch: NewPunch;
  addedAt: number;
  /** This phone's wall clock when the answer came, ms. */
  answeredAt: number;
  answer: Answered;
  earlier: Answered[];
  sealed: Sealed | null;
  /** A commitment of the ledger that is not the one of the receipt. */
  mismatch: string | null;
  /** The proof as last checked here; missing where it was kept before proofs were fetched. */
  proof?: KeptProof | null;
  /** The first proof that did not hold. */
  wrongProof?: KeptProof | null;
  /** Where its photo stands. */
  photo: 'none' | 'waiting' | 'sent' | 'refused';
}

/** A photo on its way. */
export interface KeptPhoto {
  /** The punch it belongs to. */
  id: string;
  owner: string;
  type: string;
  bytes: ArrayBuffer;
  tries: number;
}

/** A press of the button whose punch is not stored yet. */
export interface Pending {
  id: string;
  outbox: string;
  owner: string;
  draft: Draft;
  /** Page life in which it began. */
  bootId: string;
}

/** The newest link of a chain. */
export interface ChainHead {
  seq: number;
  /** base64url SHA-256 of the newest canonical bytes; null where the browser cannot compute it. */
  hash: string | null;
  deviceKey: string | null;
}

export const BATCH = 50;
