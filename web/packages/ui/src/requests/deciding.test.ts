import { Problem, type Decision, type DecisionResult, type Request } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { actionsFor, Deciding } from './deciding.svelte';

function request(id: string, more: Partial<Request> = {}): Request {
  return {
    id,
    kind: 'permission',
    detail: { from: '2026-12-01', to: '2026-12-01', part: 'whole' },
    person: { id: `p-${id}`, name: `Orang ${id}` },
    unit: null,
    state: 'pending',
    reason: 'keluarga',
    submitted_at: '2026-11-30T01:00:00Z',
    decided_at: null,
    month_closed: false,
    step: { ordinal: 1, who: 'atasan', due_on: '2026-12-03', overdue: false, escalated: false },
    steps: [{ who: 'atasan', days: 3 }],
    history: [],
    files: [],
    proof_missing: false,
    can: ['approve', 'return', 'reject'],
    ...more,
  } as Request;
}

const all = (decisions: Decision[]): DecisionResult[] =>
  decisions.map(({ request }) => ({ request, ok: true, state: 'approved' as const }));

describe('the decisions offered', () => {
  it('are those possible for every chosen request', () => {
    const leave = request('a', { can: ['approve', 'postpone', 'reject'] });
    expect(actionsFor([leave, request('b')])).toEqual(['approve', 'reject']);
    expect(actionsFor([leave])).toEqual(['approve', 'reject', 'postpone']);
    expect(actionsFor([request('c', { can: ['withdraw'] })])).toEqual([]);
    expect(actionsFor([])).toEqual([]);
  });
});

describe('deciding about many', () => {
  it('tells which are done and which the server refused, each by itself', async () => {
    const deciding = new Deciding(async (decisions) => ({
      results: all(decisions).map((result) =>
        result.request === 'b'
          ? { ...result, ok: false, code: 'own_record', detail: 'milik sendiri' }
          : result,
      ),
    }));

    const decided = await deciding.decide([request('a'), request('b')], 'approve', '');

    expect(decided?.done.map(({ id }) => id)).toEqual(['a']);
    expect(decided?.failed[0]?.result.code).toBe('own_record');
    expect(deciding.problem).toBeNull();
  });

  it('counts one the server said nothing about as not decided', async () => {
    const deciding = new Deciding(async () => ({ results: [] }));
    const decided = await deciding.decide([request('a')], 'approve', '');
    expect(decided?.failed.map(({ request }) => request.id)).toEqual(['a']);
  });

  it('sends a lost decision again under its own id, another one under another', async () => {
    const sent: Decision[] = [];
    let lost = true;
    const deciding = new Deciding(async (decisions) => {
      sent.push(...decisions);
      if (lost) throw new Problem(0, {});
      return { results: all(decisions) };
    });

    expect(await deciding.decide([request('a')], 'reject', 'kurang')).toBeNull();
    expect(deciding.problem?.status).toBe(0);
    lost = false;
    await deciding.decide([request('a')], 'reject', 'kurang');
    await deciding.decide([request('a')], 'approve', '');

    expect(sent[1]?.id).toBe(sent[0]?.id);
    expect(sent[2]?.id).not.toBe(sent[0]?.id);
    expect(sent[0]).toMatchObject({ request: 'a', step: 1, action: 'reject', reason: 'kurang' });
  });

  it('splits what is more than the server takes, and keeps what was done when a later part fails', async () => {
    const sizes: number[] = [];
    const deciding = new Deciding(async (decisions) => {
      sizes.push(decisions.length);
      if (sizes.length > 1) throw new Problem(503, {});
      return { results: all(decisions) };
    });

    const many = Array.from({ length: 250 }, (_, i) => request(String(i)));
    const decided = await deciding.decide(many, 'approve', '');

    expect(sizes).toEqual([200, 50]);
    expect(decided?.done).toHaveLength(200);
    expect(deciding.problem?.status).toBe(503);
  });
});
