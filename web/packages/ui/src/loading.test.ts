import { Problem } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { Loading } from './loading.svelte';

function later<T>() {
  let settle: { done: (value: T) => void; fail: (why: unknown) => void } | undefined;
  const promise = new Promise<T>((done, fail) => (settle = { done, fail }));
  if (!settle) throw new Error('no promise');
  return { promise, ...settle };
}

describe('a question to the server', () => {
  it('is busy until its answer is here', async () => {
    const loading = new Loading<number>();
    const answer = later<number>();

    const asked = loading.ask(() => answer.promise);
    expect(loading.busy).toBe(true);
    answer.done(7);
    await asked;

    expect(loading.busy).toBe(false);
    expect(loading.value).toBe(7);
  });

  it('is never covered by the late answer to an older one', async () => {
    const loading = new Loading<string>();
    const [old, young] = [later<string>(), later<string>()];

    const first = loading.ask(() => old.promise);
    const second = loading.ask(() => young.promise);
    young.done('young');
    old.done('old');
    await Promise.all([first, second]);

    expect(loading.value).toBe('young');
    expect(loading.busy).toBe(false);
  });

  it('is not refused by the failure of an older one', async () => {
    const loading = new Loading<string>();
    const old = later<string>();

    const first = loading.ask(() => old.promise);
    await loading.ask(async () => 'young');
    old.fail(new Error('aborted'));
    await first;

    expect(loading.problem).toBeNull();
  });

  it('keeps what it had when the next one is refused', async () => {
    const loading = new Loading<string>();

    await loading.ask(async () => 'here');
    await loading.ask(async () => Promise.reject(new Problem(403, { code: 'forbidden' })));

    expect(loading.value).toBe('here');
    expect(loading.problem?.code).toBe('forbidden');
  });
});
