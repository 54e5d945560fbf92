import { bytesOf, equal, fromB64, joined, sha256, toHex, type Bytes } from './bytes';
import { verified } from './ed25519';

/** What a note may have at most. */
const MOST_BYTES = 1_000_000;
const MOST_LINES = 100;

/** One line under a note. */
export interface SignatureLine {
  name: string;
  /** The first four bytes: which key. */
  id: Bytes;
  signature: Bytes;
}

/** A text with the lines that sign for it (C2SP signed-note). */
export interface Note {
  /** What is signed; ends with a line end. */
  text: string;
  lines: SignatureLine[];
}

const isName = (name: string) => name !== '' && !/[\s+]/u.test(name);

/** Reads a note, checking no signature; null when it is none. */
export function parseNote(text: string): Note | null {
  if (text.length > MOST_BYTES || hasControls(text)) return null;
  const at = text.lastIndexOf('\n\n');
  if (at < 1 || !text.endsWith('\n')) return null;
  const lines = text.slice(at + 2, -1).split('\n');
  if (lines.length > MOST_LINES) return null;
  const read = lines.map(parseLine);
  return read.every((line) => line !== null) ? { text: text.slice(0, at + 1), lines: read } : null;
}

/** Control characters other than line ends, which could hide what is signed. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

function parseLine(line: string): SignatureLine | null {
  const [dash, name, signature, ...more] = line.split(' ');
  if (dash !== '\u2014' || name === undefined || signature === undefined || more.length > 0) return null;
  const bytes = fromB64(signature);
  if (!isName(name) || bytes === null || bytes.length < 5) return null;
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** The note as text again. */
export function noteText(note: Note): string {
  const line = ({ name, id, signature }: SignatureLine) =>
    `\u2014 ${name} ${btoa(String.fromCharCode(...joined([id, signature])))}\n`;
  return `${note.text}\n${note.lines.map(line).join('')}`;
}

/** What a key does when it signs: the text alone, or a time and the text. */
export type Algorithm = 'ed25519' | 'cosignature';

/** A key that checks signatures. */
export interface Verifier {
  name: string;
  algorithm: Algorithm;
  key: Bytes;
  id: Bytes;
}

const ALGORITHMS: Record<number, Algorithm> = { 1: 'ed25519', 4: 'cosignature' };

/** Reads `<name>+<hash>+<key>`; null when it is no key or its hash does not fit. */
export async function parseKey(vkey: string): Promise<Verifier | null> {
  const [name, hash, ...rest] = vkey.split('+');
  const bytes = fromB64(rest.join('+'));
  if (name === undefined || hash === undefined || !isName(name) || bytes?.length !== 33) return null;
  const algorithm = ALGORITHMS[bytes[0] ?? 0];
  if (!algorithm) return null;
  const id = (await sha256(joined([bytesOf(`${name}\n`), bytes]))).slice(0, 4);
  return toHex(id) === hash ? { name, algorithm, key: bytes.slice(1), id } : null;
}

/** Keys that can be read; what is none is left out. */
export async function parseKeys(vkeys: readonly string[]): Promise<Verifier[]> {
  return (await Promise.all(vkeys.map(parseKey))).filter((key) => key !== null);
}

/** What a key says of a note. `at` is the moment a cosignature states, in seconds since 1970. */
export type Said = { signed: true; at: number | null } | { signed: false; forged: boolean };

/** Whether a key signed a note. `forged`: there is a line under its name and id that does not fit the text. */
export async function checkNote(note: Note, { name, id, key, algorithm }: Verifier): Promise<Said> {
  const line = note.lines.find((one) => one.name === name && equal(one.id, id));
  if (!line) return { signed: false, forged: false };
  if (algorithm === 'ed25519') {
    const fits = await verified(key, line.signature, bytesOf(note.text));
    return fits ? { signed: true, at: null } : { signed: false, forged: true };
  }
  if (line.signature.length !== 72) return { signed: false, forged: true };
  const at = Number(new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0));
  const message = bytesOf(`cosignature/v1\ntime ${at}\n${note.text}`);
  const fits = await verified(key, line.signature.slice(8), message);
  return fits ? { signed: true, at } : { signed: false, forged: true };
}
