import type { PatternMoment } from '@hadir/api';
import { named, number } from '@hadir/ui';
import { t } from './words';

const kinds = ['in', 'out', 'spot', 'apel'] as const;
const codes = ['valid', 'stale', 'wrong_site'] as const;
const sights = ['present', 'absent', 'excused', 'elsewhere'] as const;

/** Older than this, a position is worth a word, in seconds. */
const OLD_S = 60;

/** What happened, in a word or two. */
export function whatText(moment: PatternMoment): string {
  if (moment.what === 'check') return t('what.check');
  if (moment.what === 'call') return t('what.call');
  const kind = kinds.find((one) => one === moment.kind);
  return kind ? t(`what.${kind}`) : t('what.punch');
}

/** Where, as the phone told it. */
export function whereText(moment: PatternMoment): string {
  if (moment.what !== 'punch') return '–';
  if (typeof moment.lat !== 'number' || typeof moment.lon !== 'number') return t('noPlace');
  const parts = [`${moment.lat.toFixed(7)}, ${moment.lon.toFixed(7)}`];
  if (typeof moment.accuracy_m === 'number')
    parts.push(t('accuracy', { metres: number(Math.round(moment.accuracy_m)) }));
  if (typeof moment.distance_m === 'number')
    parts.push(t('fromOffice', { metres: number(Math.round(moment.distance_m)) }));
  return parts.join(' · ');
}

/** How it came, or what was seen. */
export function howText(moment: PatternMoment): string {
  if (moment.what === 'check') {
    const seen = sights.find((one) => one === moment.seen);
    return seen ? t(`seen.${seen}`) : '–';
  }
  if (moment.what === 'call') return t(moment.answered ? 'answered' : 'unanswered');
  const parts: string[] = [];
  const waited = moment.waited_s ?? 0;
  parts.push(waited < 0 ? t('ahead', { n: number(-waited) }) : t('waited', { n: number(waited) }));
  const age = moment.fix_age_s ?? 0;
  if (Math.abs(age) > OLD_S) parts.push(t('fixAge', { n: number(age) }));
  if (moment.office_network) parts.push(t('officeNetwork'));
  const code = codes.find((one) => one === moment.code);
  if (code) parts.push(t(`code.${code}`));
  if (moment.source && moment.source !== 'phone')
    parts.push(t('by', { source: named('source', moment.source) }));
  return parts.join(' · ');
}
