import type { Punch } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { lastPunch } from './day';

function punch(local_time: string): Punch {
  return { id: local_time, source: 'machine', local_time, received_at: '', clock: 'ok', labels: [] };
}

describe('the last punch', () => {
  it('is the latest by its own clock, not by arrival', () => {
    const late = punch('2026-11-23T16:02:00');

    expect(lastPunch([punch('2026-11-23T07:20:00'), late, punch('2026-11-23T12:00:00')])).toBe(late);
  });

  it('is nothing on a day without punches', () => {
    expect(lastPunch([])).toBeNull();
  });
});
