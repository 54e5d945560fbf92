import 'fake-indexeddb/auto';
import { Problem, type NewWitness, type WitnessResult } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { deviceKey } from '../device-key';
import { openStore } from '../store/db';
import { WitnessBox } from './box.svelte';
import { en, id } from './i18n';
import { statementOf } from './statement';

async function setUp(name: string) {
  const db = await openStore(name);
  const key = await deviceKey(db, 'phone');
  if (!key) throw new Error('no key');
  const statement = (one: string) =>
    statementOf(key, {
      id: one,
      how: 'statement',
      seenAt: '2026-01-19T07:31:00.000+07:00',
      person: 'siti',
      code: null,
      fix: null,
      note: ' di pos jaga ',
    });
  const state = { online: false, sent: [] as NewWitness[][], answer: [] as WitnessResult[] };
  const box = new WitnessBox({
    db: () => Promise.resolve(db),
    send: (statements) => {
      state.sent.push(statements);
      if (state.answer.length === 0) throw new Problem(0, {});
      return Promise.resolve({ results: state.answer });
    },
    maySend: () => state.online,
    now: () => state.sent.length,
  });
  await box.open('agus');
  return { box, state, statement, db };
}

const taken = (one: string): WitnessResult => ({ id: one, status: 'stored' }) as WitnessResult;

it('keeps a statement without a network, sends it later, and lets it go with the server’s word', async () => {
  const { box, state, statement } = await setUp('witness-later');
  await box.add(await statement('w1'), 'Siti');

  expect(await box.flush()).toBe(false);
  expect(state.sent).toEqual([]);
  state.online = true;
  state.answer = [taken('w1')];
  expect(await box.flush()).toBe(true);

  expect(box.items).toEqual([]);
  expect(state.sent[0]?.[0]).toMatchObject({ id: 'w1', note: 'di pos jaga', person: 'siti' });
  expect(state.sent[0]?.[0]?.signature).not.toBe('');
});

it('keeps what the server refused until the person has read why, and does not send it again', async () => {
  const { box, state, statement } = await setUp('witness-refused');
  state.online = true;
  await box.add(await statement('w1'), 'Siti');
  await box.add(await statement('w2'), 'Dewi');
  const refused = { id: 'w2', status: 'refused', code: 'other_place', detail: 'Berjauhan.' } as WitnessResult;
  state.answer = box.items.map(({ id }) => (id === 'w2' ? refused : taken(id)));

  await box.flush();
  await box.flush();

  expect(box.items.map(({ id, refused }) => [id, refused])).toEqual([['w2', 'Berjauhan.']]);
  expect(state.sent).toHaveLength(1);
  await box.dismiss('w2');
  expect(box.items).toEqual([]);
});

it('keeps everything when the server does not answer, and shows nobody another’s', async () => {
  const { box, state, statement, db } = await setUp('witness-down');
  state.online = true;
  await box.add(await statement('w1'), 'Siti');

  expect(await box.flush()).toBe(false);

  expect(box.items).toHaveLength(1);
  expect(box.problem).not.toBeNull();
  const other = new WitnessBox({
    db: () => Promise.resolve(db),
    send: () => Promise.resolve({ results: [] }),
    maySend: () => true,
  });
  await other.open('dewi');
  expect(other.items).toEqual([]);
});

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
