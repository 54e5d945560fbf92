//! What a roster makes of one date, and where the window of that date ends.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

use super::{Assignment, DayOffReason, DayPlan, Duty, Exception, ExceptionKind, Excuse, Part, Pattern, Turn, WorkMode};
use crate::calendar::{Calendar, NotCovered};
use crate::hours::{HoursNotCovered, HoursTable, RuleRef};
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

pub(super) fn middle(one: DateTime, other: DateTime) -> DateTime {
    one.saturating_add(one.duration_until(other) / 2)
}

#[cfg(test)]
mod tests;
