// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it, vi } from 'vitest';
import { Outbox } from '../outbox.svelte';
import { draft, FakeServer } from '../outbox/testing';
import { openStore, whenOutdated } from './db';

it('makes way for a newer page, says so, and leaves it what it held', async () => {
  const said = vi.fn();
  whenOutdated(said);
  const old = await openStore('making-way');
  await old.put('facts', 7, 'kept');

  const newer = await openDB('making-way', old.version + 1);

  expect(said).toHaveBeenCalledOnce();
  expect(await newer.get('facts', 'kept')).toBe(7);
});

/** The store as an app before requests made it, with a tap that waits, one that was answered, and its photo. */
async function storeOfVersion2(name: string) {
  const old = await openDB(name, 2, {
    upgrade(db) {
      db.createObjectStore('keys');
      db.createObjectStore('queue', { keyPath: 'id' }).createIndex('owner', ['outbox', 'owner']);
      const kept = db.createObjectStore('kept', { keyPath: 'id' });
      kept.createIndex('owner', ['outbox', 'owner']);
      kept.createIndex('order', ['outbox', 'owner', 'seq']);
      db.createObjectStore('pending', { keyPath: 'id' });
      db.createObjectStore('photos', { keyPath: 'id' });
      db.createObjectStore('facts');
    },
  });
  const punch = { ...draft(2), seq: 8, prev: null, device_key: null };
  const item = { outbox: 'phone', owner: 'siti', addedAt: 5, tries: 1, trouble: null, earlier: [] };
  await old.put('queue', { ...item, id: punch.id, seq: 8, punch });
  await old.put('kept', { ...item, id: 'answered', seq: 7, punch, answeredAt: 6, photo: 'waiting' });
  await old.put('photos', {
    id: 'answered',
    owner: 'siti',
    type: 'image/jpeg',
    bytes: new ArrayBuffer(3),
    tries: 0,
  });
  await old.put('facts', { seq: 8, hash: 'h', deviceKey: null }, 'head:phone');
  old.close();
  return punch.id;
}

it('keeps the taps of an older app when stores for requests are added, and sends them', async () => {
  const waiting = await storeOfVersion2('from-2');

  const db = await openStore('from-2');

  expect(db.version).toBe(4);
  expect([...db.objectStoreNames]).toContain('requestFiles');
  expect((await db.get('photos', 'answered'))?.bytes.byteLength).toBe(3);
  const server = new FakeServer();
  const box = new Outbox({ db, name: 'phone', owner: 'siti', send: server.send, key: null });
  const stop = box.start();
  await box.refresh();
  await box.flush();
  stop();
  expect([...server.stored.keys()]).toEqual([waiting]);
  expect(box.kept.map(({ seq }) => seq)).toEqual([8, 7]);
  expect(await box.lastSeq()).toBe(8);
  expect(await db.count('requests')).toBe(0);
});
