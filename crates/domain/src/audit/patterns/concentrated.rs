//! Corrections that are nearly all one person's, or nearly all by one login and far more than elsewhere.

use std::collections::BTreeMap;

use super::{Amount, Found, Pattern, PatternKind, Sums, count, percent_en, percent_id, share};
use crate::audit::facts::{Corrected, Example, ExampleKind, UnitFacts};
use crate::audit::rule::AuditRule;

/// Fewest people among whom it means something that one has most.
const FEWEST_PEOPLE: u32 = 5;

/// The largest part and the sum of squared shares (HHI, ten-thousandths).
fn concentration<K: Ord>(keys: impl Iterator<Item = K>) -> (usize, Option<K>, u32) {
    let mut parts: BTreeMap<K, usize> = BTreeMap::new();
    keys.for_each(|key| *parts.entry(key).or_default() += 1);
    let all: usize = parts.values().sum();
    let squares: usize = parts.values().map(|part| part * part).sum();
    let hhi = share(squares, all * all);
    // The first of equal parts, so that the answer is the same whatever the order.
    let top = parts.into_iter().rev().max_by_key(|(_, part)| *part);
    top.map_or((0, None, hhi), |(key, part)| (part, Some(key), hhi))
}

/// The share of the person with most corrections, or of the login that gave most, whichever is strange.
pub(super) fn pattern(unit: &UnitFacts, others: &Sums, rule: &AuditRule) -> Pattern {
    let all = unit.corrections.len();
    let (most, person, people_hhi) = concentration(unit.corrections.iter().map(|one| one.person));
    let (by_one, operator, login_hhi) = concentration(unit.corrections.iter().map(|one| one.operator.as_str()));
    let (elsewhere, others_due) = (others.corrections, others.due);
    let (of_person, of_login) = (share(most, all), share(by_one, all));
    let one_person = unit.people >= FEWEST_PEOPLE && of_person >= u32::from(rule.share_top);
    let far_more = others_due > 0
        && by_one as u64 * others_due >= u64::from(rule.share_factor) * elsewhere.max(1) * u64::from(unit.due).max(1);
    let one_login = of_login >= u32::from(rule.share_top) && far_more;
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let expected = share(1, unit.people as usize);
    let of_top = |one: &&Corrected| match (one_person, one_login) {
        (true, _) => Some(one.person) == person,
        (false, true) => Some(one.operator.as_str()) == operator,
        (false, false) => false,
    };
    let usual = share(whole(elsewhere), whole(others_due));
    let found = Found {
        kind: PatternKind::Concentrated,
        figure: Amount::Share(if one_login && !one_person { of_login } else { of_person }),
        expected: Amount::Share(expected),
        sample: count(all),
        because: (
            format!(
                "Dari {all} koreksi, {} untuk satu pegawai (HHI {}) dan {} disetujui satu akun (HHI {}); {} koreksi per \
                 hari-orang, di kantor lain {}.",
                percent_id(of_person),
                percent_id(people_hhi),
                percent_id(of_login),
                percent_id(login_hhi),
                percent_id(share(all, unit.due as usize)),
                percent_id(usual)
            ),
            format!(
                "Of {all} corrections {} are one person's (HHI {}) and {} were approved by one account (HHI {}); {} per \
                 person-day, elsewhere {}.",
                percent_en(of_person),
                percent_en(people_hhi),
                percent_en(of_login),
                percent_en(login_hhi),
                percent_en(share(all, unit.due as usize)),
                percent_en(usual)
            ),
        ),
        examples: unit
            .corrections
            .iter()
            .filter(of_top)
            .map(|one| Example { kind: ExampleKind::Correction, id: one.id, on: Some(one.on) })
            .collect(),
    };
    if all < usize::from(rule.share_least) {
        return found.too_few();
    }
    if one_person || one_login { found.shows(rule.points.share) } else { found.quiet() }
}
