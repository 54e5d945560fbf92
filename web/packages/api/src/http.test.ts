import { afterEach, describe, expect, it, vi } from 'vitest';
import { json, nameIn, urlOf, whenSignedOut } from './http';
import { Problem } from './problem';

afterEach(() => {
  vi.unstubAllGlobals();
});

function answering(body: string, init: ResponseInit = {}) {
  const fetching = vi.fn<(url: string, init: RequestInit) => Promise<Response>>(
    async () => new Response(body, init),
  );
  vi.stubGlobal('fetch', fetching);
  return fetching;
}

describe('a call', () => {
  it('leaves empty parameters out of its address', () => {
    expect(urlOf('/people', { unit: 'DINKES', q: '', cursor: null, people: 1 })).toBe(
      '/api/v1/people?unit=DINKES&people=1',
    );
  });

  it('escapes what a person typed', () => {
    expect(urlOf('/people', { q: 'a&b=c' })).toBe('/api/v1/people?q=a%26b%3Dc');
  });

  it('names itself when it changes something, and only then', async () => {
    const fetching = answering('{}');

    await json('/units', { method: 'POST', json: { code: 'X' } });
    await json('/units');

    const sent = fetching.mock.calls.map(([, init]) => new Headers(init.headers).get('x-hadir'));
    expect(sent).toEqual(['1', null]);
  });

  it('throws the refusal of the server', async () => {
    answering('{"code":"forbidden","detail":"Bukan unit Anda."}', { status: 403 });

    const problem = await json('/board').catch((thrown: unknown) => thrown);

    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).code).toBe('forbidden');
  });

  it('tells when the session has ended, but not when a password was wrong', async () => {
    answering('{}', { status: 401 });
    const ended = vi.fn();
    whenSignedOut(ended);

    await json('/login', { method: 'POST', json: {} }).catch(() => undefined);
    expect(ended).not.toHaveBeenCalled();
    await json('/board').catch(() => undefined);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('asks with the token of a station instead of the session, and ends nobody else with it', async () => {
    const fetching = answering('{}', { status: 401 });
    const ended = vi.fn();
    whenSignedOut(ended);

    await json('/stations/self', { token: 'hdr_kota_x' }).catch(() => undefined);

    const sent = fetching.mock.calls[0]?.[1];
    expect(new Headers(sent?.headers).get('authorization')).toBe('Bearer hdr_kota_x');
    expect(sent?.credentials).toBe('omit');
    expect(ended).not.toHaveBeenCalled();
  });

  it('throws "no answer" when the line is down', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));

    const problem = (await json('/board').catch((thrown: unknown) => thrown)) as Problem;

    expect(problem.status).toBe(0);
  });

  it('takes an answer that is no JSON for a failure, not for data', async () => {
    answering('<html>login to the hotel wifi</html>');

    const problem = (await json('/board').catch((thrown: unknown) => thrown)) as Problem;

    expect(problem.code).toBe('unreadable_answer');
  });
});

describe('a download', () => {
  it('takes the name the server gave, in either form', () => {
    expect(nameIn('attachment; filename="rekap-2026-11.xlsx"')).toBe('rekap-2026-11.xlsx');
    expect(nameIn("attachment; filename=x.csv; filename*=UTF-8''galat%20berkas.csv")).toBe(
      'galat berkas.csv',
    );
    expect(nameIn(null)).toBeNull();
  });

  it('never takes a folder from it', () => {
    expect(nameIn('attachment; filename="../../etc/passwd"')).toBe('passwd');
  });
});
