//! How well a reconciliation finds what was planted.

use std::collections::BTreeMap;
use std::fmt;

use hadir_domain::reconcile::{Cause, CauseKind, DiscrepancyType, Found, Tally};

use super::{Generated, Label, PlantedCause};

/// Counts of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// How many were planted.
    pub planted: u32,
    /// How many were found.
    pub found: u32,
    /// How many of those found were planted; each is counted once.
    pub right: u32,
}

impl Score {
    /// Share of the found that were planted; 1 where nothing was found.
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of the planted that were found; 1 where nothing was planted.
    pub fn recall(self) -> f64 {
        share(self.right, self.planted)
    }

    /// Adds the counts of another run.
    pub fn add(&mut self, other: Self) {
        self.planted += other.planted;
        self.found += other.found;
        self.right += other.right;
    }
}

fn share(of: u32, all: u32) -> f64 {
    if all == 0 { 1.0 } else { f64::from(of) / f64::from(all) }
}

/// What a measurement says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    /// By type of a person-day.
    pub types: BTreeMap<DiscrepancyType, Score>,
    /// By kind of cause. A planted cause is found when one of its kind names its source and days (and, of a clock, its
    /// minutes within two; of one PIN, its people); a second finding of the same cause is no false one.
    pub causes: BTreeMap<CauseKind, Score>,
    /// Person-days that carry a planted cause, those to which a cause of the same kind was given, and those of both.
    pub caused_days: Score,
    /// What should be: planted or not, by [`Label`].
    pub expected: Tally,
    /// What the found tables add up to.
    pub counted: Tally,
    /// Person-days found twice, or none of the scene's.
    pub stray: u32,
    /// Person-days by what they are and what they were called, where the two are not the same.
    pub confused: BTreeMap<(Label, Option<DiscrepancyType>), u32>,
}

impl Quality {
    /// All types together.
    pub fn overall(&self) -> Score {
        let mut all = Score::default();
        self.types.values().for_each(|score| all.add(*score));
        all
    }

    /// All causes together.
    pub fn of_causes(&self) -> Score {
        let mut all = Score::default();
        self.causes.values().for_each(|score| all.add(*score));
        all
    }

    /// Adds another run.
    pub fn add(&mut self, other: &Self) {
        for (kind, score) in &other.types {
            self.types.entry(*kind).or_default().add(*score);
        }
        for (kind, score) in &other.causes {
            self.causes.entry(*kind).or_default().add(*score);
        }
        self.caused_days.add(other.caused_days);
        self.expected.add(&other.expected);
        self.counted.add(&other.counted);
        self.stray += other.stray;
        for (what, count) in &other.confused {
            *self.confused.entry(*what).or_default() += count;
        }
    }
}

/// Holds what was found against the labels.
pub fn measure(generated: &Generated, found: &Found) -> Quality {
    let mut quality = Quality { expected: generated.tally(), ..Quality::default() };
    for kind in DiscrepancyType::ALL.iter().filter(|kind| kind.is_of_a_day()) {
        let planted = quality.expected.of(*kind);
        quality.types.insert(*kind, Score { planted, ..Score::default() });
    }
    found.tallies.values().for_each(|tally| quality.counted.add(tally));
    let mut called = BTreeMap::new();
    for discrepancy in &found.discrepancies {
        let day = (discrepancy.person, discrepancy.on);
        let labelled = generated.labels.get(&day).filter(|_| !called.contains_key(&day));
        let Some(labelled) = labelled else {
            quality.stray += 1;
            quality.types.entry(discrepancy.kind).or_default().found += 1;
            continue;
        };
        called.insert(day, discrepancy.kind);
        let score = quality.types.entry(discrepancy.kind).or_default();
        score.found += 1;
        score.right += u32::from(labelled.label == Label::Differs(discrepancy.kind));
        let given = discrepancy.cause.and_then(|cause| found.causes.get(cause));
        let planted = labelled.cause.and_then(|cause| generated.causes.get(cause));
        quality.caused_days.found += u32::from(given.is_some());
        let same = given.zip(planted).is_some_and(|(given, planted)| given.kind == planted.kind);
        quality.caused_days.right += u32::from(same);
    }
    for (day, labelled) in &generated.labels {
        let called = called.get(day).copied();
        let right = match (labelled.label, called) {
            (Label::Differs(kind), called) => called == Some(kind),
            (_, called) => called.is_none(),
        };
        if !right {
            *quality.confused.entry((labelled.label, called)).or_default() += 1;
        }
    }
    quality.caused_days.planted = generated.causes.iter().map(|cause| cause.days).sum();
    causes(generated, found, &mut quality.causes);
    quality
}

fn causes(generated: &Generated, found: &Found, scores: &mut BTreeMap<CauseKind, Score>) {
    for kind in CauseKind::ALL.iter().copied() {
        let planted: Vec<_> = generated.causes.iter().filter(|cause| cause.kind == kind && cause.days > 0).collect();
        let given: Vec<_> = found.causes.iter().filter(|cause| cause.kind == kind).collect();
        let hit = planted.iter().filter(|planted| given.iter().any(|given| is_it(planted, given))).count();
        let wrong = given.iter().filter(|given| !planted.iter().any(|planted| is_it(planted, given))).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let score = Score { planted: number(planted.len()), found: number(hit + wrong), right: number(hit) };
        scores.insert(kind, score);
    }
}

fn is_it(planted: &PlantedCause, given: &Cause) -> bool {
    let days = given.from <= planted.to && planted.from <= given.to;
    let source = match planted.kind {
        CauseKind::OnePinTwoPeople => planted.people.iter().all(|person| given.people.contains(person)),
        CauseKind::NeverUploads => given.unit == Some(planted.unit),
        _ => given.origin == planted.origin,
    };
    let minutes = match planted.kind {
        CauseKind::ClockOffset | CauseKind::Zone => {
            planted.minutes.zip(given.minutes).is_some_and(|(one, other)| (one - other).abs() <= 5)
        }
        _ => true,
    };
    planted.speaker == given.speaker && days && source && minutes
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<22}{:>9}{:>9}{:>9}{:>11}{:>9}", "type", "planted", "found", "right", "precision", "recall")?;
        let mut line = |name: &str, score: Score| {
            let Score { planted, found, right } = score;
            let (precision, recall) = (score.precision(), score.recall());
            writeln!(f, "{name:<22}{planted:>9}{found:>9}{right:>9}{precision:>11.4}{recall:>9.4}")
        };
        for (kind, score) in &self.types {
            line(kind.as_str(), *score)?;
        }
        line("all types", self.overall())?;
        for (kind, score) in &self.causes {
            line(&format!("cause {}", kind.as_str()), *score)?;
        }
        line("all causes", self.of_causes())?;
        line("days with a cause", self.caused_days)?;
        let tables = |tally: &Tally| {
            let Tally { roster, off, excused, both_silent, matched, .. } = *tally;
            format!(
                "{roster} = {off} off + {excused} excused + {} excluded + {both_silent} silent + {matched} matched + {} differing",
                tally.excluded_in_all(),
                tally.differing()
            )
        };
        writeln!(f, "expected {}", tables(&self.expected))?;
        writeln!(f, "counted  {}", tables(&self.counted))?;
        writeln!(f, "stray findings {}", self.stray)?;
        let mut confused: Vec<_> = self.confused.iter().collect();
        confused.sort_by_key(|(what, count)| (std::cmp::Reverse(**count), **what));
        for ((label, called), count) in confused {
            writeln!(f, "{count:>6} × {label:?} called {}", called.map_or("nothing", |kind| kind.as_str()))?;
        }
        Ok(())
    }
}
