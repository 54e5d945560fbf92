import { file, json, urlOf, type Download } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export type PublicTable = Schema['PublicTable'];
export type PublicRow = Schema['PublicRow'];
export type PublicFigure = Schema['PublicFigure'];
export type PublicShare = Schema['PublicShare'];
export type PublicDefinition = Schema['PublicDefinition'];
export type PublicListed = Schema['PublicListed'];
export type PublicAttendance = Schema['PublicAttendance'];
export type PublicSilent = Schema['PublicSilent'];
export type PublicPreview = Schema['PublicPreview'];
export type PublicWordCode = 'proposed' | 'opened' | 'rejected' | 'closed';
export type PublicDesk = Omit<Schema['PublicDesk'], 'words'> & {
  words: (Omit<Schema['PublicWordSaid'], 'word'> & { word: PublicWordCode })[];
};

export interface NewPublicWord {
  id: string;
  word: PublicWordCode;
  proposal?: string;
  from_on?: string;
  reason: string;
}

const id = encodeURIComponent;
const tablePath = (name: string, ending: 'json' | 'csv') => `/public/attendance/${id(`${name}.${ending}`)}`;

/** Calls about the figures anybody may read, and about what the desk says of them. */
export const publicApi = {
  page: (instansi: string | null, signal?: AbortSignal) =>
    json<PublicAttendance>('/public/attendance', { query: { instansi }, signal }),
  table: (name: string, instansi: string | null, signal?: AbortSignal) =>
    json<PublicTable>(tablePath(name, 'json'), { query: { instansi }, signal }),
  /** The address of a table as a file, for links. */
  address: (name: string, ending: 'json' | 'csv', instansi: string | null) =>
    urlOf(tablePath(name, ending), { instansi }),
  csv: (name: string, instansi: string | null): Promise<Download> =>
    file(tablePath(name, 'csv'), `kehadiran-${name}.csv`, { query: { instansi } }),

  desk: (signal?: AbortSignal) => json<PublicDesk>('/public/desk', { signal }),
  preview: (date: string | null, signal?: AbortSignal) =>
    json<{ preview: PublicPreview | null }>('/public/preview', { query: { date }, signal }),
  say: (word: NewPublicWord) => json<PublicDesk>('/public/words', { method: 'POST', json: word }),
  withdraw: (withdrawal: { id: string; file: string; reason: string }) =>
    json<PublicDesk>('/public/withdrawals', { method: 'POST', json: withdrawal }),
};
