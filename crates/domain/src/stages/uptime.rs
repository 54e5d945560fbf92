//! In how many duty hours terminals were up. What nothing tells is unknown, and counts as not up.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::reconcile::Rate;

/// An hour in which somebody is on duty; its beginning, on the hour.
pub type DutyHour = Timestamp;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What is known of a terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Since when it counts; none where that was not kept.
    pub since: Option<Timestamp>,
    /// Until when it hung there.
    pub until: Option<Timestamp>,
    /// The hours in which it was heard.
    pub heard: BTreeSet<Timestamp>,
    /// Everything it recorded up to this moment has arrived.
    pub reached: Option<Timestamp>,
    /// Confirmed outages that lie over it.
    pub outages: Vec<(Timestamp, Option<Timestamp>)>,
}

/// Duty hours of terminals, each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Uptime {
    /// Terminals that hung there.
    pub terminals: u32,
    /// Hours in which they were in touch.
    pub heard: u32,
    /// Hours without contact, of which every row has arrived since.
    pub accounted: u32,
    /// Hours in which a confirmed outage lay over them.
    pub down: u32,
    /// Hours of which nothing is known.
    pub unknown: u32,
}

impl Uptime {
    /// Every hour.
    pub fn hours(&self) -> u32 {
        self.heard + self.accounted + self.down + self.unknown
    }

    /// The share of hours in which they were up; none without hours.
    pub fn rate(&self) -> Option<Rate> {
        Rate::of(self.heard + self.accounted, self.hours())
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.terminals += other.terminals;
        self.heard += other.heard;
        self.accounted += other.accounted;
        self.down += other.down;
        self.unknown += other.unknown;
    }
}

/// Counts the duty hours of a terminal.
///
/// A confirmed outage over any part of an hour stands before everything else: what arrived later does not say that a
/// terminal could be used then.
pub fn uptime(terminal: &Terminal, hours: &[DutyHour]) -> Uptime {
    let mut found = Uptime::default();
    for hour in hours {
        let ends = hour.saturating_add(HOUR).unwrap_or(*hour);
        let hung =
            terminal.since.is_none_or(|since| since <= *hour) && terminal.until.is_none_or(|until| ends <= until);
        if !hung {
            continue;
        }
        let down = terminal.outages.iter().any(|(from, to)| *from < ends && to.is_none_or(|to| *hour < to));
        let place = if down {
            &mut found.down
        } else if terminal.heard.contains(hour) {
            &mut found.heard
        } else if terminal.reached.is_some_and(|reached| ends <= reached) {
            &mut found.accounted
        } else {
            &mut found.unknown
        };
        *place += 1;
    }
    found.terminals = u32::from(found.hours() > 0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u8) -> Timestamp {
        format!("2026-01-19T{hour:02}:00:00Z").parse().unwrap()
    }

    #[test]
    fn each_duty_hour_is_counted_once_and_what_nothing_tells_is_unknown() {
        let hours: Vec<Timestamp> = (0..8).map(at).collect();
        let terminal = Terminal {
            heard: [at(0), at(2)].into(),
            reached: Some(at(5)),
            outages: vec![("2026-01-19T02:30:00Z".parse().unwrap(), Some("2026-01-19T03:10:00Z".parse().unwrap()))],
            ..Terminal::default()
        };

        let found = uptime(&terminal, &hours);

        // Hours 2 and 3 are touched by the outage, 1 and 4 arrived later, 5 to 7 nobody knows.
        assert_eq!(found, Uptime { terminals: 1, heard: 1, accounted: 2, down: 2, unknown: 3 });
        assert_eq!(found.rate(), Rate::of(3, 8));
    }

    #[test]
    fn a_terminal_counts_while_it_hangs_there() {
        let hours: Vec<Timestamp> = (0..8).map(at).collect();
        let moved = Terminal { since: Some(at(2)), until: Some(at(4)), ..Terminal::default() };
        let gone = Terminal { until: Some(at(0)), ..Terminal::default() };

        assert_eq!(uptime(&moved, &hours), Uptime { terminals: 1, unknown: 2, ..Uptime::default() });
        assert_eq!(uptime(&gone, &hours), Uptime::default());
    }
}
