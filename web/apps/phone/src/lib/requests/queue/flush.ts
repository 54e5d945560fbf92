import { asProblem, type NewRequest, type Problem, type Request } from '@hadir/api';
import type { FlushEnd } from '../../outbox/flush';
import type { Trouble } from '../../outbox/types';
import type { Store } from '../../store/db';
import { fileTaken, taken } from './shelf';
import type { RequestFileItem, RequestItem } from './types';

export interface RequestFlush {
  owner: string;
  send: (request: NewRequest) => Promise<Request>;
  sendFile: (request: string, sha256: string, file: Blob) => Promise<unknown>;
  /** Wall clock, ms. */
  now: () => number;
  /** False when what is under way must stop: another person signed in meanwhile. */
  mayGoOn?: () => Promise<boolean>;
  /** Called after each thing that moved. */
  onmoved?: () => void | Promise<void>;
}

/** The lock under which requests are sent, by a page or with none open. */
export const REQUESTS_LOCK = 'hadir-flush-requests';

/** After so many troubles in a row it is no longer the requests' own fault. */
const ALONE_AT_FAULT = 3;

/** The owner's requests in the order they are sent: newest first, those that made trouble last, refused ones never. */
export async function requestsToSend(db: Store, owner: string): Promise<RequestItem[]> {
  const items = await db.getAllFromIndex('requests', 'owner', owner);
  return items
    .filter(({ refused }) => refused === null)
    .sort((a, b) => Number(a.trouble !== null) - Number(b.trouble !== null) || b.addedAt - a.addedAt);
}

/** Sends what waits, the freshest first, then the files of what the server has. */
export async function flushRequests(db: Store, box: RequestFlush): Promise<FlushEnd> {
  const passed = new Set<string>();
  let atFault = 0;
  for (;;) {
    if (box.mayGoOn && !(await box.mayGoOn())) return { kind: 'stopped' };
    const item = (await requestsToSend(db, box.owner)).find(({ id }) => !passed.has(id));
    if (!item) break;
    passed.add(item.id);
    try {
      const answer = await box.send(item.request);
      // Something between here and the server answered in its place.
      if (answer?.id !== item.id) {
        await note(db, item.id, {
          trouble: { status: 200, code: 'unreadable_answer', detail: null, detailEn: null },
        });
        continue;
      }
      await taken(db, item, answer, box.now());
      atFault = 0;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 401) return { kind: 'signIn', problem };
      if (isRefusal(problem)) {
        await note(db, item.id, { refused: troubleOf(problem) });
        await box.onmoved?.();
        continue;
      }
      await note(db, item.id, { trouble: troubleOf(problem) });
      if (!mayBeItsFault(problem) || ++atFault >= ALONE_AT_FAULT) return { kind: 'later', problem };
      continue;
    }
    await box.onmoved?.();
  }
  const files = await flushFiles(db, box);
  if (files.kind !== 'done') return files;
  return (await requestsToSend(db, box.owner)).length === 0 ? files : { kind: 'later', problem: null };
}

async function flushFiles(db: Store, box: RequestFlush): Promise<FlushEnd> {
  const files = await db.getAllFromIndex('requestFiles', 'owner', box.owner);
  let left: Problem | null = null;
  for (const file of files.sort((a, b) => b.addedAt - a.addedAt)) {
    if (file.refused || (await db.getKey('requests', file.request))) continue;
    if (box.mayGoOn && !(await box.mayGoOn())) return { kind: 'stopped' };
    try {
      await box.sendFile(file.request, file.sha256, new Blob([file.bytes], { type: file.media }));
      await fileTaken(db, file, box.now());
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 401) return { kind: 'signIn', problem };
      const refused = isRefusal(problem) ? troubleOf(problem) : null;
      await noteFile(db, file.id, refused);
      if (!refused) left = problem;
      // No network: the next file would fare no better.
      if (!refused && !mayBeItsFault(problem)) return { kind: 'later', problem };
    }
    await box.onmoved?.();
  }
  return left ? { kind: 'later', problem: left } : { kind: 'done' };
}

/** A no in the server's own words. A page of a proxy or of a hotel's network has no code and is no answer. */
export function isRefusal({ status, code }: Problem): boolean {
  return code !== 'unknown' && [400, 403, 404, 409, 410, 413, 415, 422].includes(status);
}

/** The others may get through all the same. */
const mayBeItsFault = ({ status }: Problem) => status === 500 || (status >= 400 && status < 429);

/** What the server said, with what it said about single things in place of its general word. */
function troubleOf({ status, code, detail, detailEn, fields }: Problem): Trouble {
  const said = fields.map((field) => [field.detail, field.detail_en || field.detail]);
  const all = (i: 0 | 1) => (said.length > 0 ? said.map((one) => one[i]).join(' ') : null);
  return { status, code, detail: all(0) ?? detail, detailEn: all(1) ?? detailEn };
}

async function note(
  db: Store,
  id: string,
  said: Partial<Pick<RequestItem, 'trouble' | 'refused'>>,
): Promise<void> {
  const tx = db.transaction('requests', 'readwrite');
  const item = await tx.store.get(id);
  if (item) await tx.store.put({ ...item, ...said, tries: item.tries + 1 });
  await tx.done;
}

async function noteFile(db: Store, id: string, refused: RequestFileItem['refused']): Promise<void> {
  const tx = db.transaction('requestFiles', 'readwrite');
  const file = await tx.store.get(id);
  if (file) await tx.store.put({ ...file, refused, tries: file.tries + 1 });
  await tx.done;
}
