import { asProblem, firstDaysApi, newId, type MyDayRoll, type Problem } from '@hadir/api';
import { session } from '@hadir/ui';
import { demo } from '../demo.svelte';
import { store, type Store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import {
  keyOf,
  nothing,
  queued,
  refused,
  rollToSend,
  taken,
  withWord,
  type KeptDayRolls,
  type Said,
} from './shelf';

/** After a failure it is tried again in this time, ms. */
const AGAIN_MS = 20_000;

/**
 * A head's rolls on this phone: shown without a network as they were last, filled in name by name, sent when there is one.
 *
 * **Invariant:** what was said is on disk before the next tap; a roll leaves the queue only with the server's word.
 */
class RollBox {
  kept = $state.raw<KeptDayRolls>(nothing);
  problem = $state.raw<Problem | null>(null);
  /** Why the server does not take what was sent. */
  refusal = $state.raw<Problem | null>(null);
  sending = $state(false);
  /** This browser keeps nothing. */
  noStore = $state(false);

  #owner: string | null = null;
  #db: Store | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins for a person; for the same one again it asks anew. */
  async open(person: string): Promise<void> {
    if (this.#owner !== person) {
      this.#owner = person;
      this.kept = nothing;
      try {
        this.#db = await store();
        const kept = await getFact(this.#db, 'dayRoll', person);
        if (this.#owner === person && kept) this.kept = kept;
      } catch {
        this.noStore = true;
      }
    }
    await this.flush();
    await this.ask();
  }

  /** Sends and asks when a network comes or the page is looked at. */
  watch(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.flush().then(() => this.ask());
    };
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
      clearTimeout(this.#timer);
    };
  }

  async say(key: string, person: string, said: Said | null): Promise<void> {
    this.refusal = null;
    await this.#keep(withWord(this.kept, key, person, said));
  }

  /** Puts a roll on its way. */
  async send(on: string, roll: MyDayRoll): Promise<void> {
    this.refusal = null;
    const key = keyOf(on, roll.unit?.id);
    await this.#keep(queued(this.kept, rollToSend(this.kept, key, roll, { id: newId(), on })));
    await this.flush();
  }

  isWaiting(key: string): boolean {
    return this.kept.queue.some((one) => keyOf(one.on, one.unit) === key);
  }

  /** Asks the server. Silent without a network: the last lists stay. */
  async ask(): Promise<void> {
    if (!this.#maySend()) return;
    try {
      const mine = await firstDaysApi.mine();
      await this.#keep({ ...this.kept, at: Date.now(), mine });
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** Sends what waits. */
  async flush(): Promise<void> {
    if (this.sending || !this.#maySend()) return;
    this.sending = true;
    try {
      for (const roll of this.kept.queue) {
        try {
          const { receipt } = await firstDaysApi.send(roll);
          await this.#keep(taken(this.kept, roll, receipt));
          await this.ask();
        } catch (thrown) {
          const problem = asProblem(thrown);
          // What the server will never take is shown with its reason; anything else is tried again.
          if (
            problem.status < 400 ||
            problem.status >= 500 ||
            problem.status === 401 ||
            problem.status === 429
          )
            throw thrown;
          this.refusal = problem;
          await this.#keep(refused(this.kept, roll));
        }
      }
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.flush(), AGAIN_MS);
    } finally {
      this.sending = false;
    }
  }

  #maySend(): boolean {
    return session.me?.person?.id === this.#owner && !demo.offline;
  }

  async #keep(kept: KeptDayRolls): Promise<void> {
    this.kept = kept;
    if (this.#db && this.#owner)
      await putFact(this.#db, 'dayRoll', $state.snapshot(kept) as KeptDayRolls, this.#owner);
  }
}

export const rollBox = new RollBox();
