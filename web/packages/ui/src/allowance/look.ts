import type { AllowanceLine, AllowanceOfPerson } from '@hadir/api';

/** The last part of a rule's name: `late` of `18.05/tpp/late`. */
export function ruleKind(rule: string): string {
  return rule.slice(rule.lastIndexOf('/') + 1);
}

/** A line that gives back what is more than a cap allows. */
export function isCap({ rule }: Pick<AllowanceLine, 'rule'>): boolean {
  return /^cap(-|$)/.test(ruleKind(rule));
}

/** The cap over a month is about no single day, though it stands at its last one. */
export function dayOfLine(line: Pick<AllowanceLine, 'rule' | 'date'>): string | null {
  return isCap(line) && ruleKind(line.rule) !== 'cap-day' ? null : line.date;
}

/** A sentence about a day begins with the day. */
export function dated(sentence: string): { date: string | null; text: string } {
  const found = /^(\d{4}-\d{2}-\d{2}): (.*)$/s.exec(sentence);
  return found ? { date: found[1] ?? null, text: found[2] ?? '' } : { date: null, text: sentence };
}

/** What is not known, in both languages, beside what only says of a waiting day that it waits. */
export function unknownOf({ allowance }: AllowanceOfPerson): { id: string; en: string }[] {
  const pairs = allowance.unknown.map((id, i) => ({ id, en: allowance.unknown_en[i] ?? id }));
  return pairs.filter(({ id }) => !allowance.waiting.some((date) => id.startsWith(date)));
}

/** Whether the figures of a month follow from its lines, to the rupiah. */
export function addsUp({ allowance: of }: AllowanceOfPerson): boolean {
  const sum = (lines: readonly { rupiah: number }[]) => lines.reduce((all, line) => all + line.rupiah, 0);
  return (
    sum(of.lines) === of.cut_rupiah &&
    sum(of.carried) === of.carried_rupiah &&
    of.cut_rupiah + of.carried_rupiah === of.total_rupiah &&
    (of.tpp_rupiah === null ||
      of.tpp_rupiah === undefined ||
      of.tpp_rupiah - of.total_rupiah === of.net_rupiah)
  );
}
