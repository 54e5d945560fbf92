//! What regulations say, as it was read from rule packs.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Also, Level, Sanction};
use crate::hours::RuleRef;
use crate::people::EmployeeType;

/// From a day to a day, both included; open without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

impl Span {
    /// Whether a day lies in it.
    pub fn holds(self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// Everything that holds for one employment in one region, over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisciplineRules {
    /// The employment.
    pub employee_type: EmployeeType,
    /// The regulation of each day, ascending, without overlap; a day may have none.
    pub stretches: Vec<Stretch>,
    /// The nation's regulations for a PNS: the one standard everybody is compared with.
    pub standard: Vec<Stretch>,
    /// Why there is no regulation, as far as somebody wrote it down.
    pub silences: Vec<Silence>,
    /// How many minutes make a day.
    pub minutes: Vec<MinuteRule>,
}

/// The days on which a regulation is the one that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The days.
    pub span: Span,
    /// The regulation.
    pub regulation: Arc<Regulation>,
}

/// A regulation with its ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regulation {
    /// Its key, such as `pp-94-2021`.
    pub id: String,
    /// Its name for people, such as `PP 94/2021`.
    pub name: String,
    /// The ladder, ascending: a rung holds from its days up to the next one.
    pub rungs: Vec<Rung>,
    /// Days in a row that weigh by themselves, whatever the year adds up to.
    pub streak: Option<Rung>,
    /// What to look at first where the regulation is another level's, such as a province's rule in a city.
    pub caution: Option<String>,
}

/// A number of days and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Its key within all rules, such as `pp-94-2021/kumulatif-11-13`.
    pub id: String,
    /// From so many days on.
    pub from_days: u16,
    /// How heavy it is.
    pub level: Level,
    /// The punishment; `None` where the regulation's has no word of its own here, see `outside`.
    pub sanction: Option<Sanction>,
    /// The regulation's words for a punishment without a word.
    pub outside: Option<String>,
    /// What stands in while the punishment is suspended.
    pub interim: Option<Interim>,
    /// What goes with it.
    pub also: Vec<Also>,
    /// What keeps the rung from being plain; told wherever it is reached.
    pub review: Option<String>,
    /// What is open about its source.
    pub open: Option<String>,
    /// Law and article.
    pub rule: Arc<RuleRef>,
}

impl Rung {
    /// What orders rungs: the level, then the punishment. One without a word stands between losing the post and dismissal.
    pub fn weight(&self) -> (Level, u16) {
        (self.level, weight(self.sanction))
    }

    /// What is applied on a day, and the suspended punishment it stands in for.
    pub(super) fn applied(&self, on: Date) -> Option<(Sanction, Option<Sanction>)> {
        let sanction = self.sanction?;
        match self.interim.as_ref().filter(|interim| interim.active.holds(on)) {
            Some(interim) => Some((interim.sanction, Some(sanction))),
            None => Some((sanction, None)),
        }
    }
}

fn weight(sanction: Option<Sanction>) -> u16 {
    sanction.map_or(Sanction::BebasJabatanPelaksana12 as u16 * 2 + 1, |sanction| sanction as u16 * 2)
}

/// A punishment that is suspended, and what is applied meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interim {
    /// What is applied.
    pub sanction: Sanction,
    /// As long as this.
    pub active: Span,
    /// What is open about it.
    pub open: Option<String>,
    /// By which rule.
    pub rule: Arc<RuleRef>,
}

/// Why an employment has no regulation for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The days.
    pub span: Span,
    /// Who would have to set it, in Indonesian.
    pub reason: String,
    /// Where that stands.
    pub rule: Arc<RuleRef>,
}

/// How many minutes late and left early make a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinuteRule {
    /// The days.
    pub span: Span,
    /// The minutes; `None` where minutes are never turned into days.
    pub per_day: Option<u16>,
    /// What is open about it.
    pub open: Option<String>,
    /// By which rule.
    pub rule: Arc<RuleRef>,
}

impl DisciplineRules {
    /// The regulation of a day.
    pub fn on(&self, date: Date) -> Option<&Arc<Regulation>> {
        on(&self.stretches, date)
    }

    /// Why a day has no regulation.
    pub fn silence(&self, date: Date) -> Option<&Silence> {
        self.silences.iter().find(|silence| silence.span.holds(date))
    }

    /// How many minutes make a day, on that day.
    pub fn minutes_on(&self, date: Date) -> Option<&MinuteRule> {
        self.minutes.iter().find(|rule| rule.span.holds(date))
    }
}

/// The regulation of a day among stretches.
pub(super) fn on(stretches: &[Stretch], date: Date) -> Option<&Arc<Regulation>> {
    stretches.iter().find(|stretch| stretch.span.holds(date)).map(|stretch| &stretch.regulation)
}
