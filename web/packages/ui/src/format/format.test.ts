import { beforeEach, describe, expect, it } from 'vitest';
import { language } from '../i18n/language.svelte';
import * as f from './format.svelte';

beforeEach(() => {
  language.current = 'id';
  f.place.use('Asia/Jakarta');
});

describe('dates and times', () => {
  it('are written as in Indonesia', () => {
    expect(f.longDate('2026-11-23')).toBe('Senin, 23 November 2026');
    expect(f.monthName('2026-11')).toBe('November 2026');
    expect(f.hourMinute('07:21:05')).toBe('07.21');
    expect(f.number(5588245)).toBe('5.588.245');
    expect(f.localDateTime('2026-01-05T07:02:11')).toBe('5 Jan 2026 07.02.11');
  });

  it('are written in English when that is on', () => {
    language.current = 'en';

    expect(f.longDate('2026-11-23')).toMatch(/^Monday,? 23 November 2026$/);
    expect(f.hourMinute('07:21:05')).toBe('07:21');
    expect(f.number(5588245)).toBe('5,588,245');
  });

  it('are shown in the zone of the instansi with its own abbreviation', () => {
    const instant = '2026-11-23T00:21:05Z';

    expect(f.timeOf(instant)).toBe('07.21 WIB');
    f.place.use('WITA');
    expect(f.timeOf(instant)).toBe('08.21 WITA');
    f.place.use('Asia/Jayapura');
    expect(f.dateTimeOf(instant)).toBe('23 Nov 2026 09.21 WIT');
    expect(f.dayTimeOf(instant)).toBe('Senin 23 Nov 2026, 09.21 WIT');
    expect(f.dayTimeOf('2026-11-22T15:00:00Z')).toBe('Senin 23 Nov 2026, 00.00 WIT');
  });

  it('stay where they were when a zone is unknown', () => {
    f.place.use('Mars/Olympus');

    expect(f.place.short).toBe('WIB');
  });

  it('say midnight as 00, not 24', () => {
    expect(f.clockText(Date.parse('2026-11-22T17:00:00Z'))).toBe('00.00.00');
  });

  it('leave a text alone that is no date', () => {
    expect(f.localDateTime('kapan-kapan')).toBe('kapan-kapan');
  });
});
