import type { NewRequest, Request } from '@hadir/api';
import type { Store } from '../../store/db';
import { factKey, getFact, type KeptList } from '../../store/facts';
import type { ChosenFile, RequestFileItem, RequestItem } from './types';

/** So many of the server's requests are kept to be read without a network. */
const KEPT = 60;

export const fileId = (request: string, sha256: string) => `${request}:${sha256}`;

function fileItems(request: string, owner: string, files: readonly ChosenFile[], now: number) {
  return files.flatMap(({ sha256, name, media, bytes }): RequestFileItem[] =>
    bytes
      ? [
          {
            id: fileId(request, sha256),
            request,
            owner,
            sha256,
            name,
            media,
            bytes,
            addedAt: now,
            tries: 0,
            refused: null,
          },
        ]
      : [],
  );
}

/**
 * Writes a request and its files down; when this answers, they are on the disk.
 *
 * @param replaces a refused one this was made from: it goes in the same transaction
 */
export async function put(
  db: Store,
  owner: string,
  request: NewRequest,
  files: readonly ChosenFile[],
  now: number,
  replaces: string | null = null,
): Promise<RequestItem> {
  const item: RequestItem = {
    id: request.id,
    owner,
    request,
    addedAt: now,
    tries: 0,
    trouble: null,
    refused: null,
  };
  const tx = db.transaction(['requests', 'requestFiles'], 'readwrite', { durability: 'strict' });
  if (replaces !== null) {
    await tx.objectStore('requests').delete(replaces);
    for (const key of await tx.objectStore('requestFiles').index('request').getAllKeys(replaces))
      await tx.objectStore('requestFiles').delete(key);
  }
  await tx.objectStore('requests').put(item);
  for (const file of fileItems(request.id, owner, files, now)) await tx.objectStore('requestFiles').put(file);
  await tx.done;
  return item;
}

/** Files for a request the server has already. */
export async function putFiles(
  db: Store,
  owner: string,
  request: string,
  files: readonly ChosenFile[],
  now: number,
): Promise<void> {
  const tx = db.transaction('requestFiles', 'readwrite', { durability: 'strict' });
  for (const file of fileItems(request, owner, files, now)) await tx.store.put(file);
  await tx.done;
}

/** Lets a request and its files go; the person asked for it. */
export async function drop(db: Store, id: string): Promise<void> {
  const tx = db.transaction(['requests', 'requestFiles'], 'readwrite');
  await tx.objectStore('requests').delete(id);
  for (const key of await tx.objectStore('requestFiles').index('request').getAllKeys(id))
    await tx.objectStore('requestFiles').delete(key);
  await tx.done;
}

/**
 * The server has taken a request.
 *
 * **Invariant:** it leaves the queue only in the transaction that keeps the server's word about it. Its files stay
 * until they are sent themselves.
 */
export async function taken(db: Store, item: RequestItem, answer: Request, now: number): Promise<void> {
  const tx = db.transaction(['requests', 'facts'], 'readwrite', { durability: 'strict' });
  const name = factKey('requestList', item.owner);
  const kept = (await tx.objectStore('facts').get(name)) as KeptList | undefined;
  const others = (kept?.items ?? []).filter(({ id }) => id !== answer.id);
  const items = [answer, ...others].slice(0, KEPT);
  await tx.objectStore('facts').put({ at: kept?.at ?? now, items, taken: (kept?.taken ?? 0) + 1 }, name);
  await tx.objectStore('requests').delete(item.id);
  await tx.done;
}

/** How many things were put into the kept list by the phone itself, in whatever tab. */
export async function takenSoFar(db: Store, owner: string): Promise<number> {
  return (await getFact(db, 'requestList', owner))?.taken ?? 0;
}

/**
 * Keeps the list the server told, unless something was taken since it was asked for, which it may not know yet.
 * Answers whether it was kept.
 */
export async function keepList(
  db: Store,
  owner: string,
  list: { at: number; items: Request[] },
  takenBefore: number,
): Promise<boolean> {
  const tx = db.transaction('facts', 'readwrite');
  const name = factKey('requestList', owner);
  const taken = ((await tx.store.get(name)) as KeptList | undefined)?.taken ?? 0;
  const same = taken === takenBefore;
  if (same) await tx.store.put({ ...list, taken }, name);
  await tx.done;
  return same;
}

/** Writes into the kept list that a file has arrived. */
export async function fileTaken(db: Store, file: RequestFileItem, now: number): Promise<void> {
  const tx = db.transaction(['requestFiles', 'facts'], 'readwrite');
  const name = factKey('requestList', file.owner);
  const kept = (await tx.objectStore('facts').get(name)) as KeptList | undefined;
  if (kept) {
    const items = kept.items.map((request) =>
      request.id !== file.request
        ? request
        : {
            ...request,
            files: request.files.map((one) =>
              one.sha256 === file.sha256 ? { ...one, received_at: new Date(now).toISOString() } : one,
            ),
          },
    );
    await tx.objectStore('facts').put({ ...kept, items, taken: (kept.taken ?? 0) + 1 }, name);
  }
  await tx.objectStore('requestFiles').delete(file.id);
  await tx.done;
}
