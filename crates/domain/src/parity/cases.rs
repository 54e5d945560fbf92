//! What became of discipline cases, by kind of employment: counts and times alone, never whose.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::shown::Summed;
use crate::discipline::{DisciplineRules, Due, Facts, assess};
use crate::discipline_cases::{CaseOpening, CaseState, WorkClock};
use crate::sanctions::{Level, Sanction};

/// Times of fewer cases are not summed up.
pub const FEW_CASES: usize = 5;

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseEnd {
    /// Neither decided nor closed.
    Open,
    /// Decided, and a punishment holds.
    Punished {
        /// Its level.
        level: Level,
        /// Its kind, where it is one of the law's list; a contract has its own words.
        sanction: Option<Sanction>,
    },
    /// Closed or decided without a punishment, or the punishment was taken away.
    Unpunished,
}

/// One case as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    /// How it stands.
    pub end: CaseEnd,
    /// Working days from opening to the decision; `None` without one, or where no calendar reaches.
    pub to_decision: Option<u16>,
    /// Working days from the day the common standard was reached to the decision; `None` where the days of the case do not
    /// reach it.
    pub from_threshold: Option<u16>,
    /// Whether an open case has a term that ran out; `None` where no rule or calendar says.
    pub overdue: Option<bool>,
}

impl CaseFacts {
    /// What is counted of a case. `rules` are those of the person's employment.
    pub fn of(
        opening: &CaseOpening,
        state: &CaseState,
        rules: &DisciplineRules,
        clock: WorkClock<'_>,
        overdue: Option<bool>,
    ) -> Self {
        let decided = state.decision.as_ref().map(|kept| kept.on);
        let between = |from: Option<Date>| clock.between(from?, decided?).ok();
        let punishment = state.punishment.as_ref().and_then(|one| Some((one.level()?, one.sanction())));
        let end = match (punishment, decided, state.closed) {
            (Some((level, sanction)), Some(_), _) => CaseEnd::Punished { level, sanction },
            (None, None, None) => CaseEnd::Open,
            _ => CaseEnd::Unpunished,
        };
        Self {
            end,
            to_decision: between(Some(opening.on)),
            from_threshold: between(threshold(opening, rules, clock)),
            overdue: if end == CaseEnd::Open { overdue } else { Some(false) },
        }
    }
}

/// The day on which the days of attendance of a case reached the common standard for the first time.
fn threshold(opening: &CaseOpening, rules: &DisciplineRules, clock: WorkClock<'_>) -> Option<Date> {
    let (days, _) = opening.attendance();
    let last = *days.last()?;
    // The days of a case were found to be workdays of the person when it was opened; between them the calendar speaks.
    let due = |date: Date| {
        if days.contains(&date) || clock.works(date).unwrap_or(false) { Due::Duty } else { Due::Free }
    };
    let years: BTreeSet<i16> = days.iter().map(|date| date.year()).collect();
    let first = |year: i16| {
        days.iter().filter(|date| date.year() == year).find_map(|on| {
            let facts = Facts {
                year,
                on: *on,
                absent: days.range(..=*on).copied().collect(),
                short: Vec::new(),
                pending: BTreeSet::new(),
            };
            assess(rules, &facts, &due).standard.map(|one| one.reached)
        })
    };
    years.into_iter().filter_map(first).min().filter(|reached| *reached <= last)
}

/// How long something took, over several cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Over how many cases.
    pub of: usize,
    /// The middle one and the one nine of ten do not pass, in working days; `None` for fewer than [`FEW_CASES`].
    pub median_and_p90: Option<(u16, u16)>,
}

impl Times {
    fn of(mut days: Vec<u16>) -> Self {
        days.sort_unstable();
        let at = |tenths: usize| days.get((days.len() * tenths).div_ceil(10).saturating_sub(1)).copied();
        let enough = days.len() >= FEW_CASES;
        Self { of: days.len(), median_and_p90: if enough { at(5).zip(at(9)) } else { None } }
    }
}

/// Counts of the cases of one kind of employment: `opened = open + punished + unpunished`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseCounts {
    /// Cases opened in the span.
    pub opened: u32,
    /// Of these, neither decided nor closed.
    pub open: u32,
    /// Of these, decided with a punishment that holds: light, medium, heavy.
    pub punished: [u32; 3],
    /// Of these, ended without a punishment.
    pub unpunished: u32,
    /// Open ones with a term that ran out.
    pub overdue: u32,
    /// Open ones of which no rule or calendar says whether a term ran out.
    pub term_unknown: u32,
    /// Punishments of the law's list, by kind.
    pub sanctions: BTreeMap<Sanction, u32>,
    to_decision: Vec<u16>,
    from_threshold: Vec<u16>,
}

impl CaseCounts {
    /// Counts a case.
    pub fn count(&mut self, case: &CaseFacts) {
        self.opened += 1;
        match case.end {
            CaseEnd::Open => {
                self.open += 1;
                self.overdue += u32::from(case.overdue == Some(true));
                self.term_unknown += u32::from(case.overdue.is_none());
            }
            CaseEnd::Punished { level, sanction } => {
                self.punished[level as usize] += 1;
                sanction.into_iter().for_each(|one| *self.sanctions.entry(one).or_default() += 1);
            }
            CaseEnd::Unpunished => self.unpunished += 1,
        }
        self.to_decision.extend(case.to_decision);
        self.from_threshold.extend(case.from_threshold);
    }

    /// Decided with a punishment that holds.
    pub fn all_punished(&self) -> u32 {
        self.punished.iter().sum()
    }

    /// The same without the kinds of punishments: levels alone, for whoever may not tell cases apart.
    pub fn levels_alone(self) -> Self {
        Self { sanctions: BTreeMap::new(), ..self }
    }

    /// Punishments a contract or a regional rule words itself.
    pub fn by_contract(&self) -> u32 {
        self.all_punished().saturating_sub(self.sanctions.values().sum())
    }

    /// Working days from opening to decision.
    pub fn to_decision(&self) -> Times {
        Times::of(self.to_decision.clone())
    }

    /// Working days from the day the standard was reached to the decision.
    pub fn from_threshold(&self) -> Times {
        Times::of(self.from_threshold.clone())
    }

    /// Whether the counts are possible.
    pub fn adds_up(&self) -> bool {
        self.opened == self.open + self.all_punished() + self.unpunished
            && self.overdue + self.term_unknown <= self.open
            && self.sanctions.values().sum::<u32>() <= self.all_punished()
            && self.to_decision.len() <= usize::try_from(self.opened).unwrap_or(usize::MAX)
    }
}

impl Summed for CaseCounts {
    fn add(&mut self, other: &Self) {
        self.opened += other.opened;
        self.open += other.open;
        self.unpunished += other.unpunished;
        self.overdue += other.overdue;
        self.term_unknown += other.term_unknown;
        self.punished.iter_mut().zip(other.punished).for_each(|(mine, theirs)| *mine += theirs);
        other.sanctions.iter().for_each(|(kind, count)| *self.sanctions.entry(*kind).or_default() += count);
        // In order, so that the order of adding means nothing.
        for (mine, theirs) in
            [(&mut self.to_decision, &other.to_decision), (&mut self.from_threshold, &other.from_threshold)]
        {
            mine.extend(theirs);
            mine.sort_unstable();
        }
    }

    fn weight(&self) -> u32 {
        self.opened
    }

    fn figures(&self) -> Vec<u32> {
        let rest = self.open.saturating_sub(self.overdue + self.term_unknown);
        let timed = |days: &Vec<u16>| u32::try_from(days.len()).unwrap_or(u32::MAX);
        let (decided, reached) = (timed(&self.to_decision), timed(&self.from_threshold));
        let all = [self.opened, self.open, self.unpunished, self.overdue, self.term_unknown, rest];
        // How many cases a time is of is a figure too, and so is what is left of them.
        let times = [decided, decided.abs_diff(self.all_punished()), reached, decided.abs_diff(reached)];
        all.into_iter().chain(self.punished).chain(self.sanctions.values().copied()).chain(times).collect()
    }
}
