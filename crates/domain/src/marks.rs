//! High-water marks: how far each source has spoken. Nobody is absent until every source has.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::punches::Source;
use crate::sites::Network;

/// How far one source has spoken for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMark {
    /// Which kind of source.
    pub source: Source,
    /// Its name as shown: serial number, sheet, "HP".
    pub name: Arc<str>,
    /// Everything up to this instant has arrived; `None` when it was never heard.
    pub reached: Option<Timestamp>,
    /// When waiting for it ends for the day in question; `None` for a terminal, which never lapses alone.
    pub lapses_at: Option<Timestamp>,
    /// An officer's ruling that ends the waiting ("outage", "other sources suffice").
    pub ruled_out: bool,
}

/// Where one source stands with respect to the end of a day's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It has spoken past the window's end.
    Yes,
    /// It has not, and is still waited for.
    NotYet,
    /// It has not, but the waiting is over; the day names it.
    Lapsed,
}

impl SourceMark {
    /// Whether the source has spoken past `window_end`, as seen at `now`.
    pub fn heard(&self, window_end: Timestamp, now: Timestamp) -> Heard {
        if self.reached.is_some_and(|reached| reached >= window_end) {
            Heard::Yes
        } else if self.ruled_out || self.lapses_at.is_some_and(|lapses| lapses <= now) {
            Heard::Lapsed
        } else {
            Heard::NotYet
        }
    }
}

/// How long after the end of a window a phone's silence is waited for: 24 hours, 7 days, or 31 days
/// where there is no network.
pub fn phone_patience(network: Network) -> SignedDuration {
    match network {
        Network::Good => SignedDuration::from_hours(24),
        Network::Weak => SignedDuration::from_hours(7 * 24),
        Network::None => SignedDuration::from_hours(31 * 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn mark(reached: Option<&str>, lapses_at: Option<&str>) -> SourceMark {
        SourceMark {
            source: Source::Machine,
            name: "M1".into(),
            reached: reached.map(at),
            lapses_at: lapses_at.map(at),
            ruled_out: false,
        }
    }

    #[test]
    fn a_terminal_never_lapses_alone() {
        let silent = mark(None, None);

        assert_eq!(silent.heard(at("2026-01-05T20:00:00Z"), at("2036-01-05T20:00:00Z")), Heard::NotYet);
        assert_eq!(
            SourceMark { ruled_out: true, ..silent }.heard(at("2026-01-05T20:00:00Z"), at("2026-01-06T00:00:00Z")),
            Heard::Lapsed
        );
    }

    #[test]
    fn a_source_heard_past_the_window_is_heard_even_after_its_lapse() {
        let end = at("2026-01-05T20:00:00Z");
        let heard = mark(Some("2026-01-05T20:00:00Z"), Some("2026-01-06T20:00:00Z"));

        assert_eq!(heard.heard(end, at("2026-02-01T00:00:00Z")), Heard::Yes);
        assert_eq!(mark(None, Some("2026-01-06T20:00:00Z")).heard(end, at("2026-01-06T20:00:00Z")), Heard::Lapsed);
    }
}
