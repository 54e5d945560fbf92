import type { MySidakCall, SidakReceipt, SidakRollRow } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en as followEn, id as followId } from '../follow/words';
import { answerAmong, isWaiting } from './answering';
import { en, id } from './i18n';
import { emptyRoll, filesOf, parted, renewed, settled, wireOf, withAnswer, withMark, withNote } from './roll';

const call: MySidakCall = {
  sidak: 's',
  title: 'Sidak',
  started_at: '2026-01-19T02:00:00Z',
  ends_at: '2026-01-19T02:05:00Z',
  seconds_left: 300,
  state: 'belum_terdengar',
  answered_at: null,
};
const receipt: SidakReceipt = {
  id: 'r',
  at: '2026-01-19T02:10:00Z',
  rows: 1,
  answers: 1,
  sha256: 'ab',
  line: 'l',
};
const row = (name: string, state: SidakRollRow['state']) =>
  ({ person: { id: name, name }, state }) as SidakRollRow;

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
  expect(differences(followId, followEn)).toEqual([]);
});

describe('a call', () => {
  it('waits until it is answered or its time is over', () => {
    expect(isWaiting(call, Date.parse('2026-01-19T02:04:59Z'))).toBe(true);
    expect(isWaiting(call, Date.parse(call.ends_at))).toBe(false);
    expect(isWaiting({ ...call, answered_at: call.started_at }, Date.parse(call.started_at))).toBe(false);
    expect(isWaiting({ ...call, state: 'berizin' }, Date.parse(call.started_at))).toBe(false);
  });

  it('is answered on this phone by the first spot tap within its time, sent or not', () => {
    const tap = (kind: string, claimed_at: string) => ({ punch: { kind, claimed_at } });
    const taps = [
      tap('spot', '2026-01-19T09:04:00+07:00'),
      tap('spot', '2026-01-19T09:02:00+07:00'),
      tap('in', '2026-01-19T09:01:00+07:00'),
      tap('spot', '2026-01-19T08:59:59+07:00'),
    ];

    expect(answerAmong(taps, call)).toBe('2026-01-19T09:02:00+07:00');
    expect(
      answerAmong(
        [taps[2], taps[3]].flatMap((one) => one ?? []),
        call,
      ),
    ).toBeNull();
  });
});

describe('the roll of a head', () => {
  it('puts those not heard from first and leaves nobody out', () => {
    const rows = [
      row('Citra', 'hadir'),
      row('Budi', 'tidak_menjawab'),
      row('Ani', 'belum_terdengar'),
      row('Dewi', 'libur'),
    ];

    expect(parted(rows)).toEqual({ unheard: ['Ani', 'Budi'], rest: ['Citra', 'Dewi'] });
  });

  it('takes a mark back with a second tap and keeps a note until the word says that the person is there', () => {
    const once = withMark(emptyRoll('ya'), 'a', 'excused');
    const noted = withNote(once, 'a', 'Surat 12');

    expect(wireOf(withMark(once, 'a', 'excused')).rows).toEqual([]);
    expect(wireOf(noted).rows[0]).toMatchObject({ person: 'a', word: 'excused', note: 'Surat 12' });
    expect(wireOf(withMark(noted, 'a', 'present')).rows[0]).toMatchObject({ word: 'present', note: '' });
  });

  it('never sends changed words under an old key', () => {
    const first = withMark(emptyRoll('ya'), 'a', 'excused');
    const second = withMark(first, 'a', 'unexplained');

    expect(second.id).not.toBe(first.id);
    expect(second.marks.a?.id).not.toBe(first.marks.a?.id);
  });

  it('sends once what the server took, and afterwards only what changed', () => {
    const bytes = new ArrayBuffer(3);
    const file = { sha256: 'f1', name: 'a.jpg', media: 'image/jpeg', size: 3, bytes };
    const filled = withAnswer(withMark(emptyRoll('ya'), 'a', 'present'), 2, {
      text: ' Sudah. ',
      files: [file],
    });
    expect(filesOf(filled)).toHaveLength(1);
    const sent = wireOf({ ...filled, wanted: true });
    expect(sent.answers[0]).toMatchObject({ question: 2, text: 'Sudah.', files: ['f1'] });

    const after = settled({ ...filled, wanted: true }, sent, receipt);
    expect(after).toMatchObject({ wanted: false, receipt });
    expect(wireOf(after)).toMatchObject({ rows: [], answers: [] });
    expect(filesOf(after)).toEqual([]);

    expect(wireOf(withMark(after, 'b', 'elsewhere')).rows.map(({ person }) => person)).toEqual(['b']);
  });

  it('gets new keys for what the server does not have, and only for that', () => {
    const sent = withMark(emptyRoll('ya'), 'a', 'present');
    const kept = withMark(settled(sent, wireOf(sent), receipt), 'b', 'excused');
    const again = renewed(kept);

    expect(again.marks.a).toEqual(kept.marks.a);
    expect(again.marks.b?.id).not.toBe(kept.marks.b?.id);
    expect(again.id).not.toBe(kept.id);
  });

  it('keeps what was changed while the roll was on its way', () => {
    const filled = withMark(emptyRoll('ya'), 'a', 'present');
    const sent = wireOf(filled);
    const changed = withMark(filled, 'a', 'unexplained');

    expect(wireOf(settled(changed, sent, receipt)).rows[0]).toMatchObject({ word: 'unexplained' });
  });
});
