//! How much of what is known to be misuse a policy finds, and how many of the honest it accuses.

use std::collections::BTreeMap;

use hadir_domain::evidence::{Scene, Verdict, Weighing};
use serde::Serialize;

/// What became of the punches of one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recall {
    /// The label.
    pub label: String,
    /// Punches that have it.
    pub punches: usize,
    /// In the queue or in a case.
    pub flagged: usize,
    /// In a case.
    pub contradicted: usize,
    /// Above the score that 5 of 1,000 honest punches reach.
    pub at_half_percent: usize,
    /// Above the score that 1 of 1,000 honest punches reaches.
    pub at_tenth_percent: usize,
}

/// Everything that labels tell of a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// Honest punches, privacy tools among them.
    pub honest: usize,
    /// Of those in the queue or in a case.
    pub honest_flagged: usize,
    /// Of those in a case.
    pub honest_contradicted: usize,
    /// By label, honest ones too.
    pub labels: Vec<Recall>,
    /// All misuse together.
    pub misuse: Recall,
}

/// What another policy would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// The other policy.
    pub policy: String,
    /// Punches that get another verdict.
    pub changed: usize,
    /// From which to which, and how many.
    pub by_verdict: Vec<(Verdict, Verdict, usize)>,
    /// What labels tell of the other policy, where there are any.
    pub measured: Option<Measured>,
}

/// Whether a label stands for an honest punch: a privacy tool alone is harmless.
fn is_honest(label: &str) -> bool {
    matches!(label, "honest" | "vpn")
}

/// Measures a weighing against labels; `None` without any.
pub fn measure(scene: &Scene, weighing: &Weighing, labels: &BTreeMap<String, String>) -> Option<Measured> {
    let labelled: Vec<(&str, Verdict, i32)> = weighing
        .punches
        .iter()
        .filter_map(|punch| {
            let label = labels.get(&scene.punches[punch.punch as usize].id)?;
            Some((label.as_str(), punch.verdict, punch.weight))
        })
        .collect();
    if labelled.is_empty() {
        return None;
    }
    let mut honest: Vec<i32> = labelled.iter().filter(|(label, _, _)| is_honest(label)).map(|(_, _, w)| *w).collect();
    honest.sort_unstable_by(|a, b| b.cmp(a));
    // The share is of honest punches strictly above the limit.
    let limit = |thousandths: usize| honest.get(honest.len() * thousandths / 1000).copied().unwrap_or(i32::MIN);
    let (half, tenth) = (limit(5), limit(1));
    let recall = |label: String, all: &mut dyn Iterator<Item = &(&str, Verdict, i32)>| {
        let none = Recall { label, punches: 0, flagged: 0, contradicted: 0, at_half_percent: 0, at_tenth_percent: 0 };
        all.fold(none, |mut sum, (_, verdict, weight)| {
            sum.punches += 1;
            sum.flagged += usize::from(matches!(verdict, Verdict::Doubtful | Verdict::Contradicted));
            sum.contradicted += usize::from(*verdict == Verdict::Contradicted);
            sum.at_half_percent += usize::from(*weight > half);
            sum.at_tenth_percent += usize::from(*weight > tenth);
            sum
        })
    };
    let mut names: Vec<&str> = labelled.iter().map(|(label, _, _)| *label).collect();
    names.sort_unstable();
    names.dedup();
    let by_name = |name: &str| recall(name.to_owned(), &mut labelled.iter().filter(|(label, _, _)| *label == name));
    let all_honest = recall("honest".into(), &mut labelled.iter().filter(|(label, _, _)| is_honest(label)));
    Some(Measured {
        honest: all_honest.punches,
        honest_flagged: all_honest.flagged,
        honest_contradicted: all_honest.contradicted,
        labels: names.into_iter().map(by_name).collect(),
        misuse: recall("misuse".into(), &mut labelled.iter().filter(|(label, _, _)| !is_honest(label))),
    })
}

/// Compares two weighings of one scene.
pub fn changes(
    scene: &Scene,
    before: &Weighing,
    after: &Weighing,
    policy: &str,
    labels: &BTreeMap<String, String>,
) -> Changes {
    let mut counts: BTreeMap<(Verdict, Verdict), usize> = BTreeMap::new();
    for (old, new) in before.punches.iter().zip(&after.punches).filter(|(old, new)| old.verdict != new.verdict) {
        *counts.entry((old.verdict, new.verdict)).or_default() += 1;
    }
    Changes {
        policy: policy.to_owned(),
        changed: counts.values().sum(),
        by_verdict: counts.into_iter().map(|((old, new), count)| (old, new, count)).collect(),
        measured: measure(scene, after, labels),
    }
}
