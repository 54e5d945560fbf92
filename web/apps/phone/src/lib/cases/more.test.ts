// @vitest-environment happy-dom
import type { PayStopView, ReprimandView } from '@hadir/api';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import More from './More.svelte';
import { en, id } from './more-words';
import PayStop from './PayStop.svelte';
import Reprimand from './Reprimand.svelte';

const entry = {
  id: 'r1',
  kind: 'by_contract',
  kind_text: 'SP1',
  number: 'SP/1',
  text: 'Tidak masuk tiga hari',
  article: 'Perjanjian Pasal 9',
  days: ['2026-01-05'],
  given_on: '2026-01-08',
  given_by: { id: 'b', name: 'Budi' },
  received_on: null,
  refused_reason: null,
  withdrawn_on: null,
  case: null,
  acts: [],
  letter: 'r1',
  can: ['receive'],
  today: '2026-01-09',
} as unknown as ReprimandView;

const stop = {
  id: 's1',
  stage: 'dihentikan',
  stopped_from: '2026-02-01',
  resumed_on: null,
  days: ['2026-01-05', '2026-01-06'],
  article: 'PP 94/2021 Ps 15(2)',
  decisions: [
    {
      resume: false,
      yes: true,
      number: 'KPA/1',
      on: '2026-01-26',
      text: 'Terbukti',
      by: { id: 'k', name: 'Kiki' },
    },
  ],
  resume_items: [
    { item: 'a_pernyataan_atasan', text: 'surat pernyataan atasan', needed: true },
    { item: 'e_bukti_lain', text: 'bukti lain', needed: false },
  ],
  over: false,
  notice: 'Rahasia.',
} as unknown as PayStopView;

let shown: Record<string, unknown> | null = null;
function draw<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  shown = mount(component, { target: document.body, props });
  flushSync();
  return document.body;
}
afterEach(() => {
  if (shown) void unmount(shown);
  shown = null;
  document.body.innerHTML = '';
  vi.unstubAllGlobals();
});
const press = (page: HTMLElement, text: string) => {
  const button = [...page.querySelectorAll('button')].find((one) => one.textContent?.trim() === text);
  expect(button, text).toBeDefined();
  button?.click();
  flushSync();
};

it('the words are the same in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

describe('a reprimand of one’s own', () => {
  it('is received by one press', async () => {
    const sent: unknown[] = [];
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      sent.push(JSON.parse(String(init.body)));
      return Response.json({ ...entry, received_on: '2026-01-09', can: [] });
    });
    const onsaid = vi.fn();
    const page = draw(Reprimand, { of: entry, onsaid });

    press(page, 'Saya terima');
    await vi.waitFor(() => expect(onsaid).toHaveBeenCalled());
    expect(sent).toMatchObject([{ on: '2026-01-09', step: { step: 'receive', signed: true, reason: null } }]);
  });

  it('is not signed without a reason', async () => {
    const fetched = vi.fn(async () => Response.json({ ...entry, can: [] }));
    vi.stubGlobal('fetch', fetched);
    const page = draw(Reprimand, { of: entry, onsaid: () => undefined });

    press(page, 'Saya tidak menandatangani');
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    flushSync();
    expect(page.textContent).toContain('Tulis dulu alasannya.');
    expect(fetched).not.toHaveBeenCalled();

    const field = page.querySelector('textarea');
    if (field) field.value = 'Saya sudah izin';
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(1));
  });

  it('that follows from a case leads there', () => {
    const page = draw(Reprimand, { of: { ...entry, case: 'c1', can: [] }, onsaid: () => undefined });
    expect(page.querySelector('a[href="/cases/c1"]')).not.toBeNull();
    expect(page.textContent).not.toContain('Saya terima');
  });
});

it('a stopped pay says since when, why, and what is needed to be paid again', () => {
  const page = draw(PayStop, { of: stop });
  for (const part of ['Gaji Anda dihentikan', 'KPA/1', 'surat pernyataan atasan', '(bila ada)'])
    expect(page.textContent).toContain(part);
  expect(page.querySelector('a[href="/requests"]')).not.toBeNull();
  expect(page.textContent).not.toMatch(/\{[a-z]+\}/i);
});

it('shows both parts, or that there is nothing', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ items: [] }));
  const page = draw(More, {});
  await vi.waitFor(() => expect(page.textContent).toContain('Tidak ada penghentian gaji.'));
  expect(page.textContent).toContain('Tidak ada teguran untuk Anda.');
});
