import type { ReprimandKind, ReprimandKindWord, ReprimandRow } from '@hadir/api';
import { dayMonthYear, type IconName } from '@hadir/ui';
import { t } from './words';

/** Where an entry stands, in words and looks; never colour alone. */
export function standing(row: ReprimandRow): {
  text: string;
  tone: 'good' | 'late' | 'off' | 'missing';
  icon: IconName;
} {
  if (row.withdrawn_on)
    return {
      text: t('state.withdrawn', { date: dayMonthYear(row.withdrawn_on) }),
      tone: 'off',
      icon: 'close',
    };
  if (row.refused) return { text: t('state.refused'), tone: 'late', icon: 'alert' };
  if (row.received_on)
    return {
      text: t('state.received', { date: dayMonthYear(row.received_on) }),
      tone: 'good',
      icon: 'check',
    };
  return { text: t('state.waits'), tone: 'late', icon: 'wait' };
}

/** What the form of a new reprimand asks. */
export interface GiveDraft {
  person: { id: string; name: string } | null;
  kind: ReprimandKindWord | '';
  name: string;
  source: string;
  article: string;
  number: string;
  text: string;
  days: string[];
  on: string;
}

/** What is not filled in. A warning of a contract names its clause, the others an article. */
export function missingIn(draft: GiveDraft, today: string): Set<keyof GiveDraft> {
  const words: (keyof GiveDraft)[] =
    draft.kind === 'by_contract' ? ['name', 'source', 'number', 'text'] : ['article', 'number', 'text'];
  const empty = words.filter((field) => String(draft[field]).trim() === '');
  return new Set([
    ...empty,
    ...(draft.person ? [] : (['person'] as const)),
    ...(draft.kind === '' ? (['kind'] as const) : []),
    ...(draft.on === '' || draft.on > today ? (['on'] as const) : []),
  ]);
}

/** The kind as it is sent; nothing while it is not chosen. */
export function kindOf(draft: GiveDraft): ReprimandKind | null {
  if (draft.kind === '') return null;
  if (draft.kind !== 'by_contract') return { kind: draft.kind };
  return { kind: draft.kind, name: draft.name.trim(), source: draft.source.trim() };
}
