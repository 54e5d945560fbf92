import { afterEach, describe, expect, it, vi } from 'vitest';
import { subscribeAnew } from './renewed';

const made = (endpoint: string, key: ArrayBuffer | null = new ArrayBuffer(65)) =>
  ({
    options: { applicationServerKey: key, userVisibleOnly: true },
    toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
  }) as unknown as PushSubscription;

describe('a browser that is reached elsewhere', () => {
  afterEach(() => vi.unstubAllGlobals());

  async function told(before: PushSubscription | null, after: PushSubscription | null) {
    const asked = vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ id: 'x' })));
    vi.stubGlobal('fetch', asked);
    const subscribe = vi.fn(() => Promise.resolve(made('https://push/anew')));
    await subscribeAnew({ pushManager: { subscribe } as unknown as PushManager }, before, after);
    const body = asked.mock.calls[0]?.[1]?.body;
    return { subscribed: subscribe.mock.calls, body: typeof body === 'string' ? JSON.parse(body) : null } as {
      subscribed: unknown[][];
      body: { id: string; endpoint: string } | null;
    };
  }

  it('tells the server, subscribing again by the same key when the browser did not', async () => {
    const before = made('https://push/old');
    const anew = await told(before, null);
    expect(anew.body?.endpoint).toBe('https://push/anew');
    expect(anew.subscribed[0]?.[0]).toMatchObject({
      applicationServerKey: before.options.applicationServerKey,
    });
    expect(anew.body?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(anew.body?.id.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBeGreaterThan(1.7e12);

    const given = await told(before, made('https://push/given'));
    expect(given.body?.endpoint).toBe('https://push/given');
    expect(given.subscribed).toEqual([]);
  });

  it('does nothing when it was never subscribed', async () => {
    expect((await told(null, null)).body).toBeNull();
  });
});
