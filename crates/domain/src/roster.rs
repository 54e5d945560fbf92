//! Who is due, when and in which work mode. Shifts may pass midnight; exceptions are dated and named.

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, DayKind, NotCovered, Week};
use crate::hours::{HoursNotCovered, HoursTable, RuleRef};
use crate::ids::{AssignmentId, PersonId};
use crate::policy::PolicyNotCovered;
use crate::status::Status;

/// In which way duty is done on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum WorkMode {
    /// At the office.
    Wfo,
    /// From home or elsewhere.
    Wfh,
    /// A rostered shift.
    Shift,
    /// Guard duty, also on a day off.
    Piket,
}

impl WorkMode {
    /// The printed code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wfo => "WFO",
            Self::Wfh => "WFH",
            Self::Shift => "SHIFT",
            Self::Piket => "PIKET",
        }
    }
}

/// One turn of duty that begins at a local time and lasts so many minutes, past midnight if need be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// When it starts, local time.
    pub starts: Time,
    /// How long it lasts, break included.
    pub minutes: u16,
    /// Length of the break.
    #[serde(default)]
    pub break_minutes: u16,
    /// Lateness up to this many minutes is none.
    #[serde(default)]
    pub grace_minutes: u16,
}

/// What is due on which days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pattern {
    /// Office hours as the rule packs state them, free on the calendar's days off.
    Office {
        /// Five or six days.
        week: Week,
    },
    /// A cycle of turns that runs through weekends and holidays; `null` is a free day.
    Cycle {
        /// The date of the first turn.
        anchor_on: Date,
        /// The turns, one a day.
        turns: Vec<Option<Turn>>,
    },
}

/// A person follows a pattern from one day to another (both inclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its key.
    pub id: AssignmentId,
    /// Whose roster it is.
    pub person: PersonId,
    /// First day.
    pub from_on: Date,
    /// Last day; open when `None`.
    pub to_on: Option<Date>,
    /// What is due.
    pub pattern: Pattern,
}

/// What an approved paper changes about a person's days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExceptionKind {
    /// Cuti.
    Leave,
    /// Sakit, with its letter.
    Sick,
    /// Izin.
    Permission,
    /// Dinas luar by surat tugas.
    FieldDuty,
    /// Work from home or elsewhere; hours still hold.
    Wfh,
    /// Diklat.
    Training,
    /// Tugas belajar.
    Study,
    /// Guard duty at these hours, also on a day off.
    Piket {
        /// The turn to serve.
        turn: Turn,
    },
    /// A day off granted to this person.
    Off,
}

impl ExceptionKind {
    /// The code used in files and the database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Sick => "sick",
            Self::Permission => "permission",
            Self::FieldDuty => "field_duty",
            Self::Wfh => "wfh",
            Self::Training => "training",
            Self::Study => "study",
            Self::Piket { .. } => "piket",
            Self::Off => "off",
        }
    }

    fn excuses_as(&self) -> Option<Status> {
        match self {
            Self::Leave => Some(Status::C),
            Self::Sick => Some(Status::S),
            Self::Permission => Some(Status::I),
            Self::FieldDuty => Some(Status::Dl),
            Self::Training => Some(Status::Diklat),
            Self::Study => Some(Status::Tb),
            Self::Wfh | Self::Piket { .. } | Self::Off => None,
        }
    }
}

/// Which part of the day an exception covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The whole day.
    #[default]
    Whole,
    /// From the start to the middle of duty.
    FirstHalf,
    /// From the middle of duty to its end.
    SecondHalf,
}

impl Part {
    /// The code used in files and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::FirstHalf => "first_half",
            Self::SecondHalf => "second_half",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Whole, Self::FirstHalf, Self::SecondHalf].into_iter().find(|part| part.as_str() == text)
    }
}

/// A dated exception to the pattern (both days inclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its key.
    pub id: AssignmentId,
    /// Whose days it concerns.
    pub person: PersonId,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// Which part of each day.
    pub part: Part,
    /// What it changes.
    pub kind: ExceptionKind,
    /// The paper it rests on: number of the letter, or who approved it.
    pub reference: String,
}

/// Duty on one day. Times are local to the site; `ends` may lie on the next date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The date on which it begins.
    pub on: Date,
    /// How it is done.
    pub mode: WorkMode,
    /// When it starts.
    pub starts: DateTime,
    /// When it ends.
    pub ends: DateTime,
    /// Lateness up to this many minutes is none; past it the whole lateness counts.
    pub grace_minutes: u16,
    /// Arriving up to this many minutes late is made good by leaving as much later.
    pub flex_minutes: u16,
    /// The rule the hours come from.
    pub rule: Arc<RuleRef>,
}

impl Duty {
    /// The moment halfway between start and end.
    pub fn middle(&self) -> DateTime {
        middle(self.starts, self.ends)
    }
}

/// Why a person is excused, and by which paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// The status it gives.
    pub status: Status,
    /// The paper it rests on.
    pub reference: Arc<str>,
}

/// Why nothing is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOffReason {
    /// What kind of day off; `None` for a free day of the person's own roster.
    pub kind: Option<DayKind>,
    /// Its name.
    pub name: Arc<str>,
    /// The decree or paper.
    pub source: Arc<str>,
}

/// What one person's day asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPlan {
    /// The date.
    pub on: Date,
    /// Duty, when something is due (for a half-day excuse: the other half).
    pub duty: Option<Duty>,
    /// The excuse, when a paper holds.
    pub excuse: Option<Excuse>,
    /// Why nothing is due, on a day off.
    pub off: Option<DayOffReason>,
}

/// A day that no pack covers cannot be planned, nor judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No holiday calendar.
    #[error(transparent)]
    Calendar(#[from] NotCovered),
    /// No working hours.
    #[error(transparent)]
    Hours(#[from] HoursNotCovered),
    /// No rule for how taps are read.
    #[error(transparent)]
    Policy(#[from] PolicyNotCovered),
}

/// What a person's roster, papers, the calendar and the hours make of one date.
///
/// Of several assignments that hold, the one that began last counts; without any, `fallback`. A day
/// off stays one inside leave (PerBKN 24/2017: leave is counted in working days). Of several papers
/// for the same day the one that begins last counts, whole days before halves.
///
/// # Errors
///
/// [`PlanError`] outside the period the packs cover; nothing is guessed.
pub fn plan(
    on: Date,
    assignments: &[Assignment],
    exceptions: &[Exception],
    fallback: &Pattern,
    calendar: &Calendar,
    hours: &HoursTable,
) -> Result<DayPlan, PlanError> {
    let pattern = assignments
        .iter()
        .filter(|assignment| assignment.from_on <= on && assignment.to_on.is_none_or(|to| on <= to))
        .max_by_key(|assignment| (assignment.from_on, assignment.id))
        .map_or(fallback, |assignment| &assignment.pattern);
    let (duty, off) = from_pattern(on, pattern, calendar, hours)?;
    let mut plan = DayPlan { on, duty, excuse: None, off };
    let exception = exceptions
        .iter()
        .filter(|exception| exception.from_on <= on && on <= exception.to_on)
        .max_by_key(|exception| (exception.part == Part::Whole, exception.from_on, exception.id));
    if let Some(exception) = exception {
        apply(&mut plan, exception);
    }
    Ok(plan)
}

fn from_pattern(
    on: Date,
    pattern: &Pattern,
    calendar: &Calendar,
    hours: &HoursTable,
) -> Result<(Option<Duty>, Option<DayOffReason>), PlanError> {
    match pattern {
        Pattern::Office { week } => {
            let day = calendar.day(on, *week)?;
            if !day.workday {
                return Ok((
                    None,
                    Some(DayOffReason {
                        kind: Some(day.kind),
                        name: day.name.unwrap_or_default().into(),
                        source: day.source.unwrap_or_default().into(),
                    }),
                ));
            }
            Ok(match hours.on(on, *week)? {
                Some(hours) => (
                    Some(Duty {
                        on,
                        mode: WorkMode::Wfo,
                        starts: on.to_datetime(hours.starts),
                        ends: on.to_datetime(hours.ends),
                        grace_minutes: hours.grace_minutes,
                        flex_minutes: hours.flex_minutes,
                        rule: Arc::clone(&hours.rule),
                    }),
                    None,
                ),
                None => (None, Some(roster_free())),
            })
        }
        Pattern::Cycle { anchor_on, turns } => Ok(match turn_on(on, *anchor_on, turns) {
            Some(turn) => (Some(duty_of_turn(on, turn, WorkMode::Shift)), None),
            None => (None, Some(roster_free())),
        }),
    }
}

fn turn_on(on: Date, anchor: Date, turns: &[Option<Turn>]) -> Option<&Turn> {
    let length = i32::try_from(turns.len()).ok().filter(|length| *length > 0)?;
    let days = (on - anchor).get_days();
    let place = usize::try_from(days.rem_euclid(length)).ok()?;
    turns[place].as_ref()
}

fn duty_of_turn(on: Date, turn: &Turn, mode: WorkMode) -> Duty {
    let starts = on.to_datetime(turn.starts);
    Duty {
        on,
        mode,
        starts,
        ends: starts.saturating_add(i64::from(turn.minutes).minutes()),
        grace_minutes: turn.grace_minutes,
        flex_minutes: 0,
        rule: Arc::new(RuleRef { pack: "roster".into(), source: "jadwal dinas".into(), confirmed: true }),
    }
}

fn roster_free() -> DayOffReason {
    DayOffReason { kind: None, name: "libur menurut jadwal".into(), source: "jadwal dinas".into() }
}

fn apply(plan: &mut DayPlan, exception: &Exception) {
    match &exception.kind {
        ExceptionKind::Piket { turn } => {
            plan.duty = Some(duty_of_turn(plan.on, turn, WorkMode::Piket));
            plan.off = None;
        }
        ExceptionKind::Off => {
            plan.duty = None;
            plan.off = Some(DayOffReason {
                kind: None,
                name: "libur pengganti".into(),
                source: exception.reference.as_str().into(),
            });
        }
        ExceptionKind::Wfh => {
            if let Some(duty) = &mut plan.duty {
                duty.mode = WorkMode::Wfh;
                plan.excuse = Some(Excuse { status: Status::Wfh, reference: exception.reference.as_str().into() });
            }
        }
        kind => excuse(plan, exception, kind),
    }
}

fn excuse(plan: &mut DayPlan, exception: &Exception, kind: &ExceptionKind) {
    let (Some(duty), Some(status)) = (plan.duty.take(), kind.excuses_as()) else { return };
    plan.excuse = Some(Excuse { status, reference: exception.reference.as_str().into() });
    plan.duty = match exception.part {
        Part::Whole => None,
        Part::FirstHalf => Some(Duty { starts: duty.middle(), ..duty }),
        Part::SecondHalf => Some(Duty { ends: duty.middle(), ..duty }),
    };
}

/// Where the window of one day ends and that of the next begins, local time.
///
/// Between two duties it is the midpoint of the end of the first and the start of the second. Where
/// one of them is free it is 03:00, moved by the duty of the other so that four hours lie between.
/// Windows of consecutive days therefore part the time without hole or overlap.
pub fn boundary(before: &DayPlan, after: &DayPlan) -> DateTime {
    const FREE: SignedDuration = SignedDuration::from_hours(4);
    let night = after.on.at(3, 0, 0, 0);
    match (&before.duty, &after.duty) {
        (Some(first), Some(second)) => middle(first.ends, second.starts),
        (Some(first), None) => night.max(first.ends.saturating_add(FREE)),
        (None, Some(second)) => night.min(second.starts.saturating_sub(FREE)),
        (None, None) => night,
    }
}

fn middle(one: DateTime, other: DateTime) -> DateTime {
    one.saturating_add(one.duration_until(other) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DayOff;
    use crate::hours::{DayHours, HoursPeriod};
    use jiff::civil::{date, time};
    use uuid::Uuid;

    const MONDAY: Date = date(2026, 1, 5);

    fn hours() -> HoursTable {
        let day = Some(DayHours {
            starts: time(7, 30, 0, 0),
            ends: time(16, 0, 0, 0),
            break_minutes: 60,
            grace_minutes: 0,
            flex_minutes: 0,
            rule: Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true }),
        });
        let week = [day.clone(), day.clone(), day.clone(), day.clone(), day, None, None];
        HoursTable::new(vec![HoursPeriod { from: date(2025, 1, 1), to: None, week: Week::Five, by_weekday: week }])
    }

    fn calendar(off: Option<Date>) -> Calendar {
        let off = off.map(|on| DayOff {
            on,
            kind: DayKind::LiburNasional,
            name: "Libur".into(),
            source: "SKB".into(),
            known_from: on,
            confirmed: true,
        });
        Calendar::new(date(2026, 1, 1), date(2026, 12, 31), off)
    }

    fn exception(kind: ExceptionKind, part: Part) -> Exception {
        Exception {
            id: AssignmentId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            from_on: MONDAY,
            to_on: MONDAY,
            part,
            kind,
            reference: "SPT 1".into(),
        }
    }

    const OFFICE: Pattern = Pattern::Office { week: Week::Five };

    fn night_shift() -> Pattern {
        let turn = Turn { starts: time(21, 0, 0, 0), minutes: 600, break_minutes: 0, grace_minutes: 0 };
        Pattern::Cycle { anchor_on: MONDAY, turns: vec![Some(turn), None, None] }
    }

    fn planned(on: Date, exceptions: &[Exception], pattern: &Pattern, off: Option<Date>) -> DayPlan {
        plan(on, &[], exceptions, pattern, &calendar(off), &hours()).unwrap()
    }

    #[test]
    fn a_holiday_inside_leave_stays_a_holiday() {
        let plan = planned(MONDAY, &[exception(ExceptionKind::Leave, Part::Whole)], &OFFICE, Some(MONDAY));

        assert!(plan.off.is_some());
        assert_eq!(plan.excuse, None);
    }

    #[test]
    fn a_half_day_of_leave_leaves_the_other_half_due() {
        let plan = planned(MONDAY, &[exception(ExceptionKind::Leave, Part::FirstHalf)], &OFFICE, None);

        assert_eq!(plan.duty.unwrap().starts, MONDAY.at(11, 45, 0, 0));
        assert_eq!(plan.excuse.unwrap().status, Status::C);
    }

    #[test]
    fn guard_duty_is_due_on_a_day_off() {
        let turn = Turn { starts: time(19, 0, 0, 0), minutes: 720, break_minutes: 0, grace_minutes: 0 };
        let plan = planned(MONDAY, &[exception(ExceptionKind::Piket { turn }, Part::Whole)], &OFFICE, Some(MONDAY));

        assert_eq!(plan.duty.unwrap().ends, MONDAY.tomorrow().unwrap().at(7, 0, 0, 0));
        assert_eq!(plan.off, None);
    }

    #[test]
    fn a_night_shift_belongs_to_the_day_it_began_and_its_end_lies_in_that_window() {
        let first = planned(MONDAY, &[], &night_shift(), None);
        let second = planned(MONDAY.tomorrow().unwrap(), &[], &night_shift(), None);

        assert_eq!(first.duty.as_ref().unwrap().ends, MONDAY.tomorrow().unwrap().at(7, 0, 0, 0));
        assert_eq!(boundary(&first, &second), MONDAY.tomorrow().unwrap().at(11, 0, 0, 0));
    }

    #[test]
    fn a_cycle_runs_backwards_from_its_anchor_too() {
        let three_days_before = MONDAY.checked_sub(3.days()).unwrap();

        assert!(planned(three_days_before, &[], &night_shift(), None).duty.is_some());
    }

    #[test]
    fn between_two_office_days_the_window_turns_at_the_midpoint() {
        let monday = planned(MONDAY, &[], &OFFICE, None);
        let tuesday = planned(MONDAY.tomorrow().unwrap(), &[], &OFFICE, None);

        assert_eq!(boundary(&monday, &tuesday), MONDAY.at(23, 45, 0, 0));
    }

    #[test]
    fn the_weekend_does_not_belong_to_friday() {
        let friday = planned(date(2026, 1, 9), &[], &OFFICE, None);
        let saturday = planned(date(2026, 1, 10), &[], &OFFICE, None);

        assert_eq!(boundary(&friday, &saturday), date(2026, 1, 10).at(3, 0, 0, 0));
    }
}
