import type { CaseDue, CaseRow } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { hasDuty, ownStepsIn, waitingIn } from './own';
import { en, id } from './words';

const due = (what: CaseDue['what'], until: string | null, who = 'me') =>
  ({ what, until, who: [{ id: who, name: who }] }) as CaseDue;
const row = (key: string, part: Partial<CaseRow>) =>
  ({ id: key, sight: 'milik_sendiri', stage: 'dibuka', closed: null, due: [], ...part }) as CaseRow;

it('the words of own cases are the same in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

describe('the home of the phone', () => {
  it('shows own cases that wait for the person, the earliest day first', () => {
    const rows = [
      row('quiet', { due: [due('verify', '2026-01-10', 'other')] }),
      row('object', { stage: 'diterima', due: [due('object', '2026-03-09')] }),
      row('asked', { stage: 'diminta_penjelasan', due: [due('explain', '2026-01-20')] }),
      row('summoned', { stage: 'panggilan_1', due: [due('examine', '2026-02-02', 'other')] }),
      row('closed', { due: [due('explain', null)], closed: { on: '2026-01-01', reason: 'ditarik' } }),
      row('of-others', { sight: 'seluruh_perkara', due: [due('explain', '2026-01-01', 'other')] }),
    ];

    expect(waitingIn(rows).map((one) => [one.id, one.what])).toEqual([
      ['asked', 'explain'],
      ['summoned', 'summons'],
      ['object', 'object'],
    ]);
  });

  it('leads to the desk only where somebody has a duty that waits', () => {
    const other = row('x', { sight: 'seluruh_perkara', due: [due('verify', null)] });
    expect(hasDuty([other], 'me')).toBe(true);
    expect(hasDuty([other], 'you')).toBe(false);
    expect(hasDuty([row('own', { due: [due('explain', null)] })], 'me')).toBe(false);
  });
});

it('offers only the steps that are the person’s own', () => {
  expect(ownStepsIn(['close', 'object', 'explain'])).toEqual(['explain', 'object']);
});
