import { fromB64u, type Bytes } from './bytes';
import type { TreeState } from './tree';

/** What is printed on a document: which one, and what the log was when it was issued. */
export interface Mark extends TreeState {
  text: string;
  id: string;
  /** Name of the log; empty when there was none yet. */
  log: string;
}

const SHAPE = /HD1\.[A-Za-z0-9_-]{75,400}/;

/** Finds the mark of a document in a text: alone, or behind the address of a page. */
export function parseMark(text: string): Mark | null {
  const found = SHAPE.exec(text)?.[0];
  if (found === undefined) return null;
  try {
    const bytes = fromB64u(found.slice(4));
    if (bytes.length < 56) return null;
    const size = new DataView(bytes.buffer).getBigUint64(16);
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) return null;
    const log = new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(56));
    return {
      text: found,
      id: uuidOf(bytes.slice(0, 16)),
      size: Number(size),
      root: bytes.slice(24, 56),
      log,
    };
  } catch {
    return null;
  }
}

function uuidOf(bytes: Bytes): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The host and the government body a log's name speaks of: `<host>/log/<code>`, with `/<n>` after a restore. */
export function logName(log: string): { host: string; code: string } | null {
  const found = /^([^/\s]+)\/log\/([^/\s]+)(?:\/\d+)?$/.exec(log);
  return found?.[1] && found[2] ? { host: found[1], code: found[2] } : null;
}
