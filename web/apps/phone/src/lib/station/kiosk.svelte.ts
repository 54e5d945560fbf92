import {
  api,
  asProblem,
  newId,
  type NewPunch,
  type PunchAnswer,
  type PunchClient,
  type StationSelf,
} from '@hadir/api';
import { place } from '@hadir/ui';
import type { DeviceKey } from '../device-key';
import { bootId, instantIn, monotonicMs } from '../moment';
import { Outbox } from '../outbox.svelte';
import { beforeAsking, hasForgotten, type Before } from '../outbox/restore';
import type { Draft, KeptItem } from '../outbox/types';
import type { Store } from '../store/db';
import { directionByTime, type Direction } from './direction';
import { isRevoked, type StationHost } from './host.svelte';
import { kioskKey, openKioskStore } from './kiosk-key';
import { ageOf, readPersonCode, type Age, type PersonCode } from './person-code';
import { REMEMBER_MS, Seen } from './seen';

/** As long as a phone: what a server that came back from an older backup has lost is offered to it again. */
const KEEP_DAYS = 35;

/** More than come in `REMEMBER_MS`; an office of 300 keeps 13,000, which are not read anew for each of them. */
const IN_VIEW = 200;

/** One outbox for every station this tablet becomes: what one left behind the next one sends. */
const NAME = 'kiosk';

/** A direction somebody chose holds until nobody came for so long. */
const CHOICE_HOLDS_MS = 2 * 60_000;

/** How long the last answer stays on screen. */
const SHOWN_MS = 6_000;

/** unknown: the server keeps it, but could not tell whose code it was. */
export type Whereabouts = 'here' | 'arrived' | 'unknown' | 'refused';

/** What the tablet tells the person before it. */
export type Feedback =
  | { kind: 'noted'; id: string; name: string; direction: Direction; at: number; age: Age }
  | { kind: 'again'; name: string; at: number }
  | { kind: 'foreign' }
  | { kind: 'failed' };

/** Reads person codes, notes each down once, and says so. */
export class Kiosk {
  readonly host: StationHost;

  outbox = $state.raw<Outbox | null>(null);
  /** False when this browser cannot keep a queue. */
  broken = $state(false);
  feedback = $state.raw<Feedback | null>(null);
  /** The last people who were noted down in this page life, newest first. */
  recent = $state.raw<Extract<Feedback, { kind: 'noted' }>[]>([]);
  /** Chosen by hand; null: by the time of day. */
  chosen = $state<Direction | null>(null);

  readonly #client: () => PunchClient;
  readonly #seen = new Seen();
  #key: DeviceKey | null = null;
  #db: Store | null = null;
  #opened: Promise<unknown> | null = null;
  #choiceEnds: ReturnType<typeof setTimeout> | undefined;
  #feedbackEnds: ReturnType<typeof setTimeout> | undefined;
  #foreign = '';

  /** @param client what this app says of itself on every punch */
  constructor(host: StationHost, client: () => PunchClient) {
    this.host = host;
    this.#client = client;
    host.onask = () => this.#compare();
  }

  /** Opens the queue; the returned function ends the sending. */
  run(open: () => Promise<Store> = openKioskStore): () => void {
    let over = false;
    let stop: (() => void) | null = null;
    this.#opened = this.#open(open).then(
      (outbox) => {
        this.outbox = outbox;
        if (!over) stop = outbox.start();
      },
      () => (this.broken = true),
    );
    return () => {
      over = true;
      stop?.();
      clearTimeout(this.#choiceEnds);
      clearTimeout(this.#feedbackEnds);
    };
  }

  async #open(open: () => Promise<Store>): Promise<Outbox> {
    const db = (this.#db = await open());
    this.#key = await kioskKey(db);
    return new Outbox({
      db,
      name: NAME,
      owner: NAME,
      key: this.#key,
      keepDays: () => KEEP_DAYS,
      keptInView: IN_VIEW,
      maySend: () => this.host.kept !== null,
      send: (punches) => this.#send(punches),
      onanswer: (answer: PunchAnswer) => this.host.heard(answer.server_token),
    });
  }

  /** The queue stays when the server revokes this station, which may be learnt here first. */
  async #send(punches: NewPunch[]): Promise<PunchAnswer> {
    const token = this.host.kept?.token ?? '';
    try {
      return await api.stationPunches(token, punches);
    } catch (thrown) {
      if (isRevoked(asProblem(thrown)) && this.host.kept?.token === token) await this.host.lose();
      throw thrown;
    }
  }

  /** What the server holds is compared with what it had acknowledged before it was asked. */
  async #compare(): Promise<(self: StationSelf) => void> {
    await this.#opened;
    const [db, key] = [this.#db, this.#key];
    if (!db || !key) return () => undefined;
    const before = await beforeAsking(db, NAME, NAME, key.deviceKey).catch(() => null);
    return (self) => {
      if (before) void this.#offerLost(before, key, self).catch(() => undefined);
    };
  }

  async #offerLost(before: Before, key: DeviceKey, self: StationSelf): Promise<void> {
    // A station that was claimed without this key has nothing counted under it.
    const counted = self.last_seq > 0 || this.host.kept?.publicKey === key.publicKey;
    if (!counted || !hasForgotten(before, self, key.deviceKey)) return;
    const { stored_count: count, last_seq: lastSeq } = self;
    // Of another office the server would refuse them for good.
    const ofHere = ({ punch, answer }: KeptItem) =>
      punch.site === self.station.site.code &&
      (answer.receipt?.instansi ?? self.instansi.code) === self.instansi.code;
    await this.outbox?.offerAgain({ deviceKey: key.deviceKey, count, lastSeq }, ofHere);
  }

  get direction(): Direction {
    const { now } = this.host;
    return this.chosen ?? (now === null ? 'in' : directionByTime(now, place.zone));
  }

  get publicKey(): string | null {
    return this.#key?.publicKey ?? null;
  }

  choose(direction: Direction): void {
    this.chosen = direction;
    this.#holdChoice();
  }

  #holdChoice(): void {
    clearTimeout(this.#choiceEnds);
    if (this.chosen) this.#choiceEnds = setTimeout(() => (this.chosen = null), CHOICE_HOLDS_MS);
  }

  /** Takes what the camera read; called many times while a code is held before it. */
  async read(text: string): Promise<void> {
    const now = this.host.clock.now();
    const site = this.host.kept?.station.site.code;
    if (now === null || site === undefined || !this.outbox) return;

    const code = readPersonCode(text);
    if (!code) {
      // Said once while the same code is in view.
      if (this.#foreign !== text) this.#say({ kind: 'foreign' });
      this.#foreign = text;
      return;
    }
    this.#foreign = '';
    const direction = this.direction;
    const age = ageOf(code, now);
    const sight = this.#seen.look(code, direction, age === 'fresh', now);
    if (sight.kind === 'still') return this.#stay();
    this.#holdChoice();
    const notedAt = sight.kind === 'again' ? sight.notedAt : this.#notedBefore(code, now);
    if (notedAt !== null) return this.#say({ kind: 'again', name: code.name, at: notedAt });

    try {
      const { id } = await this.outbox.add(this.#draft(code, direction, site, now));
      const noted = { kind: 'noted' as const, id, name: code.name, direction, at: now, age };
      this.recent = [noted, ...this.recent].slice(0, 4);
      this.#say(noted);
    } catch {
      this.#seen.forget(code);
      this.#say({ kind: 'failed' });
    }
  }

  /** When an earlier page life noted this code down, if it did so lately; what it had in mind is gone, the queue is not. */
  #notedBefore(code: PersonCode, now: number): number | null {
    const items = [...(this.outbox?.waiting ?? []), ...(this.outbox?.kept ?? [])];
    const same = items.find(({ punch }) => punch.person_code === code.text);
    const at = same ? Date.parse(same.punch.claimed_at) : Number.NaN;
    return Math.abs(now - at) < REMEMBER_MS ? at : null;
  }

  #draft(code: PersonCode, direction: Direction, site: string, now: number): Draft {
    const { clock, kept } = this.host;
    return {
      id: newId(),
      kind: direction,
      claimed_at: instantIn(place.zone, now),
      monotonic_ms: monotonicMs(),
      boot_id: bootId,
      fix: null,
      person_code: code.text,
      site,
      server_token: kept?.serverToken ?? null,
      clock: {
        basis: clock.heard ? 'server' : 'phone',
        wall_at: instantIn(place.zone, Date.now()),
        offset_ms: clock.offsetMs === null ? null : Math.round(clock.offsetMs),
        uncertainty_ms: clock.uncertaintyMs === null ? null : Math.round(clock.uncertaintyMs),
        token_monotonic_ms: this.host.tokenAt,
        token_boot_id: this.host.tokenAt === null ? null : bootId,
      },
      client: this.#client(),
    };
  }

  #say(feedback: Feedback): void {
    this.feedback = feedback;
    this.#stay();
  }

  /** The answer stays as long as the code does, and a little longer. */
  #stay(): void {
    clearTimeout(this.#feedbackEnds);
    this.#feedbackEnds = setTimeout(() => (this.feedback = null), SHOWN_MS);
  }

  /** What became of a punch: still on this tablet, or what the server said. */
  whereabouts(id: string): Whereabouts {
    const answer = this.outbox?.kept.find((item) => item.id === id)?.answer;
    if (!answer) return 'here';
    if (answer.status === 'refused') return 'refused';
    return answer.personName === null ? 'unknown' : 'arrived';
  }

  /** The name the server knows, once it has answered. */
  nameOf(id: string, said: string): string {
    return this.outbox?.kept.find((item) => item.id === id)?.answer.personName ?? said;
  }
}
