import { describe, expect, it } from 'vitest';
import { Problem } from '../problem';
import { bytesOf, equal, fromB64, fromB64u, hashOf, toB64u } from './bytes';
import { openCheckpoint, parseCheckpoint } from './checkpoint';
import { verified, verifiedInScript } from './ed25519';
import fixture from './fixture.json';
import type { Consistency, SealProof } from './log';
import { logName, parseMark } from './mark';
import { checkNote, noteText, parseKey, parseKeys, parseNote, type Verifier } from './note';
import { checkProof, parseProof } from './proof';
import { checkReceipt, commitmentOf, parseReceipt, receiptText, type OneReceipt } from './receipt';
import { isConsistent, leafHash, pathOf, rootFrom, rootOf } from './tree';
import { checkSealProof, follows, type AskConsistency } from './trust';

// Written by the Rust crate that keeps the log: `crates/ledger/tests/web_fixture.rs`.
const { keys, origin } = fixture;
const entries = fixture.commitments.map(fromB64u);
const roots = fixture.roots.map(fromB64u);
const at = <T>(list: readonly T[], place: number): T => {
  const found = list[place];
  if (found === undefined) throw new Error(`nothing at ${place}`);
  return found;
};
const state = (size: number) => ({ size, root: at(roots, size), origin });
const logKeys = () => parseKeys([keys.log, keys.time]);
const checkpointOf = (size: 1 | 4 | 7 | 8 | 11 | 12) => fixture.checkpoints[`${size}`];
const proofOf = (index: number, size: number) => {
  const found = fixture.proofs.find((one) => one.index === index && one.size === size);
  if (!found) throw new Error('no such proof');
  return found;
};

describe('keys and notes', () => {
  it('reads the key of the reference implementation and the note it signed', async () => {
    const key = await parseKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const note = parseNote(
      'If you think cryptography is the answer to your problem,\n' +
        "then you don't know what your problem is.\n\n" +
        '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );

    expect(key && note && (await checkNote(note, key))).toEqual({ signed: true, at: null });
  });

  it('refuses keys whose hash does not fit, and other algorithms', async () => {
    expect(await parseKey(keys.log)).toMatchObject({ name: origin, algorithm: 'ed25519' });
    expect(await parseKey(keys.time)).toMatchObject({ algorithm: 'cosignature' });
    for (const bad of [
      keys.log.replace('contoh', 'conto'),
      keys.log.replace('+', ' '),
      'a+00000000+AAAA',
      '',
      'a',
    ])
      expect(await parseKey(bad), bad).toBeNull();
  });

  it('refuses what is no note', () => {
    for (const text of [
      '',
      'a\n',
      'a\n\n',
      'a\n\n- b c\n',
      'a\n\n\u2014 b AAAA\n',
      'a\n\n\u2014 b AAAAAAAA',
      'a\r\n\n\u2014 b AAAAAAAA\n',
      `a\n\n${'\u2014 b AAAAAAAA\n'.repeat(101)}`,
    ])
      expect(parseNote(text), JSON.stringify(text.slice(0, 30))).toBeNull();
    const note = parseNote(checkpointOf(12));
    expect(note && noteText(note)).toBe(checkpointOf(12));
  });

  it('reads base64 in one way only', () => {
    expect(fromB64('AAAA')).toHaveLength(3);
    for (const bad of ['AAA', 'AAB=', 'A===', 'A-__', ' AAAA', 'AAAA\n'])
      expect(fromB64(bad), bad).toBeNull();
    expect(hashOf(at(fixture.roots, 3))).toHaveLength(32);
    expect(hashOf(`${at(fixture.roots, 3)}A`)).toBeNull();
  });
});

describe('Ed25519', () => {
  it('says the same by the browser and by script', async () => {
    const [key] = await parseKeys([keys.log]);
    const note = parseNote(checkpointOf(7));
    const line = note?.lines[0];
    if (!key || !note || !line) throw new Error('no fixture');
    const text = bytesOf(note.text);
    const changed = bytesOf(note.text.replace('\n7\n', '\n8\n'));
    for (const verify of [verified, verifiedInScript]) {
      expect(await verify(key.key, line.signature, text)).toBe(true);
      expect(await verify(key.key, line.signature, changed)).toBe(false);
      expect(await verify(key.key, line.signature.slice(1), text)).toBe(false);
      expect(await verify(new Uint8Array(32).fill(255), line.signature, text)).toBe(false);
    }
  });
});

describe('a checkpoint', () => {
  it('opens with the keys of its log, and says when it was dated', async () => {
    const opened = await openCheckpoint(checkpointOf(11), await logKeys());

    expect(opened).toMatchObject({ origin, size: 11, cosigned: [{ name: `${origin}/time` }] });
    expect(typeof opened === 'object' && equal(opened.root, at(roots, 11))).toBe(true);
    const rotating = await openCheckpoint(
      fixture.rotating,
      await parseKeys([keys.next, keys.witness, keys.time]),
    );
    expect(typeof rotating === 'object' && rotating.cosigned.map((one) => one.name)).toEqual([
      'saksi.example',
      `${origin}/time`,
    ]);
  });

  it('does not open for a stranger, nor changed, nor with its clock alone', async () => {
    const open = async (text: string, vkeys = [keys.log, keys.time]) =>
      openCheckpoint(text, await parseKeys(vkeys));

    expect(await open(fixture.by_stranger)).toBe('unsigned');
    expect(await open(checkpointOf(11), [keys.time])).toBe('unsigned');
    expect(await open(checkpointOf(11), [keys.stranger])).toBe('unsigned');
    expect(await open(checkpointOf(11).replace('\n11\n', '\n12\n'))).toBe('forged');
    expect(await open('')).toBe('unreadable');
    // The log's own line holds, the date was changed.
    const note = parseNote(checkpointOf(11));
    if (!note) throw new Error('no note');
    const [own, clock] = [at(note.lines, 0), at(note.lines, 1)];
    const later = { ...clock, signature: Uint8Array.from(clock.signature, (b, i) => (i === 7 ? b ^ 1 : b)) };
    expect(await open(noteText({ ...note, lines: [own, later] }))).toBe('forged');
  });

  it('is read strictly', () => {
    const text = parseNote(checkpointOf(4))?.text ?? '';
    expect(parseCheckpoint(text)).toMatchObject({ size: 4 });
    for (const bad of [
      text.replace('\n4\n', '\n04\n'),
      text.replace('\n4\n', '\n-4\n'),
      text.replace('\n4\n', '\n4e1\n'),
      text.replace('\n4\n', '\n99999999999999999999\n'),
      `${text}\n`,
      text.slice(0, -1),
      text.replace(/\n[^\n]+=\n/, '\nAAAA\n'),
    ])
      expect(parseCheckpoint(bad), JSON.stringify(bad)).toBeNull();
  });
});

describe('the tree', () => {
  it('leads from every entry of every size to its root, and nothing else does', async () => {
    for (const { index, size, path } of fixture.proofs) {
      const hashes = path.map(fromB64u);
      const root = await rootFrom(at(entries, index), index, size, hashes);
      expect(root, `${index} of ${size}`).toEqual(at(roots, size));
      expect(await rootFrom(at(entries, (index + 1) % 12), index, size, hashes)).not.toEqual(at(roots, size));
      expect(await rootFrom(at(entries, index), index, size, [...hashes, at(roots, 0)])).toBeNull();
      if (size > 1) expect(await rootFrom(at(entries, index), index, size, hashes.slice(1))).toBeNull();
    }
    expect(await rootFrom(at(entries, 0), 12, 12, [])).toBeNull();
    expect(await rootFrom(at(entries, 0), -1, 12, [])).toBeNull();
    expect(await rootFrom(at(entries, 0), 0.5, 12, [])).toBeNull();
  });

  it('computes roots and paths as the log does', async () => {
    for (let size = 0; size <= 12; size++) {
      const leaves = await Promise.all(entries.slice(0, size).map(leafHash));
      expect(await rootOf(leaves)).toEqual(at(roots, size));
    }
    const leaves = await Promise.all(entries.map(leafHash));
    expect((await pathOf(leaves, 9)).map(toB64u)).toEqual(proofOf(9, 12).path);
  });

  it('proves every size to be the beginning of every later one, and a changed one not', async () => {
    for (const { from, to, proof } of fixture.consistency) {
      const hashes = proof.map(fromB64u);
      const name = `${from} to ${to}`;
      expect(await isConsistent(state(from), state(to), hashes), name).toBe(true);
      expect(await isConsistent({ ...state(from), root: at(roots, 0) }, state(to), hashes), name).toBe(false);
      expect(await isConsistent(state(from), { ...state(to), root: at(roots, 0) }, hashes), name).toBe(false);
      expect(await isConsistent(state(from), state(to), [...hashes, at(roots, 1)]), name).toBe(false);
      if (hashes.length > 0)
        expect(await isConsistent(state(from), state(to), hashes.slice(1)), name).toBe(false);
      if (from < to) expect(await isConsistent(state(to), state(from), hashes), name).toBe(false);
    }
  });

  it('counts beyond 32 bits', async () => {
    const path = Array.from({ length: 40 }, () => at(roots, 1));
    expect(await rootFrom(at(entries, 0), 2 ** 39 + 1, 2 ** 40, path)).toHaveLength(32);
    expect(await rootFrom(at(entries, 0), 2 ** 39 + 1, 2 ** 40, path.slice(1))).toBeNull();
  });
});

describe('a proof', () => {
  it('holds for its entry, its place and its log only', async () => {
    const trusted = await logKeys();
    for (const { index, size, text } of fixture.proofs) {
      const proof = parseProof(text);
      if (!proof) throw new Error('unreadable');
      expect(await checkProof(at(entries, index), proof, trusted)).toMatchObject({ origin, size });
      expect(await checkProof(at(entries, (index + 1) % 12), proof, trusted)).toBe('wrong_path');
    }
    const proof = parseProof(proofOf(3, 12).text);
    if (!proof) throw new Error('unreadable');
    expect(await checkProof(at(entries, 3), { ...proof, index: 4 }, trusted)).toBe('wrong_path');
    expect(await checkProof(at(entries, 3), proof, await parseKeys([keys.stranger]))).toBe('unsigned');
    const other = { ...proof, checkpoint: fixture.forked };
    expect(await checkProof(at(entries, 3), other, trusted)).toBe('wrong_path');
  });

  it('is read strictly, with or without an extra line', () => {
    const { text } = proofOf(3, 12);
    expect(parseProof(text.replace('@v1\n', '@v1\nextra AAAA\n'))).toEqual(parseProof(text));
    for (const bad of [
      text.replace('@v1', '@v2'),
      text.replace('index 3', 'index 03'),
      text.replace('index 3', 'index -1'),
      text.replace('\n\n', '\n'),
      text.replace(/index 3\n./, 'index 3\n*'),
      '',
    ])
      expect(parseProof(bad), bad.slice(0, 40)).toBeNull();
  });
});

const said = (index: number, size: 12 | 11): SealProof => ({
  commitment: at(fixture.commitments, index),
  position: index,
  size,
  root: at(fixture.roots, size),
  path: proofOf(index, size).path,
  checkpoint: checkpointOf(size),
  proof: proofOf(index, size).text,
  keys: [keys.log],
  waiting: false,
});

describe("the server's answer about a record", () => {
  it('holds only as a whole', async () => {
    const trusted = await logKeys();
    const check = (answer: SealProof, commitment = at(fixture.commitments, 3)) =>
      checkSealProof(commitment, answer, trusted);

    expect(await check(said(3, 12))).toMatchObject({ size: 12, index: 3 });
    expect(await check(said(4, 12))).toBe('other_commitment');
    expect(await check({ ...said(4, 12), commitment: at(fixture.commitments, 3) })).toBe('wrong_path');
    expect(await check({ ...said(3, 12), position: 4 })).toBe('other_place');
    const [first, ...rest] = said(3, 12).path;
    expect(await check({ ...said(3, 12), path: [...rest, first ?? ''] })).toBe('other_place');
    expect(await check({ ...said(3, 12), proof: null })).toBe('unreadable_proof');
    const forked = proofOf(3, 12).text.replace(checkpointOf(12), fixture.forked);
    expect(await check({ ...said(3, 12), proof: forked })).toBe('wrong_path');
  });
});

describe('a log that was seen before', () => {
  const epochs = [{ epoch: 1, origin, from_position: 0, at: '' }];
  const log = { code: 'kota-contoh', epochs };
  const answer = (from: number, to: number): Consistency => {
    const found = fixture.consistency.find((one) => one.from === from && one.to === to);
    if (!found) throw new Problem(404, { code: 'unknown_checkpoint' });
    return {
      ...found,
      from_root: at(fixture.roots, from),
      to_root: at(fixture.roots, to),
      checkpoint: '',
    };
  };
  const honest: AskConsistency = (from, to) => Promise.resolve().then(() => answer(from, to ?? 12));
  const refuses =
    (status: number, code: string): AskConsistency =>
    () =>
      Promise.reject(new Problem(status, { code }));

  it('has grown, is the same, or is an older answer of the same', async () => {
    expect(await follows(state(7), state(12), log, honest)).toBe('grown');
    expect(await follows(state(8), state(11), log, honest)).toBe('grown');
    expect(await follows(state(7), state(7), log, honest)).toBe('same');
    expect(await follows(state(11), state(8), log, honest)).toBe('older');
    expect(await follows(state(0), state(8), log, honest)).toBe('grown');
    // A checkpoint that was thinned out: both are held to the newest.
    const thinned: AskConsistency = (from, to, code) =>
      to === 8 ? refuses(404, 'unknown_checkpoint')(from, to, code) : honest(from, to, code);
    expect(await follows(state(7), state(8), log, thinned)).toBe('grown');
  });

  it('is forked when anything before was changed, or nobody can show that it was not', async () => {
    const forked = parseCheckpoint(parseNote(fixture.forked)?.text ?? '');
    if (!forked) throw new Error('no fork');
    expect(await follows(state(12), forked, log, honest)).toBe('forked');
    expect(await follows(state(7), forked, log, honest)).toBe('forked');
    expect(await follows(forked, state(7), log, honest)).toBe('forked');
    expect(await follows(state(7), state(12), log, refuses(404, 'unknown_log'))).toBe('forked');
    // The log shrank: its newest is smaller than what was seen.
    const shrunk: AskConsistency = (from, to) => Promise.resolve().then(() => answer(from, to ?? 8));
    expect(await follows(state(11), state(8), log, shrunk)).toBe('forked');
    const lying: AskConsistency = async (from, to, code) => ({
      ...(await honest(from, to, code)),
      proof: ['x'],
    });
    expect(await follows(state(7), state(12), log, lying)).toBe('forked');
  });

  it('says nothing while the server cannot be asked', async () => {
    await expect(follows(state(7), state(12), log, refuses(503, 'timed_out'))).rejects.toBeInstanceOf(
      Problem,
    );
    await expect(follows(state(7), state(12), log, refuses(429, 'too_many_tries'))).rejects.toBeInstanceOf(
      Problem,
    );
  });

  it('tells a restart from a fork', async () => {
    const second = { epoch: 2, origin: `${origin}/2`, from_position: 8, at: '' };
    const both = { code: 'kota-contoh', epochs: [...epochs, second] };
    const now = { ...state(12), origin: `${origin}/2` };
    expect(await follows(state(7), now, both, honest)).toBe('grown');
    expect(await follows(state(11), now, both, honest)).toBe('restarted');
    expect(await follows(state(7), { ...now, origin: 'kota.lain/log/x' }, both, honest)).toBe('other');
  });
});

describe('a receipt', () => {
  const { commitments, ...receipt } = fixture.receipt;
  const one = async (index: number): Promise<OneReceipt> => {
    const leaves = await Promise.all(commitments.map((text) => leafHash(fromB64u(text))));
    const path = (await pathOf(leaves, index)).map(toB64u);
    return { ...receipt, commitment: at(commitments, index), index, size: 3, path };
  };
  const receiptKeys = (): Promise<Verifier[]> => parseKeys([keys.receipt]);

  it('of the server is read back from its code and holds', async () => {
    for (const index of [0, 1, 2]) {
      const read = parseReceipt(receiptText(await one(index)));
      expect(read).toEqual(await one(index));
      expect(read && (await checkReceipt(read, await receiptKeys()))).toBe('signed');
    }
  });

  it('does not hold when anything in it is another', async () => {
    const kept = await one(1);
    const check = async (changed: Partial<OneReceipt>) =>
      checkReceipt({ ...kept, ...changed }, await receiptKeys());

    expect(await check({ include_by: '2027-01-20T00:31:10Z' })).toBe('forged');
    expect(await check({ commitment: at(commitments, 0) })).toBe('forged');
    expect(await check({ index: 0 })).toBe('forged');
    expect(await check({ size: 4 })).toBe('forged');
    expect(await check({ path: [] })).toBe('forged');
    expect(await check({ signature: '****' })).toBe('forged');
    expect(await check({ key_id: '0011223344556677' })).toBe('unknown_key');
  });

  it('is refused when its text is none', () => {
    for (const text of [
      '',
      'HR1.',
      'HR1.AAAA',
      'HR2.e30',
      'HR1.e30',
      `HR1.${toB64u(bytesOf('{"c":1}'))}`,
      `HR1.${'A'.repeat(9000)}`,
    ])
      expect(parseReceipt(text), text.slice(0, 20)).toBeNull();
  });
});

describe('a document', () => {
  it('is bound to its commitment by salt and body', async () => {
    const { salt, body, position } = fixture.document;
    const commitment = await commitmentOf('document', fromB64u(salt), body);
    expect(toB64u(commitment)).toBe(at(fixture.commitments, position));
    const changed = await commitmentOf('document', fromB64u(salt), body.replace('Contoh', 'Lain'));
    expect(toB64u(changed)).not.toBe(at(fixture.commitments, position));
  });

  it('has a mark that is found alone or behind an address', () => {
    const bytes = new Uint8Array([...new Uint8Array(16).fill(1), 0, 0, 0, 0, 0, 0, 1, 2, ...at(roots, 7)]);
    const text = `HD1.${toB64u(new Uint8Array([...bytes, ...bytesOf(origin)]))}`;
    const mark = parseMark(text);
    expect(mark).toMatchObject({ id: '01010101-0101-0101-0101-010101010101', size: 258, log: origin, text });
    expect(parseMark(`https://hadir.kota-contoh.example/check#${text}`)).toEqual(mark);
    expect(parseMark('HD1.AAAA')).toBeNull();
    expect(parseMark('')).toBeNull();
    expect(logName(origin)).toEqual({ host: 'hadir.kota-contoh.example', code: 'kota-contoh' });
    expect(logName(`${origin}/2`)?.code).toBe('kota-contoh');
    expect(logName('x')).toBeNull();
  });
});
