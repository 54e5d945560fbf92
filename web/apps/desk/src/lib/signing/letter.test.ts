// @vitest-environment happy-dom
import type { LetterSignature } from '@hadir/api';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import Letter from './Letter.svelte';
import { en, id } from './words';

const service = { name: 'Layanan Contoh', certified: true, asks_nik: true };
const unsigned: LetterSignature = { service, may_sign: true, together: false, signature: null, worth: null };
const signature = {
  id: 's',
  holder: 'Kepala Contoh',
  issuer: 'CN=OSD',
  serial: '0a',
  service: service.name,
  certified: true,
  signed_at: '2026-04-13T02:00:00Z',
  sha256: 'ab',
};

let shown: Record<string, unknown> | null = null;
afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
  vi.unstubAllGlobals();
});

/** The letter with its dialog open, and what was sent; every question is answered by `answer`. */
async function opened(answer: (path: string, body: unknown) => LetterSignature | Response) {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    const body: unknown = init?.body ? JSON.parse(String(init.body)) : null;
    if (body) sent.push(body);
    const found = answer(path, body);
    return found instanceof Response ? found : Response.json(found);
  });
  const props = { path: '/pay-stops/a/letters/b', title: 'Usul' };
  shown = mount(Letter, { target: document.body, props });
  flushSync();
  press('Tanda tangan');
  await vi.waitFor(() => expect(document.querySelector('dialog')?.textContent).toContain('Usul'));
  return { page: document.body, sent };
}

function press(text: string) {
  [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text)?.click();
  flushSync();
}

function fill(label: string, text: string) {
  const of = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim() === label);
  const field = document.getElementById(of?.htmlFor ?? '') as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

const submit = () =>
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }));

it('both languages say the same', () => {
  expect(differences(id, en)).toEqual([]);
});

it('who issued a letter signs it by NIK and passphrase, and the passphrase does not stay in the page', async () => {
  const { page, sent } = await opened((path, body) => {
    expect(path).toContain('/api/v1/pay-stops/a/letters/b/signature');
    return body ? { ...unsigned, may_sign: false, signature } : unsigned;
  });
  await vi.waitFor(() => expect(page.querySelector('form')).not.toBeNull());
  submit();
  flushSync();
  expect(page.querySelectorAll('[aria-invalid="true"]')).toHaveLength(2);
  expect(sent).toEqual([]);

  fill('NIK pada sertifikat elektronik', '3200 0000 0000 0001');
  fill('Passphrase', 'rahasia');
  submit();
  await vi.waitFor(() => expect(page.textContent).toContain('oleh Kepala Contoh'));
  expect(sent).toMatchObject([{ nik: '3200 0000 0000 0001', passphrase: 'rahasia' }]);
  expect(page.innerHTML).not.toContain('rahasia');
});

it('a wrong passphrase is said and asked for again with the same key', async () => {
  const problem = {
    code: 'wrong_passphrase',
    title: 'x',
    detail: 'Passphrase salah, surat belum ditandatangani.',
    status: 422,
  };
  const trial = { ...unsigned, service: { name: 'Uji', certified: false, asks_nik: false } };
  const { page, sent } = await opened((_, body) => (body ? Response.json(problem, { status: 422 }) : trial));
  await vi.waitFor(() => expect(page.textContent).toContain('tidak berkekuatan hukum'));
  for (const word of ['satu', 'dua']) {
    fill('Passphrase', word);
    submit();
    await vi.waitFor(() => expect(page.textContent).toContain('belum ditandatangani'));
    await vi.waitFor(() => expect(page.querySelector('[aria-busy="true"]')).toBeNull());
  }
  const [first, second] = sent as { id: string; nik: null }[];
  expect(first?.id).toBe(second?.id);
  expect(first?.nik).toBeNull();
});

it.each([
  [{ ...unsigned, service: null, may_sign: false }, 'belum diatur di server ini'],
  [{ ...unsigned, may_sign: false, together: true }, 'lebih dari satu orang'],
  [{ ...unsigned, may_sign: false }, 'Hanya pejabat yang menerbitkan'],
])('who may not sign is told why and what to do', async (answer, words) => {
  const { page } = await opened(() => answer);
  await vi.waitFor(() => expect(page.textContent).toContain(words));
  expect(page.querySelector('form')).toBeNull();
});

it('a signature is checked by its service when asked', async () => {
  const { page } = await opened((path) => ({
    ...unsigned,
    may_sign: false,
    signature,
    worth: path.includes('verify=true') ? 'changed' : null,
  }));
  await vi.waitFor(() => expect(page.textContent).toContain('Sertifikat dari CN=OSD'));
  expect(page.textContent).not.toContain('berubah');
  press('Periksa tanda tangan');
  await vi.waitFor(() => expect(page.textContent).toContain('Isi dokumen berubah'));
});
