import { file, json } from './http';
import type { components } from './schema';

type Schemas = components['schemas'];

export type RosterMonth = Schemas['RosterMonth'];
export type RosterPerson = Schemas['RosterPerson'];
export type RosterCell = Schemas['RosterCell'];
export type RosterConflict = Schemas['RosterConflict'];
export type RosterOutcome = Schemas['RosterOutcome'];
export type RosterProposal = Schemas['RosterProposal'];
export type RosterFileAnswer = Schemas['RosterFileAnswer'];
export type RosterPattern = Schemas['RosterPattern'];
export type ShiftTurn = Schemas['ShiftTurn'];
export type DutyPost = Schemas['DutyPost'];
export type MyRoster = Schemas['MyRoster'];
export type ColleagueOnDuty = Schemas['ColleagueOnDuty'];

/** The letter of a turn, `off`, or null for what the pattern says. */
export type Wish = string | null;

export interface WishedCell {
  person: string;
  date: string;
  turn: Wish;
}

const id = encodeURIComponent;
const write = <T>(path: string, body: unknown, check = false) =>
  json<T>(path, { method: 'POST', json: body, query: check ? { check: true } : {} });

function fileForm(of: File): FormData {
  const form = new FormData();
  form.set('file', of, of.name);
  return form;
}

/** The calls around rosters. */
export const rosterApi = {
  month: (unit: string, month: string, signal?: AbortSignal) =>
    json<RosterMonth>('/roster', { query: { unit, month }, signal }),
  change: (
    body: { id: string; unit: string; changes: WishedCell[]; reason: string },
    check: boolean,
    signal?: AbortSignal,
  ) =>
    json<RosterOutcome>('/roster/changes', {
      method: 'POST',
      json: body,
      query: check ? { check: true } : {},
      signal,
    }),
  applyPattern: (
    body: {
      id: string;
      unit: string;
      pattern: string;
      from: string;
      to: string | null;
      people: { person: string; offset: number }[];
      reason: string;
    },
    check: boolean,
  ) => write<RosterOutcome>('/roster/patterns/apply', body, check),
  copy: (
    body: {
      id: string;
      unit: string;
      reason: string;
      from_month?: string;
      to_month?: string;
      month?: string;
      from_person?: string;
      to_people?: string[];
    },
    check: boolean,
  ) => write<RosterOutcome>('/roster/copy', body, check),

  proposals: (signal?: AbortSignal) => json<{ items: RosterProposal[] }>('/roster/proposals', { signal }),
  decide: (proposal: string, body: { id: string; decision: 'confirm' | 'reject'; reason: string }) =>
    write<undefined>(`/roster/proposals/${id(proposal)}/decide`, body),

  addTurn: (turn: Schemas['NewShiftTurn']) => write<ShiftTurn>('/roster/turns', turn),
  addPost: (post: Schemas['NewDutyPost']) => write<DutyPost>('/roster/posts', post),
  addPattern: (pattern: Schemas['NewRosterPattern']) => write<RosterPattern>('/roster/patterns', pattern),
  end: (kind: 'turns' | 'posts' | 'patterns', which: string) =>
    write<undefined>(`/roster/${kind}/${id(which)}/end`, {}),

  file: (unit: string, month: string, format: 'xlsx' | 'csv') =>
    file('/roster/file', `jadwal-${unit}-${month}.${format}`, { query: { unit, month, format } }),
  takeIn: (of: File, query: { unit: string; month: string; check?: boolean; id?: string; reason?: string }) =>
    json<RosterFileAnswer>('/roster/file', { method: 'POST', query, form: fileForm(of) }),

  mine: (month: string, signal?: AbortSignal) => json<MyRoster>('/me/roster', { query: { month }, signal }),
  colleagues: (date: string, signal?: AbortSignal) =>
    json<{ date: string; items: ColleagueOnDuty[] }>(`/me/roster/${id(date)}`, { signal }),
};
