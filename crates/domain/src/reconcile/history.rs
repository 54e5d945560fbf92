//! The match rate of offices by day, week or month, with the way it goes. A table that does not add up is not made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::tally::{DoesNotAdd, Rate, Tally};
use crate::codes::codes;
use crate::ids::UnitId;
use crate::units::Unit;

codes!(
    /// How long a period of the history is.
    Grain {
        /// A day.
        Day = "day",
        /// A week of ISO 8601, Monday to Sunday.
        Week = "week",
        /// A month.
        Month = "month",
    }
);

impl Grain {
    /// The whole period a day lies in, first and last day.
    pub fn around(self, on: Date) -> (Date, Date) {
        match self {
            Self::Day => (on, on),
            Self::Week => {
                let back = i64::from(on.weekday().to_monday_zero_offset());
                let first = on.checked_sub(back.days()).unwrap_or(on);
                (first, first.checked_add(6.days()).unwrap_or(Date::MAX))
            }
            Self::Month => (on.first_of_month(), on.last_of_month()),
        }
    }

    /// `2026-01-19`, `2026-W04` or `2026-01`.
    pub fn label(self, on: Date) -> String {
        match self {
            Self::Day => on.to_string(),
            Self::Week => {
                let week = on.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", on.year(), on.month()),
        }
    }
}

codes!(
    /// Which way a rate goes.
    Trend {
        /// Up.
        Rising = "naik",
        /// Down.
        Falling = "turun",
        /// As before.
        Steady = "tetap",
    }
);

/// A rate that changes by less than this, in ten-thousandths, stays as it is: half a point.
const STEADY: i64 = 50;

impl Trend {
    /// What a change is called, in ten-thousandths.
    pub fn of(change: i64) -> Self {
        match change {
            change if change >= STEADY => Self::Rising,
            change if change <= -STEADY => Self::Falling,
            _ => Self::Steady,
        }
    }

    /// Which way a row of rates goes, by the straight line that fits them best, from its first to its last moment;
    /// none with fewer than two.
    pub fn of_rates(rates: &[(i64, Rate)]) -> Option<Self> {
        let count = i64::try_from(rates.len()).ok().filter(|count| *count >= 2)?;
        let (first, last) = (rates.first()?.0, rates.last()?.0);
        let points = || rates.iter().map(|(x, rate)| (x - first, i64::from(rate.ten_thousandths())));
        let (sum_x, sum_y) = points().fold((0, 0), |(of_x, of_y), (x, y)| (of_x + x, of_y + y));
        let (sum_xy, sum_xx) = points().fold((0, 0), |(of_xy, of_xx), (x, y)| (of_xy + x * y, of_xx + x * x));
        let below = count * sum_xx - sum_x * sum_x;
        let above = count * sum_xy - sum_x * sum_y;
        (below > 0).then(|| Self::of(above * (last - first) / below))
    }
}

/// The table of a unit, without those below it, and a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitDay {
    /// Which unit.
    pub unit: UnitId,
    /// Which day.
    pub on: Date,
    /// The counts.
    pub tally: Tally,
}

/// One period of somebody's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day, not before the first day asked for.
    pub from: Date,
    /// Last day, not after the last day asked for.
    pub to: Date,
    /// `2026-W04` …
    pub label: String,
    /// Whether it is the whole week or month.
    pub whole: bool,
    /// Days that were compared at all; the others nobody has counted yet.
    pub days: u32,
    /// The counts.
    pub tally: Tally,
    /// The difference to the period before, in ten-thousandths; none where either has no rate.
    pub change: Option<i64>,
}

impl Period {
    /// The match rate; none where nothing is compared.
    pub fn rate(&self) -> Option<Rate> {
        self.tally.rate()
    }

    /// Which way the rate went since the period before.
    pub fn trend(&self) -> Option<Trend> {
        self.change.map(Trend::of)
    }
}

/// The history of one line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// All days together.
    pub total: Tally,
    /// The periods, oldest first, each that was asked for.
    pub periods: Vec<Period>,
    /// Which way the rate goes over all of them.
    pub trend: Option<Trend>,
}

/// One unit with everything below it, or alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Which unit.
    pub unit: UnitId,
    /// Whether the units below it are left out, because they have lines of their own.
    pub alone: bool,
    /// Its history.
    pub line: Line,
}

/// The whole table: the lines of the units add up to the line of everybody, day by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How long a period is.
    pub grain: Grain,
    /// Everybody asked for.
    pub whole: Line,
    /// The units, in the order of the tree.
    pub units: Vec<UnitLine>,
}

/// The unit without a parent above a unit; itself where there is none.
pub fn top_of(units: &[Unit], unit: UnitId) -> UnitId {
    let mut at = unit;
    // A tree has no more levels than units.
    for _ in 0..units.len() {
        match units.iter().find(|one| one.id == at).and_then(|one| one.parent) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    at
}

/// Makes the table of every OPD, or of one unit: then of the unit alone and of each directly below it.
///
/// # Errors
///
/// [`DoesNotAdd`] when a row does not add up: then there is no table at all.
pub fn history(
    rows: &[UnitDay],
    units: &[Unit],
    root: Option<UnitId>,
    (from, to): (Date, Date),
    grain: Grain,
) -> Result<History, DoesNotAdd> {
    let lines = lines_of(units, root);
    let mut by_line: BTreeMap<usize, BTreeMap<Date, Tally>> = BTreeMap::new();
    let mut whole: BTreeMap<Date, Tally> = BTreeMap::new();
    for row in rows.iter().filter(|row| from <= row.on && row.on <= to) {
        row.tally.check()?;
        let Some(place) = lines.of_unit.get(&row.unit) else { continue };
        by_line.entry(*place).or_default().entry(row.on).or_default().add(&row.tally);
        whole.entry(row.on).or_default().add(&row.tally);
    }
    let line = |days: &BTreeMap<Date, Tally>| line(days, (from, to), grain);
    let nothing = BTreeMap::new();
    let made: Vec<UnitLine> = lines
        .heads
        .iter()
        .enumerate()
        // A unit that only holds others has no line of its own.
        .filter(|(place, (_, alone))| !alone || by_line.contains_key(place))
        .map(|(place, (unit, alone))| UnitLine {
            unit: *unit,
            alone: *alone,
            line: line(by_line.get(&place).unwrap_or(&nothing)),
        })
        .collect();
    let history = History { from, to, grain, whole: line(&whole), units: made };
    history.check()?;
    Ok(history)
}

impl History {
    /// Holds the lines against the line of everybody.
    ///
    /// # Errors
    ///
    /// [`DoesNotAdd`] when they are not the same.
    pub fn check(&self) -> Result<(), DoesNotAdd> {
        let mut sum = Tally::default();
        for unit in &self.units {
            unit.line.total.check()?;
            sum.add(&unit.line.total);
        }
        self.whole.total.check()?;
        let periods = self.whole.periods.iter().fold(Tally::default(), |mut sum, period| {
            sum.add(&period.tally);
            sum
        });
        match [sum, periods].into_iter().find(|parts| *parts != self.whole.total) {
            Some(parts) => Err(DoesNotAdd::Roster { parts: u64::from(parts.roster), roster: self.whole.total.roster }),
            None => Ok(()),
        }
    }
}

/// The lines of a table of offices, and in which of them each unit counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The unit of each line, and whether the units below it have lines of their own.
    pub heads: Vec<(UnitId, bool)>,
    /// The place of the line a unit counts in; units outside are not in it.
    pub of_unit: BTreeMap<UnitId, usize>,
}

/// A line for every OPD, or for one unit alone and for each directly below it.
pub fn lines_of(units: &[Unit], root: Option<UnitId>) -> Lines {
    let children = |parent: Option<UnitId>| units.iter().filter(move |unit| unit.parent == parent).map(|unit| unit.id);
    let mut heads: Vec<(UnitId, bool)> = root.map(|root| (root, true)).into_iter().collect();
    heads.extend(children(root).map(|unit| (unit, false)));
    let mut of_unit = BTreeMap::new();
    for (place, (unit, alone)) in heads.iter().enumerate() {
        let below = if *alone { vec![*unit] } else { crate::units::subtree(units, *unit) };
        below.into_iter().for_each(|one| {
            of_unit.entry(one).or_insert(place);
        });
    }
    Lines { heads, of_unit }
}

fn line(days: &BTreeMap<Date, Tally>, (from, to): (Date, Date), grain: Grain) -> Line {
    let mut total = Tally::default();
    days.values().for_each(|tally| total.add(tally));
    let mut periods: Vec<Period> = Vec::new();
    let starts: BTreeSet<(Date, Date)> =
        from.series(1.day()).take_while(|on| *on <= to).map(|on| grain.around(on)).collect();
    let mut before: Option<Rate> = None;
    for (first, last) in starts {
        let (begins, ends) = (first.max(from), last.min(to));
        let mut tally = Tally::default();
        let mut counted = 0;
        for (_, of_day) in days.range(begins..=ends) {
            tally.add(of_day);
            counted += 1;
        }
        let rate = tally.rate();
        let parts = |rate: Rate| i64::from(rate.ten_thousandths());
        periods.push(Period {
            from: begins,
            to: ends,
            label: grain.label(first),
            whole: (begins, ends) == (first, last),
            days: counted,
            tally,
            change: rate.zip(before).map(|(now, before)| parts(now) - parts(before)),
        });
        before = rate;
    }
    let rates: Vec<(i64, Rate)> =
        (0..).zip(&periods).filter_map(|(place, period)| Some((place, period.rate()?))).collect();
    Line { total, trend: Trend::of_rates(&rates), periods }
}

#[cfg(test)]
mod tests;
