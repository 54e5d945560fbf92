// @vitest-environment happy-dom
import type { CaseDraft, CaseGround, CaseStepWord, CaseView, IndicationRow } from '@hadir/api';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import CaseFile from './CaseFile.svelte';
import { forms } from './forms';
import Ground from './Ground.svelte';
import IndicationDetail from './IndicationDetail.svelte';
import OpenCase from './OpenCase.svelte';
import OpenForm from './OpenForm.svelte';
import SourceCase from './SourceCase.svelte';
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
  ground: null,
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
beforeEach(() => vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline'))));
afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
  vi.unstubAllGlobals();
});

/** The server as the page of a case asks it: the case itself, and a letter written beside its steps. */
const serve = (one: object) =>
  vi.stubGlobal('fetch', async (url: string) =>
    Response.json(
      url.endsWith('/papers')
        ? { items: [{ id: 'p', title: 'Kronologis', number: '1', on: '2026-03-09' }] }
        : one,
    ),
  );

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
  serve(of);
  const page = draw(CaseFile, { id: 'case', onchanged: () => undefined, onback: () => undefined });
  await vi.waitFor(() => expect(page.textContent).toContain('RAHASIA'));
  await vi.waitFor(() => expect(page.textContent).toContain('Kronologis'));

  expect(page.textContent).toContain('Lewat batas, diteruskan ke atas');
  expect(page.textContent).toContain('oleh Atasan');
  expect(page.textContent).toContain('Tidak menandatangani');
  expect(page.textContent).not.toMatch(/\{[a-z]+\}/i);
  const buttons = [...page.querySelectorAll('button')].map((one) => one.textContent?.trim());
  expect(buttons).toContain('Berita acara pemeriksaan (BAP)');
  expect(buttons).toContain('Tutup perkara');
});

it("a reader's own case is read on the phone", async () => {
  serve({ ...of, sight: 'milik_sendiri' });
  const page = draw(CaseFile, { id: 'case', onchanged: () => undefined, onback: () => undefined });
  await vi.waitFor(() => expect(page.querySelector('a[href="/cases/case"]')).not.toBeNull());

  expect(page.textContent).not.toContain('Langkah Anda');
});

const draft = {
  origin: 'penyalahgunaan',
  source: 'd1',
  person: { id: 'p1', name: 'Siti' },
  unit: { id: 'u', code: 'U', name: 'Dinas' },
  employee_type: 'PNS',
  breaches: [
    { article: 'Ps 3 e', text: 'Titipan rekan.', attendance: false, days: ['2026-01-15'], indicated: null },
  ],
  articles: [
    { article: 'Ps 3 e', text: 'Kejujuran', attendance: false, source: 'PP 94/2021', confirmed: false },
    { article: 'Ps 4 f', text: 'Masuk kerja', attendance: false, source: 'PP 94/2021', confirmed: true },
  ],
} as CaseDraft;
const at = (query: Record<string, string>) => `/desk/discipline?${new URLSearchParams(query).toString()}`;
const opens = { onopened: () => undefined, oncancel: () => undefined };
const buttonOf = (page: HTMLElement, text: string) =>
  [...page.querySelectorAll('button')].find((one) => one.textContent?.includes(text));

it('a case from a finding is filled in with it and asks who has which duty', async () => {
  const from = { origin: 'penyalahgunaan', source: 'd1' } as const;
  vi.stubGlobal('fetch', async () => Response.json({ total: 0, last_on: null, kinds: [] }));
  const page = draw(OpenForm, { from, found: draft, ...opens });
  await vi.waitFor(() => expect(page.textContent).toContain('Belum ada teguran sebelumnya'));

  expect(page.textContent).toContain('Siti');
  expect(page.textContent).toContain('Penyalahgunaan presensi yang sudah dikonfirmasi');
  expect(page.querySelectorAll('fieldset')).toHaveLength(2);
  expect(page.querySelector('textarea')?.value).toBe('Titipan rekan.');
  const article = [...page.querySelectorAll('input')].find((one) => one.value === 'Ps 3 e');
  expect(buttonOf(page, 'Kejujuran')?.textContent).toContain('(aturan belum dikonfirmasi)');
  buttonOf(page, 'Masuk kerja')?.click();
  flushSync();
  expect(article?.value).toBe('Ps 4 f');
});

it('who reports a breach chooses the person and says what rests on no record', () => {
  const found = { ...draft, origin: 'laporan_atasan', source: null, person: null, breaches: [] } as CaseDraft;
  const page = draw(OpenForm, { from: { origin: 'laporan_atasan' }, found, ...opens });

  const options = [...page.querySelectorAll('option')].map((one) => one.value);
  expect(options).toContain('kelalaian_pejabat');
  expect(options).not.toContain('penyalahgunaan');
  expect(page.textContent).toContain('Pegawai yang bersangkutan');
});

it('a finding that was used already is told with what to do instead', async () => {
  const problem = {
    code: 'source_used',
    title: 'x',
    detail: 'Dari temuan ini sudah ada perkara.',
    status: 409,
  };
  vi.stubGlobal('fetch', async () => Response.json(problem, { status: 409 }));
  const page = draw(OpenCase, { from: { origin: 'penyalahgunaan', source: 'd1' }, ...opens });
  await vi.waitFor(() => expect(page.textContent).toContain('sudah ada perkara'));

  expect(page.querySelector('form')).toBeNull();
});

it('the page of a finding shows its case to whoever has a part in it, and nothing before it is confirmed', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ case: 'c9' }));
  const page = draw(SourceCase, { origin: 'penyalahgunaan', source: 'd1', open: true, at });
  await vi.waitFor(() => expect(page.querySelector('a[href*="case=c9"]')).not.toBeNull());
  expect(page.textContent).not.toContain('Buka perkara');

  if (shown) void unmount(shown);
  const asked = vi.fn();
  vi.stubGlobal('fetch', asked);
  expect(draw(SourceCase, { origin: 'penyalahgunaan', source: 'd1', open: false, at }).textContent).toBe('');
  expect(asked).not.toHaveBeenCalled();
});

it('days that fell away are shown with what the ladder said before and says now', () => {
  const ground = {
    gone: ['2026-01-14'],
    taken: ['2026-01-13'],
    left: ['2026-01-12'],
    waiting: [],
    since: '2026-01-20',
    before: 'teguran_tertulis',
    now: null,
  } as const;
  const text = draw(Ground, {
    of: { ...ground, gone: [...ground.gone] } as unknown as CaseGround,
  }).textContent;

  expect(text).toContain('Indikasi semula: Teguran tertulis');
  expect(text).toContain('Indikasi sekarang: tidak ada');
  expect(text).toContain('Tidak ada yang berubah sendiri');
  expect(text).not.toMatch(/\{[a-z]+\}/i);
});

it('an indication tells what was counted', () => {
  const of = {
    person,
    days: ['2026-01-05'],
    waiting: ['2026-01-08'],
    unknown: [],
    also: ['stop_gaji'],
    counters: { cumulative_days: 3, longest_streak: 3, converted_days: '0', minutes: 0 },
    indication: null,
  } as unknown as IndicationRow;

  expect(draw(IndicationDetail, { of }).textContent).toContain('Penghentian gaji');
});
