//! Ink that comes late: entries received working days after the day they are about.

use super::{Amount, Found, Pattern, PatternKind, Sums, count, percent_en, percent_id, share};
use crate::audit::facts::{Entry, Example, ExampleKind, UnitFacts};
use crate::audit::rule::AuditRule;

/// The entries that came later than is in time.
pub(super) fn late<'u>(unit: &'u UnitFacts, rule: &AuditRule) -> impl Iterator<Item = &'u Entry> {
    let most = rule.late_workdays;
    unit.entries.iter().filter(move |entry| entry.late_workdays > most)
}

/// The share of entries received more working days after the day than is in time.
pub(super) fn pattern(unit: &UnitFacts, others: &Sums, rule: &AuditRule) -> Pattern {
    let all = unit.entries.len();
    let share_late = share(late(unit, rule).count(), all);
    let after = unit.entries.iter().filter(|entry| entry.late_workdays > 0).count();
    let expected = share(others.late, others.entries);
    let (figure, days) = (share_late, rule.late_workdays);
    let found = Found {
        kind: PatternKind::LateInk,
        figure: Amount::Share(figure),
        expected: Amount::Share(expected),
        sample: count(all),
        because: (
            format!(
                "{} dari {all} isian manual masuk lebih dari {days} hari kerja sesudah harinya ({after} tidak pada hari itu \
                 juga); di kantor lain {}.",
                percent_id(figure),
                percent_id(expected)
            ),
            format!(
                "{} of {all} manual entries came more than {days} working days after their day ({after} not on the day \
                 itself); elsewhere {}.",
                percent_en(figure),
                percent_en(expected)
            ),
        ),
        examples: late(unit, rule)
            .map(|entry| Example { kind: ExampleKind::Roll, id: entry.roll, on: Some(entry.on) })
            .collect(),
    };
    if all < usize::from(rule.digits_least) {
        return found.too_few();
    }
    if figure >= u32::from(rule.late_share) { found.shows(rule.points.late) } else { found.quiet() }
}
