//! What confirmed outages explain of one person's day: minutes inside them, taps they kept away, absence they hide.

use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit};

use super::{Cause, OutageRule};
use crate::day::Window;
use crate::marks::SourceMark;
use crate::policy::TapWindow;
use crate::punches::Source;
use crate::roster::Duty;

/// A confirmed outage that lies over somebody, with the sources of theirs it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonOutage {
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it goes on.
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: Cause,
    /// The rule says which of the sources a cause silences; false for the outage of one terminal, which is silent itself.
    pub by_cause: bool,
    /// Sources that listen for the person at that place, by kind and name as shown.
    pub sources: Vec<(Source, Arc<str>)>,
    /// The outage in words, with who confirmed it.
    pub reference: Arc<str>,
}

/// A confirmed outage on one day of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutageOfDay {
    /// Since when, local to the site.
    pub from: DateTime,
    /// Until when, local.
    pub to: DateTime,
    /// The sources of the person it silenced.
    pub silenced: Vec<(Source, Arc<str>)>,
    /// The outage in words.
    pub reference: Arc<str>,
}

/// The outages of a day with the rule they void by. None: nothing is void.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutagesOfDay<'a> {
    /// The rule of the day; without one nothing is void.
    pub rule: Option<&'a OutageRule>,
    /// In any order.
    pub all: &'a [OutageOfDay],
    /// When the waiting for a roll ends.
    pub roll_until: Option<Timestamp>,
}

/// The outages that touch a window and silence some source of the person.
pub fn of_day(outages: &[PersonOutage], rule: &OutageRule, window: &Window, zone: &TimeZone) -> Vec<OutageOfDay> {
    let mut found: Vec<OutageOfDay> = outages
        .iter()
        .filter_map(|outage| {
            let from = zone.to_datetime(outage.from);
            let to = outage.to.map_or(DateTime::MAX, |to| zone.to_datetime(to));
            let silenced: Vec<(Source, Arc<str>)> = outage
                .sources
                .iter()
                .filter(|(source, _)| !outage.by_cause || rule.silences(outage.cause, *source))
                .cloned()
                .collect();
            let touches = from < window.to && window.from < to && !silenced.is_empty();
            touches.then(|| OutageOfDay { from, to, silenced, reference: Arc::clone(&outage.reference) })
        })
        .collect();
    found.sort_by(|a, b| (a.from, a.to, &a.reference).cmp(&(b.from, b.to, &b.reference)));
    found
}

/// A span of local time, from inclusive, to exclusive.
type Span = (DateTime, DateTime);

impl OutagesOfDay<'_> {
    /// Whether there is anything to void.
    pub fn is_empty(&self) -> bool {
        self.rule.is_none() || self.all.is_empty()
    }

    /// The outages in words, of those a test picks; each once.
    fn words(&self, pick: impl Fn(&OutageOfDay) -> bool) -> Option<Arc<str>> {
        let mut words: Vec<&str> = self.all.iter().filter(|one| pick(one)).map(|one| one.reference.as_ref()).collect();
        words.sort_unstable();
        words.dedup();
        (self.rule.is_some() && !words.is_empty()).then(|| words.join("; ").into())
    }

    /// The whole minutes between two moments that do not lie in an outage, and the outages that hold the others; `None`
    /// when none does. Rounded in the person's favour.
    pub fn outside(&self, from: DateTime, to: DateTime) -> Option<(u16, Arc<str>)> {
        let touches = |one: &OutageOfDay| one.from < to && from < one.to;
        let reference = self.words(touches)?;
        let mut spans: Vec<Span> =
            self.all.iter().filter(|one| touches(one)).map(|one| (one.from.max(from), one.to.min(to))).collect();
        spans.sort_unstable();
        let (mut inside, mut reached) = (0, from);
        for (start, end) in spans {
            inside += seconds(start.max(reached), end).max(0);
            reached = reached.max(end);
        }
        let rest = (seconds(from, to) - inside).max(0) / 60;
        Some((u16::try_from(rest).unwrap_or(u16::MAX), reference))
    }

    /// The outages that lie over some moment of a span.
    pub fn over(&self, (from, to): Span) -> Option<Arc<str>> {
        self.words(|one| one.from <= to && from < one.to)
    }

    /// The outages that lie over a window of taps on the day of duty.
    pub fn over_window(&self, window: &TapWindow, duty: &Duty) -> Option<Arc<str>> {
        let on = duty.starts.date();
        self.over((on.to_datetime(window.from), on.to_datetime(window.to)))
    }

    /// The time around the start of duty in which an arrival is usual: up to the end of the grace.
    pub fn arrival_part(&self, duty: &Duty) -> Span {
        let margin = self.rule.map_or(0, |rule| i64::from(rule.margin_minutes));
        let grace = i64::from(duty.grace_minutes);
        (moved(duty.starts, -margin), moved(duty.starts, grace))
    }

    /// The time around the end of duty in which a departure is usual.
    pub fn departure_part(&self, duty: &Duty) -> Span {
        let margin = self.rule.map_or(0, |rule| i64::from(rule.margin_minutes));
        (duty.ends, moved(duty.ends, margin))
    }

    /// The outage that keeps a source from speaking up to the end of the window.
    pub fn ends_waiting(&self, mark: &SourceMark, window: &Window) -> Option<Arc<str>> {
        self.words(|one| one.to >= window.to && silences(one, mark))
    }

    /// Whether no source was left by which the person could have been heard, neither arriving nor leaving; and the
    /// outages that did it.
    pub fn hid(&self, marks: &[SourceMark], duty: &Duty) -> Option<Arc<str>> {
        let parts = [self.arrival_part(duty), self.departure_part(duty)];
        let lies_over = |one: &OutageOfDay, (from, to): Span| one.from <= to && from < one.to;
        let hidden = marks.iter().all(|mark| {
            parts.iter().all(|part| self.all.iter().any(|one| silences(one, mark) && lies_over(one, *part)))
        });
        if marks.is_empty() || !hidden {
            return None;
        }
        self.words(|one| parts.iter().any(|part| lies_over(one, *part)))
    }
}

fn silences(outage: &OutageOfDay, mark: &SourceMark) -> bool {
    outage.silenced.iter().any(|(source, name)| *source == mark.source && *name == mark.name)
}

fn moved(at: DateTime, minutes: i64) -> DateTime {
    at.checked_add(minutes.minutes()).unwrap_or(at)
}

fn seconds(from: DateTime, to: DateTime) -> i64 {
    from.until((Unit::Second, to)).map_or(0, |span| span.get_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn outage(cause: Cause, by_cause: bool) -> PersonOutage {
        PersonOutage {
            from: "2026-01-19T00:00:00Z".parse().unwrap(),
            to: None,
            cause,
            by_cause,
            sources: vec![(Source::Machine, "Mesin A".into()), (Source::Phone, "HP".into())],
            reference: "gangguan".into(),
        }
    }

    fn window(day: i8) -> Window {
        let to = date(2026, 1, day + 1).at(3, 0, 0, 0);
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let ends_at = to.to_zoned(zone).unwrap().timestamp();
        Window { from: date(2026, 1, day).at(3, 0, 0, 0), to, ends_at }
    }

    fn silenced(outage: PersonOutage, day: i8) -> Vec<Vec<Source>> {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let of_day = of_day(&[outage], &OutageRule::for_tests(), &window(day), &zone);
        of_day.into_iter().map(|one| one.silenced.into_iter().map(|(source, _)| source).collect()).collect()
    }

    #[test]
    fn a_cause_silences_the_sources_of_its_place_that_the_rule_names() {
        assert_eq!(silenced(outage(Cause::Listrik, true), 19), [vec![Source::Machine, Source::Phone]]);
        assert_eq!(silenced(outage(Cause::Mesin, true), 19), [vec![Source::Machine]]);
        assert!(silenced(outage(Cause::Lain, true), 19).is_empty());
        assert_eq!(silenced(outage(Cause::Lain, false), 19), [vec![Source::Machine, Source::Phone]]);
    }

    #[test]
    fn an_outage_touches_the_days_it_lies_over_and_no_other() {
        let short = PersonOutage { to: Some("2026-01-19T02:00:00Z".parse().unwrap()), ..outage(Cause::Listrik, true) };

        assert!(silenced(outage(Cause::Listrik, true), 18).is_empty());
        assert_eq!(silenced(outage(Cause::Listrik, true), 25).len(), 1);
        assert_eq!(silenced(short.clone(), 19).len(), 1);
        assert!(silenced(short, 20).is_empty());
    }
}
