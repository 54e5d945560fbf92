import type { CaseStep, CaseView } from '@hadir/api';
import { longDate } from '../format/format.svelte';
import { tCase, type CaseKey } from './words';

export interface CaseFact {
  term: string;
  value: string;
}

/** What else a step says: its facts, given how people are called. */
export type MoreFacts = (step: CaseStep, name: (key: string) => string) => CaseFact[];

/** Everybody the file names, by their key: the steps themselves hold keys only. */
export function namesIn(of: CaseView): Map<string, string> {
  const people = [
    of.person,
    ...of.people.map(({ person }) => person),
    ...of.team.map(({ person }) => person),
    ...of.summons.map(({ before }) => before),
    ...of.due.flatMap(({ who }) => who),
    ...of.acts.map(({ by }) => by),
    ...(of.decision ? [of.decision.by] : []),
  ];
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** Files that came with a step. */
export const filesOf = (step: CaseStep): readonly string[] => ('files' in step ? step.files : []);

/**
 * What a step says, in order; questions and answers of an examination apart.
 *
 * Knows what the person concerned reads here; a punishment they read in the server's words, as papers call it. Whoever
 * sees more brings the rest.
 */
export function factsOf(step: CaseStep, names: ReadonlyMap<string, string>, more?: MoreFacts): CaseFact[] {
  const name = (key: string) => names.get(key) ?? tCase('someone');
  const facts: CaseFact[] = [];
  const say = (key: CaseKey, value: string | null) => {
    if (value) facts.push({ term: tCase(key), value });
  };
  if ('number' in step) say('fact.number', step.number ?? null);
  switch (step.step) {
    case 'ask':
      say('fact.until', longDate(step.until));
      break;
    case 'moral':
      say('fact.moral', tCase(`moral.${step.form}`));
      break;
    case 'summon':
      say('fact.examine', `${longDate(step.examine_on)}, ${step.at.slice(0, 5).replace(':', '.')}`);
      say('fact.place', step.place);
      say('fact.before', name(step.before));
      break;
    case 'examine': {
      const who = (signed: boolean) =>
        step.signatures
          .filter((one) => one.signed === signed)
          .map(({ person, reason }) => (reason ? `${name(person)}: ${reason}` : name(person)))
          .join('; ');
      say('fact.statement', step.statement);
      say('fact.signed', who(true));
      say('fact.unsigned', who(false));
      break;
    }
    case 'decide':
      say('fact.number', step.decision.number);
      say('fact.articles', step.decision.articles.join('; '));
      say('fact.text', step.decision.text);
      break;
    case 'hand_over':
      say('fact.present', tCase(step.present ? 'yes' : 'no'));
      break;
    case 'answer_objection':
    case 'decide_appeal':
    case 'review':
      say('fact.outcome', tCase(`outcome.${step.outcome}`));
      break;
  }
  facts.push(...(more?.(step, name) ?? []));
  if ('text' in step) say('fact.text', step.text);
  return facts;
}
