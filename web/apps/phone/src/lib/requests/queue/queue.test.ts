// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { newId, Problem, type NewRequest, type Request } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyStore } from '../../outbox/testing';
import type { Store } from '../../store/db';
import { RequestBox, type RequestBoxOptions } from '../box.svelte';
import { put, taken } from './shelf';
import type { ChosenFile } from './types';

let db: Store;
let clock: number;
let server: Server;
let stops: (() => void)[];

/** A server that takes what it is sent, and answers as the real one does. */
class Server {
  sent: string[] = [];
  filesSent: string[] = [];
  has = new Map<string, Request>();
  before: (request: NewRequest) => void = () => undefined;
  beforeFile: (sha256: string) => void = () => undefined;
  after: () => void = () => undefined;

  send = async (request: NewRequest): Promise<Request> => {
    this.sent.push(request.reason);
    this.before(request);
    this.has.set(request.id, answered(request));
    this.after();
    return answered(request);
  };

  sendFile = async (_request: string, sha256: string, file: Blob): Promise<void> => {
    this.beforeFile(sha256);
    this.filesSent.push(`${sha256} ${file.type} ${file.size}`);
  };
}

function answered(request: NewRequest): Request {
  return {
    ...request,
    person: { id: 'siti', name: 'Siti' },
    unit: null,
    state: 'pending',
    from: '2026-12-01',
    to: '2026-12-01',
    submitted_at: '2026-11-24T01:00:00Z',
    decided_at: null,
    month_closed: false,
    step: { ordinal: 1, who: 'atasan', due_on: '2026-11-27', overdue: false, escalated: false },
    steps: [{ who: 'atasan', days: 3 }],
    history: [],
    files: request.files.map((file) => ({ ...file, received_at: null })),
    proof_missing: request.files.length > 0,
    can: ['withdraw'],
  } as Request;
}

function draft(reason: string, files: ChosenFile[] = []): NewRequest {
  return {
    id: newId(),
    kind: 'permission',
    detail: { from: '2026-12-01', to: '2026-12-01', part: 'whole' },
    reason,
    files: files.map(({ sha256, name, media, size }) => ({ sha256, name, media, size })),
  };
}

const proof: ChosenFile = {
  sha256: 'ab12',
  name: 'surat.jpg',
  media: 'image/jpeg',
  size: 3,
  bytes: new Uint8Array([1, 2, 3]).buffer,
};

beforeEach(async () => {
  db = await emptyStore();
  clock = Date.parse('2026-11-24T01:00:00Z');
  server = new Server();
  stops = [];
});

afterEach(() => stops.forEach((stop) => stop()));

async function opened(more: Partial<RequestBoxOptions> = {}): Promise<RequestBox> {
  const box = new RequestBox({
    db,
    owner: 'siti',
    send: server.send,
    sendFile: server.sendFile,
    ask: async () => [...server.has.values()].reverse(),
    askLeave: async () => ({ year: 2026, items: [] }),
    now: () => clock++,
    random: () => 0,
    ...more,
  });
  stops.push(box.start());
  await box.refresh();
  await box.flush();
  return box;
}

const refuse =
  (status: number, code: string | null = 'leave_balance') =>
  () => {
    throw new Problem(status, code === null ? {} : { code, detail: 'Sisa cuti kurang' });
  };

describe('a request made without a network', () => {
  it('stays through a new start and is sent when there is one, freshest first', async () => {
    const offline = await opened({ maySend: () => false });
    await offline.add(draft('lama'));
    await offline.add(draft('baru'));
    expect(offline.waiting.map(({ request }) => request.reason)).toEqual(['baru', 'lama']);
    expect(server.sent).toEqual([]);

    const box = await opened();

    expect(server.sent).toEqual(['baru', 'lama']);
    expect(box.waiting).toEqual([]);
    expect(box.list?.items.map(({ reason }) => reason).sort()).toEqual(['baru', 'lama']);
    expect(box.state).toBe('idle');
  });

  it('brings its files after itself, and the list then knows them received', async () => {
    const offline = await opened({ maySend: () => false });
    await offline.add(draft('sakit', [proof]), [proof]);
    expect(offline.files.map(({ name }) => name)).toEqual(['surat.jpg']);

    const box = await opened();

    expect(server.filesSent).toEqual(['ab12 image/jpeg 3']);
    expect(box.files).toEqual([]);
    expect(box.list?.items[0]?.files[0]?.received_at).not.toBeNull();
  });

  it('is never sent under the session of somebody else', async () => {
    await (await opened({ maySend: () => false })).add(draft('milik Siti'));
    const other = await opened({ owner: 'budi' });
    expect(server.sent).toEqual([]);
    expect(other.waiting).toEqual([]);
    await opened({ stillOwner: async () => false });
    expect(server.sent).toEqual([]);
  });
});

describe('what leaves the queue', () => {
  it('is only what the server took: a lost answer is asked again under the same id', async () => {
    let lost = true;
    server.after = () => {
      if (lost) throw new Problem(0, {});
    };
    const box = await opened();
    const item = await box.add(draft('hilang'));
    await box.flush();
    expect(box.waiting.map(({ id }) => id)).toEqual([item.id]);
    expect(box.state).toBe('waiting');

    lost = false;
    await box.retryNow();

    expect(server.sent).toEqual(['hilang', 'hilang']);
    expect([...server.has.keys()]).toEqual([item.id]);
    expect(box.waiting).toEqual([]);
  });

  it('is nothing while the session has ended', async () => {
    server.before = refuse(401, 'unauthorized');
    const box = await opened();
    await box.add(draft('menunggu'));
    await box.flush();
    expect(box.state).toBe('signIn');
    expect(box.waiting[0]?.refused).toBeNull();
  });

  it('is not what a proxy answered in place of the server', async () => {
    server.before = refuse(403, null);
    const box = await opened();
    await box.add(draft('hotel'));
    await box.flush();
    expect(box.waiting[0]?.refused).toBeNull();
    expect(box.state).toBe('waiting');

    const strange = await opened({ send: async (request) => ({ ...answered(request), id: 'lain' }) });
    await strange.retryNow();
    expect(strange.waiting).toHaveLength(1);
  });
});

describe('a refused request', () => {
  it('stays with the reason, is not sent again, and holds up nobody', async () => {
    const offline = await opened({ maySend: () => false });
    await offline.add(draft('baik'));
    await offline.add(draft('terlalu lama', [proof]), [proof]);
    server.before = ({ reason }) => {
      if (reason === 'terlalu lama') refuse(422)();
    };

    const box = await opened();
    await box.retryNow();

    expect(server.sent).toEqual(['terlalu lama', 'baik']);
    expect(box.waiting).toHaveLength(1);
    expect(box.waiting[0]?.refused).toMatchObject({ status: 422, detail: 'Sisa cuti kurang' });
    // Its file waits with it; the server would not know where it belongs.
    expect(server.filesSent).toEqual([]);
    expect(box.state).toBe('idle');
  });

  it('tells every single thing that stands against it', async () => {
    const field = (detail: string) => ({ field: 'detail', code: 'x', detail, detail_en: `${detail} (en)` });
    server.before = () => {
      const errors = [field('Hari itu sudah berisi cuti.'), field('Sisa cuti kurang.')];
      throw new Problem(422, { code: 'invalid', detail: 'Isian belum benar', errors });
    };
    const box = await opened();
    await box.add(draft('dua sebab'));
    await box.flush();
    expect(box.waiting[0]?.refused).toMatchObject({
      detail: 'Hari itu sudah berisi cuti. Sisa cuti kurang.',
      detailEn: 'Hari itu sudah berisi cuti. (en) Sisa cuti kurang. (en)',
    });
  });

  it('is mended into a new one that takes its place with its files', async () => {
    server.before = refuse(422);
    const box = await opened();
    const first = await box.add(draft('salah', [proof]), [proof]);
    await box.flush();
    const kept = await box.take(first.id);
    server.before = () => undefined;

    const again = await box.add(draft('benar', [proof]), kept?.files ?? [], first.id);
    await box.flush();

    expect(again.id).not.toBe(first.id);
    expect([...server.has.keys()]).toEqual([again.id]);
    expect(server.filesSent).toEqual(['ab12 image/jpeg 3']);
    expect(box.waiting).toEqual([]);
    expect(await db.count('requestFiles')).toBe(0);
  });

  it('is let go with its files when the person says so', async () => {
    server.before = refuse(422);
    const box = await opened();
    const item = await box.add(draft('buang', [proof]), [proof]);
    await box.flush();
    await box.drop(item.id);
    expect(box.waiting).toEqual([]);
    expect(await db.count('requestFiles')).toBe(0);
  });
});

describe('a file', () => {
  it('is tried again after a failure, and said to be refused when the server never takes it', async () => {
    server.beforeFile = refuse(503, 'busy');
    const box = await opened();
    await box.add(draft('sakit', [proof]), [proof]);
    await box.flush();
    expect(box.waiting).toEqual([]);
    expect(box.files[0]?.refused).toBeNull();

    server.beforeFile = refuse(415, 'media_type');
    await box.retryNow();
    expect(box.files[0]?.refused?.code).toBe('media_type');
    expect(box.state).toBe('idle');
  });
});

describe('the list of the server', () => {
  it('is kept with its time and read without a network', async () => {
    const box = await opened();
    await box.add(draft('satu'));
    await box.flush();
    await box.ask();
    const offline = await opened({ maySend: () => false });
    expect(offline.list?.items.map(({ reason }) => reason)).toEqual(['satu']);
    expect(offline.list?.at).toBeGreaterThan(0);
    expect(offline.leave?.leave.year).toBe(2026);
  });

  it('does not cover what another tab had taken while it was asked for', async () => {
    let first = true;
    const box = await opened({
      ask: async () => {
        const before = [...server.has.values()].reverse();
        if (first) {
          first = false;
          const item = await put(db, 'siti', draft('di tab lain'), [], 1, null);
          await taken(db, item, await server.send(item.request), 2);
        }
        return before;
      },
    });
    await box.ask();
    expect(box.list?.items.map(({ reason }) => reason)).toEqual(['di tab lain']);
  });

  it('does not cover what was taken while it was asked for', async () => {
    let first = true;
    const box: RequestBox = await opened({
      ask: async () => {
        const before = [...server.has.values()].reverse();
        if (first) {
          first = false;
          await box.add(draft('sementara itu'));
          await box.flush();
        }
        return before;
      },
    });
    await box.ask();
    expect(box.list?.items.map(({ reason }) => reason)).toEqual(['sementara itu']);
  });
});
