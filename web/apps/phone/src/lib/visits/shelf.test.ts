import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import {
  marked,
  namesToSee,
  newVisit,
  nothing,
  pruned,
  toSend,
  unmarked,
  withTour,
  withVisit,
} from './shelf';
import { en, id } from './words';

const unit = { id: 'u', code: 'DISDIK', name: 'Dinas Pendidikan' };
const at = '2026-11-30T02:00:00.000Z';
const fresh = () => newVisit('v', 't', unit, at);
const tour = (on: string, sent = true) => ({
  tour: { id: 't', on, kind: 'sidak' as const, basis: 'SPT 1', purpose: '', members: [] },
  members: [],
  rosters: [],
  sent,
  refused: null,
});

it('has every word of visits in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

it('keeps one mark a name, the last one, and takes it back', () => {
  let visit = marked(fresh(), 'a', { seen: 'there', at, note: '' });
  visit = marked(visit, 'b', { seen: 'not_there', at, note: '' });
  visit = marked(visit, 'a', { seen: 'excused', at, note: ' rapat ' });

  expect(visit.order).toEqual(['b', 'a']);
  expect(toSend(visit).rows).toEqual([
    { person: 'b', seen: 'not_there', at, note: '' },
    { person: 'a', seen: 'excused', at, note: 'rapat' },
  ]);
  expect(toSend(unmarked(visit, 'a')).rows.map(({ person }) => person)).toEqual(['b']);
});

it('asks nobody of the team about themselves', () => {
  const name = (id: string) => ({ id, name: id, position: '', unit: '', heads: false });
  const roster = { unit, at: 0, names: [name('a'), name('b')] };

  expect(namesToSee(roster, ['b', null]).map(({ id }) => id)).toEqual(['a']);
});

it('sends what was written and leaves out what is empty', () => {
  const visit = {
    ...fresh(),
    headcount: '12',
    receiver: { person: '', name: ' ', position: 'Satpam', statement: '' },
    instructions: [
      { id: 'i', text: ' Buka loket ', due_on: '' },
      { id: 'j', text: '  ', due_on: '' },
    ],
  };

  const sent = toSend(visit);

  expect([sent.headcount, sent.receiver]).toEqual([12, null]);
  expect(sent.instructions).toEqual([{ id: 'i', text: 'Buka loket', due_on: null }]);
  expect(toSend({ ...visit, headcount: 'x' }).headcount).toBeNull();
});

it('lets go of what is old and sent, never of what waits', () => {
  const now = Date.parse('2026-12-30T00:00:00Z');
  const done = withVisit(withTour(nothing, tour('2026-11-30')), { ...fresh(), state: 'sent' });

  expect(pruned(done, now)).toEqual(nothing);
  expect(pruned(withVisit(done, { ...fresh(), state: 'sent', unsent: ['x'] }), now).visits).toHaveLength(1);
  expect(pruned(withVisit(done, { ...fresh(), state: 'waiting' }), now).visits).toHaveLength(1);
  expect(pruned(withTour(nothing, tour('2026-11-30', false)), now).tours).toHaveLength(1);
  expect(pruned(done, Date.parse('2026-12-02T00:00:00Z'))).toEqual(done);
});
