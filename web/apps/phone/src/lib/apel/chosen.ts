import type { ApelPerson, MyApel } from '@hadir/api';

/** Whether an officer may still say something of a person: not of themselves. */
export const mayTap = (row: ApelPerson, me: string | null | undefined) => row.person.id !== me;

/** The rows that fit what is looked for; those not recorded come first. */
export function shownRows(people: readonly ApelPerson[], query: string, onlyOpen: boolean): ApelPerson[] {
  const wanted = query.trim().toLowerCase();
  const open = ({ standing }: ApelPerson) => standing === 'belum_tercatat';
  return people
    .filter((row) => (!onlyOpen || open(row)) && row.person.name.toLowerCase().includes(wanted))
    .sort(
      (one, other) =>
        Number(open(other)) - Number(open(one)) || one.person.name.localeCompare(other.person.name),
    );
}

export type When = 'past' | 'today' | 'coming';

/** Where an event belongs on the page of a day, `YYYY-MM-DD`. */
export const whenOf = ({ event }: MyApel, day: string): When =>
  event.date < day ? 'past' : event.date > day ? 'coming' : 'today';

/** Whether a punch counts now, is still to come, or comes too late. */
export function phaseOf(of: MyApel, now: number): 'early' | 'now' | 'over' {
  if (now < Date.parse(of.from_at)) return 'early';
  return now <= Date.parse(of.to_at) ? 'now' : 'over';
}
