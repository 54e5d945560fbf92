import { describe, expect, it } from 'vitest';
import { answerFor, type Asked } from './shell';

const assets = new Set(['/theme.js', '/_app/immutable/entry/start.js']);
const get = (path: string, navigation = false): Asked => ({
  method: 'GET',
  sameOrigin: true,
  path,
  navigation,
});

describe('the service worker', () => {
  it('keeps the page and the files of the phone app', () => {
    expect(answerFor(get('/month', true), assets)).toBe('page');
    expect(answerFor(get('/screen', true), assets)).toBe('page');
    expect(answerFor(get('/kiosk', true), assets)).toBe('page');
    expect(answerFor(get('/requests', true), assets)).toBe('page');
    expect(answerFor(get('/requests/new/leave', true), assets)).toBe('page');
    expect(answerFor(get('/inbox/0192', true), assets)).toBe('page');
    expect(answerFor(get('/cases', true), assets)).toBe('page');
    expect(answerFor(get('/allowance', true), assets)).toBe('page');
    expect(answerFor(get('/cases/0192', true), assets)).toBe('page');
    expect(answerFor(get('/theme.js'), assets)).toBe('asset');
  });

  it('never stands between the page and the API', () => {
    for (const path of [
      '/api/v1/me',
      '/api/openapi.json',
      '/log/kota/checkpoint',
      '/iclock/cdata',
      '/healthz',
    ]) {
      expect(answerFor(get(path), assets)).toBe('network');
      expect(answerFor(get(path, true), assets)).toBe('network');
    }
  });

  it('leaves the desk to the server', () => {
    expect(answerFor(get('/desk/', true), assets)).toBe('network');
  });

  it('answers only reading, and only at home', () => {
    expect(answerFor({ ...get('/', true), method: 'POST' }, assets)).toBe('network');
    expect(answerFor({ ...get('/theme.js'), sameOrigin: false }, assets)).toBe('network');
  });
});
