import type { Store } from '../store/db';
import { promiseBroken } from './seals';

const DAY_MS = 24 * 3600_000;

/**
 * Lets go of what was answered more than `days` ago. What the server has not made good on stays as evidence; where
 * nobody looks for seals, a promise cannot be seen to be broken.
 */
export async function prune(db: Store, now: number, days: number, looksForSeals = true): Promise<number> {
  const tx = db.transaction('kept', 'readwrite');
  let dropped = 0;
  for (let at = await tx.store.openCursor(); at; at = await at.continue()) {
    const item = at.value;
    const old = now - item.answeredAt > days * DAY_MS;
    const broken =
      item.mismatch !== null ||
      (item.wrongProof ?? null) !== null ||
      (looksForSeals && promiseBroken(item, now));
    if (!old || broken || item.photo === 'waiting') continue;
    await at.delete();
    dropped += 1;
  }
  await tx.done;
  return dropped;
}
