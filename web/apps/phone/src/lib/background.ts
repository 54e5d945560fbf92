import { api, Problem } from '@hadir/api';
import { flush, fullPace } from './outbox/flush';
import { ifFree } from './outbox/locks';
import { flushRequests, REQUESTS_LOCK } from './requests/queue/flush';
import { openStore, type Store } from './store/db';
import { getFact } from './store/facts';

/**
 * Sends what waits while no page is open, for the person who last signed in and did not sign out. The same rules and
 * the same lock as in the page; what does not get through is left to the browser to try again.
 */
export async function flushInBackground(): Promise<void> {
  const db = await openStore();
  try {
    const who = await getFact(db, 'who');
    if (!who?.person || (who.instansi.demo && (await getFact(db, 'demoPlace')) === 'tanpaSinyal')) return;
    const owner = who.person.id;
    const end = await ifFree('hadir-flush-phone', () =>
      flush(
        db,
        {
          name: 'phone',
          owner,
          send: (punches) => api.sendPunches(punches, owner),
          now: () => Date.now(),
          mayGoOn: async () => (await getFact(db, 'who'))?.person?.id === owner,
          onmoved: () => tellPages('phone'),
        },
        fullPace(),
      ),
    );
    const asked = await requestsInBackground(db, owner);
    for (const one of [end, asked]) if (one?.kind === 'later') throw one.problem ?? new Problem(0, {});
  } finally {
    db.close();
  }
}

function requestsInBackground(db: Store, owner: string) {
  return ifFree(REQUESTS_LOCK, () =>
    flushRequests(db, {
      owner,
      send: (request) => api.sendRequest(request, owner),
      sendFile: (request, sha256, file) => api.sendRequestFile(request, sha256, file),
      now: () => Date.now(),
      mayGoOn: async () => (await getFact(db, 'who'))?.person?.id === owner,
      onmoved: () => tellPages('requests'),
    }),
  );
}

function tellPages(of: 'phone' | 'requests'): void {
  const channel = new BroadcastChannel(`hadir-outbox-${of}`);
  channel.postMessage('moved');
  channel.close();
}
