import type { CaseStep, CaseView, Punishment } from '@hadir/api';
import { dayMonthYear, longDate } from '../format/format.svelte';
import { tCase, type CaseKey } from './words';

export interface CaseFact {
  term: string;
  value: string;
}

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

/** A punishment in words. */
export function punishmentText(of: Punishment): string {
  if (of.kind === 'listed') return tCase(`sanction.${of.sanction}`);
  if (of.kind === 'none') return of.text ? `${tCase('none')}: ${of.text}` : tCase('none');
  return `${of.text} (${tCase(`level.${of.level}`)}; ${of.source})`;
}

/** Files that came with a step. */
export const filesOf = (step: CaseStep): readonly string[] => ('files' in step ? step.files : []);

/** What a step says, in order; questions and answers of an examination apart. */
export function factsOf(step: CaseStep, names: ReadonlyMap<string, string>): CaseFact[] {
  const name = (key: string) => names.get(key) ?? tCase('someone');
  const yes = (is: boolean) => tCase(is ? 'yes' : 'no');
  const facts: CaseFact[] = [];
  const say = (key: CaseKey, value: string | null) => {
    if (value) facts.push({ term: tCase(key), value });
  };
  if ('number' in step) say('fact.number', step.number);
  switch (step.step) {
    case 'assign':
      say('fact.to', name(step.assigned.person));
      say('fact.duty', tCase(`duty.${step.assigned.duty}`));
      break;
    case 'release':
      say('fact.to', name(step.person));
      say('fact.duty', tCase(`duty.${step.duty}`));
      say('fact.involved', yes(step.involved));
      break;
    case 'ask':
      say('fact.until', longDate(step.until));
      break;
    case 'head_look':
      say('fact.view', tCase(`head.${step.view}`));
      break;
    case 'recommend':
      say('fact.view', tCase(`council.${step.view}`));
      say('fact.moral', step.moral && tCase(`moral.${step.moral}`));
      say('fact.votes', step.votes && step.votes.join(' : '));
      break;
    case 'form_council':
    case 'form_team':
      say('fact.members', step.members.map((one) => seat(name(one.person), one)).join('; '));
      break;
    case 'moral':
      say('fact.moral', tCase(`moral.${step.form}`));
      break;
    case 'verify':
      say('fact.level', step.level ? tCase(`level.${step.level}`) : tCase('noBreach'));
      break;
    case 'summon':
      say('fact.examine', `${longDate(step.examine_on)}, ${step.at.slice(0, 5).replace(':', '.')}`);
      say('fact.place', step.place);
      say('fact.before', name(step.before));
      break;
    case 'free_from_duties':
      say('fact.from', longDate(step.from));
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
    case 'report':
      say('fact.aggravating', step.aggravating);
      say('fact.mitigating', step.mitigating);
      say('fact.impact', step.impact);
      say('fact.proposed', punishmentText(step.proposed));
      break;
    case 'decide':
      say('fact.number', step.decision.number);
      say('fact.punishment', punishmentText(step.decision.punishment));
      say('fact.articles', step.decision.articles.join('; '));
      say('fact.text', step.decision.text);
      break;
    case 'hand_over':
      say('fact.present', yes(step.present));
      break;
    case 'answer_objection':
    case 'decide_appeal':
    case 'review':
      say('fact.outcome', tCase(`outcome.${step.outcome}`));
      say('fact.instead', step.instead && punishmentText(step.instead));
      break;
    case 'appeal':
      say('fact.works', step.works_on === null ? null : yes(step.works_on));
      break;
    case 'recount':
      say('fact.indicated', step.indicated ? tCase(`sanction.${step.indicated}`) : tCase('noBreach'));
      say('fact.days', step.days.map(dayMonthYear).join('; '));
      break;
    case 'close':
      say('fact.reason', tCase(`close.${step.reason}`));
      break;
  }
  if ('text' in step) say('fact.text', step.text);
  return facts;
}

function seat(name: string, of: { chair: boolean; secretary: boolean }): string {
  const as = of.chair ? tCase('chair') : of.secretary ? tCase('secretary') : '';
  return as ? `${name} (${as})` : name;
}
