import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { prune } from './prune';
import { draft, emptyStore } from './testing';
import type { KeptItem } from './types';

const DAY_MS = 24 * 3600_000;

it('lets go of old taps, but not of evidence that the server did not keep its word', async () => {
  const db = await emptyStore();
  const now = 100 * DAY_MS;
  const kept = (id: string, days: number, more: object = {}) =>
    db.put('kept', {
      id,
      outbox: 'phone',
      owner: 'siti',
      punch: draft(),
      answeredAt: now - days * DAY_MS,
      answer: { receipt: { include_by: new Date(now - (days - 1) * DAY_MS).toISOString() } },
      sealed: { position: 1 },
      mismatch: null,
      photo: 'none',
      ...more,
    } as unknown as KeptItem);
  await kept('old', 36);
  await kept('young', 34);
  await kept('other commitment', 90, { mismatch: 'x' });
  await kept('never sealed', 90, { sealed: null });
  await kept('photo waits', 90, { photo: 'waiting' });

  expect(await prune(db, now, 35)).toBe(1);

  expect((await db.getAllKeys('kept')).sort()).toEqual([
    'never sealed',
    'other commitment',
    'photo waits',
    'young',
  ]);

  // A tablet never looks for seals.
  expect(await prune(db, now, 35, false)).toBe(1);
  expect(await db.getKey('kept', 'never sealed')).toBeUndefined();
});
