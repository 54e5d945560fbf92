import { asProblem, sidakApi, type MySidak, type MySidakCall, type Problem } from '@hadir/api';
import { demo } from '../demo.svelte';
import { mine } from '../me.svelte';
import { punching } from '../punching.svelte';
import { store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import { answerAmong, isWaiting } from './answering';

/** A sidak gives minutes to answer, so it is asked for this often while somebody looks. */
const LOOK_EVERY_MS = 20_000;

/** What sidak ask of the person whose app this is. Asking is how this phone hears of one. */
class SidakCalls {
  kept = $state.raw<MySidak | null>(null);
  problem = $state.raw<Problem | null>(null);
  #owner: string | null = null;

  /** When this phone itself answered a call, also while that is still on its way. */
  answeredHere(call: MySidakCall): string | null {
    const outbox = punching.outbox;
    return outbox ? answerAmong([...outbox.waiting, ...outbox.kept], call) : null;
  }

  /** The call that waits for an answer at a moment, ms. */
  openAt(now: number): MySidakCall | null {
    return this.kept?.calls.find((call) => isWaiting(call, now) && this.answeredHere(call) === null) ?? null;
  }

  async refresh(): Promise<void> {
    const owner = mine.person?.id ?? null;
    if (owner !== this.#owner) await this.#recall(owner);
    if (!owner || !mine.live || demo.offline) return;
    try {
      const kept = await sidakApi.mine();
      if (this.#owner !== owner) return;
      this.kept = kept;
      this.problem = null;
      await putFact(await store(), 'sidakMine', kept, owner).catch(() => undefined);
    } catch (thrown) {
      // What was heard before stays: an answer needs no network.
      this.problem = asProblem(thrown);
    }
  }

  /** Asks now and goes on while the page is seen. */
  keepFresh(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.refresh();
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async #recall(owner: string | null): Promise<void> {
    this.#owner = owner;
    this.kept = null;
    if (!owner) return;
    try {
      this.kept = await getFact(await store(), 'sidakMine', owner);
    } catch {
      // This browser keeps nothing.
    }
  }
}

export const sidakCalls = new SidakCalls();
