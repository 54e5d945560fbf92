import { Problem, type Board } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AGAIN_MS, BoardFeed, LIVE_CHECK_MS, POLL_MS, STALE_MS } from './board-feed.svelte';

const board = (at: string): Board => ({ at, roster: 0 }) as Board;

/** A stream the test plays by hand. */
class Stream extends EventTarget {
  closed = false;
  readyState = 1;
  close() {
    this.closed = true;
    this.readyState = 2;
  }
  say(data: string) {
    this.dispatchEvent(new MessageEvent('board', { data }));
  }
}

function feeding(ask: (unit: string | null) => Promise<Board>) {
  const streams: Stream[] = [];
  const asked = vi.fn(ask);
  const feed = new BoardFeed({
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

describe('the feed of a board', () => {
  it('says at once that the network is gone, and opens the line when it is back', async () => {
    const { feed, streams } = feeding(async () => board('2026-11-23T01:00:00Z'));
    feed.start(null);
    await vi.advanceTimersByTimeAsync(0);
    streams[0]?.dispatchEvent(new Event('open'));

    feed.lost();
    expect([feed.live, feed.brokenAt]).toEqual([false, '2026-11-23T01:00:00.000Z']);
    expect(streams[0]?.closed).toBe(true);

    feed.found();
    expect(streams).toHaveLength(2);
    streams[1]?.dispatchEvent(new Event('open'));
    expect([feed.live, feed.brokenAt]).toEqual([true, null]);
    await vi.advanceTimersByTimeAsync(AGAIN_MS * 2);
    expect(streams).toHaveLength(2);
    feed.stop();
  });

  it('shows what the stream says, and that it is live', async () => {
    const { feed, streams } = feeding(async () => board('2026-11-23T01:00:00Z'));
    feed.start('DINKES');
    await vi.advanceTimersByTimeAsync(0);

    streams[0]?.say(JSON.stringify(board('2026-11-23T01:00:05Z')));

    expect(feed.board?.at).toBe('2026-11-23T01:00:05Z');
    expect(feed.live).toBe(true);
    feed.stop();
  });

  it('asks by itself when the stream is down', async () => {
    const { feed, streams, asked } = feeding(async () => board('2026-11-23T01:00:00Z'));
    feed.start(null);
    streams[0]?.dispatchEvent(new Event('error'));

    await vi.advanceTimersByTimeAsync(POLL_MS * 3);

    expect(asked.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(feed.live).toBe(false);
    feed.stop();
  });

  it('never goes back to an older board', async () => {
    const { feed, streams } = feeding(async () => board('2026-11-23T01:00:00Z'));
    feed.start(null);
    streams[0]?.say(JSON.stringify(board('2026-11-23T02:00:00Z')));

    await vi.advanceTimersByTimeAsync(0);

    expect(feed.board?.at).toBe('2026-11-23T02:00:00Z');
    feed.stop();
  });

  it('says that it is stale when nothing is heard, and keeps the last board on screen', async () => {
    let down = false;
    const { feed } = feeding(async () =>
      down ? Promise.reject(new Problem(0, {})) : board('2026-11-23T01:00:00Z'),
    );
    feed.start(null);
    await vi.advanceTimersByTimeAsync(0);
    down = true;

    await vi.advanceTimersByTimeAsync(STALE_MS + POLL_MS);
    expect(feed.stale).toBe(true);
    expect(feed.board).not.toBeNull();

    down = false;
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(feed.stale).toBe(false);
    feed.stop();
  });

  it('notices a line that is open but dead', async () => {
    let down = false;
    const { feed, streams } = feeding(async () =>
      down ? Promise.reject(new Problem(0, {})) : board('2026-11-23T01:00:00Z'),
    );
    feed.start(null);
    streams[0]?.dispatchEvent(new Event('open'));
    await vi.advanceTimersByTimeAsync(0);
    down = true;

    await vi.advanceTimersByTimeAsync(STALE_MS + LIVE_CHECK_MS);

    expect(feed.stale).toBe(true);
    feed.stop();
  });

  it('stops asking when it is refused for good', async () => {
    const { feed, streams, asked } = feeding(async () => Promise.reject(new Problem(403, {})));
    feed.start('LAIN');

    await vi.advanceTimersByTimeAsync(POLL_MS * 4);

    expect(asked).toHaveBeenCalledOnce();
    expect(streams[0]?.closed).toBe(true);
    expect(feed.problem?.status).toBe(403);
  });

  it('leaves the old unit behind when it turns to another', async () => {
    const { feed, streams } = feeding(async () => board('2026-11-23T01:00:00Z'));
    feed.start('A');
    feed.start('B');

    expect(streams.map((stream) => stream.closed)).toEqual([true, false]);
    feed.stop();
  });

  it('survives a torn message', () => {
    const { feed, streams } = feeding(async () => board('2026-11-23T01:00:00Z'));
    feed.start(null);

    streams[0]?.say('{"at":');

    expect(feed.board).toBeNull();
    feed.stop();
  });

  it('says since when the line is cut and opens it again, more slowly each time', async () => {
    const { feed, streams } = feeding(async () => board('2026-11-23T01:00:00Z'));
    const give = (stream: Stream | undefined) => {
      if (!stream) throw new Error('no stream');
      stream.readyState = 2;
      stream.dispatchEvent(new Event('error'));
    };
    feed.start(null);
    await vi.advanceTimersByTimeAsync(1_000);
    give(streams[0]);
    expect(feed.brokenAt).toBe('2026-11-23T01:00:01.000Z');

    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    expect([streams.length, streams[0]?.closed]).toEqual([2, true]);
    give(streams[1]);
    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    expect(streams).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    expect(streams).toHaveLength(3);

    streams[2]?.say(JSON.stringify(board('2026-11-23T01:05:00Z')));
    expect([feed.live, feed.brokenAt, feed.board?.at]).toEqual([true, null, '2026-11-23T01:05:00Z']);
    feed.stop();
  });
});
