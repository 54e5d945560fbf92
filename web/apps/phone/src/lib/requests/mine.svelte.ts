import { api, type Problem } from '@hadir/api';
import { session } from '@hadir/ui';
import { demo } from '../demo.svelte';
import { wakeLater } from '../outbox.svelte';
import { store } from '../store/db';
import { getFact } from '../store/facts';
import { RequestBox } from './box.svelte';

/** The requests of the person whose app this is. */
class MyRequests {
  box = $state.raw<RequestBox | null>(null);
  /** This browser keeps nothing, so nothing could be promised. */
  noStore = $state(false);
  /** How many requests of others wait for my decision; null until the server said. */
  toDecide = $state<number | null>(null);

  #person: string | null = null;
  #stop: (() => void) | null = null;

  /** Begins for a person; for the same one again it changes nothing. */
  async open(person: string): Promise<void> {
    if (this.#person === person) return;
    this.close();
    this.#person = person;
    try {
      const db = await store();
      if (this.#person !== person) return;
      const box = new RequestBox({
        db,
        owner: person,
        send: (request) => api.sendRequest(request, person),
        sendFile: (request, sha256, file) => api.sendRequestFile(request, sha256, file),
        ask: async () => (await api.myRequests()).items,
        askLeave: () => api.myLeave(),
        maySend: () => session.me?.person?.id === person && !demo.offline,
        stillOwner: async () => (await getFact(db, 'who'))?.person?.id === person,
        onadded: () => void wakeLater(),
      });
      this.#stop = box.start();
      this.box = box;
    } catch {
      this.noStore = true;
    }
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#person = null;
    this.box = null;
    this.toDecide = null;
  }

  /** Asks how much waits for me. Silent: the inbox itself says why it cannot be read. */
  async countToDecide(): Promise<void> {
    if (!session.me || demo.offline) return;
    try {
      this.toDecide = (await api.inbox({ state: 'waiting' })).counts.waiting;
    } catch (thrown) {
      if ((thrown as Problem).status === 403) this.toDecide = 0;
    }
  }
}

export const myRequests = new MyRequests();
