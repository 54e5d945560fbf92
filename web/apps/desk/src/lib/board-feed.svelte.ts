import { isoOf } from './live/instant';
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
/** `EventSource.CLOSED`: the browser does not try again by itself. */
const CLOSED = 2;
/** A line the browser gave up is opened again after this, then after twice as long each time. */
export const AGAIN_MS = 2_000;
export const AGAIN_MOST_MS = 60_000;

/**
 * The board of one unit, kept fresh: by the server's stream, by asking where the stream fails,
 * and honest about it when neither is heard.
 */
export class BoardFeed {
  board = $state.raw<Board | null>(null);
  problem = $state.raw<Problem | null>(null);
  live = $state(false);
  stale = $state(false);
  /** Since when the line is cut, RFC 3339 by the server's clock; null while it stands. */
  brokenAt = $state<string | null>(null);

  readonly #outside: FeedOutside;
  #unit: string | null = null;
  #stream: EventSource | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #question: AbortController | null = null;
  #heardAt = 0;
  #askedAt = 0;
  #again: ReturnType<typeof setTimeout> | null = null;
  #tries = 0;

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

    this.#open();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    void this.ask();
  }

  #open(): void {
    const stream = this.#outside.open(this.#unit);
    stream.addEventListener('open', () => this.#opened());
    stream.addEventListener('error', () => this.#broke(stream));
    stream.addEventListener('board', (event) => this.#hear(event));
    this.#stream = stream;
  }

  #opened(): void {
    this.live = true;
    this.brokenAt = null;
    this.#tries = 0;
  }

  /** The browser tries again by itself unless it gave up; then it is done here, more slowly each time. */
  #broke(stream: EventSource): void {
    this.live = false;
    if (this.#stream !== stream) return;
    if (this.brokenAt === null && this.board !== null) {
      const since = Date.parse(this.board.at) + (this.#outside.now() - this.#heardAt);
      this.brokenAt = isoOf(since);
    }
    if (stream.readyState !== CLOSED || this.#again !== null) return;
    const wait = Math.min(AGAIN_MS * 2 ** this.#tries, AGAIN_MOST_MS);
    this.#tries += 1;
    this.#again = setTimeout(() => {
      this.#again = null;
      stream.close();
      this.#open();
    }, wait);
  }

  /** The network is gone, says the browser: a stream that looks open is none, and it is opened again from here. */
  lost(): void {
    if (this.#stream === null) return;
    this.#stream.close();
    this.#broke(this.#stream);
  }

  /** The network is back: the line is opened at once instead of at its next turn. */
  found(): void {
    if (this.#again === null) return;
    clearTimeout(this.#again);
    this.#again = null;
    this.#tries = 0;
    this.#open();
    void this.ask();
  }

  stop(): void {
    this.#stream?.close();
    this.#stream = null;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    this.#tries = 0;
    this.brokenAt = null;
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
      this.#opened();
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
