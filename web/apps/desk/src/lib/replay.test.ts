import { Problem, type Board, type DemoReplay } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Replay, STEP_MS } from './replay.svelte';

/** Half an hour of a Friday; at this speed it takes 15 s. */
const friday: DemoReplay = {
  day: '2026-11-20',
  from: '2026-11-20T00:00:00Z',
  to: '2026-11-20T00:30:00Z',
  speed: 120,
};
const FRIDAY_MS = 15_000;

const board = (at: string): Board => ({ at, roster: 0 }) as Board;

function replaying(
  ask: (unit: string | null, at: string) => Promise<Board> = async (_, at) => board(at),
  find: () => Promise<DemoReplay> = async () => friday,
) {
  const asked = vi.fn(ask);
  const replay = new Replay({ find, ask: asked, now: () => Date.now() });
  const moments = () => asked.mock.calls.map(([, at]) => at);
  return { replay, asked, moments };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a replay', () => {
  it('shows the day from its first moment, as fast as the server says', async () => {
    const { replay, moments } = replaying();
    await replay.begin(null);

    await vi.advanceTimersByTimeAsync(STEP_MS * 2);

    expect(moments()).toEqual([
      '2026-11-20T00:00:00.000Z',
      '2026-11-20T00:04:00.000Z',
      '2026-11-20T00:08:00.000Z',
    ]);
    expect(replay.board?.at).toBe('2026-11-20T00:08:00.000Z');
    replay.stop();
  });

  it('ends exactly at the last moment and asks no more', async () => {
    const { replay, moments } = replaying();
    await replay.begin(null);

    await vi.advanceTimersByTimeAsync(FRIDAY_MS * 3);

    expect(replay.ended).toBe(true);
    expect(replay.on).toBe(true);
    expect(moments().at(-1)).toBe('2026-11-20T00:30:00.000Z');
    expect(moments().filter((at) => at === '2026-11-20T00:30:00.000Z')).toHaveLength(1);
  });

  it('asks nothing more once it is stopped, and shows nothing of the past', async () => {
    const { replay, asked } = replaying();
    await replay.begin(null);
    replay.stop();

    await vi.advanceTimersByTimeAsync(STEP_MS * 5);

    expect(asked).toHaveBeenCalledOnce();
    expect([replay.on, replay.board, replay.plan]).toEqual([false, null, null]);
  });

  it('stays stopped when the day is found only after that', async () => {
    let found: (plan: DemoReplay) => void = () => undefined;
    const { replay, asked } = replaying(undefined, () => new Promise((done) => (found = done)));
    const began = replay.begin(null);
    replay.stop();
    found(friday);
    await began;

    expect(replay.on).toBe(false);
    expect(asked).not.toHaveBeenCalled();
  });

  it('goes on at the same moment with another unit', async () => {
    const { replay, asked } = replaying();
    await replay.begin(null);
    await vi.advanceTimersByTimeAsync(STEP_MS);

    replay.turnTo('DINKES');
    await vi.advanceTimersByTimeAsync(0);

    expect(asked.mock.lastCall?.slice(0, 2)).toEqual(['DINKES', '2026-11-20T00:04:00.000Z']);
    expect(replay.on).toBe(true);
    replay.stop();
  });

  it('never shows the answer for a unit that was left', async () => {
    const late: ((board: Board) => void)[] = [];
    const { replay } = replaying((unit, at) =>
      unit === null ? new Promise((done) => late.push(done)) : Promise.resolve(board(at)),
    );
    void replay.begin(null);
    await vi.advanceTimersByTimeAsync(STEP_MS);
    replay.turnTo('DINKES');
    await vi.advanceTimersByTimeAsync(0);
    const shown = replay.board;
    late[0]?.(board('2026-11-20T00:00:00Z'));
    await vi.advanceTimersByTimeAsync(0);

    expect(shown).not.toBeNull();
    expect(replay.board).toBe(shown);
    replay.stop();
  });

  it('at its end still shows another unit', async () => {
    const { replay, asked } = replaying();
    await replay.begin(null);
    await vi.advanceTimersByTimeAsync(FRIDAY_MS + STEP_MS);

    replay.turnTo('DINKES');
    await vi.advanceTimersByTimeAsync(0);

    expect(asked.mock.lastCall?.slice(0, 2)).toEqual(['DINKES', '2026-11-20T00:30:00.000Z']);
    expect(replay.board?.at).toBe('2026-11-20T00:30:00.000Z');
  });

  it('waits for a slow answer instead of asking on top of it', async () => {
    const { replay, moments } = replaying(
      (_, at) => new Promise((done) => setTimeout(() => done(board(at)), STEP_MS * 2 + 1)),
    );
    void replay.begin(null);

    await vi.advanceTimersByTimeAsync(STEP_MS * 3);

    expect(moments()).toEqual(['2026-11-20T00:00:00.000Z', '2026-11-20T00:12:00.000Z']);
    replay.stop();
  });

  it('goes on by itself after a gap in the network', async () => {
    let down = false;
    const { replay } = replaying(async (_, at) => {
      if (down) throw new Problem(0, {});
      return board(at);
    });
    await replay.begin(null);
    down = true;
    await vi.advanceTimersByTimeAsync(STEP_MS);
    expect(replay.problem?.status).toBe(0);
    expect(replay.board?.at).toBe('2026-11-20T00:00:00.000Z');

    down = false;
    await vi.advanceTimersByTimeAsync(STEP_MS);
    expect(replay.problem).toBeNull();
    expect(replay.board?.at).toBe('2026-11-20T00:08:00.000Z');
    replay.stop();
  });

  it('says so when there is no day to show, and asks no board', async () => {
    const { replay, asked } = replaying(undefined, async () => Promise.reject(new Problem(404, {})));
    await replay.begin(null);

    await vi.advanceTimersByTimeAsync(STEP_MS * 3);

    expect(replay.problem?.status).toBe(404);
    expect(asked).not.toHaveBeenCalled();
  });

  it('goes on after a unit that was refused', async () => {
    const { replay } = replaying(async (unit, at) => {
      if (unit === 'LAIN') throw new Problem(403, {});
      return board(at);
    });
    await replay.begin('LAIN');
    expect(replay.problem?.status).toBe(403);

    replay.turnTo('DINKES');
    await vi.advanceTimersByTimeAsync(STEP_MS);

    expect(replay.problem).toBeNull();
    expect(replay.board?.at).toBe('2026-11-20T00:04:00.000Z');
    replay.stop();
  });

  it('begins again from the first moment', async () => {
    const { replay, moments } = replaying();
    await replay.begin(null);
    await vi.advanceTimersByTimeAsync(FRIDAY_MS + STEP_MS);

    await replay.begin(null);

    expect(replay.ended).toBe(false);
    expect(moments().at(-1)).toBe('2026-11-20T00:00:00.000Z');
    replay.stop();
  });
});
