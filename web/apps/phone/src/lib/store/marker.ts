/**
 * A note outside the database that says what was in it: browsers clear their stores one by one, and who looks at an
 * empty one cannot tell whether it ever held anything. It stands in localStorage and in a cookie.
 */
export interface Marker {
  /** The phone's key; its first letters are enough to tell it from another. */
  key: string;
  seq: number;
  /** How many punches waited to be sent. */
  waiting: number;
}

const NAME = 'hadir_hp';
const YEAR_S = 365 * 24 * 3600;

function written({ key, seq, waiting }: Marker): string {
  return [key.slice(0, 12), seq, waiting].join('.');
}

/** Null for what is no marker. */
export function markerIn(text: string | null | undefined): Marker | null {
  const match = /^([\w-]*)\.(\d+)\.(\d+)$/.exec(text ?? '');
  return match ? { key: match[1] ?? '', seq: Number(match[2]), waiting: Number(match[3]) } : null;
}

/** The marker as each place holds it. */
export function readMarkers(): { local: Marker | null; cookie: Marker | null } {
  let local: Marker | null = null;
  try {
    local = markerIn(localStorage.getItem(NAME));
  } catch {
    // Closed storage holds nothing.
  }
  const cookie = new RegExp(`(?:^|; )${NAME}=([^;]*)`).exec(document.cookie)?.[1];
  return { local, cookie: markerIn(cookie) };
}

export function writeMarker(marker: Marker): void {
  const text = written(marker);
  try {
    localStorage.setItem(NAME, text);
  } catch {
    // The cookie has to do.
  }
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${NAME}=${text}; Max-Age=${YEAR_S}; Path=/; SameSite=Strict${secure}`;
}

/** What seems to have happened to this phone's storage. */
export type Cleared =
  /** The queue is gone; so many punches waited then. */
  | { kind: 'queue'; waiting: number }
  /** Only the notes are gone; the queue is whole. */
  | { kind: 'notes' };

/**
 * Compares the notes with what the database holds.
 *
 * @param seq the newest seq of the chain in the database, 0 when there is none
 */
export function whatWasCleared(
  markers: ReturnType<typeof readMarkers>,
  held: { key: string | null; seq: number },
): Cleared | null {
  const noted = [markers.local, markers.cookie].filter((one) => one !== null);
  const newest = noted.sort((a, b) => b.seq - a.seq)[0];
  if (!newest) return held.seq > 0 ? { kind: 'notes' } : null;
  const sameKey = newest.key === (held.key ?? '').slice(0, 12);
  if (newest.seq > 0 && (held.seq === 0 || (!sameKey && held.seq < newest.seq)))
    return { kind: 'queue', waiting: newest.waiting };
  return null;
}
