import {
  newId,
  type PunchClient,
  type PunchingHome,
  type PunchKind,
  type PunchPolicy,
  type PunchSite,
} from '@hadir/api';
import { standingOf, type Standing } from '../geo/distance';
import { best, type Located, type NoFix, type Reading } from '../geo/locate';
import { monotonicMs, pressNow, tell, type Press } from '../moment';
import type { Outbox } from '../outbox.svelte';
import { begin, update } from '../outbox/pending';
import type { Draft, QueueItem } from '../outbox/types';
import type { Store } from '../store/db';
import type { KeptToken } from '../store/facts';
import { draftOf } from './draft';
import type { Photo } from './photo';

export type CaptureState = 'idle' | 'photo' | 'locating' | 'reason' | 'storing';

/** A reason is asked for; who says nothing has their tap stored without one after this long. */
export const REASON_WAIT_S = 60;

/** What holds before the server was ever heard on this phone. */
export const usualPolicy: PunchPolicy = {
  photo: 'off',
  photo_edge_px: 640,
  good_accuracy_m: 50,
  poor_accuracy_m: 200,
  keep_days: 35,
  late_after_minutes: 10,
};

export interface CaptureOptions {
  db: () => Promise<Store>;
  /** Null when this browser keeps nothing. */
  outbox: () => Promise<Outbox | null>;
  home: () => PunchingHome | null;
  zone: () => string;
  token: () => KeptToken | null;
  client: () => PunchClient;
  /** True when today's duty is not tied to a place. */
  placeFree: () => boolean;
  locate: (goodM: number, signal: AbortSignal, onreading: (reading: Reading) => void) => Promise<Located>;
  demoPlace: () => 'kantor' | 'rumah' | null;
}

/**
 * One press of the button, from the press to the disk.
 *
 * Nothing on the way can lose it: it is written down first, every question (photo, place, reason) may go unanswered,
 * and each ends by itself.
 */
export class Capture {
  state = $state<CaptureState>('idle');
  /** Readings so far of the press under way. */
  readings = $state.raw<Reading[]>([]);
  missing = $state<NoFix | null>(null);
  /** What is typed or chosen as a reason. */
  reason = $state('');
  /** Seconds until the tap is stored without a reason. */
  left = $state(0);
  photo = $state.raw<Photo | null>(null);
  /** The newest tap of this page life. */
  last = $state.raw<QueueItem | null>(null);
  /** Where it was stood, as far as the phone can say. */
  lastStanding = $state.raw<Standing | null>(null);
  lastMissing = $state<NoFix | null>(null);
  /** The disk refused: the one thing that must be said loudly. */
  failed = $state(false);

  readonly #of: CaptureOptions;
  #outbox: Outbox | null = null;
  #id = '';
  #kind: PunchKind = 'in';
  #press: Press = { monotonicMs: 0, wallMs: 0 };
  #officeCode: string | null = null;
  #done: () => void = () => undefined;
  #away = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: CaptureOptions) {
    this.#of = options;
  }

  get policy(): PunchPolicy {
    return this.#of.home()?.policy ?? usualPolicy;
  }

  /** The next press opens the camera. */
  get asksPhoto(): boolean {
    return this.policy.photo === 'asked' && !this.photo;
  }

  get sites(): readonly PunchSite[] {
    return this.#of.home()?.sites ?? [];
  }

  get standing(): Standing | null {
    const chosen = best(this.readings);
    if (!chosen) return null;
    return standingOf(
      { lat: chosen.lat, lon: chosen.lon, accuracy_m: chosen.accuracyM },
      this.sites,
      this.policy,
    );
  }

  /** The press. With an office code the code speaks for the place. */
  async press(kind: PunchKind, officeCode: string | null = null): Promise<void> {
    if (this.state !== 'idle') return;
    this.#press = pressNow();
    const { asksPhoto } = this;
    this.state = asksPhoto ? 'photo' : 'locating';
    [this.#id, this.#kind, this.#officeCode] = [newId(), kind, officeCode];
    [this.readings, this.missing, this.reason, this.failed] = [[], null, '', false];
    try {
      this.#outbox = await this.#of.outbox();
      if (!this.#outbox) throw new Error('nothing can be kept');
      const { name, owner } = this.#outbox;
      this.#done = await begin(await this.#of.db(), {
        id: this.#id,
        outbox: name,
        owner,
        draft: this.#draft(),
      });
    } catch {
      this.#fail();
      return;
    }
    if (!asksPhoto) await this.#locate();
  }

  /** The camera was used, or not. */
  async photoTaken(photo: Photo | null): Promise<void> {
    this.photo = photo;
    if (this.state !== 'photo') return;
    this.state = 'locating';
    await this.#locate();
  }

  /** The page is put away: what is there has to do. The camera puts it away too, which ends nothing. */
  putAway(): void {
    if (this.state === 'locating') this.#away.abort();
    if (this.state === 'reason') void this.store();
  }

  /** Stores the tap with what there is. */
  async store(): Promise<void> {
    const outbox = this.#outbox;
    clearInterval(this.#timer);
    if (this.state === 'storing' || this.state === 'idle' || !outbox) return;
    this.state = 'storing';
    try {
      const { photo } = this;
      const item = await outbox.add(this.#draft(), photo && { type: photo.type, bytes: photo.bytes });
      [this.last, this.lastStanding, this.lastMissing] = [item, this.standing, this.missing];
      this.photo = null;
      this.state = 'idle';
    } catch {
      this.#fail();
    }
    this.#done();
  }

  async #locate(): Promise<void> {
    this.#away = new AbortController();
    const located = await this.#of.locate(this.policy.good_accuracy_m, this.#away.signal, (reading) => {
      this.readings = [...this.readings, reading];
    });
    [this.readings, this.missing] = [located.readings, located.missing];
    if (this.#away.signal.aborted || !this.#wantsReason()) {
      await this.store();
      return;
    }
    await update(await this.#of.db(), this.#id, this.#draft());
    this.#askReason();
  }

  #wantsReason(): boolean {
    if (this.#officeCode || this.#of.placeFree()) return false;
    if (this.missing) return true;
    return this.standing?.kind === 'outside' || this.standing?.kind === 'poor';
  }

  #askReason(): void {
    this.state = 'reason';
    this.left = REASON_WAIT_S;
    this.#timer = setInterval(() => {
      this.left -= 1;
      if (this.left <= 0) void this.store();
    }, 1000);
  }

  #fail(): void {
    this.failed = true;
    this.state = 'idle';
  }

  #draft(): Draft {
    const token = this.#of.token();
    return draftOf({
      id: this.#id,
      kind: this.#kind,
      press: this.#press,
      told: tell(this.#press, monotonicMs(), token?.offsetMs ?? null),
      zone: this.#of.zone(),
      readings: this.readings,
      reason: this.reason,
      officeCode: this.#officeCode,
      selfieSha256: this.photo?.sha256 ?? null,
      token,
      client: this.#of.client(),
      demoPlace: this.#of.demoPlace(),
    });
  }
}
