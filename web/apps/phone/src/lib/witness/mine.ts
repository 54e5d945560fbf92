import { spotApi } from '@hadir/api';
import { demo } from '../demo.svelte';
import { mine } from '../me.svelte';
import { store } from '../store/db';
import { WitnessBox } from './box.svelte';

/** The statements of the person whose app this is. */
export const witnessBox = new WitnessBox({
  db: store,
  send: (statements) => spotApi.sendWitnesses(statements),
  maySend: () => mine.live && !demo.offline && navigator.onLine,
});
