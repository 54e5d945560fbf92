//! Offices in which nobody ever looks, where others do.

use super::{Amount, Found, Pattern, PatternKind, looking_enough, share};
use crate::audit::facts::{Example, ExampleKind, UnitFacts};
use crate::audit::rule::AuditRule;

/// Fewest other offices to compare with.
const FEWEST_PEERS: usize = 3;

/// How often anybody looked: roll calls, checks and decisions of superiors, beside the middle of other offices.
///
/// Where hardly any office looks, it says nothing of one that does not. `peers` is how often others looked, ascending.
pub(super) fn pattern(unit: &UnitFacts, peers: &[u32], rule: &AuditRule) -> Pattern {
    let usual = peers.get(peers.len() / 2).copied().unwrap_or(0);
    let looking = peers.iter().filter(|looked| **looked > 0).count();
    let (due, looked) = (unit.due, unit.looked);
    let found = Found {
        kind: PatternKind::NobodyLooks,
        figure: Amount::Count(looked),
        expected: Amount::Count(usual),
        sample: due,
        because: (
            format!(
                "{looked} kali apel, pemeriksaan atau keputusan atasan selama {due} hari-orang dinas; {looking} dari {} \
                 kantor lain memeriksa, umumnya {usual} kali.",
                peers.len()
            ),
            format!(
                "{looked} roll calls, checks or decisions of superiors in {due} person-days of duty; {looking} of {} other \
                 offices look, commonly {usual} times.",
                peers.len()
            ),
        ),
        examples: vec![Example { kind: ExampleKind::UnitDay, id: unit.id, on: None }],
    };
    if !looking_enough(unit, rule)
        || peers.len() < FEWEST_PEERS
        || share(looking, peers.len()) < u32::from(rule.idle_peers)
    {
        return found.too_few();
    }
    if looked == 0 { found.shows(rule.points.idle) } else { found.quiet() }
}
