import { asProblem, type Board, type Problem } from '@hadir/api';

/** The parts of the outside a feed needs; the page gives the real ones. */
export interface FeedOutside {
  ask: (unit: string | null, signal: AbortSignal) => Promise<Board>;
  open: (unit: string | null) => EventSource;
  /** A clock that only runs forward, in ms. */
  now: () => number;
}

/** While the stream is open the board is still asked for now and then, so that a dead line is noticed. */
export const LIVE_CHECK_MS = 60_000;
export const POLL_MS = 15_000;
export const STALE_MS = 120_000;
const TICK_MS = 5_000;

/**
 * The board of one unit, kept fresh: by the server's stream, by asking where the stream fails,
 * and honest about it when neither is heard.
 */
export class BoardFeed {
  board = $state.raw<Board | null>(null);
  problem = $state.raw<Problem | null>(null);
  live = $state(false);
  stale = $state(false);

  readonly #outside: FeedOutside;
  #unit: string | null = null;
  #stream: EventSource | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #question: AbortController | null = null;
  #heardAt = 0;
  #askedAt = 0;

  constructor(outside: FeedOutside) {
    this.#outside = outside;
  }

  /** Turns to a unit; null is the one the server takes for this person. */
  start(unit: string | null): void {
    this.stop();
    this.#unit = unit;
    this.board = null;
    this.problem = null;
    this.stale = false;
    this.#heardAt = this.#outside.now();

    const stream = this.#outside.open(unit);
    stream.addEventListener('open', () => (this.live = true));
    stream.addEventListener('error', () => (this.live = false));
    stream.addEventListener('board', (event) => this.#hear(event));
    this.#stream = stream;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    void this.ask();
  }

  stop(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#question?.abort();
    this.#question = null;
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
      const board = await this.#outside.ask(this.#unit, question.signal);
      if (this.#question === question) this.#take(board);
    } catch (thrown) {
      if (this.#question !== question) return;
      this.problem = asProblem(thrown);
      // Refused for good: asking again would only be refused again.
      if (this.problem.status === 401 || this.problem.status === 403 || this.problem.status === 404)
        this.stop();
    }
  }

  #hear(event: MessageEvent<string>): void {
    try {
      this.#take(JSON.parse(event.data) as Board);
      this.live = true;
    } catch {
      // A torn message: the next one, or the next question, brings the board.
    }
  }

  /** A board older than the one on screen is not shown, but the server was heard. */
  #take(board: Board): void {
    this.#heardAt = this.#outside.now();
    this.stale = false;
    this.problem = null;
    if (this.board === null || Date.parse(board.at) >= Date.parse(this.board.at)) this.board = board;
  }

  #tick(): void {
    const now = this.#outside.now();
    this.stale = now - this.#heardAt > STALE_MS;
    if (now - this.#askedAt >= (this.live ? LIVE_CHECK_MS : POLL_MS)) void this.ask();
  }
}
