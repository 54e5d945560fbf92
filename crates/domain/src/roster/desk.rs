//! What the desk of a unit works with: turns under their letters, posts to cover, cycles to apply, changes.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Turn;
use crate::ids::{PersonId, UnitId};

/// A unit's turn under its letter, e.g. P for Pagi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTurn {
    /// Its key.
    pub id: Uuid,
    /// Whose turn it is; units below use it too.
    pub unit: UnitId,
    /// One to four letters, as they stand in a cell.
    pub code: String,
    /// In words.
    pub name: String,
    /// Its hours.
    pub turn: Turn,
    /// Which of the colours of the page.
    pub colour: u8,
    /// Whether it may no longer be given out.
    pub ended: bool,
}

/// How many people a turn needs at a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyPost {
    /// Its key.
    pub id: Uuid,
    /// The unit whose people stand there, with those of the units below.
    pub unit: UnitId,
    /// Its name, e.g. IGD.
    pub name: String,
    /// The turn, by its letter.
    pub turn_code: String,
    /// How many, Monday to Friday.
    pub weekday_needed: u16,
    /// How many on Saturday and Sunday.
    pub weekend_needed: u16,
    /// Whether it is no longer to be covered.
    pub ended: bool,
}

impl DutyPost {
    /// How many people the turn that begins on a date needs.
    pub fn needed_on(&self, on: Date) -> u16 {
        match on.weekday() {
            Weekday::Saturday | Weekday::Sunday => self.weekend_needed,
            _ => self.weekday_needed,
        }
    }
}

/// A named cycle of a unit's turns; `None` is a free day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCycle {
    /// Its key.
    pub id: Uuid,
    /// Whose cycle it is; units below use it too.
    pub unit: UnitId,
    /// In words.
    pub name: String,
    /// Letters of turns, one a day.
    pub turns: Vec<Option<String>>,
    /// Whether it may no longer be applied.
    pub ended: bool,
}

/// What one cell is to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Target {
    /// This turn, with its hours as they were when it was asked for.
    Turn {
        /// Its letter.
        code: String,
        /// Its hours.
        turn: Turn,
    },
    /// A day off.
    Off,
    /// What the pattern says.
    Pattern,
}

/// One cell to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// Whose.
    pub person: PersonId,
    /// Which date.
    pub on: Date,
    /// To what.
    #[serde(flatten)]
    pub target: Target,
}

/// Where somebody enters a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CyclePlace {
    /// Who.
    pub person: PersonId,
    /// Which day of the cycle the first date is, from 0.
    pub offset: u16,
}

/// A set of changes, applied together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChangeSet {
    /// Cells of the grid.
    Cells {
        /// Each cell at most once.
        cells: Vec<CellChange>,
    },
    /// A cycle for some people from a date on.
    Cycle {
        /// Its name.
        name: String,
        /// The turns, one a day.
        turns: Vec<Option<Turn>>,
        /// Who, and where in it.
        people: Vec<CyclePlace>,
        /// First date.
        from: Date,
        /// Last date; open when `None`.
        until: Option<Date>,
    },
}

impl ChangeSet {
    /// Whose rosters change, each once.
    pub fn people(&self) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = match self {
            Self::Cells { cells } => cells.iter().map(|cell| cell.person).collect(),
            Self::Cycle { people, .. } => people.iter().map(|place| place.person).collect(),
        };
        people.sort_unstable();
        people.dedup();
        people
    }

    /// How many cells or people change.
    pub fn len(&self) -> usize {
        match self {
            Self::Cells { cells } => cells.len(),
            Self::Cycle { people, .. } => people.len(),
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first and the last date named; a cycle without an end reaches as far as its first.
    pub fn span(&self) -> Option<(Date, Date)> {
        match self {
            Self::Cells { cells } => {
                Some((cells.iter().map(|cell| cell.on).min()?, cells.iter().map(|cell| cell.on).max()?))
            }
            Self::Cycle { from, until, .. } => Some((*from, until.unwrap_or(*from))),
        }
    }
}

/// The date of another month from which a copied month takes a date: the same weekday, counted from the first such
/// day of that month; what runs past its end takes that month's last same weekday.
///
/// `None` when one of the dates lies outside the calendar.
pub fn copied_from(on: Date, month: Date) -> Option<Date> {
    let first = on.first_of_month();
    let start = month.first_of_month();
    let ahead = first.weekday().since(start.weekday());
    let days = i32::from(ahead) + (i32::from(on.day()) - 1);
    let last = i32::from(start.days_in_month()) - 1;
    let over = (days - last).max(0);
    let back = (over + 6) / 7 * 7;
    start.checked_add(jiff::Span::new().days(days - back)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_copied_month_keeps_its_weekdays_and_stays_within_the_other_month() {
        for (to, from) in
            [((2026, 11), (2026, 10)), ((2026, 3), (2026, 2)), ((2027, 1), (2026, 12)), ((2026, 2), (2026, 1))]
        {
            let (to, from) = (date(to.0, to.1, 1), date(from.0, from.1, 1));
            for day in 1..=to.days_in_month() {
                let on = date(to.year(), to.month(), day);
                let source = copied_from(on, from).expect("a date");
                assert_eq!(source.weekday(), on.weekday());
                assert_eq!((source.year(), source.month()), (from.year(), from.month()), "{on}");
            }
        }
        assert_eq!(copied_from(date(2026, 11, 1), date(2026, 10, 1)), Some(date(2026, 10, 4)));
        assert_eq!(copied_from(date(2026, 11, 30), date(2026, 10, 1)), Some(date(2026, 10, 26)));
    }

    #[test]
    fn weekends_may_need_other_numbers() {
        let post = DutyPost {
            id: Uuid::nil(),
            unit: UnitId(Uuid::nil()),
            name: "IGD".into(),
            turn_code: "P".into(),
            weekday_needed: 3,
            weekend_needed: 2,
            ended: false,
        };

        assert_eq!([2, 3, 4, 5].map(|day| post.needed_on(date(2026, 1, day))), [3, 2, 2, 3]);
    }

    #[test]
    fn a_set_of_changes_knows_whom_and_which_dates_it_concerns() {
        let cells = vec![CellChange {
            person: PersonId(Uuid::nil()),
            on: date(2026, 1, 5),
            target: Target::Turn {
                code: "M".into(),
                turn: Turn { starts: jiff::civil::time(21, 0, 0, 0), minutes: 600, break_minutes: 0, grace_minutes: 0 },
            },
        }];
        let set = ChangeSet::Cells { cells };

        assert_eq!((set.len(), set.people().len(), set.span()), (1, 1, Some((date(2026, 1, 5), date(2026, 1, 5)))));
    }
}
