// @vitest-environment happy-dom
import { payDuties, payStages, type PayStepWord, type PayStopView } from '@hadir/api';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import NoticeForm from './NoticeForm.svelte';
import PayFile from './PayFile.svelte';
import PayStepForm from './PayStepForm.svelte';
import { emptyDraft, missingIn, stepOf } from './steps';
import { en, id, t } from './words';

const boss = { id: 'b', name: 'Budi' };
const of = {
  id: 's1',
  sight: 'seluruhnya',
  person: { id: 'p', name: 'Siti', number_masked: '2099…' },
  unit: { id: 'u', code: 'U', name: 'Dinas' },
  employee_type: 'PNS',
  notified_on: '2026-01-19',
  stage: 'di_kpa',
  since: '2026-01-21',
  stopped_from: null,
  resumed_on: null,
  due: {
    stage: 'di_kpa',
    duty: 'kpa',
    who: { id: 'k', name: 'Kiki' },
    until: '2026-01-28',
    done_on: null,
    urgency: 'lewat',
    article: 'usulan Hadir',
    confirmed: false,
  },
  over: false,
  case: 'c1',
  article: 'PP 94/2021 Ps 15(2)',
  days: ['2026-01-05', '2026-01-06'],
  changed_days: ['2026-01-06'],
  would_stop_from: '2026-02-01',
  dissolved: false,
  decisions: [],
  resume_items: [{ item: 'a_pernyataan_atasan', text: 'surat pernyataan', needed: true }],
  people: [{ duty: 'pelapor', person: boss }],
  acts: [
    {
      id: 's1',
      on: '2026-01-19',
      by: boss,
      step: { step: 'notify', number: '800/1', days: [] },
      set_aside: false,
    },
  ],
  lapses: [],
  letters: [{ act: 's1', title: 'Usul penghentian gaji' }],
  can: ['decide', 'assign'],
  notice: 'Rahasia.',
  today: '2026-01-30',
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

it('has the same words in both languages, for every stage and duty', () => {
  expect(differences(id, en)).toEqual([]);
  for (const stage of payStages) expect(t(`stage.${stage}`)).not.toBe('');
  for (const duty of payDuties) expect(t(`duty.${duty}`)).not.toBe('');
});

describe('the form of each step', () => {
  const words: PayStepWord[] = ['verify', 'pass', 'decide', 'propose_resume', 'resume', 'dissolve', 'assign'];
  it.each(words)('%s has labels for all it asks and complains of holes', (word) => {
    const nothing = () => undefined;
    const page = draw(PayStepForm, { of, word, onsaid: nothing, oncancel: nothing, onreload: nothing });
    const controls = [...page.querySelectorAll<HTMLElement>('input:not([type=checkbox]), select, textarea')];

    expect(controls.length).toBeGreaterThan(0);
    for (const { id } of controls) expect(page.querySelector(`label[for="${id}"]`), id).not.toBeNull();
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    flushSync();
    expect(page.querySelectorAll('[aria-invalid="true"]').length).toBeGreaterThan(0);
    expect(page.textContent).not.toMatch(/\{[a-z]+\}/i);
  });

  it('a step is asked twice and sent once', async () => {
    const sent: unknown[] = [];
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      sent.push(JSON.parse(String(init.body)));
      return Response.json({ ...of, stage: 'di_kpa' });
    });
    const onsaid = vi.fn();
    const nothing = () => undefined;
    const page = draw(PayStepForm, { of, word: 'pass', onsaid, oncancel: nothing, onreload: nothing });
    const number = page.querySelector<HTMLInputElement>('input[type=text]');
    if (number) number.value = ' 900/3 ';
    number?.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    flushSync();
    expect(page.querySelector('[role=group]')?.textContent).toContain('Sesudah dicatat tidak dapat dihapus.');
    expect(sent).toEqual([]);
    page.querySelector<HTMLButtonElement>('[role=group] button')?.click();
    await vi.waitFor(() => expect(onsaid).toHaveBeenCalledTimes(1));
    expect(sent).toMatchObject([{ on: '2026-01-30', step: { step: 'pass', number: '900/3' } }]);
  });
});

it('a step is dated today at the latest, and what is sent is what was chosen', () => {
  const draft = { ...emptyDraft('2026-01-30'), answer: 'no', text: ' tidak berturut ' };
  expect(missingIn('verify', { ...draft, on: '2026-01-31' }, '2026-01-30')).toEqual(new Set(['on']));
  expect(stepOf('verify', draft)).toEqual({ step: 'verify', stands: false, text: 'tidak berturut' });
  expect(stepOf('decide', { ...draft, answer: 'yes', number: 'KPA/1' })).toEqual({
    step: 'decide',
    stop: true,
    number: 'KPA/1',
    text: 'tidak berturut',
  });
  expect(stepOf('assign', draft)).toBeNull();
});

it('a stop says whose turn it is, what changed underneath, and offers its steps and letters', async () => {
  vi.stubGlobal('fetch', async () => Response.json(of));
  const page = draw(PayFile, {
    id: 's1',
    caseUrl: (id) => `/desk/discipline?case=${id}`,
    onchanged: () => undefined,
    onback: () => undefined,
  });
  await vi.waitFor(() => expect(page.textContent).toContain('RAHASIA'));

  for (const part of ['Kiki', 'Lewat batas', 'Ada hari yang sudah diselesaikan lain', 'Belum dikonfirmasi'])
    expect(page.textContent).toContain(part);
  expect(page.textContent).not.toMatch(/\{[a-z]+\}/i);
  const buttons = [...page.querySelectorAll('button')].map((one) => one.textContent?.trim());
  expect(buttons).toContain('Putuskan');
  expect(page.querySelector('a[href$="/pay-stops/s1/letters/s1"]')).not.toBeNull();
});

it("a reader's own stop is read on the phone", async () => {
  vi.stubGlobal('fetch', async () => Response.json({ ...of, sight: 'milik_sendiri' }));
  const page = draw(PayFile, {
    id: 's1',
    caseUrl: (id) => `/desk/discipline?case=${id}`,
    onchanged: () => undefined,
    onback: () => undefined,
  });
  await vi.waitFor(() => expect(page.querySelector('a[href="/cases"]')).not.toBeNull());
  expect(page.textContent).not.toContain('Langkah Anda');
});

it('a notice shows the days the server counted and none to type', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(String(url));
    return Response.json({
      days: of.days,
      in_row: 10,
      article: 'PP 94/2021 Ps 15(2)',
      confirmed: false,
      would_stop_from: '2026-02-01',
    });
  });
  const page = draw(NoticeForm, {
    about: { id: 'p', name: 'Siti' },
    today: '2026-01-30',
    onopened: () => undefined,
    oncancel: () => undefined,
  });
  await vi.waitFor(() => expect(page.textContent).toContain('2 hari kerja berturut-turut'));
  expect(asked[0]).toContain('/pay-stops/days?person=p');
  expect(page.querySelectorAll('input[type=date]')).toHaveLength(1);
});
