import type { Problem } from '@hadir/api';
import { inLanguage } from '../i18n/language.svelte';
import { tc } from '../i18n/texts';

/** What happened: the server's own words, else ours. */
export function sentenceFor(problem: Problem): string {
  const said = inLanguage(problem.detail, problem.detailEn);
  if (said !== '') return said;
  if (problem.status === 0) return tc('problem.noConnection');
  if (problem.status >= 500) return tc('problem.server');
  return tc('problem.unknown', { status: problem.status });
}

/** What to do about it. */
export function adviceFor(problem: Problem): string {
  const seconds = problem.retryAfter;
  if (problem.nextStep === 'wait' && seconds !== null && seconds > 0) {
    return seconds < 90
      ? tc('next.waitSeconds', { seconds })
      : tc('next.waitMinutes', { minutes: Math.ceil(seconds / 60) });
  }
  return tc(`next.${problem.nextStep}`);
}
