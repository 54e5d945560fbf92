// @vitest-environment happy-dom
import { Problem, type Day, type Month } from '@hadir/api';
import { createRawSnippet, flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import MonthCalendar from '../attendance/MonthCalendar.svelte';
import { language } from '../i18n/language.svelte';
import Button from './Button.svelte';
import Equation from './Equation.svelte';
import Field from './Field.svelte';
import ProblemNotice from './ProblemNotice.svelte';
import StatusChip from './StatusChip.svelte';

const mounted: Record<string, unknown>[] = [];

/** Draws a component into the page. */
function draw<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  const target = document.createElement('div');
  document.body.append(target);
  mounted.push(mount(component, { target, props }));
  flushSync();
  return target;
}

const text = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));

beforeEach(() => {
  language.current = 'id';
});

afterEach(async () => {
  for (const one of mounted.splice(0)) await unmount(one);
  document.body.replaceChildren();
});

describe('a busy button', () => {
  it('takes no second press and keeps its place for the keyboard', () => {
    const pressed = vi.fn();
    const button = draw(Button, { children: text('Simpan'), busy: true, onclick: pressed }).querySelector(
      'button',
    );

    button?.focus();
    button?.click();

    expect(pressed).not.toHaveBeenCalled();
    expect(button?.disabled).toBe(false);
    expect(button?.getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement).toBe(button);
  });
});

describe('a field', () => {
  it('is named by its label and described by its complaint', () => {
    const field = draw(Field, { label: 'NIP', value: '', required: true, complaint: 'Wajib diisi.' });
    const input = field.querySelector('input');
    const described = input?.getAttribute('aria-describedby') ?? '';

    expect(field.querySelector('label')?.htmlFor).toBe(input?.id);
    expect(input?.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(described)?.textContent).toBe('Wajib diisi.');
  });
});

describe('a sum', () => {
  const parts = [
    { label: 'baru', value: 117 },
    { label: 'berulang', value: 1 },
  ];

  it('stands as it is when it adds up', () => {
    const sum = draw(Equation, { total: { label: 'diterima', value: 118 }, parts, wrong: 'Tidak klop.' });

    expect(sum.textContent.replace(/\s+/g, ' ')).toContain('118 diterima = 117 baru + 1 berulang');
    expect(sum.querySelector('[role=alert]')).toBeNull();
  });

  it('says so aloud when it does not', () => {
    const sum = draw(Equation, { total: { label: 'diterima', value: 120 }, parts, wrong: 'Tidak klop.' });

    expect(sum.querySelector('[role=alert]')?.textContent).toBe('Tidak klop.');
  });
});

describe('a refusal', () => {
  it('names each field at fault and what to do next', () => {
    const problem = new Problem(422, {
      detail: 'Isian keliru.',
      errors: [
        { field: 'nip', code: 'bad_nip', detail: 'NIP harus 18 angka.', detail_en: 'A NIP has 18 digits.' },
      ],
    });

    const shown = draw(ProblemNotice, { problem }).textContent;

    expect(shown).toContain('Isian keliru.');
    expect(shown).toContain('NIP harus 18 angka.');
    expect(shown).toContain('Langkah berikutnya');
  });
});

describe('a state', () => {
  it('is told by a sign and a word, not by colour alone', () => {
    const chip = draw(StatusChip, { state: 'belum_terdengar' });

    expect(chip.querySelector('svg')).not.toBeNull();
    expect(chip.textContent.trim()).toBe('Belum terdengar');
  });

  it('that we do not know is shown by its own name', () => {
    expect(draw(StatusChip, { state: 'entah' }).textContent.trim()).toBe('entah');
  });
});

describe('the calendar of a month', () => {
  const day = (date: string, status: string): Day => ({
    date,
    status,
    settled: true,
    marks: [],
    punches: [],
    reasons: [],
    waiting_for: [],
  });
  const month = {
    month: '2026-11',
    days: [day('2026-11-02', 'H'), day('2026-11-23', 'BELUM')],
  } as unknown as Month;

  it('opens the day that is touched and says each day in words', () => {
    const opened = vi.fn();
    const calendar = draw(MonthCalendar, { month, today: '2026-11-23', onopen: opened });
    const [second, today] = calendar.querySelectorAll('button');

    second?.click();

    expect(opened).toHaveBeenCalledWith('2026-11-02');
    expect(second?.getAttribute('aria-label')).toBe('Rincian Senin, 2 November 2026: Hadir');
    expect(today?.getAttribute('aria-label')).toContain('hari ini');
  });

  it('does not invent a verdict for a day the server did not send', () => {
    const calendar = draw(MonthCalendar, { month, today: null, onopen: () => undefined });

    expect(calendar.querySelectorAll('button')).toHaveLength(2);
    expect(calendar.querySelectorAll('tbody td')).toHaveLength(6 * 7);
  });
});
