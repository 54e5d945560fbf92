import type { NewWitness, WitnessHow } from '@hadir/api';
import { bytesOf, canonical, wellFormed } from '../canonical';
import type { DeviceKey } from '../device-key';

const PREFIX = 'hadir-witness-v1\n';

export interface Met {
  id: string;
  how: WitnessHow;
  /** When, in the zone of the person. */
  seenAt: string;
  /** Whom, for a statement without a code. */
  person: string | null;
  /** The code of the other, as it was scanned. */
  code: string | null;
  fix: NewWitness['fix'];
  note: string;
}

/** What this phone says of a meeting, signed by its key. */
export async function statementOf(key: DeviceKey, met: Met): Promise<NewWitness> {
  const unsigned = {
    id: met.id,
    how: met.how,
    seen_at: met.seenAt,
    person: met.person,
    code: met.code,
    punch_id: null,
    fix: met.fix,
    note: wellFormed(met.note.trim()).slice(0, 300),
    device_key: key.deviceKey,
  };
  const signature = await key.sign(bytesOf(PREFIX + canonical(unsigned)));
  return { ...unsigned, signature };
}
