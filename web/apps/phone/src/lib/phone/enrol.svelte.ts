import { api, asProblem, type EnrolledPhone, type NewPhone, type Problem } from '@hadir/api';
import { bytesOf } from '../canonical';
import type { DeviceKey } from '../device-key';
import { isStandalone, phoneName, platform } from '../platform';
import { askPasskey } from './webauthn';

const PREFIX = 'hadir-enrol-v1\n';

/** Ties the key of a phone to its person, with a passkey or without. */
export class Enrolment {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The passkey was not used: cancelled, or none here. */
  cancelled = $state(false);
  /** The server asked for a passkey that is there already; it may be on another phone. */
  askedForOld = $state(false);
  done = $state.raw<EnrolledPhone | null>(null);

  /** `fresh` makes a new passkey although there is one. */
  async withPasskey(key: DeviceKey, fresh = false): Promise<void> {
    await this.#run(async () => {
      const challenge = await api.phoneChallenge(key.publicKey, fresh);
      this.askedForOld = challenge.kind === 'get';
      const credential = await askPasskey(challenge);
      if (!credential) {
        this.cancelled = true;
        return null;
      }
      const passkey = { challenge_id: challenge.challenge_id, credential };
      return api.enrolPhone({ ...(await phoneOf(key, challenge.challenge_id)), passkey });
    });
  }

  async withoutPasskey(key: DeviceKey): Promise<void> {
    await this.#run(async () => api.enrolPhone(await phoneOf(key, '')));
  }

  async #run(work: () => Promise<EnrolledPhone | null>): Promise<void> {
    if (this.busy) return;
    [this.busy, this.problem, this.cancelled] = [true, null, false];
    try {
      this.done = await work();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.busy = false;
  }
}

/** What this phone says of itself, with the proof that it holds the key. */
async function phoneOf(key: DeviceKey, challengeId: string): Promise<NewPhone> {
  const kind = platform();
  return {
    public_key: key.publicKey,
    platform: kind,
    name: phoneName(navigator.userAgent, kind),
    standalone: isStandalone(),
    proof: await key.sign(bytesOf(`${PREFIX}${key.deviceKey}\n${challengeId}`)),
  };
}
