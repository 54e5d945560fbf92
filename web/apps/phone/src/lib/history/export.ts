import { receiptText } from '../outbox/receipt';
import { isKept, type Tap } from './status';

/** One's own taps with what the server promised and where the ledger holds them, as a file to keep. */
export function exportOf(taps: readonly Tap[], owner: string, now: number): Blob {
  const file = {
    format: 'hadir-receipts-v1',
    person: owner,
    exported_at: new Date(now).toISOString(),
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
      earlier: tap.earlier,
    })),
  };
  return new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' });
}
