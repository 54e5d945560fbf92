//! The policy: what each signal weighs, how far a family may go, and when a punch is doubted.
//!
//! Weights are tenths of a deciban: a hundred times the decimal logarithm of how much likelier the signal is under
//! misuse than under honest use.

use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::signal::{Family, Signal};
use crate::hours::RuleRef;
use crate::sites::Network;

/// What a signal weighs, by how well the office is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignalRule {
    /// In a town network.
    pub good: i32,
    /// Where the network is often down.
    pub weak: i32,
    /// Where there is none.
    pub none: i32,
}

impl SignalRule {
    /// What it weighs there.
    pub fn at(self, network: Network) -> i32 {
        match network {
            Network::Good => self.good,
            Network::Weak => self.weak,
            Network::None => self.none,
        }
    }
}

/// How far the signals of one family may move a punch together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FamilyRule {
    /// For the punch, at most (0 or below).
    pub least: i32,
    /// Against the punch, at most.
    pub most: i32,
}

/// A policy that holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRules {
    /// By [`Signal::place`].
    pub signals: Vec<SignalRule>,
    /// By the place in [`Family::ALL`].
    pub families: Vec<FamilyRule>,
    /// Weight of a punch of which nothing is known.
    pub prior: i32,
    /// Thousandths: by how much the sum is stretched before it is read as log-odds, so that probabilities are true to
    /// what was measured.
    pub slope: u32,
    /// Least weight that stands in the queue.
    pub doubtful: i32,
    /// Least weight that opens a case.
    pub contradicted: i32,
    /// Highest weight of a supported punch, which also needs strong evidence for it.
    pub supported: i32,
    /// Thousandths of punches that may be misused at most, so that what more people show is called usual.
    pub misuse: u32,
    /// People in the queue, of a thousand in thirty days.
    pub queue_people: u32,
    /// Where it comes from.
    pub rule: Arc<RuleRef>,
}

impl EvidenceRules {
    /// What a signal weighs there.
    pub fn weight(&self, signal: Signal, network: Network) -> i32 {
        self.signals.get(signal.place()).map_or(0, |rule| rule.at(network))
    }

    /// SHA-256 of every figure: two policies that weigh alike have the same.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut add = |number: i64| hasher.update(number.to_be_bytes());
        for (signal, rule) in self.signals.iter().enumerate() {
            add(i64::try_from(signal).unwrap_or(i64::MAX));
            [rule.good, rule.weak, rule.none].into_iter().for_each(|weight| add(weight.into()));
        }
        self.families.iter().flat_map(|family| [family.least, family.most]).for_each(|weight| add(weight.into()));
        [self.prior, self.doubtful, self.contradicted, self.supported]
            .into_iter()
            .for_each(|weight| add(weight.into()));
        [self.slope, self.misuse, self.queue_people].into_iter().for_each(|number| add(number.into()));
        hasher.finalize().into()
    }

    /// How far a family may go.
    pub fn family(&self, family: Family) -> FamilyRule {
        self.families.get(family as usize).copied().unwrap_or_default()
    }
}

/// The policies of a region by the day from which each holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceTable {
    periods: Vec<EvidencePeriod>,
}

/// One policy from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidencePeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rules: EvidenceRules,
}

/// No pack says how punches of that day are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of weighing evidence covers {0}")]
pub struct EvidenceNotCovered(pub Date);

impl EvidenceTable {
    /// From periods in ascending order.
    pub fn new(periods: Vec<EvidencePeriod>) -> Self {
        Self { periods }
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`EvidenceNotCovered`] outside the days a pack covers.
    pub fn on(&self, date: Date) -> Result<&EvidenceRules, EvidenceNotCovered> {
        let holds = |period: &&EvidencePeriod| period.from <= date && period.to.is_none_or(|to| date <= to);
        self.periods.iter().rev().find(holds).map(|period| &period.rules).ok_or(EvidenceNotCovered(date))
    }

    /// Every policy with its days.
    pub fn periods(&self) -> &[EvidencePeriod] {
        &self.periods
    }
}
