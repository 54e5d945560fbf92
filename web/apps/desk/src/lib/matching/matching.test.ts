import { nameOf, pinDecision, type PinEffects, type WaitingKey } from '@hadir/api';
import { differences, language } from '@hadir/ui';
import { afterEach, describe, expect, it } from 'vitest';
import { effectsSentence, ownerOf, periodOf, placeOf, stepOf, usesOf } from './say';
import { en, id } from './words';

const row: WaitingKey = {
  source: 'machine',
  device: { id: 'd1', serial: 'BWXP209901' },
  site: { id: 's1', code: 'SEKOLAH', name: 'SD Negeri 1' },
  unit: null,
  key: '99',
  names: ['SITI'],
  first_at: '2026-01-14T07:12:33',
  last_at: '2026-01-15T16:41:00',
  count: 4,
  state: 'open',
  owner_role: 'admin_unit',
  owner_unit: { id: 'u1', code: 'DISDIK', name: 'Dinas Pendidikan' },
};

const effects: PinEffects = {
  punches: 42,
  days: 18,
  finer: 0,
  closed_days: 0,
  sums: [{ was: 'TK', becomes: 'H', days: 3 }],
  changes: [],
};

afterEach(() => language.choose('id'));

describe('the words of matching', () => {
  it('say the same in both languages', () => {
    expect(differences(id, en)).toEqual([]);
  });

  it('name a key, its uses and its owner', () => {
    expect(placeOf(row)).toBe('mesin BWXP209901 · SD Negeri 1');
    expect(usesOf(row)).toMatch(/^4 rekaman, 14 .* sampai 15 /);
    expect(usesOf({ ...row, last_at: row.first_at })).not.toContain('sampai');
    expect(ownerOf(row)).toBe('Tugas: admin Dinas Pendidikan');
  });

  it('say in one sentence what a decision changes', () => {
    expect(effectsSentence(effects)).toBe(
      '42 rekaman, 18 hari dinilai ulang, 3 Tanpa keterangan menjadi Hadir',
    );
    expect(effectsSentence({ ...effects, sums: [] })).toContain('tidak ada status hari yang berubah');
    language.choose('en');
    expect(effectsSentence(effects)).toMatch(/^42 punches, 18 days judged again, 3 .* become /);
  });

  it('tell a mapping that never held from one that ended', () => {
    const step = { id: 'x', action: 'end', place: 'device', reason: '', by: 'operator', at: '' };
    const person = { id: 'p', name: 'Siti' };
    expect(stepOf({ ...step, never: true, person })).toContain('tidak pernah berlaku');
    expect(stepOf({ ...step, never: false, person, to_on: '2026-01-14' })).toMatch(
      /^Diakhiri: Siti, sejak awal/,
    );
    expect(periodOf({ from_on: null, to_on: null })).toBe('sejak awal sampai seterusnya');
  });
});

describe('a decision', () => {
  it('names the key at its place and has an id of its own', () => {
    const one = pinDecision(nameOf(row), { action: 'aside', reason: 'kartu uji' });
    const other = pinDecision(nameOf(row), { action: 'aside', reason: 'kartu uji' });

    expect(one).toMatchObject({ source: 'machine', key: '99', device: 'd1', unit: null, action: 'aside' });
    expect(one.id).not.toBe(other.id);
  });
});
