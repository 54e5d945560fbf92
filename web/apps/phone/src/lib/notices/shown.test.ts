import { describe, expect, it } from 'vitest';
import { pageOf, shownAs } from './shown';

describe('a notice', () => {
  it('is shown with its words and replaces itself when it comes again', () => {
    const message = { id: 'n1', title: 'Cuti disetujui', body: 'Silakan.', link: '/requests/1', lang: 'id' };
    const { title, options } = shownAs(JSON.stringify({ ...message, at: '2026-01-19T00:31:10Z' }));
    expect(title).toBe('Cuti disetujui');
    expect(options).toMatchObject({ body: 'Silakan.', tag: 'n1', lang: 'id', data: { link: '/requests/1' } });
    expect((options as { timestamp?: number }).timestamp).toBe(Date.parse('2026-01-19T00:31:10Z'));
  });

  it('is shown also when it cannot be read', () => {
    for (const message of ['', 'bukan json', 'null', '[]', '{"title":1}']) {
      const { title, options } = shownAs(message);
      expect(title).toBe('Hadir');
      expect(options.body).not.toBe('');
      expect(options.data).toEqual({ link: '/notices' });
    }
  });

  it('never leads away from this server', () => {
    for (const link of [
      'https://lain.test/',
      '//lain.test',
      '/\\lain.test',
      'javascript:alert(1)',
      '',
      7,
      undefined,
    ])
      expect(pageOf({ link })).toBe('/notices');
    expect(pageOf(null)).toBe('/notices');
    expect(pageOf({ link: '/month?month=2026-01' })).toBe('/month?month=2026-01');
  });
});
