//! How traces travel from where they are made to the server, and how far each source has spoken.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::dice::{Stream, day_key, fraction};

/// A way to the server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Link {
    /// At once, and a sign of life every so many seconds; now and then an outage of some hours.
    Live { every_s: i64, outage: f64 },
    /// Once an evening, when the network is there.
    Nightly,
    /// By hand on a memory stick, on the 1st and the 16th.
    Stick,
    /// The signed roll, brought to the office every Monday and Thursday morning.
    Courier,
}

/// A link of one machine, phone or office.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) seed: u64,
    /// Tells it apart from every other line.
    pub(crate) key: u64,
    pub(crate) link: Link,
    pub(crate) zone: TimeZone,
}

impl Line {
    /// When the server receives what was made at `made`; never earlier, and never out of order.
    pub(crate) fn received(&self, made: Timestamp) -> Timestamp {
        let on = self.date(made);
        match self.link {
            Link::Live { outage, .. } => match self.outage(on, outage) {
                Some((from, to)) if from <= made && made < to => to.saturating_add_s(self.delay_s()),
                _ => made.saturating_add_s(self.delay_s()),
            },
            Link::Nightly | Link::Stick | Link::Courier => {
                let mut day = on;
                loop {
                    match self.batch(day) {
                        Some(at) if at >= made => return at,
                        _ => day = next(day),
                    }
                }
            }
        }
    }

    /// Everything made up to the answer has been received at `now`; `None` before anything was.
    pub(crate) fn reached(&self, now: Timestamp) -> Option<Timestamp> {
        match self.link {
            Link::Live { every_s, outage } => {
                let heard = now.as_second() - self.delay_s();
                let heard = Timestamp::from_second(heard - heard.rem_euclid(every_s)).ok()?;
                Some(match self.outage(self.date(heard), outage) {
                    Some((from, to)) if from <= heard && heard < to => from.saturating_add_s(-1),
                    _ => heard,
                })
            }
            Link::Nightly | Link::Stick | Link::Courier => {
                let mut day = self.date(now);
                for _ in 0..40 {
                    match self.batch(day) {
                        Some(at) if at <= now => return Some(at),
                        _ => day = day.yesterday().ok()?,
                    }
                }
                None
            }
        }
    }

    /// Within how many days what was made is surely received.
    pub(crate) fn patience_days(&self) -> i64 {
        match self.link {
            Link::Live { .. } => 1,
            Link::Nightly => 6,
            Link::Stick => 18,
            Link::Courier => 5,
        }
    }

    /// The instant of a local time.
    pub(crate) fn at(&self, local: DateTime) -> Timestamp {
        self.zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MIN)
    }

    fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    fn luck(&self, on: Date, what: u64) -> f64 {
        fraction(self.seed, Stream::Link, self.key, day_key(on) * 8 + what)
    }

    fn delay_s(&self) -> i64 {
        2 + seconds(fraction(self.seed, Stream::Link, self.key, 0) * 18.0)
    }

    /// From and to when the network is down on that date: within 06.00 to 23.00, at least 20 minutes.
    fn outage(&self, on: Date, probability: f64) -> Option<(Timestamp, Timestamp)> {
        if self.luck(on, 1) >= probability {
            return None;
        }
        let from = on.at(6, 0, 0, 0).saturating_add(seconds(self.luck(on, 2) * 36_000.0).seconds());
        let to = from.saturating_add(seconds(1_200.0 + self.luck(on, 3) * 18_000.0).seconds());
        Some((self.at(from), self.at(to)))
    }

    /// When that date's batch went through, if one did.
    fn batch(&self, on: Date) -> Option<Timestamp> {
        let jitter = seconds(self.luck(on, 4) * 5_400.0).seconds();
        match self.link {
            Link::Nightly => {
                let through = self.luck(on, 5) < 0.7 || day_key(on) % 5 == self.key % 5;
                through.then(|| self.at(on.at(20, 0, 0, 0).saturating_add(jitter)))
            }
            Link::Stick => matches!(on.day(), 1 | 16).then(|| self.at(on.at(9, 0, 0, 0).saturating_add(jitter))),
            Link::Courier => matches!(on.weekday(), Weekday::Monday | Weekday::Thursday)
                .then(|| self.at(on.at(9, 30, 0, 0).saturating_add(jitter))),
            Link::Live { .. } => None,
        }
    }
}

/// Adds whole seconds, staying within what an instant can be.
pub(crate) trait AddSeconds {
    /// The instant so many seconds later.
    fn saturating_add_s(self, seconds: i64) -> Self;
}

impl AddSeconds for Timestamp {
    fn saturating_add_s(self, seconds: i64) -> Self {
        self.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(self)
    }
}

/// The day after, or the same on the last day there is.
pub(crate) fn next(on: Date) -> Date {
    on.tomorrow().unwrap_or(on)
}

/// Whole seconds of a time that was drawn.
#[expect(clippy::cast_possible_truncation, reason = "drawn times are hours at most")]
pub(crate) fn seconds(drawn: f64) -> i64 {
    drawn as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const LINKS: [Link; 4] = [Link::Live { every_s: 60, outage: 0.3 }, Link::Nightly, Link::Stick, Link::Courier];

    fn line(link: Link, key: u64) -> Line {
        Line { seed: 3, key, link, zone: TimeZone::fixed(jiff::tz::offset(7)) }
    }

    fn instants() -> impl Iterator<Item = Timestamp> {
        let first = date(2026, 1, 28).at(0, 7, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        (0..800).map(move |step| first.saturating_add_s(step * 2_713))
    }

    #[test]
    fn nothing_is_received_before_it_was_made_nor_out_of_order() {
        for link in LINKS {
            let line = line(link, 11);
            let mut last = Timestamp::MIN;
            for made in instants() {
                let received = line.received(made);
                assert!(received >= made && received >= last, "{link:?} {made}");
                let days = received.duration_since(made).as_hours() / 24;
                assert!(days <= line.patience_days(), "{link:?} {made} {received}");
                last = received;
            }
        }
    }

    #[test]
    fn a_source_has_received_everything_up_to_its_mark() {
        for (link, key) in LINKS.into_iter().zip(1..) {
            let line = line(link, key);
            for now in instants() {
                let reached = line.reached(now).unwrap();
                assert!(reached <= now);
                for back in [0, 1, 59, 3_600, 90_000] {
                    assert!(line.received(reached.saturating_add_s(-back)) <= now, "{link:?} {now} {reached}");
                }
            }
        }
    }

    #[test]
    fn an_outage_delays_and_loses_nothing() {
        let line = line(Link::Live { every_s: 60, outage: 1.0 }, 5);
        let (from, to) = line.outage(date(2026, 1, 5), 1.0).unwrap();

        assert!(line.received(from) >= to);
        assert!(line.reached(from.saturating_add_s(900)).unwrap() < from);
    }
}
