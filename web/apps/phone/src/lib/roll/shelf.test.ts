import type { DayRollReceipt, MyDayRoll } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { keyOf, nothing, queued, refused, rollToSend, saidOf, taken, withWord } from './shelf';
import { en, id } from './words';

const roll = {
  unit: { id: 'U', code: 'U', name: 'Dinas' },
  own: true,
  people: [
    { id: 'siti', name: 'Siti', ask: true, said: 'sakit', said_note: 'demam' },
    { id: 'budi', name: 'Budi', ask: true },
    { id: 'dewi', name: 'Dewi', ask: false, said: 'izin' },
  ],
} as unknown as MyDayRoll;
const key = keyOf('2026-01-19', 'U');
const receipt = { number: 'a' } as DayRollReceipt;

it('sends what is said now, else what was said before, and nothing of whom a source has heard', () => {
  const kept = withWord(nothing, key, 'budi', { word: 'tanpa_keterangan', note: '' });

  const sent = rollToSend(kept, key, roll, { id: 'a', on: '2026-01-19' });

  expect(sent.rows).toEqual([
    { person: 'siti', word: 'sakit', note: 'demam' },
    { person: 'budi', word: 'tanpa_keterangan', note: '' },
  ]);
  expect(sent.unit).toBe('U');
});

it('takes a word back', () => {
  const kept = withWord(withWord(nothing, key, 'budi', { word: 'izin', note: '' }), key, 'budi', null);
  expect(saidOf(kept, key, roll, 'budi')).toBeNull();
});

it('keeps one roll of a unit on its way, and lets go of it only with the server’s word', () => {
  const one = { id: 'a', on: '2026-01-19', unit: 'U', rows: [] };
  const said = withWord(nothing, key, 'budi', { word: 'izin', note: '' });
  const kept = queued(queued(said, one), { ...one, id: 'b' });
  expect(kept.queue.map(({ id: number }) => number)).toEqual(['b']);

  const after = taken(kept, { ...one, id: 'b' }, receipt);
  expect([after.queue, after.drafts, after.receipts[key]]).toEqual([[], {}, receipt]);
  expect(refused(kept, { ...one, id: 'b' })).toEqual({ ...kept, queue: [] });
});

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
