import { file, json, type Download } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export type LetterTemplateList = Schema['LetterTemplateList'];
export type LetterTemplateItem = Schema['LetterTemplateItem'];
export type LetterTemplateView = Schema['LetterTemplateView'];
export type LetterVersion = Schema['LetterVersion'];
export type LetterName = Schema['LetterName'];
export type LetterheadBody = Schema['LetterheadBody'];
/** What was saved is always there whole. */
export type LetterheadView = Omit<Schema['LetterheadView'], keyof LetterheadBody> & Required<LetterheadBody>;
export type LetterheadList = Omit<Schema['LetterheadList'], 'items'> & { items: LetterheadView[] };
export type LetterNumbering = Schema['LetterNumbering'];

const id = encodeURIComponent;

/** Calls about the words, letterheads and numbers of letters. */
export const lettersApi = {
  templates: (signal?: AbortSignal) => json<LetterTemplateList>('/letters/templates', { signal }),
  template: (kind: string, signal?: AbortSignal) =>
    json<LetterTemplateView>(`/letters/templates/${id(kind)}`, { signal }),
  /** Saves words from a day on; null goes back to the shipped ones. */
  saveTemplate: (kind: string, body: { id: string; from: string; text: string | null }) =>
    json<LetterTemplateView>(`/letters/templates/${id(kind)}`, { method: 'POST', json: body }),
  previewTemplate: (kind: string, text: string): Promise<Download> =>
    file(`/letters/templates/${id(kind)}/preview`, `contoh-${kind}.pdf`, { method: 'POST', json: { text } }),

  heads: (signal?: AbortSignal) => json<LetterheadList>('/letters/heads', { signal }),
  saveHead: (body: LetterheadBody & { id: string; from: string }) =>
    json<LetterheadView>('/letters/heads', { method: 'POST', json: body }),
  previewHead: (body: LetterheadBody): Promise<Download> =>
    file('/letters/heads/preview', 'contoh-kop.pdf', { method: 'POST', json: body }),

  numbering: (signal?: AbortSignal) => json<LetterNumbering>('/letters/numbering', { signal }),
  saveNumbering: (body: { id: string; from: string; pattern: string | null }) =>
    json<LetterNumbering>('/letters/numbering', { method: 'POST', json: body }),
};
