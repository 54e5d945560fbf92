import { api, asProblem, serverClock, type Problem, type PunchAnswer, type PunchingHome } from '@hadir/api';
import { session } from '@hadir/ui';
import { demo } from './demo.svelte';
import { deviceKey, type DeviceKey } from './device-key';
import { bootId, monotonicMs } from './moment';
import { Outbox } from './outbox.svelte';
import { recoverPending } from './outbox/pending';
import { beforeAsking, hasForgotten } from './outbox/restore';
import { store, type Store } from './store/db';
import { getFact, putFact, type KeptToken } from './store/facts';
import { readMarkers, whatWasCleared, writeMarker, type Cleared } from './store/marker';

/** Places, plan and the state of the phone are asked for this often while somebody looks. */
const REFRESH_MS = 60_000;

/** Sealing takes the ledger a moment; soon after an answer it is looked for. */
const SEAL_SOON_MS = 7_000;

/**
 * The taps of the person whose app this is: what the server said about places, plan and phone, and the outbox.
 * Everything but sending works from what this phone keeps.
 */
class Punching {
  /** The newest answer of the server, maybe from an earlier day. */
  home = $state.raw<PunchingHome | null>(null);
  /** Wall clock at which it came, ms. */
  homeAt = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  outbox = $state.raw<Outbox | null>(null);
  /** This browser keeps nothing, so nothing could be promised. */
  noStore = $state(false);
  /** What was cleared from this phone, until the person has read it. */
  cleared = $state.raw<Cleared | null>(null);
  /** The server had come back from an older backup; so many taps were offered again. */
  offered = $state<number | null>(null);
  /** The key of this phone; null where the browser has none. */
  key = $state.raw<DeviceKey | null>(null);
  token: KeptToken | null = null;

  #person: string | null = null;
  #db: Store | null = null;
  #stop: (() => void) | null = null;
  #waiters: ((outbox: Outbox | null) => void)[] = [];
  #sealTimer: ReturnType<typeof setTimeout> | undefined;

  /** The outbox as soon as it is there: a button may be pressed before the disk was read. Null when it never will. */
  ready(): Promise<Outbox | null> {
    if (this.outbox || this.noStore) return Promise.resolve(this.outbox);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Begins for a person; for the same one again it changes nothing. */
  async open(person: string): Promise<void> {
    if (this.#person === person) return;
    this.close();
    this.#person = person;
    try {
      const db = await store();
      const key = await deviceKey(db, 'phone');
      if (this.#person !== person) return;
      [this.#db, this.key] = [db, key];
      await this.#recall(db, person);
      this.#openOutbox(db, person, key);
      this.#tellWaiters();
      await this.#compareMarkers(db);
      await recoverPending(db, this.outbox);
    } catch {
      this.noStore = this.outbox === null;
      this.#tellWaiters();
    }
  }

  #tellWaiters(): void {
    for (const tell of this.#waiters.splice(0)) tell(this.outbox);
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#sealTimer);
    this.#person = null;
    this.outbox = null;
    this.home = null;
    this.homeAt = null;
    this.problem = null;
    this.offered = null;
  }

  /** Asks the server for everything anew and compares what it holds with what it has acknowledged. */
  async refresh(): Promise<void> {
    const [db, person, outbox] = [this.#db, this.#person, this.outbox];
    if (!db || !person || !outbox || session.me?.person?.id !== person || demo.offline) return;
    const key = this.key?.deviceKey ?? null;
    const before = key ? await beforeAsking(db, 'phone', person, key) : null;
    try {
      const home = await api.punching(key);
      if (this.#person !== person || home.person.id !== person) return;
      this.#take(home);
      await this.#heard(home.server_token);
      await putFact(db, 'home', { at: Date.now(), home }, person);
      if (!key || !before) return;
      await putFact(db, 'enrolled', home.phone ? { deviceKey: key } : null, 'phone');
      if (hasForgotten(before, home.phone, key)) {
        const { stored_count = 0, last_seq = 0 } = home.phone ?? {};
        this.offered = await outbox.offerAgain({ deviceKey: key, count: stored_count, lastSeq: last_seq });
      }
      await outbox.lookAtSeals();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** Goes on by itself while there is a session. */
  keepFresh(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.refresh();
    };
    void this.outbox?.retryNow();
    look();
    const timer = setInterval(look, REFRESH_MS);
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
    };
  }

  /** The person has read what was cleared. */
  dismissCleared(): void {
    this.cleared = null;
    if (this.#db) void putFact(this.#db, 'cleared', null);
    this.#mark();
  }

  async #recall(db: Store, person: string): Promise<void> {
    const kept = await getFact(db, 'home', person);
    if (kept) {
      this.#take(kept.home);
      this.homeAt = kept.at;
    }
    this.token = await getFact(db, 'token', person);
    this.cleared = await getFact(db, 'cleared');
    await demo.recall();
  }

  #take(home: PunchingHome): void {
    this.home = home;
    this.homeAt = Date.now();
    this.problem = null;
    demo.on = home.demo;
  }

  #openOutbox(db: Store, person: string, key: DeviceKey | null): void {
    const outbox = new Outbox({
      db,
      name: 'phone',
      owner: person,
      key,
      send: (punches) => api.sendPunches(punches, person),
      sendPhoto: (punch, photo) => api.sendPunchPhoto(punch, photo),
      askSeals: (ids) => api.seals(ids),
      proveSeals: async (db) => {
        const code = session.me?.instansi.code;
        if (!code) return;
        const { proveSeals } = await import('./outbox/proofs');
        await proveSeals(db, { name: 'phone', owner: person, code, now: () => Date.now() });
      },
      receiptKey: () => this.home?.receipt_key ?? null,
      keepDays: () => this.home?.policy.keep_days ?? 35,
      maySend: () => session.me?.person?.id === person && !demo.offline,
      stillOwner: async () => (await getFact(db, 'who'))?.person?.id === person,
      onanswer: (answer) => this.#answered(answer),
      onchange: () => this.#mark(),
    });
    this.outbox = outbox;
    this.#stop = outbox.start();
  }

  async #answered(answer: PunchAnswer): Promise<void> {
    await this.#heard(answer.server_token);
    clearTimeout(this.#sealTimer);
    this.#sealTimer = setTimeout(() => {
      if (session.me) void this.outbox?.lookAtSeals().catch(() => undefined);
    }, SEAL_SOON_MS);
  }

  async #heard(token: string): Promise<void> {
    this.token = { token, monotonicMs: monotonicMs(), bootId, offsetMs: serverClock.wallOffsetMs };
    if (this.#db && this.#person) await putFact(this.#db, 'token', this.token, this.#person);
  }

  async #compareMarkers(db: Store): Promise<void> {
    const seq = (await this.outbox?.lastSeq()) ?? 0;
    const found = whatWasCleared(readMarkers(), { key: this.key?.deviceKey ?? null, seq });
    if (found) {
      this.cleared = found;
      await putFact(db, 'cleared', found);
    }
    this.#mark();
  }

  #mark(): void {
    const outbox = this.outbox;
    if (!outbox) return;
    void outbox.lastSeq().then((seq) => {
      if (seq > 0 || this.key)
        writeMarker({ key: this.key?.deviceKey ?? '', seq, waiting: outbox.waiting.length + outbox.others });
    });
  }
}

export const punching = new Punching();

/** Asks the browser not to clear this phone's storage by itself; Chrome decides silently, Firefox asks the person. */
export async function askToKeep(): Promise<boolean | null> {
  try {
    return (await navigator.storage?.persist?.()) ?? null;
  } catch {
    return null;
  }
}
