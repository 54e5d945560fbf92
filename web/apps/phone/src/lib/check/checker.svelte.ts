import { asProblem, type Problem } from '@hadir/api';
import { publicLog, sha256, toHex, type PublicLog } from '@hadir/api/ledger';
import { onCheckpoint, onMark, onProof, onReceipt } from './checks';
import { onExport } from './exports';
import { recognise, type Brought } from './recognise';
import type { Report } from './report';

const MOST_BYTES = 100_000_000;

/** No text that is checked is larger: a year of receipts with their proofs. */
const MOST_TEXT = 20_000_000;

/** Checks what somebody brings, and holds a chosen file to the document beside it. */
export class Checker {
  busy = $state(false);
  /** The text was none of ours. */
  nothing = $state(false);
  tooLarge = $state(false);
  problem = $state.raw<Problem | null>(null);
  report = $state.raw<Report | null>(null);
  /** A chosen file that is no text of ours: its name and hash. */
  file = $state.raw<{ name: string; sha256: string } | null>(null);

  readonly #log: PublicLog;
  readonly #now: () => number;

  constructor(log: PublicLog = publicLog, now: () => number = () => Date.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** Whether the chosen file is the document's; null when either is missing. */
  get sameFile(): boolean | null {
    const wanted = this.report?.sha256;
    return wanted === undefined || !this.file ? null : wanted === this.file.sha256;
  }

  async text(text: string): Promise<void> {
    const brought = recognise(text);
    this.nothing = brought === null;
    if (brought) await this.#check(brought);
  }

  async choose(file: File): Promise<void> {
    this.tooLarge = file.size > MOST_BYTES;
    if (this.tooLarge) return;
    this.busy = true;
    try {
      const bytes = await file.arrayBuffer();
      const brought = file.size > MOST_TEXT ? null : recognise(textIn(bytes));
      this.nothing = false;
      if (brought) return await this.#check(brought);
      this.file = { name: file.name, sha256: toHex(await sha256(bytes)) };
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }

  clear(): void {
    this.nothing = this.tooLarge = false;
    this.problem = this.report = this.file = null;
  }

  async #check(brought: Brought): Promise<void> {
    this.busy = true;
    this.problem = null;
    this.report = null;
    try {
      this.report = await this.#reportOn(brought);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }

  #reportOn(brought: Brought): Promise<Report> {
    switch (brought.kind) {
      case 'receipt':
        return onReceipt(brought.receipt, brought.proof, this.#log, this.#now());
      case 'mark':
        return onMark(brought.mark, this.#log, this.#now());
      case 'proof':
        return onProof(brought.proof, this.#log);
      case 'checkpoint':
        return onCheckpoint(brought.text, this.#log);
      case 'export':
        return onExport(brought.file, this.#log, this.#now());
    }
  }
}

/** The text of a file; empty when it is none. */
function textIn(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
}
