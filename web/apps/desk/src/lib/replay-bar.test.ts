// @vitest-environment happy-dom
import type { Board } from '@hadir/api';
import { language } from '@hadir/ui';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Replay } from './replay.svelte';
import ReplayBar from './ReplayBar.svelte';

const plan = { day: '2026-11-20', from: '2026-11-19T23:30:00Z', to: '2026-11-20T10:00:00Z', speed: 120 };
const MONDAY_MORNING = '2026-11-23T02:00:00Z';
const MONDAY_NIGHT = '2026-11-23T15:00:00Z';

let mounted: Record<string, unknown> | null = null;
let replay: Replay;

function draw(now: string): HTMLElement {
  replay = new Replay({
    find: async () => plan,
    ask: async (_, at) => ({ at }) as Board,
    now: () => Date.now(),
  });
  mounted = mount(ReplayBar, { target: document.body, props: { replay, unit: null, now } });
  flushSync();
  return document.body;
}

const button = (): HTMLButtonElement => {
  const found = document.querySelector('button');
  if (!found) throw new Error('no button');
  return found;
};

beforeEach(() => {
  vi.useFakeTimers();
  language.current = 'id';
});

afterEach(async () => {
  replay.stop();
  if (mounted) await unmount(mounted);
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe('the offer of a replay', () => {
  it('is quiet during working hours', () => {
    const page = draw(MONDAY_MORNING);

    expect(button().className).toContain('quiet');
    expect(page.textContent).not.toContain('di luar jam kerja');
  });

  it('stands out and says why when the working day is over', () => {
    const page = draw(MONDAY_NIGHT);

    expect(button().className).toContain('primary');
    expect(page.textContent).toContain('di luar jam kerja');
  });
});

describe('the banner of a replay', () => {
  it('says which moment is shown and that it is not now', async () => {
    const page = draw(MONDAY_MORNING);
    button().click();
    await vi.advanceTimersByTimeAsync(36_000);
    flushSync();

    expect(page.textContent).toContain('Putar ulang: Jumat 20 Nov 2026, 07.42 WIB — bukan keadaan sekarang');
  });

  it('is said aloud once an hour of the day', async () => {
    const page = draw(MONDAY_MORNING);
    const said = () => page.querySelector('[aria-live=polite]')?.textContent;
    button().click();
    await vi.advanceTimersByTimeAsync(16_000);
    flushSync();
    const atSeven = said();
    await vi.advanceTimersByTimeAsync(20_000);
    flushSync();

    expect(atSeven).toContain('07.00 WIB');
    expect(said()).toBe(atSeven);
  });

  it('leaves the keyboard on the same button, which now stops it', async () => {
    const page = draw(MONDAY_NIGHT);
    const begin = button();
    begin.focus();
    begin.click();
    await vi.advanceTimersByTimeAsync(0);
    flushSync();

    expect(document.activeElement).toBe(begin);
    expect(begin.textContent).toContain('Hentikan putar ulang');
    begin.click();
    flushSync();

    expect(document.activeElement).toBe(begin);
    expect(page.querySelector('[aria-live=polite]')?.textContent).toContain('dihentikan');
  });
});
