import {
  checkProof,
  checkReceipt,
  hashOf,
  openCheckpoint,
  parseProof,
  type OneReceipt,
  type PublicLog,
} from '@hadir/api/ledger';
import { dateTimeOf } from '@hadir/ui';
import { currentLog, goesOn, inclusion, type CurrentLog } from './log';
import type { ExportFile } from './recognise';
import type { Line, Report } from './report';

/** No more single taps are named than these. */
const MOST_NAMED = 20;

type Punch = ExportFile['punches'][number];

/** Checks a file the app saved: each receipt, each proof, and that the log goes on from the checkpoint seen then. */
export async function onExport(file: ExportFile, log: PublicLog, now: number): Promise<Report> {
  const lines: Line[] = [];
  const withReceipt = file.punches.filter(
    (one): one is Punch & { receipt: OneReceipt } => one.receipt !== null,
  );
  const codes = [...new Set(withReceipt.map((one) => one.receipt.instansi))];
  const counts = { taps: file.punches.length, receipts: withReceipt.length, signed: 0, proved: 0, open: 0 };
  const wrong: Line[] = [];
  for (const code of codes) {
    const current = await currentLog(code, log, lines);
    if (!current) continue;
    for (const punch of withReceipt.filter((one) => one.receipt.instansi === code)) {
      const found = await onePunch(punch, current, log, now);
      if (found.signed) counts.signed += 1;
      if (found.proved) counts.proved += 1;
      if (!found.proved && found.wrong === null) counts.open += 1;
      if (found.wrong !== null) wrong.push(found.wrong);
    }
    const seen = file.log?.seen;
    const opened = seen ? await openCheckpoint(seen.text, current.keys.log) : null;
    if (opened === null) continue;
    if (typeof opened === 'string') lines.push({ kind: 'bad', say: 'keptBad' });
    else await goesOn(opened, current, log, lines, 'checkpointGoesOn');
  }
  lines.unshift({ kind: 'info', say: 'exportCounts', with: counts });
  if (counts.signed > 0) lines.push({ kind: 'good', say: 'exportSigned', with: { count: counts.signed } });
  if (counts.proved > 0) lines.push({ kind: 'good', say: 'exportProved', with: { count: counts.proved } });
  if (counts.open > 0) lines.push({ kind: 'warn', say: 'exportOpen', with: { count: counts.open } });
  lines.push(...wrong.slice(0, MOST_NAMED));
  if (wrong.length > MOST_NAMED)
    lines.push({ kind: 'bad', say: 'exportMore', with: { count: wrong.length - MOST_NAMED } });
  if (file.log?.faults.some((fault) => fault.kind !== 'restarted'))
    lines.push({ kind: 'bad', say: 'exportForked' });
  return { about: 'export', lines, facts: [] };
}

interface Found {
  signed: boolean;
  proved: boolean;
  wrong: Line | null;
}

async function onePunch(
  punch: Punch & { receipt: OneReceipt },
  current: CurrentLog,
  log: PublicLog,
  now: number,
): Promise<Found> {
  const time = dateTimeOf(punch.punch.claimed_at);
  const bad = (say: Line['say']): Line => ({ kind: 'bad', say, with: { time } });
  const said = await checkReceipt(punch.receipt, current.keys.receipts);
  if (said !== 'signed') return { signed: false, proved: false, wrong: bad('exportReceiptBad') };
  const text = punch.proof?.text ?? null;
  if (text !== null) {
    const entry = hashOf(punch.receipt.commitment);
    const proof = parseProof(text);
    const checked = entry && proof && (await checkProof(entry, proof, current.keys.log));
    const holds = checked !== null && typeof checked === 'object';
    return { signed: true, proved: holds, wrong: holds ? null : bad('exportProofBad') };
  }
  // Kept before its proof was fetched: the server is asked now.
  const lines: Line[] = [];
  await inclusion(punch.receipt.commitment, current, log, lines, {
    includeBy: punch.receipt.include_by,
    now,
  });
  const proved = lines.some((line) => line.say === 'inLog') && !lines.some((line) => line.kind === 'bad');
  return {
    signed: true,
    proved,
    wrong: lines.some((line) => line.kind === 'bad') ? bad('exportNoProof') : null,
  };
}
