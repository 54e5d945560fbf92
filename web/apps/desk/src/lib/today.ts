import { serverClock } from '@hadir/api';
import { dateIn, place } from '@hadir/ui';

/** Today's date where the instansi is, by the server's clock where it was heard. */
export const todayHere = (): string => dateIn(place.zone, serverClock.now() ?? Date.now());
