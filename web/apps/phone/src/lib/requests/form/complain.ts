import { tc } from '@hadir/ui';
import { tq } from '../words';
import type { Complaint } from './form.svelte';

/** A complaint in words; null when there is none or nobody has tried to send yet. */
export function complain(complaint: Complaint | undefined, tried: boolean): string | null {
  if (!tried || !complaint) return null;
  return complaint === 'required' ? tc('check.required') : tq(`check.${complaint}`);
}
