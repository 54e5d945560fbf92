//! The common standard: the nation's ladder for a PNS laid over everybody, as it stands and at the same share of
//! contracted days, beside what each kind's own rule says.

use std::sync::Arc;

use super::shown::Summed;
use crate::discipline::{DisciplineRules, Regulation, Rung};
use crate::intervals::Estimate;
use crate::people::EmployeeType;
use crate::sanctions::Level;

/// Days a person owes in a year beside the days office hours ask for in the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Days due by the person's roster.
    pub own: u16,
    /// Days due by office hours, over the same dates.
    pub full: u16,
}

impl Share {
    /// After how many days somebody with this share reaches a threshold made for a full week: the first whole number of days
    /// that is at least the same share of the days owed. Never more than the threshold itself, and never none.
    pub fn days(self, threshold: u16) -> u16 {
        if self.own >= self.full || self.full == 0 {
            return threshold;
        }
        let scaled = (u32::from(threshold) * u32::from(self.own)).div_ceil(u32::from(self.full));
        u16::try_from(scaled).unwrap_or(threshold).clamp(1, threshold.max(1))
    }
}

/// The rules with the thresholds of the common standard at a share of contracted days. What the kind's own rule says is
/// left as it is.
pub fn at_share(rules: &DisciplineRules, share: Share) -> DisciplineRules {
    let rung = |rung: &Rung| Rung { from_days: share.days(rung.from_days), ..rung.clone() };
    let mut scaled = rules.clone();
    for stretch in &mut scaled.standard {
        let whole = &stretch.regulation;
        stretch.regulation = Arc::new(Regulation {
            rungs: whole.rungs.iter().map(rung).collect(),
            streak: whole.streak.as_ref().map(rung),
            ..Regulation::clone(whole)
        });
    }
    scaled
}

/// Somebody with a day without a word in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnLadder {
    /// The level reached by the common standard as it stands.
    pub plain: Option<Level>,
    /// The level reached at the same share of contracted days. Never lighter than `plain`.
    pub adjusted: Option<Level>,
    /// The level indicated by the rule of the person's own kind.
    pub own: Option<Level>,
    /// Whether there is a rule of the own kind on the last of these days.
    pub has_rule: bool,
    /// Whether a case is or was about one of these days; `None` for whoever may not know of cases.
    pub case: Option<CaseOf>,
}

/// What became of somebody's case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseOf {
    /// There is none.
    None,
    /// There is one without a decision.
    Open,
    /// It was decided, or closed without a punishment.
    Ended,
}

/// How many people of one kind stand where on the ladder of a year. Levels are the heaviest reached: nobody is in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LadderCounts {
    /// People of the roster of that year's days.
    pub people: u32,
    /// Of these, with at least one day without a word that counts.
    pub absent: u32,
    /// By the common standard as it stands: light, medium, heavy.
    pub plain: [u32; 3],
    /// By the common standard at the same share of contracted days.
    pub adjusted: [u32; 3],
    /// By the rule of the own kind.
    pub own: [u32; 3],
    /// Reached the adjusted standard, while no rule of the own kind exists.
    pub without_rule: u32,
    /// Reached the adjusted standard, and a case is or was about one of the days.
    pub with_case: u32,
    /// Of these, with a decision or closed without a punishment.
    pub ended: u32,
    /// Reached the standard as it stands, and there is no case.
    pub plain_gap: u32,
    /// Reached the adjusted standard, and there is no case.
    pub adjusted_gap: u32,
}

impl LadderCounts {
    /// Counts somebody who is among the people already.
    pub fn count(&mut self, one: &OnLadder) {
        self.absent += 1;
        let at = |counts: &mut [u32; 3], level: Option<Level>| {
            level.into_iter().for_each(|level| counts[level as usize] += 1);
        };
        at(&mut self.plain, one.plain);
        at(&mut self.adjusted, one.adjusted);
        at(&mut self.own, one.own);
        let reached = one.adjusted.is_some();
        self.without_rule += u32::from(reached && !one.has_rule);
        self.with_case += u32::from(reached && matches!(one.case, Some(CaseOf::Open | CaseOf::Ended)));
        self.ended += u32::from(reached && one.case == Some(CaseOf::Ended));
        self.adjusted_gap += u32::from(reached && one.case == Some(CaseOf::None));
        self.plain_gap += u32::from(one.plain.is_some() && one.case == Some(CaseOf::None));
    }

    /// How many reached the standard as it stands.
    pub fn reached_plain(&self) -> u32 {
        self.plain.iter().sum()
    }

    /// How many reached the adjusted standard.
    pub fn reached_adjusted(&self) -> u32 {
        self.adjusted.iter().sum()
    }

    /// A number of people as a share of all people of the kind, with its interval; `None` without people.
    pub fn rate(&self, of: u32) -> Option<Estimate> {
        Estimate::of_share(f64::from(of) / f64::from(self.people.max(1)), f64::from(self.people))
    }

    /// Whether the counts are possible.
    pub fn adds_up(&self) -> bool {
        let reached = self.reached_adjusted();
        self.absent <= self.people
            && self.reached_plain() <= reached
            && reached <= self.absent
            && self.own.iter().sum::<u32>() <= self.absent
            && self.with_case + self.adjusted_gap <= reached
            && self.ended <= self.with_case
            && self.plain_gap <= self.reached_plain()
            && self.without_rule <= reached
    }
}

impl Summed for LadderCounts {
    fn add(&mut self, other: &Self) {
        let pairs = [(&mut self.plain, other.plain), (&mut self.adjusted, other.adjusted), (&mut self.own, other.own)];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        self.people += other.people;
        self.absent += other.absent;
        self.without_rule += other.without_rule;
        self.with_case += other.with_case;
        self.ended += other.ended;
        self.plain_gap += other.plain_gap;
        self.adjusted_gap += other.adjusted_gap;
    }

    fn weight(&self) -> u32 {
        self.people
    }

    /// Whoever knows two of these figures knows their difference, so that differences stand here too.
    fn figures(&self) -> Vec<u32> {
        let reached = self.reached_adjusted();
        let levels = self.plain.into_iter().chain(self.adjusted).chain(self.own);
        let between = |one: [u32; 3], other: [u32; 3]| {
            let above = |of: [u32; 3], from: usize| of[from..].iter().sum::<u32>();
            (0..3).map(move |from| above(one, from).abs_diff(above(other, from)))
        };
        levels
            .chain(between(self.plain, self.adjusted))
            .chain(between(self.own, self.adjusted))
            .chain(between(self.own, self.plain))
            .chain([
                self.people,
                self.absent,
                self.people - self.absent,
                self.absent.saturating_sub(reached),
                self.without_rule,
                reached.saturating_sub(self.without_rule),
                self.with_case,
                self.ended,
                self.with_case - self.ended,
                self.plain_gap,
                self.adjusted_gap,
                self.adjusted_gap.abs_diff(self.plain_gap),
                self.reached_plain().saturating_sub(self.plain_gap),
            ])
            .collect()
    }
}

/// Counts of a year by kind of employment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderYear {
    /// The year whose days add up.
    pub year: i16,
    /// The last day that was looked at.
    pub up_to: jiff::civil::Date,
    /// The counts, each kind that has people.
    pub kinds: Vec<(EmployeeType, LadderCounts)>,
}
