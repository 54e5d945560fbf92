import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en, id } from './words';

describe('the words of the public page', () => {
  it('say the same things in both languages and leave nothing empty', () => {
    expect(differences(id, en)).toEqual([]);
  });
});
