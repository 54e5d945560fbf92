// @vitest-environment happy-dom
import type { Request } from '@hadir/api';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { language } from '../i18n/language.svelte';
import RequestView from './RequestView.svelte';

let shown: ReturnType<typeof mount> | null = null;

beforeEach(() => (language.current = 'id'));
afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
});

const request = {
  id: 'r1',
  kind: 'correction',
  detail: { date: '2026-11-20', side: 'in', time: '07:25', code: 'forgot' },
  person: { id: 'p1', name: 'Budi Contoh', number_masked: '2099••1234' },
  unit: { id: 'u1', code: 'DIN', name: 'Dinas Contoh' },
  state: 'pending',
  reason: 'Lupa tap <b>masuk</b>',
  from: '2026-11-20',
  to: '2026-11-20',
  submitted_at: '2026-11-21T01:00:00Z',
  decided_at: null,
  month_closed: true,
  step: { ordinal: 0, who: 'atasan', due_on: '2026-11-23', overdue: true, escalated: true },
  steps: [
    { who: 'atasan', days: 3 },
    { who: 'kepegawaian', days: 5 },
  ],
  history: [],
  files: [
    {
      sha256: 'aa',
      name: 'surat.pdf',
      media: 'application/pdf',
      size: 2048,
      received_at: '2026-11-21T01:00:05Z',
    },
    { sha256: 'bb', name: 'foto.jpg', media: 'image/jpeg', size: 4096, received_at: null },
  ],
  proof_missing: true,
  changes: [
    {
      date: '2026-11-20',
      was: { status: 'H', marks: ['TL:45'], first_in: '08:15', last_out: null },
      becomes: { status: 'H', marks: [], first_in: '07:25', last_out: null },
    },
  ],
  can: [],
} as unknown as Request;

function text(own = false): string {
  shown = mount(RequestView, { target: document.body, props: { request, own } });
  return document.body.textContent?.replace(/\s+/g, ' ') ?? '';
}

describe('one request', () => {
  it('shows old against new, with what was wrong about the day', () => {
    const table = () => [...document.querySelectorAll('tbody td')].map((cell) => cell.textContent ?? '');
    text();
    expect(table()[0]).toContain('08.15');
    expect(table()[0]).toContain('Terlambat 45 menit');
    expect(table()[1]).toContain('07.25');
    expect(table()[1]).not.toContain('Terlambat');
  });

  it('says what waits, what is overdue, and what a closed month means', () => {
    const said = text();
    for (const part of [
      'Lewat batas',
      'lewat batas 23 Nov 2026',
      'BKPSDM boleh memutuskan',
      'bulan yang sudah ditutup',
    ])
      expect(said).toContain(part);
    // The step after the one it waits at.
    expect(said).toContain('BKPSDM · paling lama 5 hari');
  });

  it('opens only files that have arrived, in a tab of their own, and says that looks are recorded', () => {
    expect(text()).toContain('belum sampai');
    const links = [...document.querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/api/v1/requests/r1/files/aa']);
    expect(links[0]?.rel).toBe('noopener');
    expect(document.body.textContent).toContain('Membuka lampiran orang lain tercatat');
  });

  it('never takes what people write for markup', () => {
    text();
    expect(document.querySelector('.reason b')).toBeNull();
  });

  it('does not tell people who they are', () => {
    expect(text(true)).not.toContain('Pemohon');
  });
});
