//! How often a signal accused somebody innocent, by what became of cases.

use serde::{Deserialize, Serialize};

use super::DoubtOutcome;
use crate::intervals::Estimate;

/// Fewer closed cases than this say little, and the table says so.
pub const FEW_CASES: u32 = 20;

/// What became of the cases in which one signal spoke against a punch. A case counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SignalRates {
    /// It was a misuse, and no appeal changed that.
    pub misuse: u32,
    /// It was honest, at once or on appeal.
    pub honest: u32,
    /// A phone, a network or a clock was at fault.
    pub technical: u32,
    /// Something that came later explained it.
    pub explained: u32,
}

impl SignalRates {
    /// Counts a case that ended.
    pub fn count(&mut self, outcome: DoubtOutcome, explained: bool) {
        let cell = match (outcome, explained) {
            (_, true) => &mut self.explained,
            (DoubtOutcome::Misuse, _) => &mut self.misuse,
            (DoubtOutcome::Honest, _) => &mut self.honest,
            (DoubtOutcome::Technical, _) => &mut self.technical,
        };
        *cell += 1;
    }

    /// Cases that ended.
    pub fn ended(&self) -> u32 {
        self.misuse + self.false_alarms()
    }

    /// Cases in which nobody had misused anything.
    pub fn false_alarms(&self) -> u32 {
        self.honest + self.technical + self.explained
    }

    /// Share of false alarms in ten-thousandths; `None` without a case.
    pub fn share(&self) -> Option<u32> {
        let (alarms, ended) = (u64::from(self.false_alarms()), u64::from(self.ended()));
        u32::try_from((alarms * 10_000 + ended / 2).checked_div(ended)?).ok()
    }

    /// Where the true share lies with 95 of 100 chances, in ten-thousandths.
    pub fn interval(&self) -> Option<(u32, u32)> {
        wilson(self.false_alarms(), self.ended())
    }

    /// Whether there are too few cases to conclude from.
    pub fn is_few(&self) -> bool {
        self.ended() < FEW_CASES
    }
}

/// The Wilson interval of a share at 95 percent, in ten-thousandths, outward rounded; `None` of nothing.
pub fn wilson(hits: u32, of: u32) -> Option<(u32, u32)> {
    let estimate = Estimate::of_share(f64::from(hits.min(of)) / f64::from(of.max(1)), f64::from(of))?;
    Some((estimate.low_parts(), estimate.high_parts()))
}
