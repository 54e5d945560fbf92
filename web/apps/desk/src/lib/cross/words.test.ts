import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { shareText } from './share';
import { en, id } from './words';

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

it('says a share with where it surely lies, and nothing of nothing', () => {
  expect(shareText({ agree: 8, of: 10, rate: 8000, low: 4902, high: 9433 })).toBe(
    '80% (49%–94%), 10 kejadian',
  );
  expect(shareText({ agree: 0, of: 0, rate: null, low: 0, high: 10_000 })).toBe('belum ada pembanding');
});
