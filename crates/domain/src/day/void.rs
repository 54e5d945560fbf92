//! What confirmed outages void of one day, as the judging asks it.

use std::sync::Arc;

use jiff::civil::DateTime;

use crate::hours::RuleRef;
use crate::marks::SourceMark;
use crate::outages::OutagesOfDay;
use crate::policy::TapWindow;
use crate::roster::Duty;

/// The outages of a day, and whether one of them alone ended the waiting for a source. Where one did, what that source
/// held may be lost: a day settled so shows no missing tap, no early leaving and no absence.
pub(super) struct Void<'a> {
    outages: OutagesOfDay<'a>,
    lost: Option<Arc<str>>,
}

impl<'a> Void<'a> {
    pub fn of(outages: OutagesOfDay<'a>) -> Self {
        Self { outages, lost: None }
    }

    /// Notes that the waiting for a source ended by an outage alone.
    pub fn ended_waiting(&mut self, reference: &Arc<str>) {
        self.lost.get_or_insert_with(|| Arc::clone(reference));
    }

    /// The rule things are void by.
    pub fn rule(&self) -> Arc<RuleRef> {
        match self.outages.rule {
            Some(rule) => Arc::clone(&rule.rule),
            None => Arc::new(RuleRef { pack: String::new(), source: String::new(), confirmed: false }),
        }
    }

    /// What is left of so many minutes between two moments, and the outages that hold the rest.
    pub fn minutes(&self, from: DateTime, to: DateTime, counted: u16) -> Option<(u16, Arc<str>)> {
        let (rest, reference) = self.outages.outside(from, to)?;
        Some((rest.min(counted), reference))
    }

    /// What is left of early leaving, of which some minutes only make good a late arrival.
    pub fn early(&self, left_at: DateTime, duty: &Duty, counted: u16, made_good: u16) -> Option<(u16, Arc<str>)> {
        if let Some(reference) = &self.lost {
            return Some((0, Arc::clone(reference)));
        }
        // Somebody who came later was to leave later: those minutes lie after the end of duty.
        let due_until = duty.ends.checked_add(jiff::Span::new().minutes(i64::from(made_good))).unwrap_or(duty.ends);
        self.minutes(left_at, due_until, counted)
    }

    /// The outage that kept an arrival tap away.
    pub fn arrival(&self, duty: &Duty) -> Option<Arc<str>> {
        self.lost.clone().or_else(|| self.outages.over(self.outages.arrival_part(duty)))
    }

    /// The outage that kept a departure tap away.
    pub fn departure(&self, duty: &Duty) -> Option<Arc<str>> {
        self.lost.clone().or_else(|| self.outages.over(self.outages.departure_part(duty)))
    }

    /// The outage that kept a tap of a window away.
    pub fn window(&self, window: &TapWindow, duty: &Duty) -> Option<Arc<str>> {
        self.lost.clone().or_else(|| self.outages.over_window(window, duty))
    }

    /// The outage for which nothing heard is no absence.
    pub fn absence(&self, marks: &[SourceMark], duty: &Duty) -> Option<Arc<str>> {
        self.lost.clone().or_else(|| self.outages.hid(marks, duty))
    }
}
