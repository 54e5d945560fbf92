import type { MyCrossChecks, NewCrossCheckAnswer, CrossCheckResults } from '@hadir/api';

/** An answer that the server has not taken yet. */
export interface KeptAnswer extends NewCrossCheckAnswer {
  list: string;
  name: string;
  /** Why the server does not take it; it is not sent again by itself. */
  refused?: string;
}

/** What this phone keeps of the cross-check: the last lists, and answers on their way. */
export interface KeptCrossChecks {
  at: number;
  mine: MyCrossChecks | null;
  answers: KeptAnswer[];
}

export const nothing: KeptCrossChecks = { at: 0, mine: null, answers: [] };

/** Adds an answer; another about the same name on the same list takes its place. */
export function withAnswer(kept: KeptCrossChecks, answer: KeptAnswer): KeptCrossChecks {
  return { ...kept, answers: [...without(kept, answer.list, answer.person).answers, answer] };
}

/** Takes an answer back that was not sent. */
export function without(kept: KeptCrossChecks, list: string, person: string): KeptCrossChecks {
  return { ...kept, answers: kept.answers.filter((one) => one.list !== list || one.person !== person) };
}

/** What is to be sent, by list. */
export function toSend(kept: KeptCrossChecks): Map<string, KeptAnswer[]> {
  const lists = new Map<string, KeptAnswer[]>();
  for (const answer of kept.answers) {
    if (answer.refused === undefined) lists.set(answer.list, [...(lists.get(answer.list) ?? []), answer]);
  }
  return lists;
}

/** After the server's word: what it has is dropped and shown as said, what it refuses stays with the reason. */
export function settled(kept: KeptCrossChecks, list: string, results: CrossCheckResults): KeptCrossChecks {
  const byId = new Map(results.results.map((result) => [result.id, result]));
  const answers: KeptAnswer[] = [];
  const taken: KeptAnswer[] = [];
  for (const answer of kept.answers) {
    const result = answer.list === list ? byId.get(answer.id) : undefined;
    if (!result) answers.push(answer);
    else if (result.status === 'refused')
      answers.push({ ...answer, refused: result.detail ?? result.code ?? '' });
    else taken.push(answer);
  }
  return { ...kept, answers, mine: kept.mine && said(kept.mine, list, taken) };
}

function said(mine: MyCrossChecks, list: string, taken: readonly KeptAnswer[]): MyCrossChecks {
  const of = new Map(taken.map((answer) => [answer.person, answer]));
  return {
    ...mine,
    lists: mine.lists.map((one) =>
      one.id !== list
        ? one
        : {
            ...one,
            names: one.names.map((name) => {
              const answer = of.get(name.person.id);
              return answer && !name.answer
                ? {
                    ...name,
                    answer: {
                      id: answer.id,
                      seen: answer.seen,
                      note: answer.note ?? '',
                      at: answer.at,
                      by_login: '',
                    },
                  }
                : name;
            }),
          },
    ),
  };
}
