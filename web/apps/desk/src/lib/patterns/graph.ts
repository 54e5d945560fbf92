import type { PatternPhoneDetail } from '@hadir/api';

/** A person or a key of the drawing. */
export interface Node {
  id: string;
  text: string;
  y: number;
}

/** Somebody used a key. */
export interface Tie {
  person: string;
  key: string;
  from: number;
  to: number;
  /** Width of the line: the wider the more punches. */
  width: number;
  onRecord: boolean;
}

/** People at the left, keys at the right, with the height of the drawing. */
export interface Graph {
  people: Node[];
  keys: Node[];
  ties: Tie[];
  height: number;
}

const ROW = 44;

/** The beginning of a key, enough to tell it from others. */
export const short = (key: string) => key.slice(0, 8);

/** Lays a group out so that lines cross little: keys stand at the mean height of their people. */
export function layOut(detail: Pick<PatternPhoneDetail, 'people' | 'keys' | 'uses'>): Graph {
  const people = detail.people.map((person, i) => ({
    id: person.person,
    text: person.name,
    y: (i + 0.5) * ROW,
  }));
  const heightOf = new Map(people.map((node) => [node.id, node.y]));
  const mean = (key: string) => {
    const heights = detail.uses.filter((use) => use.key === key).map((use) => heightOf.get(use.person) ?? 0);
    return heights.reduce((sum, y) => sum + y, 0) / Math.max(heights.length, 1);
  };
  const sorted = [...detail.keys].sort((a, b) => mean(a) - mean(b) || a.localeCompare(b));
  const rows = Math.max(people.length, sorted.length, 1);
  const gap = (rows * ROW) / Math.max(sorted.length, 1);
  const keys = sorted.map((key, i) => ({ id: key, text: short(key), y: (i + 0.5) * gap }));
  const keyAt = new Map(keys.map((node) => [node.id, node.y]));
  const ties = detail.uses.map((use) => ({
    person: use.person,
    key: use.key,
    from: heightOf.get(use.person) ?? 0,
    to: keyAt.get(use.key) ?? 0,
    width: Math.min(2 + Math.log2(Math.max(use.punches, 1)), 8),
    onRecord: use.on_record,
  }));
  return { people, keys, ties, height: rows * ROW };
}
