import 'fake-indexeddb/auto';
import type { Me } from '@hadir/api';
import { differences, session } from '@hadir/ui';
import { afterEach, expect, it, vi } from 'vitest';
import { month } from '../../../../../packages/ui/src/allowance/testing';
import { keptOf, withAnswer } from './kept';
import { MyAllowance } from './mine.svelte';
import { en, id } from './words';

afterEach(() => {
  session.end();
  vi.unstubAllGlobals();
});

const of = (name: string) => ({ ...month, month: name });
const me = {
  account: { id: 'a', login: 'siti', lang: 'id' },
  person: { id: 'siti', name: 'Siti' },
  roles: [],
  can: ['allowance.read'],
  can_for_others: [],
  instansi: { code: 'contoh', name: 'Contoh', zone: 'Asia/Jakarta', demo: false },
} satisfies Me;

it('the words are the same in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

it('keeps the newest answer of a month, and only the last three months', () => {
  let kept = withAnswer([], of('2026-08'), 1);
  kept = withAnswer(kept, of('2026-09'), 2);
  kept = withAnswer(kept, of('2026-08'), 3);
  kept = withAnswer(kept, of('2026-10'), 4);
  expect(kept.map(({ at, of: { month: name } }) => `${name} ${at}`)).toEqual([
    '2026-10 4',
    '2026-08 3',
    '2026-09 2',
  ]);
  kept = withAnswer(kept, of('2026-11'), 5);
  expect(keptOf(kept, '2026-09')).toBeNull();
  expect(keptOf(kept, '2026-08')?.at).toBe(3);
});

it('shows the last answer without a network, to its owner only', async () => {
  session.use(me);
  vi.stubGlobal('fetch', async () => Response.json(month));
  await new MyAllowance().ask('siti', '2026-10');

  session.end();
  const asked = vi.fn();
  vi.stubGlobal('fetch', asked);
  const later = new MyAllowance();
  await later.ask('siti', '2026-10');
  expect(later.of('2026-10')?.of.allowance.net_rupiah).toBe(4_012_000);
  expect(later.of('2026-09')).toBeNull();
  expect(later.problem).toBeNull();
  expect(asked).not.toHaveBeenCalled();

  await later.ask('budi', '2026-10');
  expect(later.of('2026-10')).toBeNull();
});

it('keeps what it had when the server refuses, and says why', async () => {
  session.use(me);
  vi.stubGlobal('fetch', async () => Response.json(month));
  const own = new MyAllowance();
  await own.ask('siti', '2026-10');
  vi.stubGlobal('fetch', async () =>
    Response.json({ status: 409, code: 'no_schedule', detail: 'x' }, { status: 409 }),
  );
  await own.ask('siti', '2026-10');
  expect(own.problem?.code).toBe('no_schedule');
  expect(own.of('2026-10')).not.toBeNull();
});
