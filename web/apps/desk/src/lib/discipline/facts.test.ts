import { expect, it } from 'vitest';
import { moreFacts, punishmentText } from './facts';

const name = (key: string) => ({ p1: 'Siti', p2: 'Budi' })[key] ?? '?';

it('says who got which duty, and who sits where', () => {
  const assigned = { duty: 'bkpsdm', office: 'pengawas', person: 'p1' } as const;
  const said = moreFacts({ step: 'assign', assigned }, name).map(({ value }) => value);
  expect(said).toEqual(['Siti', 'Petugas BKPSDM perkara ini']);

  const seat = { office: 'pengawas', chair: false, secretary: false } as const;
  const members = [
    { ...seat, person: 'p1', chair: true },
    { ...seat, person: 'p2' },
  ];
  expect(moreFacts({ step: 'form_council', number: 'M-1', members }, name)[0]?.value).toBe(
    'Siti (ketua); Budi',
  );
});

it('says votes only where there were some', () => {
  const view = { step: 'recommend', view: 'alasan_sah', moral: null, text: 'x' } as const;
  expect(moreFacts({ ...view, votes: null }, name)).toHaveLength(1);
  expect(moreFacts({ ...view, votes: [2, 1] }, name)[1]?.value).toBe('2 : 1');
});

it('says a punishment in words', () => {
  expect(punishmentText({ kind: 'listed', sanction: 'teguran_lisan' })).toBe('Teguran lisan');
  const contract = { kind: 'by_contract', level: 'sedang', text: 'Honor dipotong', source: 'Ps 7' } as const;
  expect(punishmentText(contract)).toBe('Honor dipotong (Sedang; Ps 7)');
});
