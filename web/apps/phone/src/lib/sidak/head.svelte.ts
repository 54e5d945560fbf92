import { asProblem, sidakApi, type Problem, type SidakWord } from '@hadir/api';
import { session } from '@hadir/ui';
import { demo } from '../demo.svelte';
import { store, type Store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import { t } from './i18n';
import {
  emptyRoll,
  filesOf,
  renewed,
  settled,
  wireOf,
  withAnswer,
  withMark,
  withNote,
  withStatement,
  type KeptRoll,
  type KeptRollAnswer,
} from './roll';

/** The roll moves while people answer. */
const LOOK_EVERY_MS = 8_000;
/** After a failure of the network it is sent again in this time. */
const AGAIN_MS = 15_000;
/** So long typing may rest before it is on the disk. */
const KEEP_MS = 300;

/**
 * The roll of one office in one sidak, as its head fills it in: kept on this phone, sent when there is a network.
 *
 * **Invariant:** what was filled in leaves the disk only with the server's receipt, and the receipt stays.
 */
export class HeadRoll {
  kept = $state.raw<KeptRoll>(emptyRoll(t('statementFirst')));
  problem = $state.raw<Problem | null>(null);
  sending = $state(false);
  ready = $state(false);

  readonly #sidak: string;
  readonly #unit: string;
  readonly #owner: string;
  #db: Store | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(of: { sidak: string; unit: string; owner: string }) {
    this.#sidak = of.sidak;
    this.#unit = of.unit;
    this.#owner = of.owner;
  }

  /** Begins, goes on while the page is seen, and ends. */
  run(): () => void {
    void this.#open();
    const look = () => {
      if (document.visibilityState === 'hidden') this.#keepNow();
      else void this.look();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      clearTimeout(this.#again);
      this.#keepNow();
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
    };
  }

  /** Sends what waits and asks for the roll as it stands. */
  async look(): Promise<void> {
    await this.#flush();
    await this.#ask();
  }

  mark(person: string, word: SidakWord): void {
    this.#take(withMark(this.kept, person, word));
  }

  note(person: string, note: string): void {
    this.#take(withNote(this.kept, person, note));
  }

  state(statement: string): void {
    this.#take(withStatement(this.kept, statement));
  }

  answer(question: number, part: Partial<Pick<KeptRollAnswer, 'text' | 'files'>>): void {
    this.#take(withAnswer(this.kept, question, part));
  }

  /** The head is done: it is sent now, or as soon as there is a network. */
  async send(): Promise<void> {
    this.problem = null;
    this.kept = { ...this.kept, wanted: true };
    this.#keepNow();
    await this.look();
  }

  async #open(): Promise<void> {
    try {
      this.#db = await store();
      const kept = await getFact(this.#db, 'sidakRoll', this.#key());
      if (kept) this.kept = kept;
    } catch {
      // This browser keeps nothing: the page itself has to stay open.
    }
    await this.look();
    this.ready = true;
  }

  async #ask(): Promise<void> {
    if (!this.#maySend()) return;
    try {
      const [detail, roll] = await Promise.all([
        sidakApi.show(this.#sidak),
        sidakApi.roll(this.#sidak, this.#unit),
      ]);
      const { title, head_until: headUntil } = detail.summary;
      const sidak = { title, headUntil, phase: detail.board.phase, agenda: detail.agenda };
      this.kept = { ...this.kept, sidak, roll };
      this.#keepSoon();
      if (!this.kept.wanted) this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  async #flush(): Promise<void> {
    if (!this.kept.wanted || this.sending || !this.#maySend()) return;
    this.sending = true;
    clearTimeout(this.#again);
    try {
      const [sent, files] = [wireOf(this.kept), filesOf(this.kept)];
      for (const { sha256, bytes, media } of files) {
        if (bytes)
          await sidakApi.putFile(this.#sidak, this.#unit, sha256, new Blob([bytes], { type: media }));
      }
      const receipt = await sidakApi.attest(this.#sidak, this.#unit, sent);
      this.kept = settled(this.kept, sent, receipt);
      this.problem = null;
      this.#keepNow();
    } catch (thrown) {
      this.#failed(asProblem(thrown));
    } finally {
      this.sending = false;
    }
  }

  /** A no of the server stays on the screen to be mended; anything else is tried again. */
  #failed(problem: Problem): void {
    this.problem = problem;
    // Words that were changed while an older sending was lost on its way back.
    if (problem.code === 'id_taken') this.kept = renewed(this.kept);
    const refused =
      problem.status >= 400 && problem.status < 500 && ![401, 408, 429].includes(problem.status);
    if (refused) {
      this.kept = { ...this.kept, wanted: false };
      this.#keepNow();
    } else {
      this.#again = setTimeout(() => void this.#flush(), AGAIN_MS);
    }
  }

  #take(kept: KeptRoll): void {
    this.kept = kept;
    this.#keepSoon();
  }

  #keepSoon(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keepNow(), KEEP_MS);
  }

  #keepNow(): void {
    clearTimeout(this.#keeping);
    if (this.#db) void putFact(this.#db, 'sidakRoll', this.kept, this.#key()).catch(() => undefined);
  }

  #key(): string {
    return `${this.#owner}:${this.#sidak}:${this.#unit}`;
  }

  #maySend(): boolean {
    return session.me?.person?.id === this.#owner && !demo.offline;
  }
}
