// @vitest-environment happy-dom
import { rulesApi } from '@hadir/api';
import { session } from '@hadir/ui';
import { flushSync, mount, tick, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import ChangeView from './ChangeView.svelte';
import Comparison from './Comparison.svelte';
import ProposeForm from './ProposeForm.svelte';
import { change, compared } from './sample';

let shown: Record<string, unknown> | null = null;

function draw<Props extends Record<string, unknown>>(component: Component<Props>, props: Props) {
  shown = mount(component, { target: document.body, props });
  flushSync();
}

function as(login: string, can: string[]) {
  session.me = { account: { login }, can } as unknown as typeof session.me;
}

const button = (text: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text);

async function settled() {
  for (let i = 0; i < 5; i += 1) await tick();
  flushSync();
}

afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
  session.me = null;
  vi.restoreAllMocks();
});

describe('a comparison', () => {
  it('names who changes, on which day, from what to what, and how many do not', () => {
    draw(Comparison, { compared, onmore: () => undefined });

    const text = document.body.textContent ?? '';
    for (const words of [
      'Siti Contoh',
      'H TL:10 menjadi H',
      'Pegawai tidak berubah',
      'Rp16.000 menjadi Rp0',
    ]) {
      expect(text).toContain(words);
    }
    expect(button('Tampilkan berikutnya')).toBeUndefined();
  });

  it('says when a pack of that kind changes nothing that is seen here', () => {
    const touches = { days: false, ladder: false, allowance: false };
    draw(Comparison, { compared: { ...compared, touches, items: [] }, onmore: () => undefined });

    expect(document.body.textContent).toContain('dampaknya tidak terlihat di sini');
  });
});

describe('a change that waits', () => {
  it('is signed by another officer and not by who proposed it', () => {
    as('bkpsdm', ['rules.sign', 'rules.propose']);
    draw(ChangeView, { change, ondecided: () => undefined });
    expect(button('Tandatangani')).toBeUndefined();
    expect(document.body.textContent).toContain('Petugas lain yang menandatangani');
  });

  it('is sent with the word of whoever signs', async () => {
    as('sekda', ['rules.sign']);
    const decide = vi.spyOn(rulesApi, 'decide').mockResolvedValue({ ...change, state: 'signed' });
    const ondecided = vi.fn();
    draw(ChangeView, { change, ondecided });

    button('Tandatangani')?.click();
    await settled();

    expect(decide).toHaveBeenCalledWith('c1', expect.objectContaining({ decision: 'confirm' }));
    expect(ondecided).toHaveBeenCalledOnce();
  });

  it('is not rejected without a reason', async () => {
    as('sekda', ['rules.sign']);
    const decide = vi.spyOn(rulesApi, 'decide');
    draw(ChangeView, { change, ondecided: () => undefined });

    button('Tolak')?.click();
    await settled();

    expect(decide).not.toHaveBeenCalled();
    expect(document.querySelector('[aria-invalid="true"]')).not.toBeNull();
  });
});

describe('a proposal', () => {
  it('can be sent only once the same words were compared', async () => {
    const compare = vi.spyOn(rulesApi, 'compare').mockResolvedValue(compared);
    draw(ProposeForm, { onproposed: () => undefined });
    const pack = document.querySelector('textarea');
    if (!pack) throw new Error('no text');
    pack.value = 'kind = "jam_kerja"';
    pack.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    expect(button('Kirim usulan')).toBeUndefined();

    button('Bandingkan')?.click();
    await settled();
    expect(compare).toHaveBeenCalledOnce();
    expect(button('Kirim usulan')).toBeDefined();

    pack.value = 'kind = "tpp"';
    pack.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    expect(button('Kirim usulan')).toBeUndefined();
    expect(document.body.textContent).toContain('Bandingkan lagi');
  });
});
