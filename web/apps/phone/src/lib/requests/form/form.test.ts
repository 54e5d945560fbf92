import { describe, expect, it } from 'vitest';
import { clockOf, RequestForm } from './form.svelte';

function leave(more: Partial<RequestForm> = {}): RequestForm {
  return Object.assign(new RequestForm('leave'), { from: '2026-12-01', reason: ' keluarga ', ...more });
}

describe('a form for leave', () => {
  it('makes one day of a first day alone, and trims what was typed', () => {
    expect(leave({ address: '  ', phone: ' 0812 ' }).draft()).toEqual({
      kind: 'leave',
      detail: { leave: 'tahunan', from: '2026-12-01', to: '2026-12-01', part: 'whole', phone: '0812' },
      reason: 'keluarga',
      files: [],
    });
  });

  it('asks for half a day on one day only', () => {
    const form = leave({ part: 'first_half' });
    expect(form.draft()?.detail).toMatchObject({ part: 'first_half' });
    form.to = '2026-12-02';
    expect(form.draft()?.detail).toMatchObject({ part: 'whole' });
  });

  it('complains of an end before its beginning, and needs no reason to be checked', () => {
    const form = leave({ to: '2026-11-30', reason: '' });
    expect(form.complaints).toEqual({ to: 'order', reason: 'required' });
    form.to = '2026-12-03';
    expect(form.draft()).toBeNull();
    expect(form.draft(true)?.reason).toBe('');
  });

  it('announces its files without their bytes', () => {
    const form = leave({
      files: [{ sha256: 'ab', name: 'a.pdf', media: 'application/pdf', size: 2, bytes: new ArrayBuffer(2) }],
    });
    expect(form.draft()?.files).toEqual([{ sha256: 'ab', name: 'a.pdf', media: 'application/pdf', size: 2 }]);
  });
});

describe('a form for days away', () => {
  it('needs the number of a letter for field duty and training, not for permission', () => {
    const of = (kind: 'field_duty' | 'permission' | 'training') =>
      Object.assign(new RequestForm(kind), { from: '2026-12-01', reason: 'rapat' });
    expect(of('field_duty').complaints).toEqual({ letter: 'letter' });
    expect(of('training').complaints).toEqual({ letter: 'letter' });
    expect(of('permission').draft()?.detail).toEqual({ from: '2026-12-01', to: '2026-12-01', part: 'whole' });
  });
});

describe('a form for a correction', () => {
  it('asks for a time, on the next day too, or for a status', () => {
    const form = Object.assign(new RequestForm('correction'), {
      date: '2026-11-20',
      side: 'out',
      time: '0.25',
      nextDay: true,
      code: 'forgot',
      reason: 'lupa',
    });
    expect(form.draft()?.detail).toEqual({
      date: '2026-11-20',
      side: 'out',
      time: '00:25',
      next_day: true,
      code: 'forgot',
    });
    form.side = 'status';
    form.status = 'DL';
    expect(form.draft()?.detail).toEqual({
      date: '2026-11-20',
      side: 'status',
      status: 'DL',
      code: 'forgot',
    });
  });

  it('complains of what is no time and of a cause not chosen', () => {
    const form = Object.assign(new RequestForm('correction'), {
      date: '2026-11-20',
      time: '25.00',
      reason: 'x',
    });
    expect(form.complaints).toEqual({ time: 'time', code: 'code' });
  });
});

describe('a form for a swap, and one to cancel', () => {
  it('needs a colleague', () => {
    const form = Object.assign(new RequestForm('swap'), {
      date: '2026-12-01',
      otherDate: '2026-12-01',
      reason: 'anak sakit',
    });
    expect(form.complaints).toEqual({ with: 'with' });
    form.with = { id: 'b', name: 'Budi' };
    expect(form.draft()?.detail).toEqual({
      date: '2026-12-01',
      other_date: '2026-12-01',
      with: 'b',
    });
    expect(form.draft()?.colleague?.name).toBe('Budi');
  });

  it('cancels all of a paper unless a day is given', () => {
    const form = Object.assign(new RequestForm('cancel'), { cancels: 'r1', reason: 'tugas mendesak' });
    expect(form.draft()?.detail).toEqual({ request: 'r1' });
    form.cancelFrom = '2026-12-02';
    expect(form.draft()?.detail).toEqual({ request: 'r1', from: '2026-12-02' });
  });
});

describe('a form filled in once', () => {
  it('is the same again, whatever its kind', () => {
    const forms = [
      leave({ to: '2026-12-04', address: 'Jalan Contoh 1', leave: 'sakit' }),
      Object.assign(new RequestForm('field_duty'), {
        from: '2026-12-01',
        letter: '800/1',
        place: 'Ambon',
        reason: 'r',
      }),
      Object.assign(new RequestForm('correction'), {
        date: '2026-11-20',
        time: '07:25',
        code: 'power',
        reason: 'r',
      }),
      Object.assign(new RequestForm('swap'), {
        date: '2026-12-01',
        otherDate: '2026-12-02',
        with: { id: 'b', name: 'Budi' },
        reason: 'r',
      }),
      Object.assign(new RequestForm('cancel'), { cancels: 'r1', cancelFrom: '2026-12-02', reason: 'r' }),
    ];
    for (const form of forms) {
      const draft = form.draft();
      expect(draft, form.kind).not.toBeNull();
      if (draft) expect(RequestForm.of(draft, []).draft()).toEqual(draft);
    }
  });
});

describe('a time of day', () => {
  it('is read as people write it', () => {
    expect(['7.25', '07:25', '0725', ' 7:25 ', '07:25:00'].map(clockOf)).toEqual(Array(5).fill('07:25'));
    expect(['24:00', '7', '07:60', 'pagi', ''].map(clockOf)).toEqual(Array(5).fill(null));
  });
});
