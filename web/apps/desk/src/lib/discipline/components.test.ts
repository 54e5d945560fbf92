import type { CaseStepWord, CaseView, IndicationRow } from '@hadir/api';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import CaseFile from './CaseFile.svelte';
import { forms } from './forms';
import IndicationDetail from './IndicationDetail.svelte';
import OpenForm from './OpenForm.svelte';
import StepForm from './StepForm.svelte';

const boss = { id: 'me', name: 'Atasan' };
const person = { id: 'p1', name: 'Siti', number: '2099' };
const of = {
  id: 'case',
  sight: 'seluruh_perkara',
  person,
  unit: { id: 'u', code: 'U', name: 'Dinas' },
  employee_type: 'PPPK',
  office: 'pelaksana',
  origin: 'indikasi',
  opened: { on: '2026-03-02', by: { name: 'Budi', login: 'budi' } },
  breaches: [
    { article: 'Ps 4 f', text: 'x', attendance: true, days: ['2026-01-05'], indicated: 'teguran_lisan' },
  ],
  stage: 'panggilan_2',
  since: '2026-03-09',
  summons: [],
  team: [{ person: boss, office: 'pengawas', element: 'pengawasan', chair: true, secretary: false }],
  decision: null,
  people: [{ duty: 'atasan_langsung', duty_text: 'atasan langsung', person: boss, office: 'pengawas' }],
  acts: [
    { id: 'a1', on: '2026-03-03', by: boss, step: { step: 'ask', text: 'Mengapa?', until: '2026-03-06' } },
    { id: 'a2', on: '2026-03-04', by: person, step: { step: 'explain', text: 'Sakit', files: ['ab'] } },
    {
      id: 'a3',
      on: '2026-03-09',
      by: boss,
      step: {
        step: 'examine',
        number: 'BAP-1',
        exchanges: [{ question: 'Di mana?', answer: 'Di rumah' }],
        statement: null,
        signatures: [{ person: 'p1', signed: false, reason: 'menolak' }],
      },
    },
  ],
  due: [
    {
      what: 'examine',
      duty: 'atasan_langsung',
      who: [boss],
      until: '2026-03-08',
      urgency: 'dieskalasi',
      above: 'pejabat_berwenang',
      article: 'Ps 28',
      confirmed: false,
    },
  ],
  lapses: [
    {
      what: 'summon',
      duty: 'atasan_langsung',
      who: [boss],
      due_on: '2026-03-05',
      done_on: null,
      too_light: false,
      ground: 'Ps 26',
    },
  ],
  powers: [{ level: 'ringan', who: ['atasan langsung'], article: 'Ps 16', confirmed: false }],
  blocks: [],
  files: [{ sha256: 'ab', name: '', media: 'application/pdf', size: 1 }],
  letters: [{ act: 'a3', kind: 'bap', title: 'BAP' }],
  can: ['examine', 'close'],
  notice: 'Bukan putusan.',
  today: '2026-03-10',
  closed: null,
} as unknown as CaseView;

let shown: Record<string, unknown> | null = null;
function draw<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  shown = mount(component, { target: document.body, props });
  flushSync();
  return document.body;
}
afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
  vi.unstubAllGlobals();
});

describe('the form of each step', () => {
  it.each(Object.keys(forms) as CaseStepWord[])(
    '%s has labels for all it asks and complains of holes',
    (word) => {
      const nothing = () => undefined;
      const page = draw(StepForm, { of, word, onsaid: nothing, oncancel: nothing, onreload: nothing });
      const controls = [...page.querySelectorAll<HTMLElement>('input, select, textarea')];

      expect(controls.length).toBeGreaterThan(0);
      for (const { id } of controls) expect(page.querySelector(`label[for="${id}"]`), id).not.toBeNull();

      page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      flushSync();
      expect(page.querySelectorAll('[aria-invalid="true"]').length).toBeGreaterThan(0);
      expect(page.textContent).not.toMatch(/\{[a-z]+\}/i);
    },
  );
});

it('a case says that it is secret, what is due and by whom, and offers its steps', async () => {
  vi.stubGlobal('fetch', async () => Response.json(of));
  const page = draw(CaseFile, { id: 'case', onchanged: () => undefined, onback: () => undefined });
  await vi.waitFor(() => expect(page.textContent).toContain('RAHASIA'));

  expect(page.textContent).toContain('Lewat batas, diteruskan ke atas');
  expect(page.textContent).toContain('oleh Atasan');
  expect(page.textContent).toContain('Tidak menandatangani');
  expect(page.textContent).not.toMatch(/\{[a-z]+\}/i);
  const buttons = [...page.querySelectorAll('button')].map((one) => one.textContent?.trim());
  expect(buttons).toContain('Berita acara pemeriksaan (BAP)');
  expect(buttons).toContain('Tutup perkara');
});

it("a reader's own case is read on the phone", async () => {
  vi.stubGlobal('fetch', async () => Response.json({ ...of, sight: 'milik_sendiri' }));
  const page = draw(CaseFile, { id: 'case', onchanged: () => undefined, onback: () => undefined });
  await vi.waitFor(() => expect(page.querySelector('a[href="/cases/case"]')).not.toBeNull());

  expect(page.textContent).not.toContain('Langkah Anda');
});

it('an indication opens with its days and asks who has which duty', async () => {
  const from = {
    person,
    employee_type: 'PNS',
    days: ['2026-01-05', '2026-01-06', '2026-01-07'],
    waiting: ['2026-01-08'],
    unknown: [],
    also: ['stop_gaji'],
    counters: { cumulative_days: 3, longest_streak: 3, converted_days: '0', minutes: 0 },
    indication: null,
  } as unknown as IndicationRow;
  vi.stubGlobal('fetch', async () => Response.json({ total: 0, last_on: null, kinds: [] }));
  const page = draw(OpenForm, { from, onopened: () => undefined, oncancel: () => undefined });

  expect(page.textContent).toContain('Dipilih: Siti');
  expect(page.querySelectorAll('fieldset')).toHaveLength(2);
  expect(page.querySelector('textarea')?.value).toContain('3 hari');

  await vi.waitFor(() => expect(page.textContent).toContain('Belum ada teguran sebelumnya'));

  if (shown) void unmount(shown);
  expect(draw(IndicationDetail, { of: from }).textContent).toContain('Penghentian gaji');
});
