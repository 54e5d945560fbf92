//! The tables of a measurement.

use std::collections::BTreeMap;

use hadir_domain::evidence::Verdict;
use serde::Serialize;

use super::super::{Label, LookAlike, Variant};
use super::{Entry, Quality};

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Punches of phones.
    pub punches: usize,
    /// Frauds among them.
    pub frauds: usize,
    /// Honest ones.
    pub honest: Honest,
    /// The score above which 0.5 % and 0.1 % of the honest lie.
    pub limits: [f64; 2],
    /// Each way of cheating.
    pub ways: BTreeMap<Label, WayReport>,
    /// All frauds that left a trace.
    pub findable: WayReport,
    /// All frauds.
    pub whole: WayReport,
    /// All frauds of which nothing tells.
    pub traceless: WayReport,
    /// Honest punches that look like fraud.
    pub look_alikes: BTreeMap<LookAlike, LookAlikeReport>,
    /// People who would be looked at, by how many may be.
    pub budgets: Vec<Budget>,
    /// Ten bins of the score.
    pub calibration: Vec<Bin>,
    /// Mean squared distance of the score from the truth.
    pub brier: f64,
    /// Mean distance of the bins' score from their share of frauds.
    pub calibration_error: f64,
}

/// What became of honest punches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Honest {
    /// How many.
    pub punches: usize,
    /// Doubtful or worse.
    pub doubtful: usize,
    /// Contradicted.
    pub contradicted: usize,
    /// Supported.
    pub supported: usize,
    /// Punches and doubtful ones by how well the site is connected.
    pub by_network: BTreeMap<&'static str, (usize, usize)>,
}

/// What became of one way of cheating.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct WayReport {
    /// Punches that left a trace.
    pub punches: usize,
    /// Punches of which nothing tells.
    pub traceless: usize,
    /// Share found where 0.5 % of the honest are flagged; of those with a trace.
    pub recall_half_percent: f64,
    /// The same where 0.1 % are.
    pub recall_tenth_percent: f64,
    /// Share found where 0.5 % and 0.1 % of the honest are flagged, of all: also those of which nothing tells.
    pub recall_of_all: [f64; 2],
    /// Share with the verdict doubtful or contradicted.
    pub recall_verdict: f64,
    /// Share with the verdict contradicted.
    pub recall_contradicted: f64,
    /// Punches and share found at 0.5 % by variant, those with a trace.
    pub by_variant: BTreeMap<Variant, (usize, f64)>,
}

/// What became of one look-alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LookAlikeReport {
    /// Honest punches.
    pub punches: usize,
    /// Doubtful or worse.
    pub doubtful: usize,
    /// Contradicted.
    pub contradicted: usize,
    /// Above the limit of 0.5 %.
    pub above_limit: usize,
}

/// What a number of looks finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// People looked at, per 1,000 people and month.
    pub per_thousand: u32,
    /// People looked at.
    pub people: usize,
    /// Share of them who cheat.
    pub precision: f64,
    /// Share of those who cheat with a trace who are among them.
    pub recall: f64,
}

/// Punches whose score lies in one tenth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// From.
    pub from: f64,
    /// How many.
    pub punches: usize,
    /// Their mean score.
    pub mean_score: f64,
    /// The share that is fraud.
    pub fraud_share: f64,
}

pub(super) fn of(quality: &Quality) -> Report {
    let honest: Vec<&Entry> = quality.entries.iter().filter(|entry| !entry.label.is_fraud()).collect();
    let frauds: Vec<&Entry> = quality.entries.iter().filter(|entry| entry.label.is_fraud()).collect();
    let limits = [limit(&honest, 0.005), limit(&honest, 0.001)];
    let ways = Label::FRAUDS
        .into_iter()
        .map(|label| {
            let of_it: Vec<&Entry> = frauds.iter().copied().filter(|entry| entry.label == label).collect();
            (label, way(&of_it, limits))
        })
        .collect();
    let (blind, findable): (Vec<&Entry>, Vec<&Entry>) = frauds.iter().copied().partition(|entry| entry.traceless);
    let calibration = bins(&quality.entries);
    let all = quality.entries.len().max(1);
    Report {
        punches: quality.entries.len(),
        frauds: frauds.len(),
        limits,
        ways,
        findable: way(&findable, limits),
        whole: way(&frauds, limits),
        traceless: recall(&blind, limits, blind.len()),
        look_alikes: look_alikes(&honest, limits[0]),
        budgets: [10, 50].into_iter().map(|budget| looked_at(quality, budget)).collect(),
        brier: quality.entries.iter().map(|entry| (entry.score - truth(entry)).powi(2)).sum::<f64>() / real(all),
        calibration_error: calibration
            .iter()
            .map(|bin| (bin.mean_score - bin.fraud_share).abs() * real(bin.punches) / real(all))
            .sum(),
        calibration,
        honest: honest_report(&honest),
    }
}

/// The score that at most that share of the honest exceed.
fn limit(honest: &[&Entry], share: f64) -> f64 {
    let mut scores: Vec<f64> = honest.iter().map(|entry| entry.score).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
    let allowed = (real(scores.len()) * share) as usize;
    scores.get(allowed).copied().unwrap_or(1.0)
}

fn way(entries: &[&Entry], limits: [f64; 2]) -> WayReport {
    let traced: Vec<&Entry> = entries.iter().copied().filter(|entry| !entry.traceless).collect();
    let all: Vec<&&Entry> = entries.iter().collect();
    WayReport {
        recall_of_all: limits.map(|limit| share(&all, |entry| entry.score > limit)),
        ..recall(&traced, limits, entries.len() - traced.len())
    }
}

fn recall(traced: &[&Entry], limits: [f64; 2], traceless: usize) -> WayReport {
    let mut by_variant: BTreeMap<Variant, (usize, f64)> = BTreeMap::new();
    for variant in Variant::ALL {
        let of_it: Vec<&&Entry> = traced.iter().filter(|entry| entry.variant == Some(variant)).collect();
        if !of_it.is_empty() {
            by_variant.insert(variant, (of_it.len(), share(&of_it, |entry| entry.score > limits[0])));
        }
    }
    let all: Vec<&&Entry> = traced.iter().collect();
    WayReport {
        punches: traced.len(),
        traceless,
        recall_half_percent: share(&all, |entry| entry.score > limits[0]),
        recall_of_all: limits.map(|limit| share(&all, |entry| entry.score > limit)),
        recall_tenth_percent: share(&all, |entry| entry.score > limits[1]),
        recall_verdict: share(&all, |entry| is_doubtful(entry.verdict)),
        recall_contradicted: share(&all, |entry| entry.verdict == Verdict::Contradicted),
        by_variant,
    }
}

fn honest_report(honest: &[&Entry]) -> Honest {
    let mut by_network: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for entry in honest {
        let counts = by_network.entry(entry.network).or_default();
        counts.0 += 1;
        counts.1 += usize::from(is_doubtful(entry.verdict));
    }
    let count = |verdict| honest.iter().filter(|entry| entry.verdict == verdict).count();
    Honest {
        punches: honest.len(),
        doubtful: honest.iter().filter(|entry| is_doubtful(entry.verdict)).count(),
        contradicted: count(Verdict::Contradicted),
        supported: count(Verdict::Supported),
        by_network,
    }
}

fn look_alikes(honest: &[&Entry], limit: f64) -> BTreeMap<LookAlike, LookAlikeReport> {
    let mut reports: BTreeMap<LookAlike, LookAlikeReport> = BTreeMap::new();
    for entry in honest {
        let Some(look) = entry.look else { continue };
        let report =
            reports.entry(look).or_insert(LookAlikeReport { punches: 0, doubtful: 0, contradicted: 0, above_limit: 0 });
        report.punches += 1;
        report.doubtful += usize::from(is_doubtful(entry.verdict));
        report.contradicted += usize::from(entry.verdict == Verdict::Contradicted);
        report.above_limit += usize::from(entry.score > limit);
    }
    reports
}

/// The people with the highest scores, as many as may be looked at.
fn looked_at(quality: &Quality, per_thousand: u32) -> Budget {
    let mut ranked: Vec<_> = quality.people.iter().collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some people")]
    let people = (f64::from(per_thousand) * quality.thousand_months).round() as usize;
    ranked.truncate(people);
    let findable = quality.people.iter().filter(|person| person.findable).count();
    let found = ranked.iter().filter(|person| person.findable).count();
    Budget {
        per_thousand,
        people: ranked.len(),
        precision: part(ranked.iter().filter(|person| person.cheats).count(), ranked.len()),
        recall: part(found, findable),
    }
}

fn bins(entries: &[Entry]) -> Vec<Bin> {
    (0..10)
        .map(|tenth| {
            let from = f64::from(tenth) / 10.0;
            let within = |entry: &&Entry| entry.score >= from && (entry.score < from + 0.1 || tenth == 9);
            let inside: Vec<&Entry> = entries.iter().filter(within).collect();
            let count = real(inside.len().max(1));
            Bin {
                from,
                punches: inside.len(),
                mean_score: inside.iter().map(|entry| entry.score).sum::<f64>() / count,
                fraud_share: inside.iter().map(|entry| truth(entry)).sum::<f64>() / count,
            }
        })
        .collect()
}

fn truth(entry: &Entry) -> f64 {
    f64::from(u8::from(entry.label.is_fraud()))
}

fn is_doubtful(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Doubtful | Verdict::Contradicted)
}

fn share(entries: &[&&Entry], found: impl Fn(&Entry) -> bool) -> f64 {
    part(entries.iter().filter(|entry| found(entry)).count(), entries.len())
}

fn part(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { real(part) / real(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of punches")]
fn real(count: usize) -> f64 {
    count as f64
}
