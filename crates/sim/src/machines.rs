//! What terminals do wrong: drifting clocks, dead batteries, mornings without power.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

use hadir_domain::punches::Clock;

use crate::dice::{Stream, day_key, fraction};
use crate::links::Line;

/// What is wrong with a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    Sound,
    /// The clock runs fast by so many seconds a day; it is set on the first of the month.
    Drift(i64),
    /// The battery is dead: on some mornings the clock starts again at 2000-01-01 until it is set at 13.00.
    Battery,
}

/// A terminal with its way to the server.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub(crate) line: Line,
    pub(crate) fault: Fault,
}

impl Machine {
    /// What its clock shows at a true local time, and whether that can be believed.
    pub(crate) fn shows(&self, truth: DateTime) -> (DateTime, Clock) {
        match self.fault {
            Fault::Sound => (truth, Clock::Ok),
            Fault::Drift(a_day) => (truth.saturating_add((a_day * i64::from(truth.day())).seconds()), Clock::Ok),
            Fault::Battery => {
                let on = truth.date();
                if !self.resets_on(on) || truth.hour() < 5 || truth.hour() >= 13 {
                    return (truth, Clock::Ok);
                }
                let since_power = truth.duration_since(on.at(4, 58, 0, 0));
                (date(2000, 1, 1).at(0, 0, 0, 0).saturating_add(since_power), Clock::Suspect)
            }
        }
    }

    /// Whether it has no power at that moment; people then find another way.
    pub(crate) fn is_dead(&self, truth: DateTime) -> bool {
        (6..12).contains(&truth.hour()) && self.luck(truth.date(), 2) < 0.008
    }

    fn resets_on(&self, on: Date) -> bool {
        self.luck(on, 1) < 0.07
    }

    fn luck(&self, on: Date, what: u64) -> f64 {
        fraction(self.line.seed, Stream::Fault, self.line.key, day_key(on) * 4 + what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::Link;
    use jiff::tz::TimeZone;

    fn machine(fault: Fault) -> Machine {
        Machine { line: Line { seed: 1, key: 1, link: Link::Stick, zone: TimeZone::UTC }, fault }
    }

    #[test]
    fn a_dead_battery_shows_the_year_2000_on_some_mornings_only() {
        let machine = machine(Fault::Battery);
        let mornings: Vec<_> = (1..=28).map(|day| machine.shows(date(2026, 2, day).at(7, 0, 0, 0))).collect();
        let reset = mornings.iter().filter(|(shown, _)| shown.year() == 2000).count();

        assert!((1..14).contains(&reset), "{reset}");
        assert!(mornings.iter().all(|(shown, clock)| (shown.year() == 2000) == (*clock == Clock::Suspect)));
    }

    #[test]
    fn a_drifting_clock_is_a_few_minutes_off_at_the_end_of_the_month() {
        let truth = date(2026, 1, 31).at(7, 0, 0, 0);

        assert_eq!(machine(Fault::Drift(9)).shows(truth).0, date(2026, 1, 31).at(7, 4, 39, 0));
    }
}
