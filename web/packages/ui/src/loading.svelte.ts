import { asProblem, type Problem } from '@hadir/api';

/**
 * Something asked of the server: on the way, here, or refused.
 *
 * Asking again cancels the question before it, so a slow old answer never covers a newer one. What was there
 * stays on screen while the next answer is on the way.
 */
export class Loading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #current: AbortController | null = null;

  async ask(question: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#current?.abort();
    const mine = new AbortController();
    this.#current = mine;
    this.busy = true;
    try {
      const value = await question(mine.signal);
      if (this.#current !== mine) return null;
      this.value = value;
      this.problem = null;
      return value;
    } catch (thrown) {
      if (this.#current === mine) this.problem = asProblem(thrown);
      return null;
    } finally {
      if (this.#current === mine) this.busy = false;
    }
  }

  /** Forgets what was there, for a question about something else. */
  clear(): void {
    this.#current?.abort();
    this.#current = null;
    this.value = null;
    this.problem = null;
    this.busy = false;
  }
}
