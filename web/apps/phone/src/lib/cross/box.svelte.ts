import { asProblem, crossChecksApi, newId, type MyCrossCheck, type Problem, type SeenCode } from '@hadir/api';
import { session } from '@hadir/ui';
import { demo } from '../demo.svelte';
import { monotonicMs, pressNow, tell } from '../moment';
import { store, type Store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import {
  nothing,
  settled,
  toSend,
  withAnswer,
  without,
  type KeptAnswer,
  type KeptCrossChecks,
} from './shelf';

/** So long the last answer may be taken back before it is sent, ms. */
const UNDO_MS = 6_000;
/** After a failure it is tried again in this time, ms. */
const AGAIN_MS = 20_000;

/**
 * The head's lists on this phone: shown without a network as they were last, answered name by name, sent when there is
 * one.
 *
 * **Invariant:** an answer is on disk before the next name is shown; it leaves the disk only with the server's word.
 */
class CrossBox {
  kept = $state.raw<KeptCrossChecks>(nothing);
  problem = $state.raw<Problem | null>(null);
  sending = $state(false);
  ready = $state(false);
  /** This browser keeps nothing. */
  noStore = $state(false);
  /** The last answer, while it may be taken back. */
  last = $state.raw<KeptAnswer | null>(null);

  #owner: string | null = null;
  #db: Store | null = null;
  /** Rises with everything the server takes: an older list does not cover it. */
  #moves = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins for a person; for the same one again it asks anew. */
  async open(person: string): Promise<void> {
    if (this.#owner !== person) {
      this.#owner = person;
      this.kept = nothing;
      this.last = null;
      try {
        this.#db = await store();
        const kept = await getFact(this.#db, 'crossCheck', person);
        if (this.#owner === person && kept) this.kept = kept;
      } catch {
        this.noStore = true;
      }
    }
    await this.flush();
    await this.ask();
    this.ready = true;
  }

  /** Sends and asks when a network comes or the page is looked at; what may be taken back goes out when it is left. */
  watch(): () => void {
    const look = () => {
      if (document.visibilityState === 'hidden') void this.flush(true);
      else void this.flush().then(() => this.ask());
    };
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
      void this.flush(true);
    };
  }

  /** What was said about a name, by the server or on this phone. */
  answerOf(list: MyCrossCheck, person: string): { seen: SeenCode; kept: KeptAnswer | null } | null {
    const kept = this.kept.answers.find((one) => one.list === list.id && one.person === person);
    if (kept) return { seen: kept.seen, kept };
    const answer = list.names.find((name) => name.person.id === person)?.answer;
    return answer ? { seen: answer.seen as SeenCode, kept: null } : null;
  }

  /** How many names of a list nobody said anything about. */
  leftOf(list: MyCrossCheck): number {
    return list.names.filter((name) => !this.answerOf(list, name.person.id)).length;
  }

  get waiting(): number {
    return this.kept.answers.filter((one) => one.refused === undefined).length;
  }

  async answer(list: string, person: { id: string; name: string }, seen: SeenCode): Promise<void> {
    const at = new Date(tell(pressNow(), monotonicMs(), null).ms).toISOString();
    const answer: KeptAnswer = { id: newId(), list, person: person.id, name: person.name, seen, at };
    // The one before can be taken back no longer.
    await this.flush(true, answer);
    this.last = answer;
    this.#later(UNDO_MS);
  }

  /** Takes the last answer back while it was not sent. */
  async undo(): Promise<void> {
    const last = this.last;
    if (!last) return;
    this.last = null;
    await this.#keep(without(this.kept, last.list, last.person));
  }

  /** Lets go of an answer the server refused, so that the name is asked again. */
  async forget(answer: KeptAnswer): Promise<void> {
    await this.#keep(without(this.kept, answer.list, answer.person));
  }

  /** Asks the server for today's lists. Silent without a network: the last ones stay. */
  async ask(): Promise<void> {
    if (!this.#maySend()) return;
    const moves = this.#moves;
    try {
      const mine = await crossChecksApi.mine();
      // Something was taken meanwhile, which this answer may not know yet.
      if (moves !== this.#moves) return await this.ask();
      await this.#keep({ ...this.kept, at: Date.now(), mine });
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** Sends what waits, but not yet what may be taken back, unless `all`. `next` is kept first. */
  async flush(all = false, next: KeptAnswer | null = null): Promise<void> {
    if (all) this.last = null;
    if (next) await this.#keep(withAnswer(this.kept, next));
    if (this.sending || !this.#maySend()) return;
    const hold = next ?? this.last;
    this.sending = true;
    try {
      for (const [list, answers] of toSend(this.kept)) {
        const now = answers.filter((one) => one.id !== hold?.id);
        if (now.length === 0) continue;
        const rows = now.map(({ id, person, seen, at }) => ({ id, person, seen, at, note: '' }));
        const results = await crossChecksApi.answer(list, rows);
        this.#moves += 1;
        await this.#keep(settled(this.kept, list, results));
      }
      this.problem = null;
    } catch (thrown) {
      await this.#failed(asProblem(thrown));
    } finally {
      this.sending = false;
    }
  }

  /** What the server will never take stays with its reason; anything else is tried again. */
  async #failed(problem: Problem): Promise<void> {
    this.problem = problem;
    if (problem.code === 'unknown_list' || problem.status === 403) {
      const answers = this.kept.answers.map((one) => ({
        ...one,
        refused: one.refused ?? problem.detail ?? problem.message,
      }));
      await this.#keep({ ...this.kept, answers });
    } else {
      this.#later(AGAIN_MS);
    }
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(true), ms);
  }

  #maySend(): boolean {
    return session.me?.person?.id === this.#owner && !demo.offline;
  }

  async #keep(kept: KeptCrossChecks): Promise<void> {
    this.kept = kept;
    if (this.#db && this.#owner) await putFact(this.#db, 'crossCheck', kept, this.#owner);
  }
}

export const crossBox = new CrossBox();
