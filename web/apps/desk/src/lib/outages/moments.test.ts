import { describe, expect, it } from 'vitest';
import { instantAt } from './moments';

describe('a local moment', () => {
  it('is an instant in each of the zones of the country', () => {
    expect(instantAt('Asia/Jakarta', '2026-01-15', '06:30')).toBe('2026-01-14T23:30:00.000Z');
    expect(instantAt('Asia/Makassar', '2026-01-15', '06:30')).toBe('2026-01-14T22:30:00.000Z');
    expect(instantAt('Asia/Jayapura', '2026-01-15', '00:00')).toBe('2026-01-14T15:00:00.000Z');
  });

  it('is none while it is not filled in', () => {
    expect(instantAt('Asia/Jakarta', '', '06:30')).toBeNull();
    expect(instantAt('Asia/Jakarta', '2026-01-15', '')).toBeNull();
    expect(instantAt('Asia/Jakarta', '2026-99-15', '06:30')).toBeNull();
  });
});
