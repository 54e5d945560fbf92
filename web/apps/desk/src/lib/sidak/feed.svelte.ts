import { asProblem, type Problem, type SidakBoard } from '@hadir/api';

/** The parts of the outside a feed needs; the page gives the real ones. */
export interface SidakOutside {
  ask: (signal: AbortSignal) => Promise<SidakBoard>;
  open: () => EventSource;
  /** A clock that only runs forward, in ms. */
  now: () => number;
}

/** A dead line that looks open is noticed by asking. */
export const LIVE_CHECK_MS = 12_000;
export const POLL_MS = 5_000;
/** Unheard for so long, the board says that it is cut off. */
export const CUT_MS = 25_000;
const TICK_MS = 1_000;

/**
 * The board of one sidak, kept fresh by the server's stream, by asking where the stream fails, and honest about it when
 * neither is heard.
 *
 * **Invariant:** the board on screen never goes back to an older one.
 */
export class SidakFeed {
  board = $state.raw<SidakBoard | null>(null);
  problem = $state.raw<Problem | null>(null);
  live = $state(false);
  /** Nothing was heard for a while. */
  cut = $state(false);

  readonly #outside: SidakOutside;
  #stream: EventSource | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #question: AbortController | null = null;
  #heardAt = 0;
  #askedAt = 0;
  #offline = false;

  constructor(outside: SidakOutside) {
    this.#outside = outside;
  }

  start(): void {
    this.stop();
    this.#heardAt = this.#outside.now();
    this.#connect();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    void this.ask();
  }

  /** The network is gone, says the browser: a stream that looks open is none; the next tick opens another. */
  lost(): void {
    if (this.#stream === null) return;
    this.#stream.close();
    this.#offline = true;
    this.live = false;
    this.cut = true;
  }

  /** The network is back: asked and opened at once. */
  found(): void {
    this.#offline = false;
    if (this.#stream === null) return;
    this.#stream.close();
    this.#connect();
    void this.ask();
  }

  stop(): void {
    this.#rest();
    this.#question?.abort();
    this.#question = null;
  }

  /** Follows no more; a question under way still ends. */
  #rest(): void {
    this.#stream?.close();
    this.#stream = null;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.live = false;
  }

  /** Asks for the board now. */
  async ask(): Promise<void> {
    this.#question?.abort();
    const question = new AbortController();
    this.#question = question;
    this.#askedAt = this.#outside.now();
    try {
      const board = await this.#outside.ask(question.signal);
      if (this.#question === question) this.take(board);
    } catch (thrown) {
      if (this.#question !== question) return;
      this.problem = asProblem(thrown);
      // Refused for good: asking again would only be refused again.
      if ([401, 403, 404].includes(this.problem.status)) this.stop();
    }
  }

  /** Takes a board that was heard on any way. */
  take(board: SidakBoard): void {
    this.#heardAt = this.#outside.now();
    this.#offline = false;
    this.cut = false;
    this.problem = null;
    const old = this.board;
    // What is closed moves no more.
    if (board.phase === 'closed') this.#rest();
    if (old === null || Date.parse(board.at) >= Date.parse(old.at)) this.board = board;
  }

  #connect(): void {
    const stream = this.#outside.open();
    stream.addEventListener('open', () => (this.live = true));
    stream.addEventListener('error', () => (this.live = false));
    stream.addEventListener('sidak', (event) => this.#hear(event));
    this.#stream = stream;
  }

  #hear(event: MessageEvent<string>): void {
    try {
      this.live = true;
      this.take(JSON.parse(event.data) as SidakBoard);
    } catch {
      // A torn message: every one holds the whole state, so the next brings it.
    }
  }

  #tick(): void {
    const now = this.#outside.now();
    this.cut = this.#offline || now - this.#heardAt > CUT_MS;
    // A browser tries again by itself, except after an answer that was no stream.
    if (this.#stream?.readyState === 2) {
      this.#stream.close();
      if (now - this.#askedAt >= POLL_MS) this.#connect();
    }
    if (now - this.#askedAt >= (this.live ? LIVE_CHECK_MS : POLL_MS)) void this.ask();
  }
}
