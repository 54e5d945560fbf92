import { file, json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

/** How somebody stands on a watched day, in the order of the table. */
export const standings = [
  'hadir',
  'terlambat',
  'hadir_kesaksian',
  'izin',
  'sakit',
  'cuti',
  'dinas_luar',
  'wfh',
  'tanpa_keterangan',
  'belum_hadir',
  'belum_terdengar',
  'belum_waktunya',
  'libur',
] as const;
export type Standing = (typeof standings)[number];

/** What a head may say of somebody not heard from. */
export const rollWords = [
  'hadir',
  'izin',
  'sakit',
  'cuti',
  'dinas_luar',
  'wfh',
  'tanpa_keterangan',
  'belum_tahu',
] as const;
export type RollWord = (typeof rollWords)[number];

export type FirstDayItem = Omit<Schema['FirstDayItem'], 'off'> & { off?: [string, string] | null };
export type FirstDayRow = Omit<Schema['FirstDayRow'], 'cells'> & { cells: Record<Standing, number> };
export type FirstDayGroup = Omit<Schema['FirstDayGroup'], 'row'> & { row: FirstDayRow };
export type FirstDayOffice = Omit<Schema['FirstDayOffice'], 'row' | 'groups'> & {
  row: FirstDayRow;
  groups: FirstDayGroup[];
};
export type DayRollDuty = Omit<Schema['DayRollDuty'], 'state'> & {
  state: 'given' | 'late' | 'missing' | 'headless';
};
export type FirstDayShown = Omit<Schema['FirstDayShown'], 'day' | 'row' | 'groups' | 'offices' | 'rolls'> & {
  day: FirstDayItem;
  row: FirstDayRow;
  groups: FirstDayGroup[];
  offices: FirstDayOffice[];
  rolls: DayRollDuty[];
};
export type FirstDayPerson = Omit<Schema['FirstDayPerson'], 'standing'> & { standing: Standing };
export type DayRollPerson = Omit<Schema['DayRollPerson'], 'standing' | 'said'> & {
  standing: Standing;
  said?: RollWord | null;
};
export type DayRollReceipt = Schema['DayRollReceipt'];
export type MyDayRoll = Omit<Schema['MyDayRoll'], 'people'> & { people: DayRollPerson[] };
export type MyDayRolls = Omit<Schema['MyDayRolls'], 'watch' | 'words' | 'rolls'> & {
  watch?: FirstDayItem | null;
  words: RollWord[];
  rolls: MyDayRoll[];
};
export type DayRollShown = Omit<Schema['DayRollShown'], 'rows'> & {
  rows: (Omit<Schema['DayRollLine'], 'word'> & { word: RollWord })[];
};
export interface NewDayRoll {
  id: string;
  on: string;
  unit: string | null;
  rows: { person: string; word: RollWord; note?: string }[];
}
export interface NewFirstDay {
  id: string;
  on: string;
  roll_due?: string;
  flexible?: boolean;
  reason: string;
}

const id = encodeURIComponent;

/** Calls about watched days and the rolls heads attest, apart from the others: most pages never need them. */
export const firstDaysApi = {
  list: (signal?: AbortSignal) => json<{ today: string; items: FirstDayItem[] }>('/first-days', { signal }),
  show: (on: string, unit: string | null, signal?: AbortSignal) =>
    json<FirstDayShown>(`/first-days/${id(on)}`, { query: { unit }, signal }),
  people: (on: string, unit: string | null, whom: string, signal?: AbortSignal) =>
    json<{ items: FirstDayPerson[] }>(`/first-days/${id(on)}/people`, { query: { unit, whom }, signal }),
  order: (day: NewFirstDay) => json<{ id: string; on: string }>('/first-days', { method: 'POST', json: day }),
  report: (on: string, unit: string | null, ending: 'pdf' | 'xlsx' | 'png') =>
    file(`/first-days/${id(on)}/report.${ending}`, `hari-pertama-${on}.${ending}`, { query: { unit } }),

  mine: (on?: string, signal?: AbortSignal) =>
    json<MyDayRolls>('/day-rolls/mine', { query: { on: on ?? null }, signal }),
  send: (roll: NewDayRoll, signal?: AbortSignal) =>
    json<{ receipt: DayRollReceipt }>('/day-rolls', { method: 'POST', json: roll, signal }),
  roll: (roll: string, signal?: AbortSignal) => json<DayRollShown>(`/day-rolls/${id(roll)}`, { signal }),
};
