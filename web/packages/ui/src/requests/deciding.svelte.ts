import {
  api,
  asProblem,
  decisionActions,
  DECISIONS_MOST,
  newId,
  type Decision,
  type DecisionAction,
  type DecisionResult,
  type Problem,
  type Request,
} from '@hadir/api';

/** A request that could not be decided, with what the server said. */
export interface Undecided {
  request: Request;
  result: DecisionResult;
}

/** What became of a decision about one or many. */
export interface Decided {
  action: DecisionAction;
  /** Requests whose decision the server holds. */
  done: Request[];
  failed: Undecided[];
}

/** The decisions that are possible for every one of them. */
export function actionsFor(requests: readonly Request[]): DecisionAction[] {
  if (requests.length === 0) return [];
  return decisionActions.filter((action) => requests.every(({ can }) => can.includes(action)));
}

export const needsReason = (action: DecisionAction) => action !== 'approve';

/**
 * Decides about one or many requests; each stands alone.
 *
 * **Invariant:** the same decision about the same step keeps its id when it is sent again, so that an answer that got
 * lost never decides twice.
 */
export class Deciding {
  busy = $state(false);
  /** No answer to the whole; nothing is known to be decided. */
  problem = $state.raw<Problem | null>(null);
  #ids: Record<string, string> = {};

  constructor(
    private readonly send: (decisions: Decision[]) => Promise<{ results: DecisionResult[] }> = api.decide,
  ) {}

  async decide(
    requests: readonly Request[],
    action: DecisionAction,
    reason: string,
  ): Promise<Decided | null> {
    if (this.busy) return null;
    this.busy = true;
    this.problem = null;
    const decided: Decided = { action, done: [], failed: [] };
    try {
      for (let at = 0; at < requests.length; at += DECISIONS_MOST) {
        const some = requests.slice(at, at + DECISIONS_MOST);
        const { results } = await this.send(some.map((request) => this.#decision(request, action, reason)));
        for (const request of some) {
          const result = results.find((one) => one.request === request.id) ?? {
            request: request.id,
            ok: false,
          };
          if (result.ok) decided.done.push(request);
          else decided.failed.push({ request, result });
        }
      }
      return decided;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      // Earlier parts of many are decided all the same; the list is asked for anew.
      return decided.done.length + decided.failed.length > 0 ? decided : null;
    } finally {
      this.busy = false;
    }
  }

  #decision(request: Request, action: DecisionAction, reason: string): Decision {
    const step = request.step?.ordinal ?? 0;
    const key = [request.id, step, action, reason].join('\n');
    const id = (this.#ids[key] ??= newId());
    return { id, request: request.id, step, action, reason };
  }
}
