import { Problem } from '@hadir/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { language } from '../i18n/language.svelte';
import { adviceFor, sentenceFor } from './problem-words';

beforeEach(() => {
  language.current = 'id';
});

describe('a refusal on screen', () => {
  it('speaks the words of the server in the language that is on', () => {
    const problem = new Problem(403, { detail: 'Bukan unit Anda.', detail_en: 'Not your unit.' });

    expect(sentenceFor(problem)).toBe('Bukan unit Anda.');
    language.current = 'en';
    expect(sentenceFor(problem)).toBe('Not your unit.');
  });

  it('always says what happened and what to do next', () => {
    for (const status of [0, 400, 401, 403, 404, 409, 410, 413, 418, 422, 429, 500, 502, 503]) {
      const problem = new Problem(status, {});
      expect(sentenceFor(problem)).not.toBe('');
      expect(adviceFor(problem)).not.toBe('');
    }
  });

  it('names the wait in seconds, and in whole minutes when it is long', () => {
    expect(adviceFor(new Problem(429, {}, 30))).toContain('30 detik');
    expect(adviceFor(new Problem(429, {}, 601))).toContain('11 menit');
  });
});
