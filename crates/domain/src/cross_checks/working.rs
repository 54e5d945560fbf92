//! Working time: minutes count only while work is due, so that no night and no holiday makes anybody late.

use jiff::{SignedDuration, Timestamp};

/// Stretches in which work is due, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingTime(Vec<(Timestamp, Timestamp)>);

impl WorkingTime {
    /// From stretches in any order; empty ones are left out.
    pub fn new(mut spans: Vec<(Timestamp, Timestamp)>) -> Self {
        spans.retain(|(from, to)| from < to);
        spans.sort();
        Self(spans)
    }

    /// The moment at which so many minutes of working time are over; `None` when the stretches end before.
    pub fn after(&self, from: Timestamp, minutes: u16) -> Option<Timestamp> {
        let mut left = SignedDuration::from_mins(minutes.into());
        for (starts, ends) in &self.0 {
            let begins = from.max(*starts);
            if begins > *ends {
                continue;
            }
            let here = ends.duration_since(begins);
            if left <= here {
                return begins.checked_add(left).ok();
            }
            left -= here;
        }
        None
    }

    /// So many minutes of working time before a moment, within its own stretch: no earlier than that begins.
    pub fn before(&self, moment: Timestamp, minutes: u16) -> Timestamp {
        let wanted = moment.checked_sub(SignedDuration::from_mins(minutes.into())).unwrap_or(moment);
        let begins = self.0.iter().rfind(|(starts, _)| *starts <= moment).map_or(wanted, |(starts, _)| *starts);
        wanted.max(begins)
    }

    /// The end of the stretch a moment lies in.
    pub fn ends(&self, moment: Timestamp) -> Option<Timestamp> {
        self.0.iter().find(|(starts, ends)| *starts <= moment && moment < *ends).map(|(_, ends)| *ends)
    }

    /// Whole minutes of working time between two moments.
    pub fn minutes_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        let part = |(starts, ends): &(Timestamp, Timestamp)| {
            let (begins, stops) = (from.max(*starts), to.min(*ends));
            if begins < stops { stops.duration_since(begins).as_mins() } else { 0 }
        };
        self.0.iter().map(part).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Friday and, after the weekend, Monday.
    fn time() -> WorkingTime {
        WorkingTime::new(vec![
            (at("2026-01-19T00:30:00Z"), at("2026-01-19T09:00:00Z")),
            (at("2026-01-16T00:30:00Z"), at("2026-01-16T09:30:00Z")),
        ])
    }

    #[test]
    fn minutes_pass_only_while_work_is_due() {
        let time = time();

        assert_eq!(time.after(at("2026-01-16T02:00:00Z"), 120), Some(at("2026-01-16T04:00:00Z")));
        assert_eq!(time.after(at("2026-01-16T09:00:00Z"), 60), Some(at("2026-01-19T01:00:00Z")));
        assert_eq!(time.after(at("2026-01-17T09:00:00Z"), 0), Some(at("2026-01-19T00:30:00Z")));
        assert_eq!(time.after(at("2026-01-19T08:00:00Z"), 61), None);
        assert_eq!(time.minutes_between(at("2026-01-16T09:00:00Z"), at("2026-01-19T01:00:00Z")), 60);
        assert_eq!(time.before(at("2026-01-19T00:45:00Z"), 30), at("2026-01-19T00:30:00Z"));
        assert_eq!(time.ends(at("2026-01-16T02:00:00Z")), Some(at("2026-01-16T09:30:00Z")));
        assert_eq!(time.ends(at("2026-01-17T02:00:00Z")), None);
    }
}
