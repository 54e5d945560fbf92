import { differences } from '@hadir/ui';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { id } from './id';

describe('the words of rules', () => {
  it('are the same in both languages', () => {
    expect(differences(id, en)).toEqual([]);
  });
});
