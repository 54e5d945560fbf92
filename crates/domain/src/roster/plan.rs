//! What a roster makes of one date, and where the window of that date ends.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

use super::{
    Assignment, DayOffReason, DayPlan, Duty, Exception, ExceptionKind, Excuse, Layer, Part, Pattern, Turn, WorkMode,
};
use crate::calendar::{Calendar, NotCovered};
use crate::hours::{HoursNotCovered, HoursTable, RuleRef};
use crate::ids::AssignmentId;
use crate::outages::OutageNotCovered;
use crate::policy::PolicyNotCovered;
use crate::status::Status;

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
    /// No rule for what an outage means.
    #[error(transparent)]
    Outages(#[from] OutageNotCovered),
}

/// What the roster alone asks for on one date, before any excuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rostered {
    /// Duty, when something is due.
    pub duty: Option<Duty>,
    /// Why nothing is due, on a day off.
    pub off: Option<DayOffReason>,
    /// Length of the break within the duty.
    pub break_minutes: u16,
    /// The turn it comes from; `None` for office hours and days off.
    pub turn: Option<Turn>,
    /// The paper of the roster layer that counts; `None` where the pattern does.
    pub paper: Option<AssignmentId>,
}

/// What a person's roster, papers, the calendar and the hours make of one date.
///
/// The roster layer comes first ([`rostered`]), the excuses on top of it. A day off stays one inside leave
/// (PerBKN 24/2017: leave is counted in working days); leave over guard duty excuses it. Of several excuses for
/// the same day the one that begins last counts, whole days before halves.
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
    let Rostered { duty, off, .. } = rostered(on, assignments, exceptions, fallback, calendar, hours)?;
    let mut plan = DayPlan { on, duty, excuse: None, off };
    let excuse = in_layer(on, exceptions, Layer::Excuse)
        .max_by_key(|exception| (exception.part == Part::Whole, exception.from_on, exception.id));
    if let Some(exception) = excuse {
        apply_excuse(&mut plan, exception);
    }
    Ok(plan)
}

/// What the roster alone asks for: of several assignments that hold, the one that began last counts; without any,
/// `fallback`. Over it lies the newest paper of the roster layer (the greatest id: they carry their time), whatever
/// days it names.
///
/// # Errors
///
/// [`PlanError`] outside the period the packs cover.
pub fn rostered(
    on: Date,
    assignments: &[Assignment],
    exceptions: &[Exception],
    fallback: &Pattern,
    calendar: &Calendar,
    hours: &HoursTable,
) -> Result<Rostered, PlanError> {
    let pattern = assignments
        .iter()
        .filter(|assignment| assignment.from_on <= on && assignment.to_on.is_none_or(|to| on <= to))
        .max_by_key(|assignment| (assignment.from_on, assignment.id))
        .map_or(fallback, |assignment| &assignment.pattern);
    let below = from_pattern(on, pattern, calendar, hours)?;
    let paper = in_layer(on, exceptions, Layer::Roster).max_by_key(|exception| exception.id);
    Ok(paper.map_or(below, |paper| from_paper(on, paper)))
}

fn in_layer(on: Date, exceptions: &[Exception], layer: Layer) -> impl Iterator<Item = &Exception> {
    exceptions.iter().filter(move |paper| paper.from_on <= on && on <= paper.to_on && paper.kind.layer() == layer)
}

fn from_paper(on: Date, paper: &Exception) -> Rostered {
    let found = match &paper.kind {
        ExceptionKind::Piket { turn } => Rostered::turn(on, turn, WorkMode::Piket),
        ExceptionKind::Turn { turn } => Rostered::turn(on, turn, WorkMode::Shift),
        _ => Rostered::free(DayOffReason {
            kind: None,
            name: "libur pengganti".into(),
            source: paper.reference.as_str().into(),
        }),
    };
    Rostered { paper: Some(paper.id), ..found }
}

impl Rostered {
    fn free(off: DayOffReason) -> Self {
        Self { duty: None, off: Some(off), break_minutes: 0, turn: None, paper: None }
    }

    fn turn(on: Date, turn: &Turn, mode: WorkMode) -> Self {
        Self {
            duty: Some(duty_of_turn(on, turn, mode)),
            off: None,
            break_minutes: turn.break_minutes,
            turn: Some(turn.clone()),
            paper: None,
        }
    }
}

fn from_pattern(on: Date, pattern: &Pattern, calendar: &Calendar, hours: &HoursTable) -> Result<Rostered, PlanError> {
    match pattern {
        Pattern::Office { week } => {
            let day = calendar.day(on, *week)?;
            if !day.workday {
                return Ok(Rostered::free(DayOffReason {
                    kind: Some(day.kind),
                    name: day.name.unwrap_or_default().into(),
                    source: day.source.unwrap_or_default().into(),
                }));
            }
            Ok(match hours.on(on, *week)? {
                Some(hours) => Rostered {
                    duty: Some(Duty {
                        on,
                        mode: WorkMode::Wfo,
                        starts: on.to_datetime(hours.starts),
                        ends: on.to_datetime(hours.ends),
                        grace_minutes: hours.grace_minutes,
                        flex_minutes: hours.flex_minutes,
                        rule: Arc::clone(&hours.rule),
                    }),
                    off: None,
                    break_minutes: hours.break_minutes,
                    turn: None,
                    paper: None,
                },
                None => Rostered::free(roster_free()),
            })
        }
        Pattern::Cycle { anchor_on, turns } => Ok(match turn_on(on, *anchor_on, turns) {
            Some(turn) => Rostered::turn(on, turn, WorkMode::Shift),
            None => Rostered::free(roster_free()),
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

fn apply_excuse(plan: &mut DayPlan, exception: &Exception) {
    if exception.kind != ExceptionKind::Wfh {
        return excuse(plan, exception, &exception.kind);
    }
    if let Some(duty) = &mut plan.duty {
        duty.mode = WorkMode::Wfh;
        plan.excuse = Some(Excuse { status: Status::Wfh, reference: exception.reference.as_str().into() });
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

pub(super) fn middle(one: DateTime, other: DateTime) -> DateTime {
    one.saturating_add(one.duration_until(other) / 2)
}

#[cfg(test)]
mod tests;
