import { file, json, urlOf, type Download } from './http';
import type {
  Board,
  DemoReplay,
  Device,
  EarlierImport,
  ImportResult,
  Info,
  LoginAnswer,
  Me,
  Month,
  NewPerson,
  NewUnit,
  PeopleImport,
  PersonDetail,
  PersonRow,
  Preview,
  Recap,
  SetupRequest,
  SetupState,
  Site,
  Unit,
} from './types';

interface List<T> {
  items: T[];
  next?: string | null;
}

/** What an import is about; the same for the preview and for the import itself. */
export interface ImportFile {
  file: File;
  source: string;
  device?: string;
  unit?: string;
}

function formOf(of: ImportFile): FormData {
  const form = new FormData();
  // Fields first, so that a server reading in order knows them when the file comes.
  form.set('source', of.source);
  if (of.device) form.set('device', of.device);
  if (of.unit) form.set('unit', of.unit);
  form.set('file', of.file, of.file.name);
  return form;
}

function fileForm(of: File): FormData {
  const form = new FormData();
  form.set('file', of, of.name);
  return form;
}

const id = encodeURIComponent;

/** Every call of the server that the pages make, one function each. */
export const api = {
  info: () => json<Info>('/info'),

  login: (login: string, password: string) =>
    json<LoginAnswer>('/login', { method: 'POST', json: { login, password } }),
  enrol: (login: string, code: string, password: string) =>
    json<LoginAnswer>('/enrol', { method: 'POST', json: { login, code, password } }),
  logout: () => json<undefined>('/logout', { method: 'POST' }),
  me: () => json<Me>('/me'),

  myMonth: (month: string, signal?: AbortSignal) => json<Month>('/me/days', { query: { month }, signal }),
  month: (person: string, month: string, signal?: AbortSignal) =>
    json<Month>(`/people/${id(person)}/days`, { query: { month }, signal }),

  board: (unit?: string | null, signal?: AbortSignal) => json<Board>('/board', { query: { unit }, signal }),
  /** The board as it was known at a moment (RFC 3339). */
  boardAt: (unit: string | null, at: string, signal?: AbortSignal) =>
    json<Board>('/board', { query: { unit, at }, signal }),
  boardStreamUrl: (unit?: string | null) => urlOf('/board/stream', { unit }),

  demoReplay: (signal?: AbortSignal) => json<DemoReplay>('/demo/replay', { signal }),

  units: () => json<List<Unit>>('/units'),
  addUnit: (unit: NewUnit) => json<Unit>('/units', { method: 'POST', json: unit }),
  sites: () => json<List<Site>>('/sites'),
  devices: () => json<List<Device>>('/devices'),

  people: (query: { unit?: string; q?: string; cursor?: string }, signal?: AbortSignal) =>
    json<List<PersonRow>>('/people', { query, signal }),
  person: (person: string) => json<PersonDetail>(`/people/${id(person)}`),
  addPerson: (person: NewPerson) => json<PersonRow>('/people', { method: 'POST', json: person }),
  importPeople: (from: File, dryRun: boolean) =>
    json<PeopleImport>('/people/import', {
      method: 'POST',
      query: dryRun ? { dry_run: true } : {},
      form: fileForm(from),
    }),
  peopleTemplate: () => file('/people/template', 'pegawai.xlsx'),

  imports: () => json<List<EarlierImport>>('/imports'),
  previewImport: (of: ImportFile) => json<Preview>('/imports/preview', { method: 'POST', form: formOf(of) }),
  commitImport: (of: ImportFile) => json<ImportResult>('/imports', { method: 'POST', form: formOf(of) }),
  previewProblems: (of: ImportFile) =>
    file('/imports/problems.csv', 'baris-bermasalah.csv', { method: 'POST', form: formOf(of) }),
  importProblems: (sha256: string) => file(`/imports/${id(sha256)}/problems.csv`, 'baris-bermasalah.csv'),

  recap: (month: string, unit: string, signal?: AbortSignal) =>
    json<Recap>('/recap', { query: { month, unit }, signal }),
  recapFile: (kind: 'xlsx' | 'pdf', month: string, unit: string) =>
    file(`/recap.${kind}`, `rekap-${unit}-${month}.${kind}`, { query: { month, unit } }),

  setupState: (token: string) => json<SetupState>(`/setup/${id(token)}`),
  setUp: (token: string, request: SetupRequest) =>
    json<LoginAnswer>(`/setup/${id(token)}`, { method: 'POST', json: request }),
};

export type Api = typeof api;
export type { Download, List };
