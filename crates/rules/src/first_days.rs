//! Packs of kind `hari_pertama`: what is watched on the first workday after days off, until when heads and the ministry
//! are waited for, and on which days work from anywhere is allowed.

use std::collections::BTreeSet;

use hadir_domain::first_days::{FirstDayRule, Flexible};
use jiff::civil::Date;

use crate::error::Problem;
use crate::figures::{self, Figure, Figures};
use crate::pack::{Header, Provenance, Scope, Tally};
use crate::read::{Reader, Section};

/// The figures of a pack.
const FIGURES: [Figure; 7] = [
    ("least_days", "day", 1, 30),
    ("roll_due_minute", "minute", 0, 1_439),
    ("report_due_minute", "minute", 0, 1_439),
    ("remind_minutes", "minute", 0, 480),
    ("superior_minutes", "minute", 0, 1_440),
    ("far_km", "kilometre", 1, 5_000),
    ("usual_days", "workday", 1, 60),
];

/// What one pack says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FirstDayRules {
    figures: Figures<{ FIGURES.len() }>,
    flexible: Vec<(Date, String, Provenance)>,
    declined: Vec<(Date, Provenance)>,
}

impl FirstDayRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let figures = Figures::read(r, root, header, scope, FIGURES);
        let mut there = BTreeSet::new();
        let mut dated = |r: &mut Reader, section: &mut Section| {
            let date = section.date(r, "date");
            header.check(r, section.key("date"), date);
            if !there.insert(date) {
                r.fail(section.key("date"), Problem::Overlap(date));
            }
            date
        };
        let mut flexible = Vec::new();
        for mut section in root.sections(r, "flexible") {
            let date = dated(r, &mut section);
            let name = section.text(r, "name");
            flexible.push((date, name, Provenance::read(r, &mut section)));
            section.finish(r);
        }
        let mut declined = Vec::new();
        for mut section in root.sections(r, "declined") {
            let date = dated(r, &mut section);
            if *scope == Scope::National {
                r.fail(section.key("date"), Problem::WrongScope("declined".into()));
            }
            declined.push((date, Provenance::read(r, &mut section)));
            section.finish(r);
        }
        Self { figures, flexible, declined }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = self.figures.tally();
        self.flexible.iter().for_each(|(_, _, provenance)| tally.count(provenance.confirmed));
        self.declined.iter().for_each(|(_, provenance)| tally.count(provenance.confirmed));
        tally
    }
}

/// What holds on a day: the region's word, else the province's, else the nation's; `None` outside the days the nation's
/// pack covers.
pub(crate) fn on(layers: &[(&str, &FirstDayRules)], cover: &Header, date: Date) -> Option<FirstDayRule> {
    if !cover.covers(date) {
        return None;
    }
    let of_figures: Vec<(&str, &Figures<{ FIGURES.len() }>)> =
        layers.iter().map(|(pack, rules)| (*pack, &rules.figures)).collect();
    // The time of the report is what a first day is about.
    let (values, rule) = figures::on(&of_figures, 2, date)?;
    let [least_days, roll_due_minute, report_due_minute, remind_minutes, superior_minutes, far_km, usual_days] = values;
    let flexible = layers.iter().rev().find_map(|(pack, rules)| {
        let declined = rules.declined.iter().find(|(on, _)| *on == date);
        let allowed = rules.flexible.iter().find(|(on, _, _)| *on == date);
        match (declined, allowed) {
            (Some((_, provenance)), _) => {
                Some(Flexible { name: String::new(), allowed: false, rule: provenance.cite(pack) })
            }
            (None, Some((_, name, provenance))) => {
                Some(Flexible { name: name.clone(), allowed: true, rule: provenance.cite(pack) })
            }
            (None, None) => None,
        }
    });
    Some(FirstDayRule {
        least_days,
        roll_due_minute,
        report_due_minute,
        remind_minutes,
        superior_minutes,
        far_km,
        usual_days,
        flexible,
        rule,
    })
}
