import { Problem } from '../problem';
import { fromB64u } from './bytes';
import fixture from './fixture.json';
import type { Consistency, LogKeys, PrintedDocument, PublicLog, SealProof } from './log';

/** The log of the fixture, which the Rust crate wrote: real trees, real signatures. */
export { default as fixture } from './fixture.json';

export type Size = 1 | 4 | 7 | 8 | 11 | 12;

export const CODE = 'kota-contoh';

const at = <T>(list: readonly T[], place: number): T => {
  const found = list[place];
  if (found === undefined) throw new Error(`nothing at ${place}`);
  return found;
};

export const commitmentAt = (place: number): string => at(fixture.commitments, place);
export const rootAt = (size: number) => fromB64u(at(fixture.roots, size));

export function keysOf(purposes: Partial<Record<'log' | 'time' | 'receipt', string>> = {}): LogKeys {
  const { log, time, receipt } = { ...fixture.keys, ...purposes };
  const key = (purpose: 'log' | 'time' | 'receipt', vkey: string) => ({
    purpose,
    vkey,
    epoch: 1,
    from: '2026-01-01T00:00:00Z',
    until: null,
  });
  return {
    origin: fixture.origin,
    epochs: [{ epoch: 1, origin: fixture.origin, from_position: 0, at: '2026-01-01T00:00:00Z' }],
    keys: [key('log', log), key('time', time), key('receipt', receipt)],
  };
}

/** What the server answers about the record at a place, against a checkpoint that has it. */
export function proofAt(index: number, size: Size): SealProof {
  const found = fixture.proofs.find((one) => one.index === index && one.size === size);
  if (!found) throw new Error('no such proof');
  return {
    commitment: commitmentAt(index),
    position: index,
    size,
    root: at(fixture.roots, size),
    path: found.path,
    checkpoint: fixture.checkpoints[size],
    proof: found.text,
    keys: [fixture.keys.log],
    waiting: false,
  };
}

export function grownFrom(from: number, to: number): Consistency {
  const found = fixture.consistency.find((one) => one.from === from && one.to === to);
  if (!found) throw new Problem(404, { code: 'unknown_checkpoint' });
  return { ...found, from_root: at(fixture.roots, from), to_root: at(fixture.roots, to), checkpoint: '' };
}

/** The document of the fixture as its server tells of it. */
export function documentOfFixture(): PrintedDocument {
  const { body, salt, position } = fixture.document;
  const { id, kind, format, office, period, issued_at, sha256 } = JSON.parse(body) as PrintedDocument;
  return {
    ...{ id, kind, format, office, period, issued_at, sha256, body, salt, position },
    valid: true,
    instansi: CODE,
    issued_on: '2026-01-19',
    newer_on: null,
    commitment: commitmentAt(position),
  };
}

/** An honest server over the fixture, at a size; what a test says otherwise takes its place. */
export function logOfFixture(size: Size, otherwise: Partial<PublicLog> = {}): PublicLog {
  const known = (id: string) => fixture.commitments.indexOf(id);
  return {
    keys: (code) =>
      code === CODE ? Promise.resolve(keysOf()) : Promise.reject(new Problem(404, { code: 'unknown_log' })),
    checkpoint: () => Promise.resolve(fixture.checkpoints[size]),
    proof: async (id) => {
      const place = known(id);
      if (place < 0) throw new Problem(404, { code: 'unknown_record' });
      if (place >= size)
        return { ...proofAt(place, 12), position: null, path: [], proof: null, waiting: true };
      return proofAt(place, size);
    },
    consistency: async (from, to) => grownFrom(from, to ?? size),
    document: async (id) => {
      const document = documentOfFixture();
      if (id !== document.id) throw new Problem(404, { code: 'unknown_document' });
      return document;
    },
    ...otherwise,
  };
}
