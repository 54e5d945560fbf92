import { Problem } from '@hadir/api';
import {
  bytesOf,
  fromB64u,
  leafHash,
  parseProof,
  pathOf,
  receiptText,
  sha256,
  toB64u,
  toHex,
  type OneReceipt,
  type PublicLog,
} from '@hadir/api/ledger';
import {
  documentOfFixture,
  fixture,
  grownFrom,
  keysOf,
  logOfFixture,
  proofAt,
  rootAt,
} from '@hadir/api/ledger/testing';
import { describe, expect, it } from 'vitest';
import { Checker } from './checker.svelte';
import { recognise } from './recognise';
import { verdictOf, type Report } from './report';

const DURING = Date.parse('2026-01-19T01:00:00Z');
const AFTER = Date.parse('2026-01-21T00:00:00Z');

/** The receipt of the second tap of the fixture's request, which stands at place 4 of the log. */
async function receipt(): Promise<OneReceipt> {
  const { commitments, ...said } = fixture.receipt;
  const leaves = await Promise.all(commitments.map((one) => leafHash(fromB64u(one))));
  const path = (await pathOf(leaves, 1)).map(toB64u);
  return { ...said, commitment: commitments[1] ?? '', index: 1, size: 3, path };
}

async function mark(root = rootAt(7), log = fixture.origin): Promise<string> {
  const id = documentOfFixture().id.replaceAll('-', '').match(/../g) ?? [];
  const bytes = new Uint8Array([...id.map((byte) => parseInt(byte, 16)), 0, 0, 0, 0, 0, 0, 0, 7, ...root]);
  return `HD1.${toB64u(new Uint8Array([...bytes, ...bytesOf(log)]))}`;
}

async function checked(text: string, log: PublicLog = logOfFixture(12), now = DURING): Promise<Report> {
  const checker = new Checker(log, () => now);
  await checker.text(text);
  if (!checker.report) throw checker.problem ?? new Error('nothing was recognised');
  return checker.report;
}

const says = (report: Report) => report.lines.map((line) => line.say);

describe('a receipt on the public page', () => {
  it('holds with its signature, its place and the log of now', async () => {
    const report = await checked(receiptText(await receipt()));
    expect(says(report)).toEqual(['receipt.signed', 'checkpoint', 'inLog', 'proofGoesOn']);
    expect(verdictOf(report)).toBe('good');
  });

  it('may come with the proof that was kept beside it', async () => {
    const text = receiptText(await receipt());
    expect(says(await checked(`${text}\n\n${proofAt(4, 7).proof}`))).toContain('ownProof');
    const other = await checked(`${text}\n\n${proofAt(5, 7).proof}`);
    expect(says(other)).toContain('ownProofBad');
    expect(verdictOf(other)).toBe('bad');
  });

  it('does not hold when it was changed, or its record is gone, or its promise was not kept', async () => {
    const kept = await receipt();
    const changed = await checked(receiptText({ ...kept, include_by: '2027-01-20T00:31:10Z' }));
    expect([verdictOf(changed), says(changed)[0]]).toEqual(['bad', 'receipt.forged']);

    const gone = logOfFixture(12, {
      proof: () => Promise.reject(new Problem(404, { code: 'unknown_record' })),
    });
    expect(says(await checked(receiptText(kept), gone))).toContain('unknownRecord');

    const waits = logOfFixture(4);
    expect(verdictOf(await checked(receiptText(kept), waits))).toBe('unsure');
    const late = await checked(receiptText(kept), waits, AFTER);
    expect([verdictOf(late), says(late).includes('promiseBroken')]).toEqual(['bad', true]);
  });

  it('does not hold against an altered path, a stranger, or a log that was forked', async () => {
    const text = receiptText(await receipt());
    const proof = proofAt(4, 12);
    const altered = logOfFixture(12, { proof: async () => ({ ...proof, path: [...proof.path].reverse() }) });
    expect(says(await checked(text, altered))).toContain('proofBad');

    const stranger = logOfFixture(12, { checkpoint: async () => fixture.by_stranger });
    expect(says(await checked(text, stranger))).toContain('checkpointBad');
    const otherKey = logOfFixture(12, { keys: async () => keysOf({ receipt: fixture.keys.stranger }) });
    expect(says(await checked(text, otherKey))).toContain('receipt.unknown_key');

    const forked = logOfFixture(12, {
      checkpoint: async () => fixture.forked,
      proof: async () => proofAt(4, 11),
    });
    const report = await checked(text, forked);
    expect([verdictOf(report), says(report).includes('forked')]).toEqual(['bad', true]);
  });

  it('of another government is not judged here', async () => {
    const report = await checked(receiptText({ ...(await receipt()), instansi: 'kota-lain' }));
    expect([verdictOf(report), says(report)]).toEqual(['unsure', ['otherServer']]);
  });
});

describe('a document on the public page', () => {
  it('holds by its mark, alone or behind an address, and names nobody', async () => {
    for (const text of [await mark(), `https://hadir.kota-contoh.example/check#${await mark()}`]) {
      const report = await checked(text);
      expect(says(report)).toEqual(['issued', 'checkpoint', 'inLog', 'proofGoesOn', 'markGoesOn']);
      expect(verdictOf(report)).toBe('good');
    }
    const { facts } = await checked(await mark());
    expect(facts.map((fact) => fact.term)).toEqual([
      'kind.recap',
      'office',
      'issuedOn',
      'fileKind',
      'sha256',
    ]);
  });

  it('does not hold when its mark was changed or nobody issued it', async () => {
    expect(says(await checked(await mark(rootAt(8))))[0]).toBe('answerBad');
    expect(says(await checked(await mark(rootAt(7), 'kota.lain/log/kota-lain')))[0]).toBe('answerBad');
    const unknown = logOfFixture(12, {
      document: () => Promise.reject(new Problem(404, { code: 'unknown_document' })),
    });
    expect(verdictOf(await checked(await mark(), unknown))).toBe('bad');
  });

  it('does not hold when the server tells other than what was sealed', async () => {
    const lies = [
      { office: 'Dinas Lain' },
      { sha256: '00'.repeat(32) },
      { body: documentOfFixture().body?.replace('Contoh', 'Lain') ?? null },
      { body: null },
    ];
    for (const lie of lies) {
      const log = logOfFixture(12, { document: async () => ({ ...documentOfFixture(), ...lie }) });
      expect(says(await checked(await mark(), log))[0], JSON.stringify(lie)).toBe('answerBad');
    }
  });

  it('does not hold when the log of now does not go on from its mark, and says when a newer one was issued', async () => {
    const forked = logOfFixture(12, {
      consistency: async (from, to) => ({ ...grownFrom(from, to ?? 12), proof: [] }),
    });
    expect(says(await checked(await mark(), forked))).toContain('forked');
    const newer = logOfFixture(12, {
      document: async () => ({ ...documentOfFixture(), newer_on: '2026-02-01' }),
    });
    const report = await checked(await mark(), newer);
    expect([verdictOf(report), says(report).includes('newer')]).toEqual(['unsure', true]);
  });

  it('is held to the file beside it, whichever comes first', async () => {
    const file = (text: string) => new File([text], 'rekap.pdf');
    const checker = new Checker(logOfFixture(12), () => DURING);
    await checker.choose(file('berkas contoh'));
    expect([checker.sameFile, checker.nothing]).toEqual([null, false]);
    await checker.text(await mark());
    expect(checker.sameFile).toBe(true);
    await checker.choose(file('berkas contoh yang diubah'));
    expect(checker.sameFile).toBe(false);
    expect(checker.file?.sha256).toBe(toHex(await sha256(bytesOf('berkas contoh yang diubah'))));
  });
});

describe('what else is brought', () => {
  it('is a checkpoint that was kept: the log goes on from it, or not', async () => {
    expect(verdictOf(await checked(fixture.checkpoints[7]))).toBe('good');
    expect(verdictOf(await checked(fixture.forked))).toBe('bad');
    expect(says(await checked(fixture.by_stranger))).toContain('keptBad');
  });

  it('is a proof without its receipt: half of what is needed', async () => {
    const report = await checked(proofAt(4, 7).proof ?? '');
    expect([verdictOf(report), says(report)[0]]).toEqual(['unsure', 'proofAlone']);
    expect(parseProof(proofAt(4, 7).proof ?? '')?.index).toBe(4);
  });

  it('is the file of the app, tap by tap', async () => {
    const punch = async (proof: string | null, more: Partial<OneReceipt> = {}) => ({
      punch: { claimed_at: '2026-01-19T07:31:10+07:00' },
      receipt: { ...(await receipt()), ...more },
      sealed: null,
      proof: proof === null ? null : { state: 'held', text: proof },
    });
    const file = async (...punches: object[]) =>
      JSON.stringify({
        format: 'hadir-receipts-v1',
        log: { seen: { origin: fixture.origin, text: fixture.checkpoints[7], at: 0 }, faults: [] },
        punches,
      });
    const good = await checked(await file(await punch(proofAt(4, 7).proof), await punch(null)));
    expect(verdictOf(good)).toBe('good');
    expect(good.lines.find((line) => line.say === 'exportProved')?.with).toEqual({ count: 2 });

    const bad = await checked(await file(await punch(proofAt(5, 7).proof), await punch(null, { size: 4 })));
    expect(says(bad)).toContain('exportProofBad');
    expect(says(bad)).toContain('exportReceiptBad');
    expect(verdictOf(bad)).toBe('bad');
  });

  it('is nothing of ours', async () => {
    for (const text of ['', 'halo', '{}', '{"format":"hadir-receipts-v1"}', 'HR1.xxxx', 'HD1.xxxx', '\u2014'])
      expect(recognise(text), text).toBeNull();
    const checker = new Checker(logOfFixture(12));
    await checker.text('halo');
    expect([checker.nothing, checker.report]).toEqual([true, null]);
  });
});
