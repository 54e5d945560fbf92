import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import { openStore } from '../store/db';
import { keptOf } from './kept';
import type { KeptItem } from './types';

const item = (owner: string, seq: number, outbox = 'phone') =>
  ({ id: `${outbox} ${owner} ${seq}`, outbox, owner, seq }) as KeptItem;

it('reads what an earlier version kept, newest of the chain first and of one owner', async () => {
  const old = await openDB('kept-by-version-1', 1, {
    upgrade(db) {
      for (const name of ['queue', 'kept'])
        db.createObjectStore(name, { keyPath: 'id' }).createIndex('owner', ['outbox', 'owner']);
      for (const name of ['pending', 'photos']) db.createObjectStore(name, { keyPath: 'id' });
      for (const name of ['keys', 'facts']) db.createObjectStore(name);
    },
  });
  for (const seq of [2, 10, 1, 9]) await old.put('kept', item('siti', seq));
  await old.put('kept', item('budi', 11));
  await old.put('kept', item('siti', 12, 'kiosk'));
  old.close();

  const db = await openStore('kept-by-version-1');

  expect((await keptOf(db, 'phone', 'siti', 3)).map(({ seq }) => seq)).toEqual([10, 9, 2]);
  expect(await keptOf(db, 'phone', 'siti', 50)).toHaveLength(4);
  expect(await keptOf(db, 'phone', 'siti')).toHaveLength(4);
});
