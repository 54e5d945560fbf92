import type { NewSidak } from '@hadir/api';

export type Scope = 'all' | 'chosen' | 'sample';

/** What is typed into the form that begins a sidak. */
export interface SidakForm {
  title: string;
  basis: string;
  minutes: string;
  headMinutes: string;
  scope: Scope;
  units: string[];
  sampleOf: 'units' | 'people';
  sampleSize: string;
  agenda: string[];
  video: string;
}

/** Minutes people may be given. */
export const CALL_MINUTES = { least: 1, most: 120 };
/** Minutes heads may be given, never fewer than the people. */
export const HEAD_MINUTES = { least: 1, most: 600 };

/** A whole number between two bounds, or nothing. */
export function wholeIn(text: string, { least, most }: { least: number; most: number }): number | null {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

/** What is still wrong, by field; empty where the form may be sent. */
export function wrongIn(form: SidakForm): Partial<Record<keyof SidakForm, true>> {
  const wrong: Partial<Record<keyof SidakForm, true>> = {};
  if (form.title.trim() === '') wrong.title = true;
  if (form.basis.trim() === '') wrong.basis = true;
  if (wholeIn(form.minutes, CALL_MINUTES) === null) wrong.minutes = true;
  const heads = wholeIn(form.headMinutes, HEAD_MINUTES);
  if (heads === null || heads < Number(form.minutes)) wrong.headMinutes = true;
  if (form.scope === 'chosen' && form.units.length === 0) wrong.units = true;
  if (form.scope === 'sample' && wholeIn(form.sampleSize, { least: 1, most: 100_000 }) === null)
    wrong.sampleSize = true;
  if (form.video.trim() !== '' && !/^https:\/\/\S+$/.test(form.video.trim())) wrong.video = true;
  return wrong;
}

/** The form as the server takes it. */
export function wireOf(form: SidakForm, id: string): NewSidak {
  return {
    id,
    title: form.title.trim(),
    basis: form.basis.trim(),
    minutes: Number(form.minutes),
    head_minutes: Number(form.headMinutes),
    units: form.scope === 'chosen' ? form.units : [],
    sample: form.scope === 'sample' ? { of: form.sampleOf, size: Number(form.sampleSize) } : null,
    agenda: form.agenda.map((question) => question.trim()).filter((question) => question !== ''),
    video_url: form.video.trim() === '' ? null : form.video.trim(),
  };
}
