//! What in a person's roster deserves a second look: it is shown, never refused.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::hours::RuleRef;

/// How long people rest between turns and how often they work at night in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftLimits {
    /// Least minutes from the end of a turn to the start of the next.
    pub rest_minutes: u16,
    /// Most nights in a row.
    pub nights_in_row: u16,
    /// The rule of the rest.
    pub rule: Arc<RuleRef>,
}

/// One date of a person's roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The date on which it begins.
    pub on: Date,
    /// Start and end, local; `None` on a day off.
    pub duty: Option<(DateTime, DateTime)>,
    /// Whether it is a turn: office hours next to office hours are no concern of the roster.
    pub turn: bool,
    /// Whether an excuse of the whole day lies over it.
    pub excused: bool,
}

/// What is noticed about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// It begins before the duty of the day before has ended.
    Overlap,
    /// It begins so few minutes after the duty before.
    ShortRest {
        /// Minutes of rest.
        minutes: u32,
    },
    /// So many nights in a row, this one included.
    Nights {
        /// How many.
        count: u16,
    },
    /// A turn on a day of leave or other excuse.
    OnLeave,
}

impl Conflict {
    /// Its code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::ShortRest { .. } => "short_rest",
            Self::Nights { .. } => "nights",
            Self::OnLeave => "on_leave",
        }
    }
}

/// What is noticed in consecutive dates of one person. Where somebody is excused nothing was served: no rest is
/// missing after it, and it breaks a row of nights.
///
/// A night is a turn that lasts past midnight or begins before five in the morning.
pub fn conflicts(days: &[Served], limits: &ShiftLimits) -> Vec<(Date, Conflict)> {
    let mut found = Vec::new();
    let mut before: Option<&Served> = None;
    let mut nights = 0;
    for day in days {
        let Some((starts, _)) = day.duty else {
            nights = 0;
            continue;
        };
        if day.excused {
            if day.turn {
                found.push((day.on, Conflict::OnLeave));
            }
            nights = 0;
            continue;
        }
        if let Some((before, (_, ended))) = before.and_then(|before| Some((before, before.duty?)))
            && (day.turn || before.turn)
        {
            if starts < ended {
                found.push((day.on, Conflict::Overlap));
            } else {
                let rest = u32::try_from(starts.duration_since(ended).as_mins()).unwrap_or(u32::MAX);
                if rest < u32::from(limits.rest_minutes) {
                    found.push((day.on, Conflict::ShortRest { minutes: rest }));
                }
            }
        }
        nights = if day.turn && is_night(day) { nights + 1 } else { 0 };
        if nights > limits.nights_in_row {
            found.push((day.on, Conflict::Nights { count: nights }));
        }
        before = Some(day);
    }
    found
}

fn is_night(day: &Served) -> bool {
    day.duty.is_some_and(|(starts, ends)| {
        starts.hour() < 5 || ends > starts.date().tomorrow().unwrap_or(Date::MAX).at(0, 0, 0, 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    fn limits() -> ShiftLimits {
        let rule = Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: false });
        ShiftLimits { rest_minutes: 660, nights_in_row: 3, rule }
    }

    /// A roster in letters from a Monday on: P 07–14, S 14–21, M 21–07, D a day and night, K office, C leave over P, - off.
    fn noticed(letters: &str) -> Vec<(i8, Conflict)> {
        let days: Vec<Served> = letters
            .chars()
            .zip(0_i64..)
            .map(|(letter, nth)| {
                let on = date(2026, 1, 5).saturating_add(nth.days());
                let (hour, hours) = match letter {
                    'S' => (14, 7),
                    'M' => (21, 10),
                    'D' => (8, 24),
                    'K' => (7, 9),
                    _ => (7, 7),
                };
                let starts = on.at(hour, 0, 0, 0);
                let duty = (letter != '-').then(|| (starts, starts.saturating_add(i64::from(hours).hours())));
                Served { on, duty, turn: letter != 'K', excused: letter == 'C' }
            })
            .collect();
        conflicts(&days, &limits()).into_iter().map(|(on, conflict)| (on.day() - 4, conflict)).collect()
    }

    #[test]
    fn a_usual_cycle_is_quiet() {
        assert_eq!(noticed("PPSSMM--PPSSMM--"), []);
        assert_eq!(noticed("D--D--"), []);
        assert_eq!(noticed("KKKKK--"), []);
    }

    #[test]
    fn a_morning_after_an_evening_is_short_rest_and_after_a_night_none_at_all() {
        assert_eq!(noticed("SP"), [(2, Conflict::ShortRest { minutes: 600 })]);
        assert_eq!(noticed("MP"), [(2, Conflict::ShortRest { minutes: 0 })]);
        assert_eq!(noticed("MK"), [(2, Conflict::ShortRest { minutes: 0 })]);
        assert_eq!(noticed("DK"), [(2, Conflict::Overlap)]);
    }

    #[test]
    fn a_fourth_night_in_a_row_is_noticed_and_a_free_day_breaks_the_row() {
        assert_eq!(noticed("MMMMM"), [(4, Conflict::Nights { count: 4 }), (5, Conflict::Nights { count: 5 })]);
        assert_eq!(noticed("MMM-MMM"), []);
    }

    #[test]
    fn a_turn_on_leave_is_noticed_and_costs_nobody_rest() {
        assert_eq!(noticed("MC-"), [(2, Conflict::OnLeave)]);
        assert_eq!(noticed("MMMCM"), [(4, Conflict::OnLeave)]);
    }
}
