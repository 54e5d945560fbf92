//! What the days come to under each regulation, and which of it is the heaviest.

use jiff::civil::Date;

use super::count::many;
use super::rules::{Regulation, Rung, Stretch, on};

/// A rung that was reached.
#[derive(Debug, Clone)]
pub(super) struct Finding<'a> {
    pub regulation: &'a Regulation,
    pub rung: &'a Rung,
    /// Days of the year under that regulation.
    pub days: Vec<Date>,
    /// The days in a row, where it is a streak.
    pub run: Option<&'a [Date]>,
    /// The day on which the rung was reached.
    pub reached: Date,
}

/// Everything the days come to.
#[derive(Debug, Clone)]
pub(super) struct Findings<'a> {
    pub heaviest: Option<Finding<'a>>,
    /// The streak, also where something heavier was found.
    pub streak: Option<Finding<'a>>,
}

/// Judges each day by the regulation of that day. Days of the year add up under their own regulation alone; days in a row run
/// on over New Year and from one regulation into the next, as long as each of them knows streaks.
pub(super) fn judge<'a>(stretches: &'a [Stretch], year: i16, days: &[Date], runs: &'a [Vec<Date>]) -> Findings<'a> {
    let streak = runs.iter().filter_map(|run| streak(stretches, year, days, run)).max_by_key(|one| {
        // The first of several is the one that counts.
        (one.rung.weight(), std::cmp::Reverse(one.reached))
    });
    let cumulative = regulations(stretches).into_iter().filter_map(|of| cumulative(stretches, of, year, days));
    let heaviest = cumulative.chain(streak.clone()).max_by_key(|one| (one.rung.weight(), one.run.is_some()));
    Findings { heaviest, streak }
}

/// Each regulation once, in the order in which they came into force.
pub(super) fn regulations(stretches: &[Stretch]) -> Vec<&Regulation> {
    let mut found: Vec<&Regulation> = Vec::new();
    for stretch in stretches {
        if !found.iter().any(|one| one.id == stretch.regulation.id) {
            found.push(&stretch.regulation);
        }
    }
    found
}

/// The days of the year that fall under a regulation.
pub(super) fn under(stretches: &[Stretch], of: &Regulation, year: i16, days: &[Date]) -> Vec<Date> {
    let is = |date: &Date| date.year() == year && on(stretches, *date).is_some_and(|one| one.id == of.id);
    days.iter().copied().filter(is).collect()
}

/// The rung that many days stand on.
pub(super) fn rung_of(regulation: &Regulation, days: u16) -> Option<&Rung> {
    regulation.rungs.iter().rev().find(|rung| rung.from_days <= days)
}

fn cumulative<'a>(
    stretches: &'a [Stretch],
    regulation: &'a Regulation,
    year: i16,
    days: &[Date],
) -> Option<Finding<'a>> {
    let days = under(stretches, regulation, year, days);
    let rung = rung_of(regulation, many(days.len()))?;
    let reached = *days.get(usize::from(rung.from_days).checked_sub(1)?)?;
    Some(Finding { regulation, rung, days, run: None, reached })
}

fn streak<'a>(stretches: &'a [Stretch], year: i16, days: &[Date], run: &'a [Date]) -> Option<Finding<'a>> {
    let mut first = 0;
    for (place, date) in run.iter().enumerate() {
        let Some((regulation, rung)) = on(stretches, *date).and_then(|one| Some((one, one.streak.as_ref()?))) else {
            first = place + 1;
            continue;
        };
        if place + 1 - first >= usize::from(rung.from_days) {
            let days = under(stretches, regulation, year, days);
            return Some(Finding { regulation, rung, days, run: Some(&run[first..]), reached: *date });
        }
    }
    None
}
