import { promiseBroken } from '../outbox/seals';
import { receiptText } from '@hadir/api/ledger/receipt';
import type { SeenCheckpoint } from '@hadir/api/ledger';
import type { LogFault } from '../store/facts';
import { isKept, type Tap } from './status';

/** What this phone knows of the log beside single taps. */
export interface LogEvidence {
  /** The checkpoint checked last; null when none was yet. */
  seen: SeenCheckpoint | null;
  /** Checkpoints that contradict each other. */
  faults: LogFault[];
}

/**
 * One's own taps with what the server promised, the proofs it gave or did not give, and the checkpoints this phone
 * saw: a file to keep, and evidence when a promise was broken.
 */
export function exportOf(taps: readonly Tap[], owner: string, now: number, log: LogEvidence): Blob {
  const file = {
    format: 'hadir-receipts-v1',
    person: owner,
    exported_at: new Date(now).toISOString(),
    log,
    punches: taps.map((tap) => ({
      punch: tap.punch,
      answer: isKept(tap)
        ? {
            status: tap.answer.status,
            code: tap.answer.code,
            labels: tap.answer.labels,
            commitment: tap.answer.commitment,
            received_at: tap.answer.receivedAt,
          }
        : null,
      receipt: isKept(tap) ? tap.answer.receipt : null,
      receipt_qr: isKept(tap) && tap.answer.receipt ? receiptText(tap.answer.receipt) : null,
      sealed: isKept(tap) ? tap.sealed : null,
      other_commitment_seen: isKept(tap) ? tap.mismatch : null,
      proof: isKept(tap) ? (tap.proof ?? null) : null,
      wrong_proof: isKept(tap) ? (tap.wrongProof ?? null) : null,
      promise_broken: isKept(tap) && promiseBroken(tap, now),
      earlier: tap.earlier,
    })),
  };
  return new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' });
}
