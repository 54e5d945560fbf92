// @vitest-environment happy-dom
import { reprimandKinds, type ReprimandRow, type ReprimandView } from '@hadir/api';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import EntryFile from './EntryFile.svelte';
import GiveForm from './GiveForm.svelte';
import { kindOf, missingIn, standing, type GiveDraft } from './looks';
import { en, id, t } from './words';

const row = {
  id: 'r1',
  person: { id: 'p', name: 'Siti' },
  unit: null,
  kind: 'lisan',
  kind_text: 'teguran lisan',
  number: '1',
  given_on: '2026-01-08',
  received_on: null,
  refused: false,
  withdrawn_on: null,
  by_case: false,
} as unknown as ReprimandRow;
const view = {
  ...row,
  text: 'Terlambat apel',
  article: 'Ps 4',
  days: [],
  given_by: { id: 'b', name: 'Budi' },
  refused_reason: null,
  case: null,
  acts: [],
  letter: 'r1',
  can: ['receive', 'withdraw'],
  today: '2026-01-09',
} as unknown as ReprimandView;

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

it('has the same words in both languages, for every kind', () => {
  expect(differences(id, en)).toEqual([]);
  for (const kind of reprimandKinds) expect(t(`kind.${kind}`)).not.toBe('');
});

it('says where an entry stands, and that one taken back counts no more', () => {
  expect(standing(row).text).toBe('Belum diterima');
  expect(standing({ ...row, received_on: '2026-01-09' }).tone).toBe('good');
  expect(standing({ ...row, received_on: '2026-01-09', refused: true }).text).toBe('Tidak ditandatangani');
  expect(standing({ ...row, received_on: '2026-01-09', withdrawn_on: '2026-01-12' }).tone).toBe('off');
});

it('a warning of a contract names its clause, another reprimand its article', () => {
  const draft: GiveDraft = {
    person: { id: 'p', name: 'Siti' },
    kind: 'by_contract',
    name: 'SP1',
    source: '',
    article: '',
    number: '1',
    text: 'x',
    days: [],
    on: '2026-01-08',
  };
  expect(missingIn(draft, '2026-01-09')).toEqual(new Set(['source']));
  expect(missingIn({ ...draft, kind: 'lisan' }, '2026-01-09')).toEqual(new Set(['article']));
  expect(missingIn({ ...draft, source: 'Ps 9', on: '2026-01-10' }, '2026-01-09')).toEqual(new Set(['on']));
  expect(kindOf({ ...draft, source: ' Ps 9 ' })).toEqual({
    kind: 'by_contract',
    name: 'SP1',
    source: 'Ps 9',
  });
  expect(kindOf({ ...draft, kind: '' })).toBeNull();
});

it('the form to give one has labels and complains of holes', () => {
  const page = draw(GiveForm, {
    today: '2026-01-09',
    ongiven: () => undefined,
    oncancel: () => undefined,
  });
  for (const { id } of page.querySelectorAll<HTMLElement>('input, select, textarea'))
    expect(page.querySelector(`label[for="${id}"]`), id).not.toBeNull();
  page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  flushSync();
  expect(page.querySelectorAll('[aria-invalid="true"]').length).toBeGreaterThan(2);
});

it('taking one back needs a reason and is sent once', async () => {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, init?: RequestInit) => {
    if (!init?.body) return Response.json(view);
    sent.push(JSON.parse(String(init.body)));
    return Response.json({ ...view, withdrawn_on: '2026-01-09', can: [] });
  });
  const page = draw(EntryFile, {
    id: 'r1',
    caseUrl: (id) => `/desk/discipline?case=${id}`,
    onchanged: () => undefined,
    onback: () => undefined,
  });
  await vi.waitFor(() => expect(page.textContent).toContain('Terlambat apel'));
  const withdraw = [...page.querySelectorAll('button')].find(
    (one) => one.textContent?.trim() === 'Cabut teguran',
  );
  withdraw?.click();
  flushSync();
  const form = page.querySelector('form');
  form?.dispatchEvent(new Event('submit', { cancelable: true }));
  flushSync();
  expect(sent).toEqual([]);
  const field = page.querySelector('textarea');
  if (field) field.value = 'Keliru orang';
  field?.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
  form?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(page.textContent).toContain('Dicabut'));
  expect(sent).toMatchObject([{ on: '2026-01-09', step: { step: 'withdraw', text: 'Keliru orang' } }]);
});
