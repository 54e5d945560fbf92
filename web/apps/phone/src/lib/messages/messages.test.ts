import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en } from './en';
import { id } from './id';

describe('the messages of the phone app', () => {
  it('say the same things in both languages and leave nothing empty', () => {
    expect(differences(id, en)).toEqual([]);
  });
});
