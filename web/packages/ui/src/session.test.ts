import type { Me } from '@hadir/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { place } from './format/format.svelte';
import { Session } from './session.svelte';

const siti: Me = {
  account: { id: 'a', login: 'siti', lang: 'id' },
  person: null,
  roles: [{ role: 'bkpsdm', scope: 'instansi' }],
  can: ['board.read'],
  can_for_others: ['board.read'],
  instansi: { code: 'kota', name: 'Kota', zone: 'Asia/Makassar', demo: false },
};

function answering(status: number, body: unknown) {
  vi.stubGlobal('fetch', async () => new Response(status === 204 ? null : JSON.stringify(body), { status }));
}

afterEach(() => vi.unstubAllGlobals());

describe('a session', () => {
  it('is nobody, without a problem, when the server knows nobody', async () => {
    answering(401, {});
    const session = new Session();

    await session.load();

    expect(session.asked).toBe(true);
    expect(session.me).toBeNull();
    expect(session.problem).toBeNull();
  });

  it('is not "nobody" when the server cannot be reached', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('down')));
    const session = new Session();

    await session.load();

    expect(session.problem?.status).toBe(0);
  });

  it('may do what the server allows and shows times in the zone of the instansi', async () => {
    answering(200, siti);
    const session = new Session();

    await session.load();

    expect(session.may('board.read')).toBe(true);
    expect(session.may('people.write')).toBe(false);
    expect(place.short).toBe('WITA');
  });

  it('stays signed in on screen when the server did not hear the goodbye', async () => {
    const session = new Session();
    session.use(siti);
    answering(503, {});

    const problem = await session.signOut();

    expect(problem?.status).toBe(503);
    expect(session.me).not.toBeNull();
  });

  it('says that it ended only when there was one', () => {
    const session = new Session();

    session.end();
    expect(session.ended).toBe(false);
    session.use(siti);
    session.end();
    expect(session.ended).toBe(true);
  });
});
