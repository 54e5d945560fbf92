import type { Me } from '@hadir/api';
import { place, session } from '@hadir/ui';
import { store } from './store/db';
import { getFact, putFact, type Remembered } from './store/facts';

const ASK_EVERY_MS = 20_000;

/**
 * Whose app this is: the person signed in, or the last one who was and did not sign out.
 *
 * Without a network, and when a session has run out, that person can still tap; only sending waits for a session.
 */
class Mine {
  /** Kept on this phone from the last sign-in; null after signing out. */
  remembered = $state.raw<Remembered | null>(null);
  /** True once the phone's own memory was read, also when that failed. */
  recalled = $state(false);
  readonly #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('hadir-session') : null;

  constructor() {
    // Another tab signed in or out: the cookie is the same for all tabs, so this one asks anew.
    if (this.#channel) this.#channel.onmessage = () => void this.recall().then(() => session.load());
  }

  /** True with a session that the server knows. */
  get live(): boolean {
    return session.me !== null;
  }

  get person(): { id: string; name: string } | null {
    return session.me ? (session.me.person ?? null) : (this.remembered?.person ?? null);
  }

  get login(): string {
    return session.me?.account.login ?? this.remembered?.login ?? '';
  }

  get instansi(): Remembered['instansi'] | null {
    return session.me?.instansi ?? this.remembered?.instansi ?? null;
  }

  async recall(): Promise<void> {
    try {
      this.remembered = await getFact(await store(), 'who');
      if (this.remembered && !session.me) place.use(this.remembered.instansi.zone);
    } catch {
      // This browser keeps nothing: the app needs the network.
    }
    this.recalled = true;
  }

  /** After every answer that says who is signed in. */
  async remember({ person, account, instansi }: Me): Promise<void> {
    const who: Remembered = {
      person: person ? { id: person.id, name: person.name } : null,
      login: account.login,
      instansi: { code: instansi.code, name: instansi.name, zone: instansi.zone, demo: instansi.demo },
    };
    const other = this.remembered?.login !== who.login || this.remembered.person?.id !== who.person?.id;
    this.remembered = who;
    await this.#keep(who);
    if (other) this.#channel?.postMessage('changed');
  }

  /** After signing out. What waits to be sent stays and belongs to its owner. */
  async forget(): Promise<void> {
    const known = this.remembered !== null;
    this.remembered = null;
    await this.#keep(null);
    if (known) this.#channel?.postMessage('changed');
  }

  /**
   * Asks for the session again while the server cannot be reached: when a network comes, when the page is looked at,
   * and every while by itself.
   */
  keepAsking(): () => void {
    const ask = () => {
      if (document.visibilityState === 'visible' && session.problem && !session.me) void session.load();
    };
    const timer = setInterval(ask, ASK_EVERY_MS);
    window.addEventListener('online', ask);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', ask);
      document.removeEventListener('visibilitychange', ask);
    };
  }

  async #keep(who: Remembered | null): Promise<void> {
    try {
      await putFact(await store(), 'who', who);
    } catch {
      // As above.
    }
  }
}

export const mine = new Mine();
