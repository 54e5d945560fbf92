import { describe, expect, it } from 'vitest';
import type { Answered, KeptItem, KeptProof, KeptReceipt } from '../outbox/types';
import { stateOf, stepsDone } from './status';

const receipt = { include_by: '2026-01-19T01:00:00Z', valid: null } as KeptReceipt;
const answer = { status: 'stored', receipt } as Answered;
const kept = (more: Partial<KeptItem> = {}) =>
  ({ answer, sealed: null, mismatch: null, ...more }) as KeptItem;
const before = Date.parse('2026-01-19T00:59:00Z');
const after = Date.parse('2026-01-19T01:01:00Z');

describe('the state of a tap', () => {
  it('goes from the phone to the server to the ledger', () => {
    expect(stateOf({ trouble: null } as never, before)).toBe('waiting');
    expect(stateOf(kept(), before)).toBe('received');
    const sealed = { position: 1, commitment: 'c', seenAt: 0 };
    expect(stateOf(kept({ sealed }), after)).toBe('placed');
    expect(stateOf(kept({ sealed, proof: { state: 'held' } as KeptProof }), after)).toBe('sealed');
    expect((['waiting', 'received', 'placed', 'sealed'] as const).map(stepsDone)).toEqual([1, 2, 2, 3]);
  });

  it('says a broken promise, a forged entry and a forged receipt', () => {
    expect(stateOf(kept(), after)).toBe('late');
    expect(stateOf(kept({ mismatch: 'other' }), before)).toBe('mismatch');
    expect(stateOf(kept({ proof: { state: 'wrong' } as KeptProof }), before)).toBe('mismatch');
    expect(stateOf(kept({ answer: { ...answer, receipt: { ...receipt, valid: false } } }), before)).toBe(
      'mismatch',
    );
  });

  it('is refused for good, or in trouble for now', () => {
    expect(stateOf(kept({ answer: { ...answer, status: 'refused' } }), after)).toBe('refused');
    expect(stateOf({ trouble: { status: 413 } } as never, after)).toBe('trouble');
  });
});
