import { asProblem } from '@hadir/api';
import {
  checkProof,
  checkReceipt,
  commitmentOf,
  fromB64u,
  hashOf,
  logName,
  openCheckpoint,
  toB64u,
  type Mark,
  type OneReceipt,
  type PrintedDocument,
  type Proof,
  type PublicLog,
} from '@hadir/api/ledger';
import { dateTimeOf, longDate, monthName } from '@hadir/ui';
import { codeOf, currentLog, goesOn, inclusion } from './log';
import type { Fact, Line, Report } from './report';
import type { Word } from './words';

/** Checks the server's promise about one tap, and whether it was kept. */
export async function onReceipt(
  receipt: OneReceipt,
  proof: Proof | null,
  log: PublicLog,
  now: number,
): Promise<Report> {
  const lines: Line[] = [];
  const facts: Fact[] = [
    { term: 'received', value: dateTimeOf(receipt.received_at) },
    { term: 'includeBy', value: dateTimeOf(receipt.include_by) },
    { term: 'commitment', value: receipt.commitment, mono: true },
  ];
  const current = await currentLog(receipt.instansi, log, lines);
  if (current) {
    const said = await checkReceipt(receipt, current.keys.receipts);
    const ways = { signed: 'good', forged: 'bad', unknown_key: 'bad' } as const;
    lines.unshift({ kind: ways[said], say: `receipt.${said}` });
    await inclusion(receipt.commitment, current, log, lines, { includeBy: receipt.include_by, now });
    if (proof) await ownProof(proof, receipt.commitment, current.keys.log, lines);
  }
  return { about: 'receipt', lines, facts };
}

async function ownProof(
  proof: Proof,
  commitment: string,
  keys: Parameters<typeof checkProof>[2],
  lines: Line[],
): Promise<void> {
  const entry = hashOf(commitment);
  const checked = entry && (await checkProof(entry, proof, keys));
  lines.push(
    checked && typeof checked === 'object'
      ? { kind: 'good', say: 'ownProof', with: { size: checked.size } }
      : { kind: 'bad', say: 'ownProofBad' },
  );
}

/** Checks a proof that came without the receipt it belongs to: that its checkpoint is one of the log. */
export async function onProof(proof: Proof, log: PublicLog): Promise<Report> {
  const lines: Line[] = [{ kind: 'warn', say: 'proofAlone' }];
  await checkpointLines(proof.checkpoint, log, lines);
  return { about: 'proof', lines, facts: [] };
}

/** Checks a checkpoint that somebody kept: that the log still goes on from it. */
export async function onCheckpoint(text: string, log: PublicLog): Promise<Report> {
  const lines: Line[] = [];
  await checkpointLines(text, log, lines);
  return { about: 'checkpoint', lines, facts: [] };
}

async function checkpointLines(text: string, log: PublicLog, lines: Line[]): Promise<void> {
  const code = codeOf(text);
  const current = code === null ? null : await currentLog(code, log, lines);
  if (!current) {
    if (code === null) lines.push({ kind: 'bad', say: 'keptBad' });
    return;
  }
  const opened = await openCheckpoint(text, current.keys.log);
  if (typeof opened === 'string') {
    lines.push({ kind: 'bad', say: 'keptBad' });
    return;
  }
  lines.push({ kind: 'good', say: 'keptSigned', with: { size: opened.size } });
  await goesOn(opened, current, log, lines, 'checkpointGoesOn');
}

/** Checks the mark of a printed document. */
export async function onMark(mark: Mark, log: PublicLog, now: number): Promise<Report> {
  const lines: Line[] = [];
  const name = logName(mark.log);
  let said: PrintedDocument;
  try {
    said = await log.document(mark.id, name?.code);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status !== 404) throw problem;
    lines.push({ kind: 'bad', say: 'unknownDocument' });
    if (name) lines.push({ kind: 'info', say: 'issuedAt', with: { host: name.host } });
    return { about: 'document', lines, facts: [] };
  }
  const current = await currentLog(said.instansi, log, lines);
  if (!(await isSealedSo(said, mark))) {
    lines.unshift({ kind: 'bad', say: 'answerBad' });
    return { about: 'document', lines, facts: [] };
  }
  lines.unshift({ kind: 'good', say: 'issued' });
  if (said.newer_on) lines.push({ kind: 'warn', say: 'newer', with: { date: longDate(said.newer_on) } });
  if (current) {
    await inclusion(said.commitment, current, log, lines, { includeBy: null, now });
    if (mark.log === '') lines.push({ kind: 'info', say: 'noLogThen' });
    else if (mark.size > 0) await goesOn({ ...mark, origin: mark.log }, current, log, lines, 'markGoesOn');
  }
  return { about: 'document', lines, facts: factsOf(said), sha256: said.sha256 };
}

/** Whether the server's answer is what was sealed, and the paper's mark the one that was printed then. */
async function isSealedSo(said: PrintedDocument, mark: Mark): Promise<boolean> {
  if (said.salt === null || said.body === null || said.id !== mark.id) return false;
  const commitment = await commitmentOf('document', fromB64u(said.salt), said.body);
  if (toB64u(commitment) !== said.commitment) return false;
  const sealed = JSON.parse(said.body) as Record<string, unknown>;
  const same = (['id', 'kind', 'format', 'office', 'period', 'sha256', 'issued_at'] as const).every(
    (name) => sealed[name] === said[name],
  );
  return (
    same &&
    sealed.log === mark.log &&
    sealed.checkpoint_size === mark.size &&
    sealed.checkpoint_root === Array.from(mark.root, (byte) => byte.toString(16).padStart(2, '0')).join('')
  );
}

const KINDS: Record<string, Word> = {
  recap: 'kind.recap',
  reconcile: 'kind.reconcile',
  minutes: 'kind.minutes',
  dossier: 'kind.dossier',
  visit: 'kind.visit',
};

/** A month, a span of days, or what else the paper calls its time: the number of a record. */
function periodOf(period: string): string {
  if (/^\d{4}-\d{2}$/.test(period)) return monthName(period);
  const span = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/.exec(period);
  return span?.[1] && span[2] ? `${longDate(span[1])} – ${longDate(span[2])}` : period;
}

function factsOf(said: PrintedDocument): Fact[] {
  return [
    { term: KINDS[said.kind] ?? 'kind.other', value: periodOf(said.period) },
    { term: 'office', value: said.office },
    { term: 'issuedOn', value: longDate(said.issued_on) },
    { term: 'fileKind', value: said.format.toUpperCase() },
    { term: 'sha256', value: said.sha256, mono: true },
  ];
}
