import { api, type Me, type Problem, whenSignedOut } from '@hadir/api';
import { place } from './format/format.svelte';
import { language } from './i18n/language.svelte';

/** Who is signed in. The cookie is the server's affair; this only knows what the server said about it. */
export class Session {
  me = $state.raw<Me | null>(null);
  /** True once the server has been asked. */
  asked = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** True when a session that was there has run out; the login page says so. */
  ended = $state(false);

  /** Asks the server who this is. "Nobody" (401) is an answer, not a problem. */
  async load(): Promise<Me | null> {
    try {
      this.use(await api.me());
    } catch (thrown) {
      const problem = thrown as Problem;
      this.me = null;
      this.problem = problem.status === 401 ? null : problem;
    }
    this.asked = true;
    return this.me;
  }

  /** Takes what a login answered. */
  use(me: Me): void {
    this.me = me;
    this.asked = true;
    this.ended = false;
    this.problem = null;
    place.use(me.instansi.zone);
    language.suggest(me.account.lang);
  }

  /** The server no longer knows this session. */
  end(): void {
    if (this.me) this.ended = true;
    this.me = null;
  }

  may(right: string): boolean {
    return this.me?.can.includes(right) ?? false;
  }

  /** Signs out. Also when the server cannot be told the page forgets; the problem is given back to be shown. */
  async signOut(): Promise<Problem | null> {
    try {
      await api.logout();
    } catch (thrown) {
      const problem = thrown as Problem;
      if (problem.status !== 401) return problem;
    }
    this.me = null;
    return null;
  }
}

export const session = new Session();

whenSignedOut(() => session.end());
