import { describe, expect, it } from 'vitest';
import { asProblem, Problem, problemOf } from './problem';

const refusal = {
  title: 'Isian keliru',
  status: 422,
  detail: 'Kata sandi terlalu pendek.',
  detail_en: 'The password is too short.',
  code: 'invalid',
  errors: [{ field: 'officer.password', code: 'short', detail: 'Minimal 10.', detail_en: 'At least 10.' }],
};

describe('a refusal', () => {
  it('keeps the words of the server in both languages', async () => {
    const problem = await problemOf(new Response(JSON.stringify(refusal), { status: 422 }));

    expect(problem.detail).toBe('Kata sandi terlalu pendek.');
    expect(problem.detailEn).toBe('The password is too short.');
    expect(problem.code).toBe('invalid');
    expect(problem.nextStep).toBe('checkFields');
  });

  it('finds the field at fault by its last name', () => {
    const problem = new Problem(422, refusal);

    expect(problem.field('password')?.code).toBe('short');
    expect(problem.field('login')).toBeNull();
  });

  it('survives a page that is not JSON', async () => {
    const problem = await problemOf(new Response('<html>Bad gateway</html>', { status: 502 }));

    expect(problem.status).toBe(502);
    expect(problem.detail).toBeNull();
    expect(problem.nextStep).toBe('tryAgain');
  });

  it('says how long to wait when the server says so', async () => {
    const problem = await problemOf(
      new Response('{"code":"too_many_tries"}', { status: 429, headers: { 'retry-after': '90' } }),
    );

    expect(problem.retryAfter).toBe(90);
    expect(problem.nextStep).toBe('wait');
  });

  it('ignores a wait that is not a number of seconds', async () => {
    const headers = { 'retry-after': 'Mon, 23 Nov 2026 01:00:00 GMT' };

    expect((await problemOf(new Response('', { status: 503, headers }))).retryAfter).toBeNull();
  });

  it('is "no answer" when the browser could not reach the server', () => {
    const problem = asProblem(new TypeError('Failed to fetch'));

    expect(problem.status).toBe(0);
    expect(problem.nextStep).toBe('checkConnection');
  });
});
