import { asProblem, type LeaveYear, type NewRequest, type Problem, type Request } from '@hadir/api';
import { waitMs } from '../outbox/backoff';
import type { FlushEnd } from '../outbox/flush';
import { ifFree, withLock } from '../outbox/locks';
import type { OutboxState } from '../outbox.svelte';
import type { Store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import { flushRequests, REQUESTS_LOCK, type RequestFlush } from './queue/flush';
import { drop, keepList, put, putFiles, takenSoFar } from './queue/shelf';
import type { ChosenFile, RequestFileItem, RequestItem } from './queue/types';

export interface RequestBoxOptions extends Pick<RequestFlush, 'owner' | 'send' | 'sendFile'> {
  db: Store;
  /** What the server has, newest first. */
  ask: () => Promise<Request[]>;
  askLeave: () => Promise<LeaveYear>;
  now?: () => number;
  random?: () => number;
  /** False while nothing may be sent, such as without a session. */
  maySend?: () => boolean;
  /** Asked before each request: whether the session is still the owner's. */
  stillOwner?: () => Promise<boolean>;
  /** Called when something was put down, so that the browser sends it with no page open. */
  onadded?: () => void;
}

/** Another tab holds the sender; what was just added is looked at again after this long. */
const OTHER_TAB_MS = 3_000;

/** Tells pages and the service worker that something moved. */
export const REQUESTS_CHANNEL = 'hadir-outbox-requests';

/**
 * Requests of one owner on this phone: what waits, what the server last said it has, and the sending in between.
 *
 * **Invariant:** `add` answers only when the request and its files are on disk; they leave the disk only with the
 * server's word, or because their owner let go of them.
 */
export class RequestBox {
  /** Not taken by the server, newest first; refused ones are among them. */
  waiting = $state.raw<RequestItem[]>([]);
  /** Files the server has not got, without their bytes. */
  files = $state.raw<Omit<RequestFileItem, 'bytes'>[]>([]);
  /** What the server had when it was last asked, newest first; null when it never was. */
  list = $state.raw<{ at: number; items: Request[] } | null>(null);
  leave = $state.raw<{ at: number; leave: LeaveYear } | null>(null);
  state = $state<OutboxState>('idle');
  problem = $state.raw<Problem | null>(null);
  /** Why the list could not be asked for. */
  listProblem = $state.raw<Problem | null>(null);
  nextTryAt = $state<number | null>(null);
  ready = $state(false);

  readonly #of: RequestBoxOptions;
  readonly #now: () => number;
  #channel: BroadcastChannel | null = null;
  #tries = 0;
  #notBefore = 0;
  /** Rises with everything the server takes: an older list does not cover it. */
  #moves = 0;
  #running: Promise<void> | null = null;
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

  constructor(options: RequestBoxOptions) {
    this.#of = options;
    this.#now = options.now ?? (() => Date.now());
  }

  get owner(): string {
    return this.#of.owner;
  }

  start(): () => void {
    this.#stopped = false;
    if ('BroadcastChannel' in globalThis) {
      this.#channel = new BroadcastChannel(REQUESTS_CHANNEL);
      this.#channel.onmessage = () => void this.refresh();
    }
    const look = () => {
      if (document.visibilityState === 'visible') void this.flush();
    };
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    void this.refresh().then(() => this.flush());
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
      this.#channel?.close();
      this.#channel = null;
    };
  }

  /** Reads the disk. */
  async refresh(): Promise<void> {
    const { db, owner } = this.#of;
    const waiting = await db.getAllFromIndex('requests', 'owner', owner);
    const files = await db.getAllFromIndex('requestFiles', 'owner', owner);
    this.list = await getFact(db, 'requestList', owner);
    this.leave = await getFact(db, 'leave', owner);
    this.waiting = waiting.sort((a, b) => b.addedAt - a.addedAt);
    this.files = files.map((file) => ({ ...file, bytes: undefined }));
    this.ready = true;
  }

  /** Stores a request with its files; when this answers, they are safe on this phone. Then they are sent. */
  async add(
    request: NewRequest,
    files: readonly ChosenFile[] = [],
    replaces: string | null = null,
  ): Promise<RequestItem> {
    const { db, owner } = this.#of;
    const item = await put(db, owner, request, files, this.#now(), replaces);
    await this.#moved();
    this.#of.onadded?.();
    void this.flush();
    return item;
  }

  /** Stores files for a request the server has; they are sent by themselves. */
  async addFiles(request: string, files: readonly ChosenFile[]): Promise<void> {
    await putFiles(this.#of.db, this.owner, request, files, this.#now());
    await this.#moved();
    this.#of.onadded?.();
    void this.flush();
  }

  /** The request with the bytes of its files, to be mended. */
  async take(id: string): Promise<{ item: RequestItem; files: ChosenFile[] } | null> {
    const item = await this.#of.db.get('requests', id);
    if (!item || item.owner !== this.owner) return null;
    const files = await this.#of.db.getAllFromIndex('requestFiles', 'request', id);
    return { item, files: files.map((file) => ({ ...file, size: file.bytes.byteLength })) };
  }

  /** Lets go of one that is not taken yet. Waits for what is just being sent, which may be this one. */
  async drop(id: string): Promise<void> {
    await withLock(REQUESTS_LOCK, () => drop(this.#of.db, id));
    await this.#moved();
  }

  /** Lets go of a file the server refused. */
  async dropFile(id: string): Promise<void> {
    await this.#of.db.delete('requestFiles', id);
    await this.#moved();
  }

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

  async retryNow(): Promise<void> {
    this.#tries = 0;
    this.#notBefore = 0;
    await this.flush();
  }

  /** Asks the server what it has, and what is left of my leave. */
  async ask(): Promise<void> {
    const { db, owner, ask, askLeave } = this.#of;
    if (!this.#maySend()) return;
    const moves = this.#moves;
    try {
      const taken = await takenSoFar(db, owner);
      const items = await ask();
      // Something was taken meanwhile, here or in another tab, which this answer may not know yet.
      if (moves !== this.#moves) return await this.ask();
      if (!(await keepList(db, owner, { at: this.#now(), items }, taken))) return await this.ask();
      this.listProblem = null;
      await putFact(db, 'leave', { at: this.#now(), leave: await askLeave() }, owner);
    } catch (thrown) {
      this.listProblem = asProblem(thrown);
    }
    await this.refresh();
  }

  #maySend(): boolean {
    return this.#of.maySend?.() ?? true;
  }

  async #runs(): Promise<void> {
    let end: FlushEnd | null;
    do {
      this.#wanted = false;
      this.state = 'sending';
      end = await ifFree(REQUESTS_LOCK, () => this.#run());
      this.#ended(end);
    } while (this.#wanted && end?.kind === 'done');
  }

  async #run(): Promise<FlushEnd> {
    const { db, owner, send, sendFile } = this.#of;
    try {
      return await flushRequests(db, {
        owner,
        send,
        sendFile,
        now: this.#now,
        mayGoOn: async () => !this.#stopped && this.#maySend() && ((await this.#of.stillOwner?.()) ?? true),
        onmoved: () => this.#moved(),
      });
    } finally {
      await this.refresh();
    }
  }

  async #moved(): Promise<void> {
    this.#moves += 1;
    await this.refresh();
    this.#channel?.postMessage('moved');
  }

  #ended(end: FlushEnd | null): void {
    clearTimeout(this.#timer);
    this.nextTryAt = null;
    if (end === null) {
      this.state = 'waiting';
      this.#again(OTHER_TAB_MS);
    } else if (end.kind === 'done' || end.kind === 'stopped') {
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
      if (asked !== null) this.#notBefore = this.#now() + asked * 1000;
      this.#again(waitMs(this.#tries, asked, (this.#of.random ?? Math.random)()));
    }
  }

  #again(ms: number): void {
    if (this.#stopped) return;
    this.nextTryAt = this.#now() + ms;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }
}
