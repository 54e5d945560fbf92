import { asProblem, newId, visitsApi, type NewVisitTour, type Problem, type Sighting } from '@hadir/api';
import { session } from '@hadir/ui';
import { demo } from '../demo.svelte';
import { monotonicMs, pressNow, tell } from '../moment';
import type { Photo } from '../punch/photo';
import { isRefusal } from '../requests/queue/flush';
import { store, type Store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import {
  filesOf,
  marked,
  newVisit,
  nothing,
  pruned,
  toSend,
  unmarked,
  withTour,
  withVisit,
  type KeptRoster,
  type KeptTour,
  type KeptVisit,
  type KeptVisits,
} from './shelf';

/** After a failure it is tried again in this time, ms. */
const AGAIN_MS = 20_000;
const DAY_MS = 86_400_000;

/**
 * Tours and visits on an inspector's phone: written without a network, sent when there is one.
 *
 * **Invariant:** what was tapped is on disk before the next name is shown; a photo leaves the disk only after the server
 * has it.
 */
class VisitBox {
  kept = $state.raw<KeptVisits>(nothing);
  problem = $state.raw<Problem | null>(null);
  sending = $state(false);
  ready = $state(false);
  /** This browser keeps nothing. */
  noStore = $state(false);

  #owner: string | null = null;
  #db: Store | null = null;
  /** Bytes where the browser has no disk for them. */
  readonly #bytes = new Map<string, Photo>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins for a login; for the same one again it asks anew. */
  async open(login: string): Promise<void> {
    if (this.#owner !== login) {
      this.#owner = login;
      this.kept = nothing;
      this.ready = false;
      try {
        this.#db = await store();
        const kept = await getFact(this.#db, 'visits', login);
        if (this.#owner === login && kept) this.kept = pruned(kept, Date.now());
      } catch {
        this.noStore = true;
      }
    }
    this.ready = true;
    await this.flush();
    await this.#askTours();
  }

  /** Sends when a network comes or the page is looked at. */
  watch(): () => void {
    const look = () => void this.flush();
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
    };
  }

  get waiting(): number {
    return this.kept.visits.filter(
      (one) => one.refused === null && (one.state === 'waiting' || one.unsent.length > 0),
    ).length;
  }

  tour(id: string): KeptTour | undefined {
    return this.kept.tours.find(({ tour }) => tour.id === id);
  }

  visit(id: string): KeptVisit | undefined {
    return this.kept.visits.find((one) => one.id === id);
  }

  /** Now, as the server would say it. */
  now(): string {
    return new Date(tell(pressNow(), monotonicMs(), null).ms).toISOString();
  }

  async addTour(tour: NewVisitTour, members: KeptTour['members']): Promise<void> {
    await this.#keep(withTour(this.kept, { tour, members, rosters: [], sent: false, refused: null }));
    await this.flush();
  }

  /** Takes the roster of a unit along. Needs the network. */
  async addRoster(tour: string, unit: string): Promise<void> {
    const known = this.tour(tour);
    if (!known) return;
    const { names, unit: of } = await visitsApi.roster(unit, known.tour.on);
    const roster: KeptRoster = { unit: of, at: Date.now(), names };
    const now = this.tour(tour) ?? known;
    const rosters = [...now.rosters.filter((one) => one.unit.id !== of.id), roster];
    await this.#keep(withTour(this.kept, { ...now, rosters }));
  }

  async begin(tour: string, unit: KeptVisit['unit']): Promise<string> {
    const visit = newVisit(newId(), tour, unit, this.now());
    await this.#keep(withVisit(this.kept, visit));
    return visit.id;
  }

  async mark(visit: KeptVisit, person: string, seen: Sighting, note = ''): Promise<void> {
    await this.#keep(withVisit(this.kept, marked(visit, person, { seen, at: this.now(), note })));
  }

  async unmark(visit: KeptVisit, person: string): Promise<void> {
    await this.#keep(withVisit(this.kept, unmarked(visit, person)));
  }

  async change(id: string, change: Partial<KeptVisit>): Promise<void> {
    const visit = this.visit(id);
    if (visit) await this.#keep(withVisit(this.kept, { ...visit, ...change }));
  }

  async addPhoto(id: string, photo: Photo, caption: string): Promise<void> {
    await this.#keepBytes(photo);
    const visit = this.visit(id);
    if (!visit || filesOf(visit).includes(photo.sha256)) return;
    await this.change(id, { files: [...visit.files, { sha256: photo.sha256, caption }] });
  }

  async removePhoto(id: string, sha256: string): Promise<void> {
    const visit = this.visit(id);
    if (!visit) return;
    await this.change(id, { files: visit.files.filter((one) => one.sha256 !== sha256) });
    await this.#dropBytes(sha256);
  }

  /** Keeps a signature in the place of an earlier one of the same hand; null takes it away. */
  async sign(id: string, side: 'team' | 'office', person: string | null, drawn: Photo | null): Promise<void> {
    if (drawn) await this.#keepBytes(drawn);
    const visit = this.visit(id);
    if (!visit) return;
    const others = visit.signatures.filter((one) => one.side !== side || one.person !== person);
    const signatures = drawn ? [...others, { sha256: drawn.sha256, side, person }] : others;
    await this.change(id, { signatures, ...(drawn && side === 'office' ? { unsigned: '' } : {}) });
  }

  /** The bytes of a file, while this phone has them. */
  async bytes(sha256: string): Promise<Photo | null> {
    const held = this.#bytes.get(sha256);
    if (held || !this.#db) return held ?? null;
    return getFact(this.#db, 'visitFile', `${this.#owner}/${sha256}`);
  }

  /** The visit is over: it goes out with the next network. */
  async finish(id: string): Promise<void> {
    const visit = this.visit(id);
    if (!visit) return;
    const ended = visit.ended ?? this.now();
    await this.#keep(
      withVisit(this.kept, { ...visit, refused: null, ended, state: 'waiting', unsent: filesOf(visit) }),
    );
    await this.flush();
  }

  /** Opens a refused visit again, so that it can be corrected. */
  async reopen(id: string): Promise<void> {
    const visit = this.visit(id);
    if (!visit) return;
    await this.#keep(withVisit(this.kept, { ...visit, refused: null, state: 'open' }));
  }

  /** Throws away a visit that was never sent. */
  async discard(id: string): Promise<void> {
    const visit = this.visit(id);
    if (!visit || visit.state === 'sent') return;
    for (const sha256 of filesOf(visit)) await this.#dropBytes(sha256);
    await this.#keep({ ...this.kept, visits: this.kept.visits.filter((one) => one.id !== id) });
  }

  /** Sends what waits: tours, then visits, then their photos and signatures. */
  async flush(): Promise<void> {
    if (this.sending || !this.#maySend()) return;
    this.sending = true;
    clearTimeout(this.#timer);
    try {
      await this.#sendTours();
      await this.#sendVisits();
      await this.#sendFiles();
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      this.#timer = setTimeout(() => void this.flush(), AGAIN_MS);
    } finally {
      this.sending = false;
    }
  }

  async #sendTours(): Promise<void> {
    for (const known of this.kept.tours.filter(({ sent, refused }) => !sent && refused === null)) {
      try {
        await visitsApi.openTour(known.tour);
        await this.#keep(withTour(this.kept, { ...(this.tour(known.tour.id) ?? known), sent: true }));
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (!isRefusal(problem)) throw problem;
        await this.#keep(
          withTour(this.kept, { ...(this.tour(known.tour.id) ?? known), refused: said(problem) }),
        );
      }
    }
  }

  async #sendVisits(): Promise<void> {
    for (const visit of this.kept.visits) {
      if (visit.state !== 'waiting' || visit.refused !== null || !this.tour(visit.tour)?.sent) continue;
      try {
        const result = await visitsApi.send(toSend(visit));
        await this.change(visit.id, { state: 'sent', result });
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (!isRefusal(problem)) throw problem;
        await this.change(visit.id, { refused: said(problem) });
      }
    }
  }

  async #sendFiles(): Promise<void> {
    for (const visit of this.kept.visits.filter(
      ({ state, unsent }) => state === 'sent' && unsent.length > 0,
    )) {
      for (const sha256 of visit.unsent) {
        const photo = await this.bytes(sha256);
        try {
          if (photo) await visitsApi.putFile(visit.id, sha256, new Blob([photo.bytes], { type: photo.type }));
        } catch (thrown) {
          const problem = asProblem(thrown);
          if (!isRefusal(problem)) throw problem;
        }
        const unsent = this.visit(visit.id)?.unsent.filter((one) => one !== sha256) ?? [];
        await this.change(visit.id, { unsent });
        await this.#dropBytes(sha256);
      }
      const result = await visitsApi.show(visit.id);
      await this.change(visit.id, { result });
    }
  }

  /** Tours a colleague opened with this account on the team. Silent without a network. */
  async #askTours(): Promise<void> {
    if (!this.#maySend() || !session.may('visits.write')) return;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    try {
      const found = await visitsApi.tours({ from: day(Date.now() - DAY_MS), to: day(Date.now() + DAY_MS) });
      let kept = this.kept;
      for (const tour of found.items.filter(({ own }) => own)) {
        if (kept.tours.some((one) => one.tour.id === tour.id)) continue;
        const members = tour.members.map(({ person, login }) => ({
          id: person?.id ?? null,
          name: person?.name ?? login ?? '',
        }));
        const { id, on, kind, basis, purpose } = tour;
        kept = withTour(kept, {
          tour: { id, on, kind, basis, purpose, members: [] },
          members,
          rosters: [],
          sent: true,
          refused: null,
        });
      }
      if (kept !== this.kept) await this.#keep(kept);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  #maySend(): boolean {
    return session.me?.account.login === this.#owner && !demo.offline;
  }

  async #keep(kept: KeptVisits): Promise<void> {
    this.kept = kept;
    if (this.#db && this.#owner) await putFact(this.#db, 'visits', kept, this.#owner);
  }

  async #keepBytes(photo: Photo): Promise<void> {
    if (this.#db) await putFact(this.#db, 'visitFile', photo, `${this.#owner}/${photo.sha256}`);
    else this.#bytes.set(photo.sha256, photo);
  }

  async #dropBytes(sha256: string): Promise<void> {
    this.#bytes.delete(sha256);
    if (this.#db) await putFact(this.#db, 'visitFile', null, `${this.#owner}/${sha256}`);
  }
}

/** The server's own words. */
function said(problem: Problem): string {
  const fields = problem.fields.map(({ detail }) => detail);
  return fields.length > 0 ? fields.join(' ') : (problem.detail ?? problem.message);
}

export const visitBox = new VisitBox();
