import { asProblem, type NewWitness, type Problem, type WitnessResult } from '@hadir/api';
import { inLanguage } from '@hadir/ui';
import type { Store, WitnessItem } from '../store/db';

/** So many are sent at once. */
const AT_ONCE = 100;

export interface BoxOptions {
  db: () => Promise<Store>;
  send: (statements: NewWitness[]) => Promise<{ results: WitnessResult[] }>;
  /** False without a session or a network. */
  maySend: () => boolean;
  now?: () => number;
}

/**
 * Statements about colleagues on this phone.
 *
 * **Invariant:** `add` answers only when the statement is on disk; it leaves only with the server's word, and one that is
 * refused stays with the reason until the person has read it.
 */
export class WitnessBox {
  items = $state.raw<WitnessItem[]>([]);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);

  readonly #of: BoxOptions;
  #owner = '';

  constructor(options: BoxOptions) {
    this.#of = options;
  }

  /** Reads what a person's statements on this phone are. */
  async open(owner: string): Promise<void> {
    this.#owner = owner;
    await this.#read();
  }

  async add(statement: NewWitness, name: string): Promise<void> {
    const db = await this.#of.db();
    const addedAt = this.#of.now?.() ?? Date.now();
    await db.put('witnesses', {
      id: statement.id,
      owner: this.#owner,
      name,
      statement,
      addedAt,
      refused: null,
    });
    await this.#read();
  }

  /** The person has read why it was refused. */
  async dismiss(id: string): Promise<void> {
    const db = await this.#of.db();
    await db.delete('witnesses', id);
    await this.#read();
  }

  /** Sends what waits; answers whether something was taken. */
  async flush(): Promise<boolean> {
    if (this.busy || !this.#of.maySend()) return false;
    const waiting = this.items.filter(({ refused }) => refused === null).slice(0, AT_ONCE);
    if (waiting.length === 0) return false;
    this.busy = true;
    let taken = false;
    try {
      const { results } = await this.#of.send(waiting.map(({ statement }) => statement));
      const db = await this.#of.db();
      for (const [place, result] of results.entries()) {
        const item = waiting[place];
        if (!item) continue;
        if (result.status === 'refused') await db.put('witnesses', { ...item, refused: why(result) });
        else {
          await db.delete('witnesses', item.id);
          taken = true;
        }
      }
      this.problem = null;
      await this.#read();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.busy = false;
    return taken;
  }

  async #read(): Promise<void> {
    const db = await this.#of.db();
    const items = await db.getAllFromIndex('witnesses', 'owner', this.#owner);
    this.items = items.sort((a, b) => b.addedAt - a.addedAt);
  }
}

function why(result: WitnessResult): string {
  return inLanguage(result.detail, result.detail_en) || (result.code ?? '');
}
