//! Rolls that never leave anybody out, although elsewhere somebody is missing now and then.

use super::{Amount, Found, Pattern, PatternKind, Sums, count, percent_en, percent_id, share};
use crate::audit::facts::UnitFacts;
use crate::audit::rule::AuditRule;

/// How many person-days the rolls leave out, beside how many machines and phones of other offices would have.
pub(super) fn pattern(unit: &UnitFacts, others: &Sums, rule: &AuditRule) -> Pattern {
    let rolls = || unit.rolls.iter().filter(|roll| roll.due > 0);
    let due: u64 = rolls().map(|roll| u64::from(roll.due)).sum();
    let missing: u64 = rolls().map(|roll| u64::from(roll.due.saturating_sub(roll.present))).sum();
    let (heard, silent) = (others.heard, others.silent);
    let expected = (due * silent).checked_div(heard).unwrap_or(0);
    let seen = rolls().count();
    let usual = share(usize::try_from(silent).unwrap_or(0), usize::try_from(heard).unwrap_or(0));
    let found = Found {
        kind: PatternKind::AlwaysFull,
        figure: Amount::Count(u32::try_from(missing).unwrap_or(u32::MAX)),
        expected: Amount::Count(u32::try_from(expected).unwrap_or(u32::MAX)),
        sample: count(seen),
        because: (
            format!(
                "{seen} daftar dengan {due} hari-orang menyisakan {missing} yang tidak hadir; mesin dan HP di kantor lain \
                 tidak mendengar {}, jadi sekitar {expected} diharapkan.",
                percent_id(usual)
            ),
            format!(
                "{seen} rolls of {due} person-days leave {missing} out; machines and phones of other offices do not hear \
                 {}, so about {expected} were to be expected.",
                percent_en(usual)
            ),
        ),
        examples: rolls().map(|roll| roll.opens.clone()).collect(),
    };
    if seen < usize::from(rule.full_rolls) || heard == 0 {
        return found.too_few();
    }
    if missing == 0 && expected >= u64::from(rule.full_expected) {
        return found.shows(rule.points.full);
    }
    found.quiet()
}
