import type { CasePerson, EmployeeType } from './discipline';
import { json, urlOf } from './http';

export const reprimandKinds = ['lisan', 'tertulis', 'tidak_puas', 'by_contract'] as const;
export type ReprimandKindWord = (typeof reprimandKinds)[number];

/** A warning of a contract keeps its own name and the clause it rests on. */
export type ReprimandKind =
  { kind: 'lisan' | 'tertulis' | 'tidak_puas' } | { kind: 'by_contract'; name: string; source: string };

export type ReprimandStep =
  | ({ step: 'give'; number: string; text: string; article: string; days: string[] } & {
      kind: ReprimandKind;
    })
  | { step: 'receive'; signed: boolean; reason: string | null }
  | { step: 'withdraw'; text: string };

export interface ReprimandRow {
  id: string;
  person: CasePerson;
  unit: { id: string; code: string; name: string } | null;
  employee_type: EmployeeType | null;
  kind: ReprimandKindWord;
  kind_text: string;
  number: string;
  given_on: string;
  received_on: string | null;
  refused: boolean;
  withdrawn_on: string | null;
  /** It follows from the decision of a case. */
  by_case: boolean;
}

export interface ReprimandView extends ReprimandRow {
  text: string;
  article: string;
  days: string[];
  given_by: { id: string; name: string };
  refused_reason: string | null;
  case: string | null;
  acts: { id: string; on: string; by: { id: string; name: string }; step: ReprimandStep }[];
  /** The key of the word whose record can be printed. */
  letter: string;
  can: ('receive' | 'withdraw')[];
  today: string;
}

/** How many there were before, those taken back left out. */
export interface EarlierReprimands {
  total: number;
  last_on: string | null;
  kinds: { kind_text: string; count: number }[];
}

export interface NewReprimand {
  id: string;
  person: string;
  on: string;
  kind: ReprimandKind;
  number: string;
  text: string;
  article: string;
  days: string[];
}

const id = encodeURIComponent;
const register = '/reprimands';

const letterPath = (one: string, act: string) => `${register}/${id(one)}/letters/${id(act)}`;

/** Calls about the register of reprimands, apart from the others: most pages never need them. */
export const reprimandsApi = {
  list: (query: { unit?: string }, signal?: AbortSignal) =>
    json<{ items: ReprimandRow[]; today: string }>(register, { query, signal }),
  mine: (signal?: AbortSignal) => json<{ items: ReprimandView[] }>('/me/reprimands', { signal }),
  earlier: (person: string, signal?: AbortSignal) =>
    json<EarlierReprimands>(`${register}/earlier`, { query: { person }, signal }),
  give: (one: NewReprimand) => json<ReprimandView>(register, { method: 'POST', json: one }),
  show: (one: string, signal?: AbortSignal) => json<ReprimandView>(`${register}/${id(one)}`, { signal }),
  act: (one: string, act: { id: string; on: string; step: ReprimandStep }) =>
    json<ReprimandView>(`${register}/${id(one)}/acts`, { method: 'POST', json: act }),
  /** The path of a letter below the API. */
  letterPath,
  letterUrl: (one: string, act: string) => urlOf(letterPath(one, act)),
};
