import { asProblem, type Board, type DemoReplay, type Problem } from '@hadir/api';
import { momentOf } from './moments';

/** The parts of the outside a replay needs; the page gives the real ones. */
export interface ReplayOutside {
  /** Which day there is to show. */
  find: (signal: AbortSignal) => Promise<DemoReplay>;
  ask: (unit: string | null, at: string, signal: AbortSignal) => Promise<Board>;
  /** A clock that only runs forward, in ms. */
  now: () => number;
}

/** How often the board of the next moment is asked for. */
export const STEP_MS = 2_000;

/**
 * A past day of the demo city, shown again faster than it was.
 *
 * It asks the server for the board of one past moment after the other and invents nothing. A slow answer is waited
 * for, so the moments come further apart but never in disorder.
 */
export class Replay {
  on = $state(false);
  plan = $state.raw<DemoReplay | null>(null);
  /** The board of the moment that is shown; its `at` is that moment. */
  board = $state.raw<Board | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** True once the last moment of the day is on screen. */
  ended = $state(false);

  readonly #outside: ReplayOutside;
  #unit: string | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #question: AbortController | null = null;
  #beganAt = 0;

  constructor(outside: ReplayOutside) {
    this.#outside = outside;
  }

  /** Begins the day, or begins it again from its first moment. */
  async begin(unit: string | null): Promise<void> {
    this.stop();
    this.#unit = unit;
    this.on = true;
    const plan = await this.#put((signal) => this.#outside.find(signal));
    if (!plan) return;
    this.plan = plan;
    this.#beganAt = this.#outside.now();
    await this.#run();
  }

  /** Goes on with another unit at the same moment of the day. */
  turnTo(unit: string | null): void {
    if (!this.on || unit === this.#unit) return;
    this.#unit = unit;
    this.board = null;
    this.#question?.abort();
    this.#question = null;
    this.#rest();
    if (this.plan) void this.#run();
  }

  /** Ends it; what is shown after this is the present. */
  stop(): void {
    this.#question?.abort();
    this.#question = null;
    this.#rest();
    this.on = this.ended = false;
    this.plan = this.board = this.problem = null;
  }

  async #run(): Promise<void> {
    this.#timer = setInterval(() => void this.#step(), STEP_MS);
    await this.#step();
  }

  /** Shows the moment that has come by now, unless the one before is still on its way. */
  async #step(): Promise<void> {
    if (this.#question) return;
    const plan = this.plan;
    if (!plan) return;
    const { at, last } = momentOf(plan, this.#outside.now() - this.#beganAt);
    const board = await this.#put((signal) => this.#outside.ask(this.#unit, at, signal));
    if (!board) return;
    this.board = board;
    if (last) {
      this.ended = true;
      this.#rest();
    }
  }

  /** Puts a question; null when it was refused or is no longer wanted. */
  async #put<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const mine = new AbortController();
    this.#question = mine;
    try {
      const answer = await question(mine.signal);
      if (this.#question !== mine) return null;
      this.problem = null;
      return answer;
    } catch (thrown) {
      if (this.#question !== mine) return null;
      this.problem = asProblem(thrown);
      // Refused for good: asking again would only be refused again.
      if ([400, 401, 403, 404, 422].includes(this.problem.status)) this.#rest();
      return null;
    } finally {
      if (this.#question === mine) this.#question = null;
    }
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
