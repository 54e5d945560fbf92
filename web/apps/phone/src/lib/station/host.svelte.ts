import { api, asProblem, type Problem, type StationKind, type StationSelf } from '@hadir/api';
import { place } from '@hadir/ui';
import { monotonicMs } from '../moment';
import { StationClock } from './clock';
import { outdated, worksUntil, type KeptOfficeKey } from './key-ring';
import { importOfficeKey } from './office-code';
import {
  dropKeys,
  keepStation,
  loseStation,
  openStationStore,
  replaceKeys,
  type KeptStation,
  type LostStation,
  type StationStore,
} from './store';

/** How often the server is asked while it answers, and how soon again when it did not. */
const ASK_EVERY_MS = 10 * 60_000;
const ASK_AGAIN_MS = 20_000;

export interface HostParts {
  clock?: StationClock;
  open?: () => Promise<StationStore>;
}

/**
 * A device that stands at an office: what it is, what it holds, and whether the server is heard.
 *
 * It lives on what it keeps; the server is asked beside that and never waited for.
 */
export class StationHost {
  readonly kind: StationKind;
  readonly clock: StationClock;

  phase = $state<'opening' | 'claim' | 'ready' | 'broken'>('opening');
  kept = $state.raw<KeptStation | null>(null);
  /** What this device was before the server revoked it. */
  lost = $state.raw<LostStation | null>(null);
  keys = $state.raw<readonly KeptOfficeKey[]>([]);
  /** The server's time, once a second; null while nothing is known of it. */
  now = $state<number | null>(null);
  /** Whether the last question was answered. */
  online = $state(true);
  /** Page clock when the server's last dated word came in this page life, ms. */
  tokenAt = $state<number | null>(null);
  /** Until when the office codes can be made without the server, ms. */
  until = $derived(this.now === null ? null : worksUntil(this.keys, this.now));

  /** Called before each question; what it gives is told the answer, for a comparison with the time before. */
  onask: (() => Promise<(self: StationSelf) => void>) | null = null;

  readonly #open: () => Promise<StationStore>;
  #db: StationStore | null = null;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #ask: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #over = false;

  constructor(kind: StationKind, { clock, open }: HostParts = {}) {
    this.kind = kind;
    this.clock = clock ?? new StationClock();
    this.#open = open ?? (() => openStationStore());
  }

  /** Starts from what is kept and goes on until the returned function is called. */
  run(): () => void {
    this.#over = false;
    void this.#begin();
    const again = () => void this.sync();
    const away = () => (this.online = false);
    const seen = () => {
      if (document.visibilityState !== 'visible') return;
      this.#look();
      again();
    };
    window.addEventListener('online', again);
    window.addEventListener('offline', away);
    document.addEventListener('visibilitychange', seen);
    return () => {
      this.#over = true;
      clearTimeout(this.#tick);
      clearTimeout(this.#ask);
      window.removeEventListener('online', again);
      window.removeEventListener('offline', away);
      document.removeEventListener('visibilitychange', seen);
      this.#db?.close();
      this.#db = null;
    };
  }

  async #begin(): Promise<void> {
    try {
      const db = (this.#db = await this.#open());
      const kept = (await db.get('stations', this.kind)) ?? null;
      this.lost = (await db.get('lost', this.kind)) ?? null;
      if (this.kind === 'screen') this.keys = await db.getAll('keys');
      if (this.#over) return db.close();
      if (kept) {
        this.clock.keptOffsetMs = kept.offsetMs;
        this.#use(kept);
      } else this.phase = 'claim';
    } catch {
      this.phase = 'broken';
      return;
    }
    this.#look();
    await this.sync();
  }

  #use(kept: KeptStation): void {
    this.kept = kept;
    this.lost = null;
    this.phase = 'ready';
    place.use(kept.instansi.zone);
  }

  /** Looks at the clock now and at every full second. */
  #look(): void {
    clearTimeout(this.#tick);
    this.now = this.clock.now();
    if (this.now !== null) void this.#destroyOld(this.now);
    if (!this.#over) this.#tick = setTimeout(() => this.#look(), 1000 - ((this.now ?? 0) % 1000));
  }

  async #destroyOld(now: number): Promise<void> {
    const days = outdated(this.keys, now);
    if (days.length === 0) return;
    this.keys = this.keys.filter((key) => !days.includes(key.day));
    if (this.#db) await dropKeys(this.#db, days);
  }

  /**
   * Exchanges a one-time code for the right to be this station.
   *
   * A code of the other kind makes the device that one; the answer says which it became.
   */
  async claim(code: string, publicKey?: string): Promise<StationKind | Problem> {
    try {
      const { token, station, instansi } = await api.claimStation(grouped(code), publicKey);
      const heardAt = this.clock.now() ?? Date.now();
      const kept = {
        token,
        publicKey: publicKey ?? null,
        station,
        instansi,
        heardAt,
        offsetMs: this.clock.offsetMs ?? 0,
        serverToken: null,
      };
      if (this.#db) await keepStation(this.#db, kept);
      void navigator.storage?.persist?.().catch(() => false);
      if (station.kind !== this.kind) return station.kind;
      this.#use(kept);
      this.#look();
      await this.sync();
      return station.kind;
    } catch (thrown) {
      return asProblem(thrown);
    }
  }

  /** Asks the server what this station is and takes new keys. Failing is not a problem until the keys run out. */
  async sync(): Promise<void> {
    const before = this.kept;
    if (!before || this.#asking || this.#over) return;
    this.#asking = true;
    clearTimeout(this.#ask);
    try {
      const told = await this.onask?.();
      const self = await api.stationSelf(before.token);
      // Released meanwhile: the answer is about something this device no longer is.
      if (this.kept?.token !== before.token) return;
      const heardAt = this.clock.now() ?? Date.parse(self.server_time);
      const kept: KeptStation = {
        token: before.token,
        publicKey: before.publicKey,
        station: self.station,
        instansi: self.instansi,
        heardAt,
        offsetMs: this.clock.offsetMs ?? 0,
        serverToken: self.server_token,
      };
      const keys = await Promise.all(
        (self.keys ?? []).map(async ({ day, key }) => ({
          day,
          key: await importOfficeKey(key),
          fetchedAt: heardAt,
        })),
      );
      this.online = true;
      this.tokenAt = monotonicMs();
      if (this.kind === 'screen') this.keys = keys;
      this.#use(kept);
      this.#look();
      await this.#keep(kept, keys);
      told?.(self);
    } catch (thrown) {
      if (this.kept?.token !== before.token) return;
      if (isRevoked(asProblem(thrown))) await this.lose();
      else this.online = false;
    } finally {
      this.#asking = false;
      if (!this.#over && this.kept)
        this.#ask = setTimeout(() => void this.sync(), this.online ? ASK_EVERY_MS : ASK_AGAIN_MS);
    }
  }

  /** The server was heard in another way, and gave its dated word anew. */
  async heard(serverToken: string): Promise<void> {
    if (!this.kept) return;
    this.online = true;
    this.tokenAt = monotonicMs();
    const heardAt = this.clock.now() ?? this.kept.heardAt;
    this.kept = { ...this.kept, heardAt, offsetMs: this.clock.offsetMs ?? 0, serverToken };
    await this.#keep(this.kept, this.keys);
  }

  /** A device that cannot write any more goes on with what it has in mind; the next page life will say so. */
  async #keep(kept: KeptStation, keys: readonly KeptOfficeKey[]): Promise<void> {
    try {
      if (!this.#db || this.kept?.token !== kept.token) return;
      await keepStation(this.#db, kept);
      if (this.kind === 'screen') await replaceKeys(this.#db, keys);
    } catch {
      // Full or closed storage: nothing to do about it here.
    }
  }

  /** The server no longer knows this station: its token and keys are forgotten. */
  async lose(): Promise<void> {
    const kept = this.kept;
    if (!kept) return;
    this.lost = { station: kept.station, instansi: kept.instansi };
    this.kept = null;
    this.keys = [];
    this.phase = 'claim';
    if (this.#db) await loseStation(this.#db, kept);
  }

  /** Makes this device an ordinary one again. */
  async release(): Promise<void> {
    await this.lose();
    this.lost = null;
    await this.#db?.delete('lost', this.kind);
  }
}

/** Only the server itself can revoke; the log-in page of a hotel network cannot. */
export function isRevoked(problem: Problem): boolean {
  return problem.status === 401 && problem.code !== 'unknown';
}

/** Letters of a code after the number of the instansi. */
const CODE_LETTERS = 12;

/** A one-time code however it was typed: `1 abcd efghjklm` becomes `1-ABCD-EFGH-JKLM`. */
export function grouped(code: string): string {
  const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const instansi = letters.slice(0, -CODE_LETTERS);
  const groups = letters.slice(-CODE_LETTERS).match(/.{1,4}/g) ?? [];
  return [instansi, ...groups].filter((part) => part !== '').join('-');
}
