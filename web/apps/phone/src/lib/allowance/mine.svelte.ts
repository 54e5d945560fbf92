import { allowanceApi, asProblem, type AllowanceOfPerson, type Problem } from '@hadir/api';
import { demo } from '../demo.svelte';
import { mine } from '../me.svelte';
import { store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import { keptOf, withAnswer, type KeptMonth } from './kept';

/** The own allowance: what the server last said stays on the phone, so that it can be read without a network. */
export class MyAllowance {
  kept = $state.raw<KeptMonth[]>([]);
  /** Why the month that was asked for last could not be asked for. */
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #owner: string | null = null;
  #recalled: Promise<void> = Promise.resolve();
  #question: AbortController | null = null;

  of(month: string): KeptMonth | null {
    return keptOf(this.kept, month);
  }

  async ask(owner: string, month: string): Promise<void> {
    this.#question?.abort();
    const question = (this.#question = new AbortController());
    this.busy = true;
    this.problem = null;
    await this.#recall(owner);
    if (mine.live && !demo.offline && this.#question === question) {
      try {
        await this.#take(owner, await allowanceApi.mine(month, question.signal));
      } catch (thrown) {
        // What was heard before stays.
        if (this.#question === question) this.problem = asProblem(thrown);
      }
    }
    if (this.#question === question) this.busy = false;
  }

  async #take(owner: string, of: AllowanceOfPerson): Promise<void> {
    if (this.#owner !== owner) return;
    this.kept = withAnswer(this.kept, of, Date.now());
    try {
      await putFact(await store(), 'allowance', this.kept, owner);
    } catch {
      // This browser keeps nothing: it is there as long as the page is.
    }
  }

  /** Reads the phone's own memory once an owner; whoever asks meanwhile waits for it too. */
  #recall(owner: string): Promise<void> {
    if (this.#owner !== owner) {
      this.#owner = owner;
      this.kept = [];
      this.#recalled = this.#read(owner);
    }
    return this.#recalled;
  }

  async #read(owner: string): Promise<void> {
    try {
      const kept = await getFact(await store(), 'allowance', owner);
      if (this.#owner === owner) this.kept = kept ?? [];
    } catch {
      // As above.
    }
  }
}

export const myAllowance = new MyAllowance();
