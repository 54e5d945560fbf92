import { Problem, type SidakBoard } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CUT_MS, POLL_MS, SidakFeed } from './feed.svelte';

const board = (at: string, there = 0) => ({ at, there, seq: 1 }) as SidakBoard;

/** A stream the test plays by hand. */
class Stream extends EventTarget {
  readyState = 0;
  close() {
    this.readyState = 2;
  }
  say(data: string) {
    this.dispatchEvent(new MessageEvent('sidak', { data }));
  }
}

function feeding(ask: () => Promise<SidakBoard>) {
  const streams: Stream[] = [];
  const asked = vi.fn(ask);
  const feed = new SidakFeed({
    ask: asked,
    open: () => {
      const stream = new Stream();
      streams.push(stream);
      return stream as unknown as EventSource;
    },
    now: () => Date.now(),
  });
  return { feed, streams, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the feed of a sidak', () => {
  it('says at once that the network is gone, and opens the line when it is back', async () => {
    const { feed, streams } = feeding(() => new Promise(() => {}));
    feed.start();
    streams[0]?.say(JSON.stringify(board('2026-01-19T02:00:02Z', 7)));

    feed.lost();
    await vi.advanceTimersByTimeAsync(2_000);
    expect([feed.live, feed.cut]).toEqual([false, true]);

    feed.found();
    streams.at(-1)?.say(JSON.stringify(board('2026-01-19T02:00:09Z', 9)));
    expect([feed.live, feed.cut, feed.board?.there]).toEqual([true, false, 9]);
    feed.stop();
  });

  it('shows what the stream says and never goes back', async () => {
    const { feed, streams } = feeding(async () => board('2026-01-19T02:00:00Z'));
    feed.start();
    await vi.advanceTimersByTimeAsync(0);

    streams[0]?.say(JSON.stringify(board('2026-01-19T02:00:02Z', 7)));
    streams[0]?.say(JSON.stringify(board('2026-01-19T02:00:01Z', 3)));
    streams[0]?.say('{"at":');

    expect(feed.board?.there).toBe(7);
    expect(feed.live).toBe(true);
    feed.stop();
  });

  it('says that it is cut off, keeps the last board, and connects again', async () => {
    let down = false;
    const { feed, streams } = feeding(async () =>
      down ? Promise.reject(new Problem(0, {})) : board('2026-01-19T02:00:00Z'),
    );
    feed.start();
    await vi.advanceTimersByTimeAsync(0);
    down = true;
    streams[0]?.dispatchEvent(new Event('error'));
    streams[0]?.close();

    await vi.advanceTimersByTimeAsync(CUT_MS + POLL_MS);
    expect(feed.cut).toBe(true);
    expect(feed.board).not.toBeNull();
    expect(streams.length).toBeGreaterThan(1);

    down = false;
    await vi.advanceTimersByTimeAsync(POLL_MS + 1_000);
    expect(feed.cut).toBe(false);
    feed.stop();
  });

  it('rests once the sidak is closed, and a question under way still brings what stands beside the board', async () => {
    const { feed, streams, asked } = feeding(async () => {
      await new Promise((done) => setTimeout(done, 100));
      return { ...board('2026-01-19T02:00:03Z', 9), phase: 'closed' } as SidakBoard;
    });
    feed.start();
    streams[0]?.say(JSON.stringify({ ...board('2026-01-19T02:00:02Z', 8), phase: 'closed' }));
    expect(streams[0]?.readyState).toBe(2);

    await vi.advanceTimersByTimeAsync(POLL_MS * 10);

    expect(feed.board?.there).toBe(9);
    expect(asked).toHaveBeenCalledOnce();
  });

  it('stops when it is refused for good', async () => {
    const { feed, asked } = feeding(async () => Promise.reject(new Problem(403, {})));
    feed.start();

    await vi.advanceTimersByTimeAsync(POLL_MS * 4);

    expect(asked).toHaveBeenCalledOnce();
    expect(feed.problem?.status).toBe(403);
  });
});
