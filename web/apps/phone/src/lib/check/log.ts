import { asProblem } from '@hadir/api';
import {
  checkSealProof,
  datedAt,
  follows,
  logName,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  readKeys,
  type OpenedCheckpoint,
  type PublicLog,
  type ReadKeys,
  type SealProof,
  type TreeState,
} from '@hadir/api/ledger';
import { dateTimeOf } from '@hadir/ui';
import type { Line } from './report';

/** A log as it is published now, its newest checkpoint checked. */
export interface CurrentLog {
  code: string;
  keys: ReadKeys;
  /** Null when the newest checkpoint does not hold. */
  latest: OpenedCheckpoint | null;
}

/** Asks for keys and checkpoint of a log and says what holds of them; null when this server has no such log. */
export async function currentLog(code: string, log: PublicLog, lines: Line[]): Promise<CurrentLog | null> {
  try {
    const keys = await readKeys(await log.keys(code));
    const opened = await openCheckpoint(await log.checkpoint(code), keys.log);
    if (typeof opened === 'string') {
      lines.push({ kind: 'bad', say: 'checkpointBad' });
      return { code, keys, latest: null };
    }
    const at = datedAt(opened);
    lines.push({
      kind: 'info',
      say: at === null ? 'checkpointUndated' : 'checkpoint',
      with: { size: opened.size, time: at === null ? '' : dateTimeOf(new Date(at).toISOString()) },
    });
    return { code, keys, latest: opened };
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status !== 404) throw problem;
    lines.push({ kind: 'warn', say: 'otherServer', with: { code } });
    return null;
  }
}

/** The server's proof for a commitment, checked; says what holds. */
export async function inclusion(
  commitment: string,
  current: CurrentLog,
  log: PublicLog,
  lines: Line[],
  promise: { includeBy: string | null; now: number },
): Promise<void> {
  let said: SealProof;
  try {
    said = await log.proof(commitment);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status !== 404) throw problem;
    lines.push({ kind: 'bad', say: 'unknownRecord' });
    return;
  }
  if (said.waiting) {
    const broken = promise.includeBy !== null && Date.parse(promise.includeBy) < promise.now;
    const time = promise.includeBy ? dateTimeOf(promise.includeBy) : '';
    if (broken) lines.push({ kind: 'bad', say: 'promiseBroken', with: { time } });
    else lines.push({ kind: 'warn', say: 'waiting' });
    return;
  }
  const checked = await checkSealProof(commitment, said, current.keys.log);
  if (typeof checked === 'string') {
    lines.push({ kind: 'bad', say: 'proofBad' });
    return;
  }
  lines.push({ kind: 'good', say: 'inLog', with: { position: checked.index, size: checked.size } });
  if (current.latest) await goesOn(checked, current, log, lines, 'proofGoesOn');
}

/** Whether an earlier state goes on into the newest one; says so. */
export async function goesOn(
  earlier: TreeState & { origin: string },
  current: CurrentLog,
  log: PublicLog,
  lines: Line[],
  say: 'proofGoesOn' | 'markGoesOn' | 'checkpointGoesOn',
): Promise<void> {
  if (!current.latest) return;
  const { code, keys } = current;
  const how = await follows(earlier, current.latest, { code, epochs: keys.epochs }, log.consistency);
  const size = earlier.size;
  if (how === 'forked') lines.push({ kind: 'bad', say: 'forked', with: { size } });
  else if (how === 'other') lines.push({ kind: 'bad', say: 'otherLog' });
  else if (how === 'restarted') lines.push({ kind: 'warn', say: 'restarted', with: { size } });
  else lines.push({ kind: 'good', say, with: { size } });
}

/** Of which government body a signed checkpoint speaks; null when its text is none. */
export function codeOf(text: string): string | null {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  return (checkpoint && logName(checkpoint.origin)?.code) || null;
}
