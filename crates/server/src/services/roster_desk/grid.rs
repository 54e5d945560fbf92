//! The month as a grid: what each cell shows, where it comes from, what is noticed, which posts are short.

use hadir_domain::ids::UnitId;
use hadir_domain::roster::conflicts::{Conflict, Served, conflicts};
use hadir_domain::roster::desk::DutyPost;
use hadir_domain::roster::{
    Assignment, DayOffReason, Duty, Exception, ExceptionKind, Excuse, Part, PlanError, Rostered, SWAP_REFERENCE, Turn,
    WorkMode, plan, rostered,
};
use hadir_domain::units::subtree;
use jiff::ToSpan;
use jiff::civil::Date;

use super::loading::{AROUND, Desk, DeskPerson};
use crate::services::error::ServiceError;
use crate::services::judging::not_covered;

/// Where a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The person's pattern, or office hours.
    Pattern,
    /// A cell entered at the desk.
    Cell,
    /// A swap between colleagues.
    Swap,
    /// Another paper.
    Paper,
}

impl Source {
    /// The code in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pattern => "pattern",
            Self::Cell => "cell",
            Self::Swap => "swap",
            Self::Paper => "paper",
        }
    }
}

/// One date of one person.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The date.
    pub on: Date,
    /// Whether the person serves in the unit that day; nothing can be changed otherwise.
    pub serves: bool,
    /// Letter of the turn; `None` for office hours and days off.
    pub code: Option<String>,
    /// The turn behind the letter.
    pub turn: Option<Turn>,
    /// The duty of the roster layer, leave not counted.
    pub duty: Option<Duty>,
    /// Why nothing is due.
    pub off: Option<DayOffReason>,
    /// Minutes of duty without the break.
    pub minutes: u32,
    /// Where it comes from.
    pub source: Source,
    /// The excuse over it.
    pub excuse: Option<Excuse>,
    /// Whether the excuse takes the whole day.
    pub excused: bool,
    /// What is noticed.
    pub conflicts: Vec<Conflict>,
}

impl Cell {
    /// `turn`, `piket`, `office` or `off`.
    pub fn kind(&self) -> &'static str {
        match &self.duty {
            None => "off",
            Some(duty) if duty.mode == WorkMode::Piket => "piket",
            Some(_) if self.turn.is_some() => "turn",
            Some(_) => "office",
        }
    }

    /// As it stands in a file: the letter, `K` for office hours, `L` for a day off, with the excuse after a stroke.
    pub fn text(&self) -> String {
        let below = match (&self.code, &self.duty) {
            (Some(code), _) => code.as_str(),
            (None, Some(_)) => OFFICE,
            (None, None) => OFF,
        };
        match &self.excuse {
            Some(excuse) => format!("{below}/{}", excuse.status.as_str()),
            None => below.to_owned(),
        }
    }

    /// Whether the day has begun: its duty, or the one it is to become.
    pub fn begun(&self, wanted: Option<&Turn>, person: &DeskPerson, now: jiff::Timestamp) -> bool {
        let local = person.zone.to_datetime(now);
        let starts = wanted.map(|turn| self.on.to_datetime(turn.starts));
        let standing = self.duty.as_ref().map(|duty| duty.starts);
        self.on < local.date()
            || (self.on == local.date() && starts.into_iter().chain(standing).any(|starts| starts <= local))
    }
}

/// How office hours stand in a file.
pub const OFFICE: &str = "K";
/// How a day off stands in a file.
pub const OFF: &str = "L";

impl Desk {
    /// The cells of one person for the days shown, as their records are.
    ///
    /// # Errors
    ///
    /// When no pack covers one of the days.
    pub fn cells_of(&self, one: &DeskPerson) -> Result<Vec<Cell>, ServiceError> {
        self.cells_with(one, &one.assignments, &one.exceptions)
    }

    /// The same with other records.
    ///
    /// # Errors
    ///
    /// When no pack covers one of the days.
    pub fn cells_with(
        &self,
        one: &DeskPerson,
        assignments: &[Assignment],
        exceptions: &[Exception],
    ) -> Result<Vec<Cell>, ServiceError> {
        let mut cells = Vec::new();
        let mut on = self.first.saturating_sub(AROUND.days());
        let last = self.last.saturating_add(AROUND.days());
        while on <= last {
            match self.cell(one, assignments, exceptions, on) {
                Ok(cell) => cells.push(cell),
                // Days around those shown help where they are known.
                Err(_) if on < self.first || self.last < on => {}
                Err(error) => return Err(not_covered(error)),
            }
            let Ok(next) = on.tomorrow() else { break };
            on = next;
        }
        self.notice(&mut cells);
        cells.retain(|cell| self.first <= cell.on && cell.on <= self.last);
        Ok(cells)
    }

    fn cell(
        &self,
        one: &DeskPerson,
        assignments: &[Assignment],
        exceptions: &[Exception],
        on: Date,
    ) -> Result<Cell, PlanError> {
        let rules = self.rules.rules();
        let Rostered { duty, off, break_minutes, turn, paper } =
            rostered(on, assignments, exceptions, rules.fallback, rules.calendar, rules.hours)?;
        let plan = plan(on, assignments, exceptions, rules.fallback, rules.calendar, rules.hours)?;
        let whole = exceptions.iter().any(|paper| {
            paper.part == Part::Whole && paper.kind != ExceptionKind::Wfh && paper.from_on <= on && on <= paper.to_on
        });
        let source = paper.map_or(Source::Pattern, |id| match exceptions.iter().find(|one| one.id == id) {
            _ if self.cells.contains(&id) => Source::Cell,
            Some(paper) if paper.reference.starts_with(SWAP_REFERENCE) => Source::Swap,
            Some(paper) if paper.reference.starts_with(super::change::REFERENCE) => Source::Cell,
            _ => Source::Paper,
        });
        let minutes = duty.as_ref().map_or(0, |duty| {
            let length = u32::try_from(duty.ends.duration_since(duty.starts).as_mins()).unwrap_or(0);
            length.saturating_sub(u32::from(break_minutes))
        });
        Ok(Cell {
            on,
            serves: one.serves(&self.within, on),
            code: turn.as_ref().map(|turn| self.code(one.unit, turn)),
            excused: plan.excuse.is_some() && plan.duty.is_none() && whole,
            excuse: plan.excuse,
            turn,
            duty,
            off,
            minutes,
            source,
            conflicts: Vec::new(),
        })
    }

    fn notice(&self, cells: &mut [Cell]) {
        let Some(limits) = &self.limits else { return };
        let days: Vec<Served> = cells
            .iter()
            .map(|cell| Served {
                on: cell.on,
                duty: cell.duty.as_ref().map(|duty| (duty.starts, duty.ends)),
                turn: cell.turn.is_some(),
                excused: cell.excused,
            })
            .collect();
        for (on, conflict) in conflicts(&days, limits) {
            if let Some(cell) = cells.iter_mut().find(|cell| cell.on == on) {
                cell.conflicts.push(conflict);
            }
        }
    }

    /// Minutes due in the days shown while somebody serves in the unit: those of office hours on workdays.
    pub fn due_minutes(&self, one: &DeskPerson) -> u32 {
        let rules = self.rules.rules();
        let hadir_domain::roster::Pattern::Office { week } = rules.fallback else { return 0 };
        let days = self.dates().into_iter().filter(|on| one.serves(&self.within, *on));
        let minutes = days.map(|on| {
            let workday = rules.calendar.day(on, *week).is_ok_and(|day| day.workday);
            match rules.hours.on(on, *week) {
                Ok(Some(hours)) if workday => {
                    let length = hours.starts.duration_until(hours.ends).as_mins();
                    u32::try_from(length).unwrap_or(0).saturating_sub(u32::from(hours.break_minutes))
                }
                _ => 0,
            }
        });
        minutes.sum()
    }

    /// The dates shown.
    pub fn dates(&self) -> Vec<Date> {
        self.first.series(1.day()).take_while(|on| *on <= self.last).collect()
    }
}

/// One post on one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// How many are needed.
    pub needed: u16,
    /// How many of those on the turn stand there.
    pub planned: u16,
}

/// How each post is covered on each date. Posts that share unit and turn are filled in their order: who is on the turn
/// stands at the first that needs somebody, and the last one takes whoever is left.
pub fn coverage(desk: &Desk, rows: &[(UnitId, Vec<Cell>)]) -> Vec<(DutyPost, Vec<Cover>)> {
    let mut found = Vec::new();
    for (place, post) in desk.posts.iter().enumerate() {
        let below = subtree(&desk.units, post.unit);
        let same = |other: &&DutyPost| other.unit == post.unit && other.turn_code == post.turn_code;
        let is_last = !desk.posts[place + 1..].iter().any(|other| same(&other));
        let covers = desk.dates().into_iter().zip(0..).map(|(on, day): (Date, usize)| {
            let on_turn = rows
                .iter()
                .filter(|(unit, _)| below.contains(unit))
                .filter_map(|(_, cells)| cells.get(day))
                .filter(|cell| cell.serves && !cell.excused)
                .filter(|cell| cell.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(&post.turn_code)))
                .count();
            let before: u16 = desk.posts[..place].iter().filter(same).map(|other| other.needed_on(on)).sum();
            let left = u16::try_from(on_turn).unwrap_or(u16::MAX).saturating_sub(before);
            let needed = post.needed_on(on);
            Cover { needed, planned: if is_last { left } else { left.min(needed) } }
        });
        found.push((post.clone(), covers.collect()));
    }
    found
}
