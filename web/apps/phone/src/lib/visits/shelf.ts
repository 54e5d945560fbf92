import type { NewVisit, NewVisitTour, Sighting, VisitDetail, VisitRosterName } from '@hadir/api';

/** The roster of a unit as it was taken along. */
export interface KeptRoster {
  unit: { id: string; code: string; name: string };
  /** When it was loaded, ms. */
  at: number;
  names: VisitRosterName[];
}

/** A tour on this phone. */
export interface KeptTour {
  tour: NewVisitTour;
  /** Names of its members, for signing; the one who leads first. */
  members: { id: string | null; name: string }[];
  rosters: KeptRoster[];
  sent: boolean;
  /** Why the server does not take it. */
  refused: string | null;
}

/** What was seen of a name. */
export interface Mark {
  seen: Sighting;
  at: string;
  note: string;
}

/** A photo or signature; its bytes lie apart. */
export interface KeptFile {
  sha256: string;
  caption: string;
}

export interface KeptSignature {
  sha256: string;
  side: 'team' | 'office';
  person: string | null;
}

/** A visit on this phone: `open` while it is written, `waiting` once it is finished, `sent` when the server has it. */
export interface KeptVisit {
  id: string;
  tour: string;
  unit: { id: string; code: string; name: string };
  began: string;
  ended: string | null;
  marks: Record<string, Mark>;
  /** Names in the order they were marked, so that the last can be taken back. */
  order: string[];
  number: string;
  place: string;
  headcount: string;
  headcountNote: string;
  service: string;
  files: KeptFile[];
  signatures: KeptSignature[];
  unsigned: string;
  receiver: { person: string; name: string; position: string; statement: string };
  instructions: { id: string; text: string; due_on: string }[];
  state: 'open' | 'waiting' | 'sent';
  /** Files the server does not have yet. */
  unsent: string[];
  refused: string | null;
  /** What it came to, once the server compared it. */
  result: VisitDetail | null;
}

export interface KeptVisits {
  tours: KeptTour[];
  visits: KeptVisit[];
}

export const nothing: KeptVisits = { tours: [], visits: [] };

/** So long what was sent stays on the phone, days. */
const KEPT_DAYS = 14;

export function newVisit(
  id: string,
  tour: string,
  unit: KeptVisit['unit'],
  began: string,
  position = '',
): KeptVisit {
  return {
    id,
    tour,
    unit,
    began,
    ended: null,
    marks: {},
    order: [],
    number: '',
    place: '',
    headcount: '',
    headcountNote: '',
    service: '',
    files: [],
    signatures: [],
    unsigned: '',
    receiver: { person: '', name: '', position, statement: '' },
    instructions: [],
    state: 'open',
    unsent: [],
    refused: null,
    result: null,
  };
}

/** A name marked, or marked anew; it is the last one then. */
export function marked(visit: KeptVisit, person: string, mark: Mark): KeptVisit {
  return {
    ...visit,
    marks: { ...visit.marks, [person]: mark },
    order: [...visit.order.filter((one) => one !== person), person],
  };
}

/** A name as if it had not been marked. */
export function unmarked(visit: KeptVisit, person: string): KeptVisit {
  const marks = Object.fromEntries(Object.entries(visit.marks).filter(([one]) => one !== person));
  return { ...visit, marks, order: visit.order.filter((one) => one !== person) };
}

/** Names of a roster that are to be looked at: nobody of the team speaks about themselves or each other. */
export function namesToSee(roster: KeptRoster, team: readonly (string | null)[]): VisitRosterName[] {
  return roster.names.filter((name) => !team.includes(name.id));
}

/** The visit as it is sent. */
export function toSend(visit: KeptVisit): NewVisit {
  const { receiver } = visit;
  const received = receiver.person !== '' || receiver.name.trim() !== '';
  const count = Number.parseInt(visit.headcount, 10);
  return {
    id: visit.id,
    tour: visit.tour,
    unit: visit.unit.id,
    number: visit.number.trim(),
    began_at: visit.began,
    ended_at: visit.ended ?? visit.began,
    place: visit.place.trim(),
    rows: visit.order.flatMap((person) => {
      const mark = visit.marks[person];
      return mark ? [{ person, seen: mark.seen, at: mark.at, note: mark.note.trim() }] : [];
    }),
    headcount: Number.isFinite(count) && count >= 0 ? count : null,
    headcount_note: visit.headcountNote.trim(),
    service: visit.service.trim(),
    files: visit.files,
    signatures: visit.signatures,
    unsigned: visit.unsigned.trim(),
    receiver: received
      ? {
          person: receiver.person || null,
          name: receiver.name.trim(),
          position: receiver.position.trim(),
          statement: receiver.statement.trim(),
        }
      : null,
    instructions: visit.instructions
      .filter(({ text }) => text.trim() !== '')
      .map(({ id, text, due_on }) => ({ id, text: text.trim(), due_on: due_on || null })),
  };
}

/** Every file a visit names. */
export function filesOf(visit: KeptVisit): string[] {
  return [...visit.files, ...visit.signatures].map(({ sha256 }) => sha256);
}

export function withVisit(kept: KeptVisits, visit: KeptVisit): KeptVisits {
  const known = kept.visits.some(({ id }) => id === visit.id);
  return {
    ...kept,
    visits: known ? kept.visits.map((one) => (one.id === visit.id ? visit : one)) : [...kept.visits, visit],
  };
}

export function withTour(kept: KeptVisits, tour: KeptTour): KeptVisits {
  const known = kept.tours.some((one) => one.tour.id === tour.tour.id);
  return {
    ...kept,
    tours: known
      ? kept.tours.map((one) => (one.tour.id === tour.tour.id ? tour : one))
      : [tour, ...kept.tours],
  };
}

/** Lets go of old tours whose visits the server has whole. What waits always stays. */
export function pruned(kept: KeptVisits, now: number): KeptVisits {
  const old = (on: string) => now - Date.parse(`${on}T00:00:00Z`) > KEPT_DAYS * 86_400_000;
  const busy = new Set(
    kept.visits.filter((one) => one.state !== 'sent' || one.unsent.length > 0).map(({ tour }) => tour),
  );
  const tours = kept.tours.filter(({ tour, sent }) => !old(tour.on) || busy.has(tour.id) || !sent);
  const left = new Set(tours.map(({ tour }) => tour.id));
  return { tours, visits: kept.visits.filter(({ tour }) => left.has(tour)) };
}
