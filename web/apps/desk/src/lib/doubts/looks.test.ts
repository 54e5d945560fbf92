import type { DoubtSignal } from '@hadir/api';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { id } from './id';
import { percent, worstFirst } from './looks';

const signal = (code: string, ended: number, false_alarms: number | null, punches = 0) =>
  ({ code, ended, false_alarms, punches }) as DoubtSignal;

describe('signals', () => {
  it('come with the most often wrong first, and those without a case last', () => {
    const found = worstFirst([
      signal('c', 0, null, 50),
      signal('a', 30, 1000),
      signal('b', 30, 6000),
      signal('d', 0, null, 90),
    ]);

    expect(found.map((one) => one.code)).toEqual(['b', 'a', 'd', 'c']);
  });

  it('are told as a percentage', () => {
    expect(percent(5000, 'en')).toBe('50%');
    expect(percent(2065, 'en')).toBe('20.7%');
  });
});

describe('the words of doubts', () => {
  it('are the same in both languages', () => {
    expect(differences(id, en)).toEqual([]);
  });
});
