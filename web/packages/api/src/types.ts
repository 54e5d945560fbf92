import type { components } from './schema';

type Schema = components['schemas'];

export type Account = Schema['Account'];
export type Board = Schema['Board'];
export type BoardChild = Schema['BoardUnit'];
export type BoardCounts = Schema['Counts'];
export type BoardPerson = Schema['BoardPerson'];
export type BoardGroup = Schema['BoardGroup'];
export type BoardSite = Schema['BoardSite'];
export type BoardStep = Schema['BoardStep'];
export type BoardUsual = Schema['BoardUsual'];
export type BoardWatch = Schema['BoardWatch'];
export type BoardSource = Schema['BoardSource'];
export type Day = Schema['MonthDay'];
export type Device = Schema['Device'];
export type EarlierImport = Schema['EarlierImport'];
export type ImportResult = Schema['Imported'];
export type Info = Schema['Info'];
export type LoginAnswer = Schema['LoginAnswer'];
export type MalformedRow = Schema['PreviewProblem'];
export type Me = Schema['Me'];
export type Month = Schema['Month'];
export type NewPerson = Schema['NewPerson'];
export type NewUnit = Schema['NewUnit'];
export type PeopleImport = Schema['PeopleImport'];
export type PersonDetail = Schema['PersonDetail'];
export type PersonRow = Schema['PersonRow'];
export type Preview = Schema['Preview'];
export type ProblemDetails = Schema['ProblemDetails'];
export type Punch = Schema['MonthPunch'];
export type Recap = Schema['Recap'];
export type RecapPerson = Schema['RecapPerson'];
export type SetupRequest = Schema['SetupRequest'];
export type SetupState = Schema['SetupState'];
export type Site = Schema['Site'];
export type Unit = Schema['Unit'];
export type UnitRef = Schema['UnitRef'];

/** The eight groups of a board; together they are the roster. */
export type BoardState = keyof BoardCounts;

/** The codes of a settled day (DECISIONS 4), in the order they are shown. */
export const dayCodes = ['H', 'DL', 'WFH', 'DIKLAT', 'TB', 'C', 'S', 'I', 'TK', 'LIBUR', 'BELUM'] as const;
export type DayCode = (typeof dayCodes)[number];

/** The groups of a board in the order they are shown and added. */
export const boardStates = [
  'hadir',
  'terlambat',
  'berizin',
  'di_luar_tempat',
  'libur',
  'belum_waktunya',
  'belum_hadir',
  'belum_terdengar',
] as const satisfies readonly BoardState[];

/** The last working day of a demo city, to be shown again. */
export interface DemoReplay {
  /** The date of that day where the instansi is. */
  day: string;
  /** The first and the last moment to show, RFC 3339. */
  from: string;
  to: string;
  /** How many seconds of that day pass in one. */
  speed: number;
}
