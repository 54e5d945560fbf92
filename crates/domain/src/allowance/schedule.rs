//! A schedule: what a regulation deducts from what base, and where its text is silent.

use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use crate::people::EmployeeType;

use super::bands::Bands;
use super::input::{Attended, EventKind};
use super::money::Percent;

/// One rule of a schedule, as lines refer to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// `18.05/tpp/late`.
    pub id: Arc<str>,
    /// Law and article.
    pub article: Arc<str>,
    /// Whether the text was checked.
    pub confirmed: bool,
}

/// What percentages are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The share of the whole allowance; [`Percent::WHOLE`] where it is the whole.
    pub share: Percent,
    /// Where that stands.
    pub rule: Arc<Rule>,
}

/// How minutes become a percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tariff {
    /// By bands.
    Bands(Bands),
    /// In proportion: so much for every so many minutes.
    Rate {
        /// What is due.
        percent: Percent,
        /// For so many minutes; at least 1.
        minutes: u16,
    },
    /// Up to so many minutes nothing is due, and beyond so many times a month something that is not known.
    Tolerance {
        /// Minutes that are tolerated.
        minutes: u16,
        /// Times a month without any cut.
        times: u16,
        /// What is open about more minutes.
        longer: Arc<str>,
        /// What is open about more times.
        oftener: Arc<str>,
    },
}

/// A tariff with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffRule {
    /// The tariff.
    pub tariff: Tariff,
    /// Where it stands.
    pub rule: Arc<Rule>,
}

/// What a missing tap costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRule {
    /// For a missing tap in; `None` where nothing is said of it.
    pub tap_in: Option<Percent>,
    /// For a missing tap out; `None` where nothing is said of it.
    pub tap_out: Option<Percent>,
    /// Whether it is one of the bands, so that it stands in the place of the minutes of its side.
    pub instead_of_minutes: bool,
    /// Where it stands.
    pub rule: Arc<Rule>,
}

/// What an absence on the first workday after days off costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDayCharge {
    /// What is due.
    pub percent: Percent,
    /// Only after this holiday, as its name holds it; after any where `None`.
    pub holiday: Option<Arc<str>>,
    /// Where it stands.
    pub rule: Arc<Rule>,
}

/// One step of a ladder of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From so many days of a month on.
    pub days: u16,
    /// Whether they must follow each other.
    pub in_a_row: bool,
    /// What is due for all of them together.
    pub percent: Percent,
}

/// What days of absence of a month cost together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// The steps, ascending in days and percentage.
    pub steps: Vec<Step>,
    /// What is open about more days than the steps name.
    pub beyond: Arc<str>,
    /// Where it stands.
    pub rule: Arc<Rule>,
}

/// What absence costs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AbsenceRule {
    /// On the first workday after days off.
    pub first_day: Option<FirstDayCharge>,
    /// On any other day.
    pub per_day: Option<(Percent, Arc<Rule>)>,
    /// By the number of days.
    pub ladder: Option<Ladder>,
    /// What is open.
    pub open: Option<Arc<str>>,
}

/// What follows a missed event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// A cut.
    Percent(Percent),
    /// Something that is no cut, in Indonesian.
    Other(Arc<str>),
    /// A cut of which the amount is open; the note, in Indonesian.
    Open(Arc<str>),
}

/// When a rule of events holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// Whose; everybody's when empty.
    pub types: Vec<EmployeeType>,
    /// Only holders of structural offices, or only others.
    pub structural: Option<bool>,
    /// Only on this weekday.
    pub weekday: Option<Weekday>,
    /// Only where the person was there that day.
    pub present: bool,
    /// Only on the first workday after days off.
    pub first_day: bool,
    /// Once a month; what is open about more, in Indonesian.
    pub once: Option<Arc<str>>,
}

/// What an event costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRule {
    /// Of which kinds.
    pub kinds: Vec<EventKind>,
    /// How the person stood to it.
    pub statuses: Vec<Attended>,
    /// When it holds.
    pub when: Conditions,
    /// What follows.
    pub then: Consequence,
    /// Where it stands.
    pub rule: Arc<Rule>,
}

/// What a cap spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CapSpan {
    /// Minutes and missing taps of one day.
    Day,
    /// The whole month.
    Month,
}

/// At most so much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapRule {
    /// Over what.
    pub span: CapSpan,
    /// The most.
    pub percent: Percent,
    /// Where it stands.
    pub rule: Arc<Rule>,
}

/// A first workday after days off that the packs' calendar does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFirstDay {
    /// The date.
    pub date: Date,
    /// After which holiday.
    pub holiday: Arc<str>,
}

/// A schedule of one region or office from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// `18.05/tpp`.
    pub name: Arc<str>,
    /// Title in Indonesian.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// The region's code; `None` for an office of the nation.
    pub region: Option<String>,
    /// First day it holds.
    pub covers_from: Date,
    /// Last day; open when `None`.
    pub covers_to: Option<Date>,
    /// What percentages are of.
    pub base: Base,
    /// Lateness by minutes.
    pub late: Option<TariffRule>,
    /// Early leaving by minutes.
    pub early: Option<TariffRule>,
    /// Lateness by the time of arrival; stands in the place of minutes.
    pub arrival: Option<TariffRule>,
    /// Missing taps.
    pub missing: Option<MissingRule>,
    /// Absence.
    pub absence: AbsenceRule,
    /// Events; the first that fits holds.
    pub events: Vec<EventRule>,
    /// Caps beside the one no schedule can lack: the base itself.
    pub caps: Vec<CapRule>,
    /// First days the calendar does not reach.
    pub first_days: Vec<ListedFirstDay>,
    /// What is open about the schedule as a whole, said with every answer.
    pub open: Vec<Arc<str>>,
    /// The rule of the last cap: a cut never exceeds its base.
    pub whole: Arc<Rule>,
    /// How many of its facts are checked, how many open.
    pub facts: (usize, usize),
}

impl Schedule {
    /// Every rule it rests on, each once, in the order of the pack: base, minutes, taps, absence, events, caps.
    pub fn rules(&self) -> Vec<&Rule> {
        let tariffs = [&self.late, &self.early, &self.arrival].into_iter().flatten().map(|tariff| &tariff.rule);
        let absence = [
            self.absence.first_day.as_ref().map(|charge| &charge.rule),
            self.absence.per_day.as_ref().map(|(_, rule)| rule),
            self.absence.ladder.as_ref().map(|ladder| &ladder.rule),
        ];
        let all = std::iter::once(&self.base.rule)
            .chain(tariffs)
            .chain(self.missing.as_ref().map(|missing| &missing.rule))
            .chain(absence.into_iter().flatten())
            .chain(self.events.iter().map(|event| &event.rule))
            .chain(self.caps.iter().map(|cap| &cap.rule));
        let mut rules: Vec<&Rule> = Vec::new();
        for rule in all {
            if !rules.contains(&&**rule) {
                rules.push(rule);
            }
        }
        rules
    }

    /// Whether it holds on some day of a span, both ends included.
    pub fn holds_within(&self, from: Date, to: Date) -> bool {
        self.covers_from <= to && self.covers_to.is_none_or(|last| from <= last)
    }
}
