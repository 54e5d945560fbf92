import type { MySidakCall, SidakState } from '@hadir/api';

/** A tap as the outbox keeps it, as far as a call needs it. */
interface Tapped {
  punch: { kind: string; claimed_at: string };
}

/** Words that an answer can still change. */
const ANSWERABLE: readonly SidakState[] = [
  'belum_terdengar',
  'tidak_terjangkau',
  'tidak_menjawab',
  'tanpa_keterangan_sementara',
  'di_luar_tempat',
];

/** Whether a call still waits for the person at a moment, ms. */
export const isWaiting = ({ answered_at, ends_at, state }: MySidakCall, now: number) =>
  answered_at === null && ANSWERABLE.includes(state) && now < Date.parse(ends_at);

/** The time of the first spot tap within a call, or nothing. */
export function answerAmong(
  taps: readonly Tapped[],
  { started_at, ends_at }: Pick<MySidakCall, 'started_at' | 'ends_at'>,
): string | null {
  const [from, until] = [Date.parse(started_at), Date.parse(ends_at)];
  const within = taps
    .filter(({ punch }) => punch.kind === 'spot')
    .map(({ punch }) => punch.claimed_at)
    .filter((at) => Date.parse(at) >= from && Date.parse(at) <= until)
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  return within[0] ?? null;
}
