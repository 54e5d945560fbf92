//! Until when a roll is waited for, and what follows from silence.

use jiff::{SignedDuration, Timestamp};

use crate::first_days::FirstDayRule;

/// The moments of a watched day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollCourse {
    /// When heads who have not sent it are reminded.
    pub remind_at: Timestamp,
    /// The deadline.
    pub due_at: Timestamp,
    /// When their superiors are told.
    pub superior_at: Timestamp,
}

/// What is due by a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RollStep {
    /// The head is reminded.
    Remind,
    /// The head is told that the deadline is over.
    Overdue,
    /// The superior is told.
    Superior,
}

impl RollCourse {
    /// The moments around a deadline.
    pub fn of(due_at: Timestamp, rule: &FirstDayRule) -> Self {
        let minutes = |minutes: u16| SignedDuration::from_mins(i64::from(minutes));
        Self {
            remind_at: due_at.checked_sub(minutes(rule.remind_minutes)).unwrap_or(due_at),
            due_at,
            superior_at: due_at.checked_add(minutes(rule.superior_minutes)).unwrap_or(due_at),
        }
    }
}

/// What silence has led to by now. A reminder that was not given before the deadline is not given after it.
pub fn due_steps(course: &RollCourse, now: Timestamp) -> Vec<RollStep> {
    let mut steps = Vec::new();
    if now >= course.remind_at && now < course.due_at {
        steps.push(RollStep::Remind);
    }
    if now >= course.due_at {
        steps.push(RollStep::Overdue);
    }
    if now >= course.superior_at {
        steps.push(RollStep::Superior);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_reminded_before_the_deadline_and_goes_up_after_it() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let course = RollCourse { remind_at: at(60), due_at: at(120), superior_at: at(150) };

        assert_eq!(due_steps(&course, at(59)), []);
        assert_eq!(due_steps(&course, at(60)), [RollStep::Remind]);
        assert_eq!(due_steps(&course, at(120)), [RollStep::Overdue]);
        assert_eq!(due_steps(&course, at(150)), [RollStep::Overdue, RollStep::Superior]);
    }
}
