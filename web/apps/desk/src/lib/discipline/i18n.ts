import { translator } from '@hadir/ui';
import { tCase } from '@hadir/ui/discipline';
import { en } from './en';
import type { Option } from './forms';
import { id, type DisciplineKey } from './id';

export type { DisciplineKey };

/** The words of discipline in the language that is on. */
export const t = translator<DisciplineKey>({ id, en });

/** Choices in words, with an empty one before them. */
export function asOptions(options: readonly Option[]): { value: string; text: string }[] {
  const text = ({ word }: Option) =>
    'said' in word ? word.said : 'own' in word ? t(word.own) : tCase(word.shared);
  return [{ value: '', text: t('pick') }, ...options.map((one) => ({ value: one.value, text: text(one) }))];
}
