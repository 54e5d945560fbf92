import { json, urlOf } from './http';

/** The service of electronic signatures of this server. */
export interface SigningService {
  name: string;
  /** False for a trial, whose signatures have no standing in law. */
  certified: boolean;
  asks_nik: boolean;
}

export type SignatureWorth = 'valid' | 'trial' | 'changed' | 'certificate_invalid' | 'unsigned';

export interface LetterSignature {
  service: SigningService | null;
  may_sign: boolean;
  /** Whether more than one person signs it, which is done in ink. */
  together: boolean;
  signature: {
    id: string;
    holder: string;
    issuer: string;
    serial: string | null;
    service: string;
    certified: boolean;
    signed_at: string;
    sha256: string;
  } | null;
  /** Where asked for. */
  worth: SignatureWorth | null;
}

export interface NewSignature {
  id: string;
  nik: string | null;
  passphrase: string;
}

/** Calls about the signature of a letter; `letter` is its path below the API, as `/pay-stops/…/letters/…`. */
export const signaturesApi = {
  /** Where the letter is downloaded. */
  url: (letter: string) => urlOf(letter),
  show: (letter: string, verify: boolean, signal?: AbortSignal) =>
    json<LetterSignature>(`${letter}/signature`, { query: verify ? { verify } : {}, signal }),
  sign: (letter: string, hand: NewSignature) =>
    json<LetterSignature>(`${letter}/signature`, { method: 'POST', json: hand }),
};
