import type { DayRollReceipt, MyDayRoll, MyDayRolls, NewDayRoll, RollWord } from '@hadir/api';

/** What a head said of somebody and has not sent. */
export interface Said {
  word: RollWord;
  note: string;
}

/** What this phone keeps of a head's rolls: as last told, what is said so far, and those on their way. */
export interface KeptDayRolls {
  at: number;
  mine: MyDayRolls | null;
  /** By roll (day and unit), then by person. */
  drafts: Record<string, Record<string, Said>>;
  queue: NewDayRoll[];
  /** The newest receipt by roll. */
  receipts: Record<string, DayRollReceipt>;
}

export const nothing: KeptDayRolls = { at: 0, mine: null, drafts: {}, queue: [], receipts: {} };

/** Names a roll: one day of one unit. */
export const keyOf = (on: string, unit: string | null | undefined) => `${on} ${unit ?? '-'}`;

/** What stands for somebody: what is said now, else what the newest roll says. */
export function saidOf(kept: KeptDayRolls, key: string, roll: MyDayRoll, person: string): Said | null {
  const draft = kept.drafts[key]?.[person];
  if (draft) return draft;
  const one = roll.people.find(({ id }) => id === person);
  return one?.said ? { word: one.said, note: one.said_note ?? '' } : null;
}

const without = <T>(of: Record<string, T>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(of).filter(([known]) => known !== key));

/** Says something of somebody; null takes it back. */
export function withWord(kept: KeptDayRolls, key: string, person: string, said: Said | null): KeptDayRolls {
  const rest = without(kept.drafts[key] ?? {}, person);
  return { ...kept, drafts: { ...kept.drafts, [key]: said ? { ...rest, [person]: said } : rest } };
}

/** The roll as it is sent: a row for everybody something is said of who is still asked about. */
export function rollToSend(
  kept: KeptDayRolls,
  key: string,
  roll: MyDayRoll,
  { id, on }: { id: string; on: string },
): NewDayRoll {
  const asked = roll.people.filter((one) => one.ask);
  const rows = asked.flatMap((one) => {
    const said = saidOf(kept, key, roll, one.id);
    return said ? [{ person: one.id, word: said.word, note: said.note }] : [];
  });
  return { id, on, unit: roll.unit?.id ?? null, rows };
}

/** Puts a roll on its way; an older one of the same unit and day that was not taken yet gives way. */
export function queued(kept: KeptDayRolls, roll: NewDayRoll): KeptDayRolls {
  const key = keyOf(roll.on, roll.unit);
  return { ...kept, queue: [...kept.queue.filter((one) => keyOf(one.on, one.unit) !== key), roll] };
}

/** After the server took a roll: it leaves the queue, and what was said is the server's to tell. */
export function taken(kept: KeptDayRolls, roll: NewDayRoll, receipt: DayRollReceipt): KeptDayRolls {
  const key = keyOf(roll.on, roll.unit);
  const drafts = without(kept.drafts, key);
  return {
    ...kept,
    drafts,
    queue: kept.queue.filter((one) => one.id !== roll.id),
    receipts: { ...kept.receipts, [key]: receipt },
  };
}

/** A roll the server will never take leaves the queue; what was said stays to be sent again. */
export function refused(kept: KeptDayRolls, roll: NewDayRoll): KeptDayRolls {
  return { ...kept, queue: kept.queue.filter((one) => one.id !== roll.id) };
}
