import type { CaseStep, Punishment } from '@hadir/api';
import { dayMonthYear, longDate } from '@hadir/ui';
import { tCase, type CaseFact } from '@hadir/ui/discipline';
import { t, type DisciplineKey } from './i18n';

/** A punishment in words. */
export function punishmentText(of: Punishment): string {
  if (of.kind === 'listed') return t(`sanction.${of.sanction}`);
  if (of.kind === 'none') return of.text ? `${t('unpunished')}: ${of.text}` : t('unpunished');
  return `${of.text} (${t(`level.${of.level}`)}; ${of.source})`;
}

/** What steps say that the person concerned does not see. */
export function moreFacts(step: CaseStep, name: (key: string) => string): CaseFact[] {
  const fact = (key: DisciplineKey, value: string): CaseFact => ({ term: t(key), value });
  const yes = (is: boolean) => tCase(is ? 'yes' : 'no');
  switch (step.step) {
    case 'assign':
      return [
        fact('fact.to', name(step.assigned.person)),
        fact('fact.duty', t(`duty.${step.assigned.duty}`)),
      ];
    case 'release':
      return [
        fact('fact.to', name(step.person)),
        fact('fact.duty', t(`duty.${step.duty}`)),
        fact('fact.involved', yes(step.involved)),
      ];
    case 'head_look':
      return [fact('fact.view', t(`head.${step.view}`))];
    case 'recommend':
      return [
        fact('fact.view', t(`council.${step.view}`)),
        ...(step.moral ? [fact('f.moral', tCase(`moral.${step.moral}`))] : []),
        ...(step.votes ? [fact('fact.votes', step.votes.join(' : '))] : []),
      ];
    case 'form_council':
    case 'form_team':
      return [fact('fact.members', step.members.map((one) => seat(name(one.person), one)).join('; '))];
    case 'verify':
      return [fact('fact.level', step.level ? t(`level.${step.level}`) : t('noBreach'))];
    case 'free_from_duties':
      return [fact('fact.from', longDate(step.from))];
    case 'report':
      return [
        fact('fact.aggravating', step.aggravating),
        fact('fact.mitigating', step.mitigating),
        fact('fact.impact', step.impact),
        fact('fact.proposed', punishmentText(step.proposed)),
      ];
    case 'decide':
      return [fact('fact.punishment', punishmentText(step.decision.punishment))];
    case 'answer_objection':
    case 'decide_appeal':
    case 'review':
      return step.instead ? [fact('fact.instead', punishmentText(step.instead))] : [];
    case 'close':
      return [fact('fact.reason', t(`close.${step.reason}`))];
    case 'appeal':
      return step.works_on === null ? [] : [fact('fact.works', yes(step.works_on))];
    case 'recount':
      return [
        fact('fact.indicated', step.indicated ? t(`sanction.${step.indicated}`) : t('noBreach')),
        fact('fact.days', step.days.map(dayMonthYear).join('; ')),
      ];
    default:
      return [];
  }
}

function seat(name: string, of: { chair: boolean; secretary: boolean }): string {
  const as = of.chair ? t('chair') : of.secretary ? t('secretary') : '';
  return as ? `${name} (${as})` : name;
}
