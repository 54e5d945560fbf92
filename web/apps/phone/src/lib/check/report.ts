import type { Word } from './words';

/** One thing that was looked at. */
export interface Line {
  kind: 'good' | 'bad' | 'warn' | 'info';
  say: Word;
  with?: Record<string, string | number>;
}

export interface Fact {
  term: Word;
  value: string;
  mono?: boolean;
}

/** What came out: all holds, something does not, or not everything could be told. */
export type Verdict = 'good' | 'bad' | 'unsure';

export interface Report {
  about: 'receipt' | 'document' | 'proof' | 'export' | 'checkpoint';
  lines: Line[];
  facts: Fact[];
  /** SHA-256 of the file a document was issued as, hex; what a chosen file is held to. */
  sha256?: string;
}

export function verdictOf({ lines }: Report): Verdict {
  if (lines.some((line) => line.kind === 'bad')) return 'bad';
  return lines.some((line) => line.kind === 'warn') || !lines.some((line) => line.kind === 'good')
    ? 'unsure'
    : 'good';
}
