import type { NewPunch, Problem, PunchAnswer } from '@hadir/api';
import type { DeviceKey } from './device-key';
import { waitMs } from './outbox/backoff';
import { addToChain } from './outbox/chain';
import { flush, fullPace, toSend, type FlushEnd } from './outbox/flush';
import { keptOf } from './outbox/kept';
import { ifFree } from './outbox/locks';
import { sendPhotos, type SendPhoto } from './outbox/photos';
import { prune } from './outbox/prune';
import type { ReceiptKey } from './outbox/receipt';
import { offerAgain } from './outbox/restore';
import { lookAtSeals, type AskSeals } from './outbox/seals';
import type { Draft, KeptItem, KeptPhoto, QueueItem } from './outbox/types';
import type { Store } from './store/db';
import { getFact, type Acknowledged } from './store/facts';

export interface OutboxOptions {
  db: Store;
  /** 'phone' or 'kiosk': each has a chain of its own. */
  name: string;
  /** The person (or station) whose punches are added and sent; others stay untouched. */
  owner: string;
  /** Hands punches to the server; throws a Problem. */
  send: (punches: NewPunch[]) => Promise<PunchAnswer>;
  key: DeviceKey | null;
  /** Wall clock, ms. */
  now?: () => number;
  random?: () => number;
  receiptKey?: () => ReceiptKey | null;
  sendPhoto?: SendPhoto;
  askSeals?: AskSeals;
  /** Fetches the proofs of what has its place in the log and checks them. */
  proveSeals?: (db: Store) => Promise<void>;
  /** False while nothing may be sent, such as without a session. */
  maySend?: () => boolean;
  /** Asked before each request: whether the session is still the owner's. */
  stillOwner?: () => Promise<boolean>;
  onanswer?: (answer: PunchAnswer) => void | Promise<void>;
  /** Called when something was added or has left. */
  onchange?: () => void;
  keepDays?: () => number;
  /** So many of the kept punches are read into `kept`, the newest of the chain; all when left out. */
  keptInView?: number;
}

export type OutboxState = 'idle' | 'sending' | 'waiting' | 'signIn';

/** Another tab holds the sender; what was just added is looked at again after this long. */
const OTHER_TAB_MS = 3_000;

/** What is old is let go of at the start and then this often. */
const PRUNE_EVERY_MS = 24 * 3600_000;

/** The name under which the browser wakes the service worker when a network comes. */
export const SYNC_TAG = 'hadir-flush';

/**
 * Punches of one owner on this phone: what waits, what the server has, and the sending in between.
 *
 * **Invariant:** `add` answers only when the punch is on disk; it leaves the disk's queue only with the server's word.
 */
export class Outbox {
  /** Not yet answered by the server, newest first. */
  waiting = $state.raw<QueueItem[]>([]);
  /** Answered, newest first; not more than `keptInView`. */
  kept = $state.raw<KeptItem[]>([]);
  /** How many punches of other people wait on this phone. */
  others = $state(0);
  state = $state<OutboxState>('idle');
  /** Why the last run ended early. */
  problem = $state.raw<Problem | null>(null);
  /** Wall clock of the next try, ms. */
  nextTryAt = $state<number | null>(null);
  /** True once the disk has been read. */
  ready = $state(false);

  readonly #of: OutboxOptions;
  readonly #now: () => number;
  readonly #pace = fullPace();
  /** Null where the browser has none, and once this outbox was stopped. */
  #channel: BroadcastChannel | null;
  #tries = 0;
  /** Until then the server asked to be left alone; wall clock, ms. */
  #notBefore = 0;
  #running: Promise<void> | null = null;
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

  constructor(options: OutboxOptions) {
    this.#of = options;
    this.#now = options.now ?? (() => Date.now());
    this.#channel =
      'BroadcastChannel' in globalThis ? new BroadcastChannel(`hadir-outbox-${options.name}`) : null;
  }

  get name(): string {
    return this.#of.name;
  }

  get owner(): string {
    return this.#of.owner;
  }

  get key(): DeviceKey | null {
    return this.#of.key;
  }

  /** Begins to send by itself: now, when a network comes, when the page is looked at, and by the clock. */
  start(): () => void {
    this.#stopped = false;
    const online = () => void this.flush();
    const looked = () => {
      if (document.visibilityState === 'visible') void this.flush();
    };
    if (this.#channel) this.#channel.onmessage = () => void this.refresh();
    window.addEventListener('online', online);
    document.addEventListener('visibilitychange', looked);
    void this.refresh().then(() => this.flush());
    void this.#prune();
    // A tablet at a door keeps its page for months.
    const pruning = setInterval(() => void this.#prune(), PRUNE_EVERY_MS);
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      clearInterval(pruning);
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', looked);
      // What is still on its way is put down all the same; nobody is told any more.
      this.#channel?.close();
      this.#channel = null;
    };
  }

  async #prune(): Promise<void> {
    const { db, keepDays, askSeals } = this.#of;
    try {
      await prune(db, this.#now(), keepDays?.() ?? 35, askSeals !== undefined);
    } catch {
      // A closed or full disk: what is old stays a little longer.
    }
  }

  /** Reads the disk. */
  async refresh(): Promise<void> {
    const { db, name, owner } = this.#of;
    const waiting = await toSend(db, name, owner);
    const kept = await keptOf(db, name, owner, this.#of.keptInView);
    const all = await db.countFromIndex('queue', 'owner', IDBKeyRange.bound([name], [name, []]));
    this.waiting = waiting.sort((a, b) => b.addedAt - a.addedAt || b.seq - a.seq);
    this.kept = kept.sort((a, b) => b.addedAt - a.addedAt || b.seq - a.seq);
    this.others = all - waiting.length;
    this.ready = true;
  }

  /** Stores a punch; when this answers, it is safe on this phone. Then it is sent. */
  async add(draft: Draft, photo: Pick<KeptPhoto, 'type' | 'bytes'> | null = null): Promise<QueueItem> {
    const { db, name, owner, key } = this.#of;
    const item = await addToChain(db, { name, owner, key, now: this.#now }, draft, photo);
    await this.#moved();
    void wakeLater();
    void this.flush();
    return item;
  }

  /** Sends what waits; called while that is under way, it is done once more afterwards. */
  async flush(): Promise<void> {
    if (this.#stopped || !this.#maySend() || this.#now() < this.#notBefore) return;
    if (this.#running) {
      this.#wanted = true;
      return this.#running;
    }
    this.#running = this.#runs();
    try {
      await this.#running;
    } finally {
      this.#running = null;
    }
  }

  async #runs(): Promise<void> {
    let end: FlushEnd | null;
    do {
      this.#wanted = false;
      this.state = 'sending';
      end = await ifFree(`hadir-flush-${this.#of.name}`, () => this.#run());
      this.#ended(end);
    } while (this.#wanted && end?.kind === 'done');
  }

  async #run(): Promise<FlushEnd> {
    const { db, name, owner, send, receiptKey, onanswer, sendPhoto } = this.#of;
    const end = await flush(
      db,
      {
        name,
        owner,
        send,
        now: this.#now,
        receiptKey,
        mayGoOn: async () => !this.#stopped && this.#maySend() && ((await this.#of.stillOwner?.()) ?? true),
        onmoved: () => this.#moved(),
        onanswer,
      },
      this.#pace,
    );
    const mayPhotos = end.kind === 'done' && sendPhoto && this.#maySend();
    const photos = mayPhotos ? await sendPhotos(db, owner, sendPhoto) : { left: false };
    await this.#moved();
    return photos.left ? { kind: 'later', problem: null } : end;
  }

  #maySend(): boolean {
    return this.#of.maySend?.() ?? true;
  }

  /** Looks in the ledger for what the server holds; what it has lost goes back into the queue. */
  async lookAtSeals(): Promise<void> {
    const { db, name, owner, askSeals } = this.#of;
    if (!askSeals) return;
    const missing = await lookAtSeals(db, { name, owner, now: this.#now }, askSeals);
    if (missing.length > 0) await offerAgain(db, name, owner, null, ({ id }) => missing.includes(id));
    await this.#moved();
    if (missing.length > 0) await this.flush();
    await this.#proveSeals();
  }

  async #proveSeals(): Promise<void> {
    const { db, proveSeals } = this.#of;
    if (!proveSeals) return;
    try {
      await ifFree(`hadir-prove-${this.#of.name}`, () => proveSeals(db));
    } finally {
      await this.#moved();
    }
  }

  /**
   * After the server came back from an older backup, which holds what `holds` says: all of it is offered again, or
   * what `which` lets through.
   */
  async offerAgain(holds: Acknowledged, which?: (item: KeptItem) => boolean): Promise<number> {
    const { db, name, owner } = this.#of;
    const offered = await offerAgain(db, name, owner, holds, which);
    await this.#moved();
    await this.flush();
    return offered;
  }

  /** The newest seq of the chain, whoever's it is. */
  async lastSeq(): Promise<number> {
    return (await getFact(this.#of.db, 'head', this.#of.name))?.seq ?? 0;
  }

  /** Forgets a wait: somebody asked for a try now, or signed in. */
  async retryNow(): Promise<void> {
    this.#tries = 0;
    this.#notBefore = 0;
    await this.flush();
  }

  async #moved(): Promise<void> {
    await this.refresh();
    this.#of.onchange?.();
    this.#channel?.postMessage('moved');
  }

  #ended(end: FlushEnd | null): void {
    clearTimeout(this.#timer);
    this.nextTryAt = null;
    if (end === null) {
      this.state = 'waiting';
      this.#again(OTHER_TAB_MS);
      return;
    }
    if (end.kind === 'done' || end.kind === 'stopped') {
      this.#tries = 0;
      this.problem = null;
      this.state = 'idle';
    } else if (end.kind === 'signIn') {
      this.problem = end.problem;
      this.state = 'signIn';
    } else {
      this.problem = end.problem;
      this.state = 'waiting';
      this.#tries += 1;
      const asked = end.problem?.retryAfter ?? null;
      const ms = waitMs(this.#tries, asked, (this.#of.random ?? Math.random)());
      if (asked !== null) this.#notBefore = this.#now() + asked * 1000;
      this.#again(ms);
    }
  }

  #again(ms: number): void {
    if (this.#stopped) return;
    this.nextTryAt = this.#now() + ms;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }
}

interface SyncManager {
  register(tag: string): Promise<void>;
}

/** Asks the browser to wake the service worker when there is a network, where it can. */
export async function wakeLater(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    const sync = (registration as unknown as { sync?: SyncManager } | undefined)?.sync;
    await sync?.register(SYNC_TAG);
  } catch {
    // Not offered or not allowed: the page sends by itself when it is open.
  }
}
