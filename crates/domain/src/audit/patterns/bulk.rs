//! Approvals given in bulk: more decisions of one login within seconds than anybody can have read.

use std::collections::BTreeMap;

use super::{Amount, Found, Pattern, PatternKind, count};
use crate::audit::facts::{Act, UnitFacts};
use crate::audit::rule::AuditRule;

/// The largest number of acts of one login within the seconds.
pub(super) fn pattern(unit: &UnitFacts, rule: &AuditRule) -> Pattern {
    let mut by_login: BTreeMap<&str, Vec<&Act>> = BTreeMap::new();
    unit.acts.iter().for_each(|act| by_login.entry(&act.by).or_default().push(act));
    let within = jiff::SignedDuration::from_secs(i64::from(rule.bulk_seconds));
    let (mut largest, mut bursts, mut examples) = (0, 0, Vec::new());
    for acts in by_login.values_mut() {
        acts.sort_by_key(|act| act.at);
        let mut from = 0;
        while from < acts.len() {
            let burst = acts[from..].iter().take_while(|act| act.at.duration_since(acts[from].at) <= within).count();
            largest = largest.max(burst);
            if burst >= usize::from(rule.bulk_count) {
                bursts += 1;
                examples.extend(acts[from..from + burst].iter().map(|act| act.opens.clone()));
                from += burst;
            } else {
                from += 1;
            }
        }
    }
    let (all, seconds) = (unit.acts.len(), rule.bulk_seconds);
    let found = Found {
        kind: PatternKind::BulkApproval,
        figure: Amount::Count(count(largest)),
        expected: Amount::Count(u32::from(rule.bulk_count.saturating_sub(1))),
        sample: count(all),
        because: (
            format!(
                "Paling banyak {largest} keputusan atau daftar dari satu akun dalam {seconds} detik ({bursts} kali \
                 berturut-turut) dari {all} seluruhnya."
            ),
            format!(
                "Up to {largest} decisions or rolls of one account within {seconds} seconds ({bursts} times) out of {all}."
            ),
        ),
        examples,
    };
    if all < usize::from(rule.bulk_count) {
        return found.too_few();
    }
    if bursts > 0 { found.shows(rule.points.bulk) } else { found.quiet() }
}
