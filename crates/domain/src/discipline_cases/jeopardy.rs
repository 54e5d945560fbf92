//! Nothing is punished twice; attendance is raised, not added; what is repeated otherwise is heavier.

use std::collections::BTreeSet;

use jiff::civil::Date;
use uuid::Uuid;

use super::act::{Breach, CaseOpening};
use super::refusal::Refusal;
use crate::sanctions::{Level, Sanction};

/// A decision about the same person, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDecision {
    /// Its case.
    pub case: Uuid,
    /// Its number.
    pub number: String,
    /// When.
    pub on: Date,
    /// What was decided on.
    pub breaches: Vec<PastBreach>,
    /// The level; `None` where nobody was punished.
    pub level: Option<Level>,
    /// The kind, where it is one of the list.
    pub sanction: Option<Sanction>,
    /// Whether it was taken away again.
    pub annulled: bool,
}

/// A breach that was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastBreach {
    /// The obligation.
    pub article: String,
    /// Whether it was about days of attendance.
    pub attendance: bool,
    /// The days it was about.
    pub days: BTreeSet<Date>,
}

/// Whether a case may be opened beside what was decided.
///
/// # Errors
///
/// [`Refusal::AlreadyPunished`] where a breach was decided on already. Days of attendance that led to a decision count again
/// only where days were added and what the ladder now indicates stands above what was given: the punishment is *raised*. Any
/// other breach is the same when its article is, and its days meet, or neither names a day.
///
/// # Legal source
///
/// PP 94/2021 (no breach twice); PerBKN 6/2022 Ps 46(7) for attendance.
pub fn check_jeopardy(opening: &CaseOpening, earlier: &[PastDecision]) -> Result<(), Refusal> {
    for past in earlier.iter().filter(|past| past.case != opening.id && !past.annulled) {
        for breach in &opening.breaches {
            if past.breaches.iter().any(|old| is_same(breach, old)) && !raises(breach, past) {
                return Err(Refusal::AlreadyPunished(past.number.clone()));
            }
        }
    }
    Ok(())
}

fn is_same(breach: &Breach, old: &PastBreach) -> bool {
    let meet = !breach.days.is_disjoint(&old.days);
    if breach.attendance && old.attendance {
        return meet;
    }
    breach.article == old.article && (meet || (breach.days.is_empty() && old.days.is_empty()))
}

fn raises(breach: &Breach, past: &PastDecision) -> bool {
    let old: BTreeSet<Date> = past.breaches.iter().flat_map(|old| old.days.iter().copied()).collect();
    let given = past.sanction.map_or(past.level.map_or(0, |_| u8::MAX), Sanction::step);
    breach.attendance && !breach.days.is_subset(&old) && breach.indicated.is_some_and(|now| now.step() > given)
}

/// What repeating means for a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// The first of its kind.
    First,
    /// Attendance: counted within the year and raised, the rule of repeating does not apply (PerBKN 6/2022 Ps 46(7)).
    Counted,
    /// A breach of the same kind was punished before: the new punishment is heavier than this one.
    HeavierThan {
        /// The number of the last decision.
        number: String,
        /// Its level.
        level: Level,
    },
}

/// What repeating means for a breach, as a hint for whoever decides.
pub fn repeat(breach: &Breach, earlier: &[PastDecision]) -> Repeat {
    if breach.attendance {
        return Repeat::Counted;
    }
    let same = |past: &&PastDecision| {
        !past.annulled && past.breaches.iter().any(|old| !old.attendance && old.article == breach.article)
    };
    let last = earlier.iter().filter(same).max_by_key(|past| (past.on, past.case));
    match last.and_then(|past| Some((past.number.clone(), past.level?))) {
        Some((number, level)) => Repeat::HeavierThan { number, level },
        None => Repeat::First,
    }
}
