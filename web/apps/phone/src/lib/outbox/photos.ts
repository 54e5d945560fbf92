import { asProblem } from '@hadir/api';
import type { Store } from '../store/db';
import type { KeptItem, KeptPhoto } from './types';

export type SendPhoto = (punchId: string, photo: Blob) => Promise<unknown>;

/**
 * Sends the photos of punches the server has. One that does not get through stays for the next time; one the server
 * refuses for good is let go, and the punch says so.
 */
export async function sendPhotos(db: Store, owner: string, send: SendPhoto): Promise<{ left: boolean }> {
  let left = false;
  for (const id of await db.getAllKeys('photos')) {
    const photo = await db.get('photos', id);
    const punch = await db.get('kept', id);
    if (!photo || photo.owner !== owner || !punch) continue;
    try {
      await send(id, new Blob([photo.bytes], { type: photo.type }));
      await finish(db, photo, 'sent');
    } catch (thrown) {
      const { status } = asProblem(thrown);
      if (status === 409 || status === 413 || status === 415 || status === 422) {
        await finish(db, photo, 'refused');
        continue;
      }
      left = true;
      await db.put('photos', { ...photo, tries: photo.tries + 1 });
      // No network or no session: the next photo would fare no better.
      if (status !== 404) break;
    }
  }
  return { left };
}

async function finish(db: Store, { id }: KeptPhoto, state: KeptItem['photo']): Promise<void> {
  const tx = db.transaction(['photos', 'kept'], 'readwrite');
  const item = await tx.objectStore('kept').get(id);
  if (item) await tx.objectStore('kept').put({ ...item, photo: state });
  await tx.objectStore('photos').delete(id);
  await tx.done;
}
