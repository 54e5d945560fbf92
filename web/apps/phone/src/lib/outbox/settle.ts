import type { PunchAnswer, PunchResult } from '@hadir/api';
import { factKey, type Acknowledged } from '../store/facts';
import type { Store } from '../store/db';
import { receiptsOf, type ReceiptKey } from './receipt';
import type { Answered, KeptReceipt, QueueItem } from './types';

export interface Settled {
  /** Left the queue. */
  done: number;
  /** The server said nothing usable about these; they stay. */
  left: string[];
}

/**
 * Takes an answer: what the server stored, had already, or refuses for good moves from the queue to the kept ones.
 *
 * **Invariant:** a punch leaves the queue only in the transaction that keeps it with the server's word about it.
 */
export async function settle(
  db: Store,
  sent: readonly QueueItem[],
  answer: Pick<PunchAnswer, 'results' | 'receipt'>,
  now: number,
  key: ReceiptKey | null,
): Promise<Settled> {
  const results = new Map(answer.results.map((result) => [result.id, result]));
  const receipts = await receiptsOf(answer, key);

  const tx = db.transaction(['queue', 'kept', 'facts', 'photos'], 'readwrite', { durability: 'strict' });
  const [queue, kept] = [tx.objectStore('queue'), tx.objectStore('kept')];
  let done = 0;
  const left: string[] = [];
  for (const { id } of sent) {
    const item = await queue.get(id);
    // Another tab has settled it meanwhile.
    if (!item) continue;
    const answered = answeredBy(results.get(id), receipts);
    if (!answered) {
      left.push(id);
      await queue.put({ ...item, tries: item.tries + 1 });
      continue;
    }
    const photo = item.punch.selfie_sha256 && (await tx.objectStore('photos').getKey(id));
    await kept.put({
      id,
      outbox: item.outbox,
      owner: item.owner,
      seq: item.seq,
      punch: item.punch,
      addedAt: item.addedAt,
      answeredAt: now,
      answer: answered,
      earlier: item.earlier,
      sealed: null,
      mismatch: null,
      photo: !item.punch.selfie_sha256 ? 'none' : photo ? 'waiting' : 'sent',
    });
    if (answered.status === 'refused') await tx.objectStore('photos').delete(id);
    // Offered again and still there: the server's own count, from which the counting started anew, holds it.
    else if (item.earlier.length === 0 || answered.status === 'stored')
      await count(tx.objectStore('facts'), item);
    await queue.delete(id);
    done += 1;
  }
  await tx.done;
  return { done, left };
}

/** Null for an answer this page does not understand: then the punch stays where it is. */
function answeredBy(result: PunchResult | undefined, receipts: Map<string, KeptReceipt>): Answered | null {
  if (!result || !['stored', 'repeated', 'refused'].includes(result.status)) return null;
  return {
    status: result.status,
    code: result.code ?? null,
    detail: result.detail ?? null,
    detailEn: result.detail_en ?? null,
    labels: result.labels ?? [],
    commitment: result.commitment ?? null,
    receivedAt: result.received_at ?? null,
    receipt: (result.commitment && receipts.get(result.commitment)) || null,
    personName: result.person_name ?? null,
  };
}

interface FactStore {
  get(key: string): Promise<unknown>;
  put(value: unknown, key: string): Promise<unknown>;
}

/** Counts what the server has acknowledged, to notice a server that came back from an older backup. */
async function count(facts: FactStore, { outbox, owner, punch }: QueueItem): Promise<void> {
  const name = factKey('acknowledged', `${outbox}:${owner}`);
  const before = (await facts.get(name)) as Acknowledged | undefined;
  const same = before?.deviceKey === punch.device_key ? before : undefined;
  await facts.put(
    {
      deviceKey: punch.device_key,
      count: (same?.count ?? 0) + 1,
      lastSeq: Math.max(same?.lastSeq ?? 0, punch.seq),
    } satisfies Acknowledged,
    name,
  );
}
