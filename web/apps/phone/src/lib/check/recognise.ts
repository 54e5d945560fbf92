import {
  looksLikeProof,
  parseCheckpoint,
  parseMark,
  parseNote,
  parseProof,
  parseReceipt,
  type Mark,
  type OneReceipt,
  type Proof,
} from '@hadir/api/ledger';

/** What the app itself saves: taps with their receipts and proofs. */
export interface ExportFile {
  format: 'hadir-receipts-v1';
  log?: { seen: { origin: string; text: string; at: number } | null; faults: { kind: string }[] };
  punches: {
    punch: { claimed_at: string };
    receipt: OneReceipt | null;
    sealed: { position: number } | null;
    proof?: { state: string; text: string | null } | null;
  }[];
}

/** What somebody brought to be checked. */
export type Brought =
  | { kind: 'receipt'; receipt: OneReceipt; proof: Proof | null }
  | { kind: 'mark'; mark: Mark }
  | { kind: 'proof'; proof: Proof }
  | { kind: 'export'; file: ExportFile }
  | { kind: 'checkpoint'; text: string };

const RECEIPT = /HR1\.[A-Za-z0-9_-]+/;

/** Tells by its form what a text is; null for anything else. */
export function recognise(raw: string): Brought | null {
  const text = `${raw.replaceAll('\r\n', '\n').trim()}\n`;
  const file = exportIn(text);
  if (file) return { kind: 'export', file };
  const receipt = parseReceipt(RECEIPT.exec(text)?.[0] ?? '');
  const proof = proofIn(text);
  if (receipt) return { kind: 'receipt', receipt, proof };
  const mark = parseMark(text);
  if (mark) return { kind: 'mark', mark };
  if (proof) return { kind: 'proof', proof };
  const note = parseNote(text);
  if (note && parseCheckpoint(note.text)) return { kind: 'checkpoint', text };
  return null;
}

/** A proof, maybe below the receipt it belongs to. */
function proofIn(text: string): Proof | null {
  const at = text.indexOf('c2sp.org/tlog-proof@');
  const rest = at < 0 ? '' : text.slice(at);
  return looksLikeProof(rest) ? parseProof(rest) : null;
}

function exportIn(text: string): ExportFile | null {
  if (!text.startsWith('{')) return null;
  try {
    const read = JSON.parse(text) as ExportFile;
    const fits =
      read.format === 'hadir-receipts-v1' &&
      Array.isArray(read.punches) &&
      read.punches.every((one) => typeof one?.punch?.claimed_at === 'string');
    return fits ? read : null;
  } catch {
    return null;
  }
}
