//! When nobody is called.

use jiff::ToSpan;
use jiff::civil::{DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::SpotRule;
use crate::codes::codes;
use crate::roster::Duty;

codes!(
    /// Why nobody is called at a moment.
    Quiet {
        /// No duty then.
        OutsideDuty = "outside_duty",
        /// Duty has only just begun.
        DutyBegins = "duty_begins",
        /// Duty is almost over.
        DutyEnds = "duty_ends",
        /// Rest at noon.
        Midday = "midday",
        /// Friday prayer.
        FridayPrayer = "friday_prayer",
        /// The rest of a night shift.
        Night = "night",
    }
);

/// Whether a moment is quiet for somebody on this duty, local to their site; `None` when they may be called.
pub fn quiet(duty: &Duty, local: DateTime, rule: &SpotRule) -> Option<Quiet> {
    let inside = |(from, to): (Time, Time)| {
        let time = local.time();
        if from <= to { from <= time && time < to } else { time >= from || time < to }
    };
    let begun = duty.starts.checked_add(i64::from(rule.quiet_start_minutes).minutes()).unwrap_or(DateTime::MAX);
    let ending = duty.ends.checked_sub(i64::from(rule.quiet_end_minutes).minutes()).unwrap_or(DateTime::MIN);
    match () {
        () if local < duty.starts || local >= duty.ends => Some(Quiet::OutsideDuty),
        () if local < begun => Some(Quiet::DutyBegins),
        () if local >= ending => Some(Quiet::DutyEnds),
        () if local.weekday() == Weekday::Friday && inside(rule.friday) => Some(Quiet::FridayPrayer),
        () if inside(rule.midday) => Some(Quiet::Midday),
        () if inside(rule.night) => Some(Quiet::Night),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::datetime;

    use super::*;
    use crate::hours::RuleRef;
    use crate::roster::WorkMode;
    use crate::spot_checks::rule::sample;

    fn duty(starts: DateTime, ends: DateTime) -> Duty {
        let rule = Arc::new(RuleRef { pack: String::new(), source: String::new(), confirmed: false });
        Duty { on: starts.date(), mode: WorkMode::Wfo, starts, ends, grace_minutes: 0, flex_minutes: 0, rule }
    }

    #[test]
    fn nobody_is_called_at_the_edges_of_duty_at_rest_or_at_prayer() {
        let rule = sample();
        let at = |day: i8, hour: i8, minute: i8| datetime(2026, 1, day, hour, minute, 0, 0);
        let monday = duty(at(19, 7, 30), at(19, 16, 0));
        let friday = duty(at(23, 7, 30), at(23, 16, 30));

        assert_eq!(quiet(&monday, at(19, 7, 29), &rule), Some(Quiet::OutsideDuty));
        assert_eq!(quiet(&monday, at(19, 7, 59), &rule), Some(Quiet::DutyBegins));
        assert_eq!(quiet(&monday, at(19, 8, 0), &rule), None);
        assert_eq!(quiet(&monday, at(19, 11, 59), &rule), None);
        assert_eq!(quiet(&monday, at(19, 12, 0), &rule), Some(Quiet::Midday));
        assert_eq!(quiet(&monday, at(19, 13, 0), &rule), None);
        assert_eq!(quiet(&monday, at(19, 15, 30), &rule), Some(Quiet::DutyEnds));
        assert_eq!(quiet(&monday, at(19, 16, 0), &rule), Some(Quiet::OutsideDuty));
        assert_eq!(quiet(&friday, at(23, 11, 15), &rule), Some(Quiet::FridayPrayer));
        assert_eq!(quiet(&friday, at(23, 13, 30), &rule), None);
    }

    #[test]
    fn a_night_shift_rests_over_midnight_and_is_called_before_and_after() {
        let rule = sample();
        let at = |day: i8, hour: i8| datetime(2026, 1, day, hour, 0, 0, 0);
        let night = duty(at(19, 20), at(20, 8));

        let calls = [(19, 21), (20, 6)].map(|(day, hour)| quiet(&night, at(day, hour), &rule));
        let rest = [(19, 22), (20, 0), (20, 4)].map(|(day, hour)| quiet(&night, at(day, hour), &rule));

        assert_eq!(calls, [None, None]);
        assert_eq!(rest, [Some(Quiet::Night); 3]);
    }
}
