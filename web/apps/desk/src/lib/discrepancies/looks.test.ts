import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en } from './en';
import { id } from './id';
import { clockOf, outcomeText, timesOf } from './looks';

describe('the words of discrepancies', () => {
  it('are the same in both languages, with the same gaps', () => {
    expect(differences(id, en)).toEqual([]);
  });

  it('name the side that is right', () => {
    const of = { a: { source: 'machine', value: null }, b: { source: 'manual', value: null } } as const;
    expect(outcomeText('a_right', of)).toBe('A benar: Mesin');
    expect(outcomeText('b_right', of)).toBe('B benar: Daftar manual');
    expect(outcomeText('both_wrong', of)).toBe('Keduanya keliru');
  });

  it('show times in short', () => {
    expect(clockOf('2026-01-15T07:05:00')).toBe('07:05');
    expect(clockOf(null)).toBe('');
    expect(timesOf({ status: 'H', marks: [], first_in: '07:05:10', last_out: null })).toBe('07:05––');
    expect(timesOf({ status: 'TK', marks: [], first_in: null, last_out: null })).toBe('');
  });
});
