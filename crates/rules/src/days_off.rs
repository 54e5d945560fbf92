//! Packs of kind `hari_libur`: days off by decree, and what was known when.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::calendar::{DayKind, DayOff};
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Header, Provenance, Scope, Tally, check_open};
use crate::read::{Reader, Section};

const KINDS: [(&str, DayKind); 4] = [
    ("libur_nasional", DayKind::LiburNasional),
    ("cuti_bersama", DayKind::CutiBersama),
    ("pemilu", DayKind::Pemilu),
    ("libur_daerah", DayKind::LiburDaerah),
];

/// The decrees of one pack, in the order they became known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DaysOff {
    decrees: Vec<Decree>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Decree {
    /// The year this decree is the list of.
    lists: Option<i16>,
    provenance: Provenance,
    known_from: Date,
    /// What is open about the announcement itself.
    known_from_open: Option<String>,
    days: Vec<Day>,
    removes: Vec<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Day {
    date: Date,
    kind: DayKind,
    name: String,
    confirmed: bool,
}

impl DaysOff {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let mut decrees: Vec<Decree> = Vec::new();
        let mut there = BTreeSet::new();
        for mut section in root.some_sections(r, "decrees") {
            let decree = Decree::read(r, &mut section, header, scope);
            if decrees.last().is_some_and(|last| decree.known_from < last.known_from) {
                r.fail(section.key("known_from"), Problem::NotAscending(decree.known_from));
            }
            if decree.lists.is_some_and(|year| decrees.iter().any(|earlier| earlier.lists == Some(year))) {
                r.fail(section.key("lists"), Problem::Twice("lists".into()));
            }
            for date in &decree.removes {
                if !there.remove(date) {
                    r.fail(section.key("removes"), Problem::NothingToRemove(*date));
                }
            }
            for day in &decree.days {
                if !there.insert(day.date) {
                    r.fail(section.key("days"), Problem::Overlap(day.date));
                }
            }
            section.finish(r);
            decrees.push(decree);
        }
        Self { decrees }
    }

    /// The years whose lists were known on a day.
    pub fn years(&self, known_on: Option<Date>) -> impl Iterator<Item = i16> {
        self.known(known_on).filter_map(|decree| decree.lists)
    }

    /// The days off as they were known on a day; `None` is the latest knowledge.
    pub fn days(&self, known_on: Option<Date>) -> Vec<DayOff> {
        let mut days = BTreeMap::new();
        for decree in self.known(known_on) {
            for date in &decree.removes {
                days.remove(date);
            }
            for day in &decree.days {
                let off = DayOff {
                    on: day.date,
                    kind: day.kind,
                    name: day.name.clone(),
                    source: decree.provenance.source.clone(),
                    known_from: decree.known_from,
                    confirmed: day.confirmed,
                };
                days.insert(day.date, off);
            }
        }
        days.into_values().collect()
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for decree in &self.decrees {
            tally.count(decree.provenance.confirmed && decree.known_from_open.is_none());
            decree.days.iter().for_each(|day| tally.count(day.confirmed));
        }
        tally
    }

    fn known(&self, on: Option<Date>) -> impl Iterator<Item = &Decree> {
        self.decrees.iter().filter(move |decree| on.is_none_or(|on| decree.known_from <= on))
    }
}

impl Decree {
    fn read(r: &mut Reader, section: &mut Section, header: &Header, scope: &Scope) -> Self {
        let lists = section.opt_number(r, "lists", 1900..=2999).and_then(|year| i16::try_from(year).ok());
        if lists.is_some() && *scope != Scope::National {
            r.fail(section.key("lists"), Problem::WrongScope("lists".into()));
        }
        let provenance = Provenance::read(r, section);
        let known_from = section.date(r, "known_from");
        let known_from_open = section.opt_text(r, "known_from_open");
        let removes = section.dates(r, "removes");
        let days = section
            .sections(r, "days")
            .into_iter()
            .filter_map(|day| Day::read(r, day, header, scope, provenance.confirmed))
            .collect::<Vec<_>>();
        if days.is_empty() && removes.is_empty() {
            r.fail(section.key("days"), Problem::Expected("a list that is not empty"));
        }
        if let Some(day) = days.iter().find(|day| lists.is_some_and(|year| day.date.year() != year)) {
            r.fail(section.key("lists"), Problem::OutsideCover(day.date));
        }
        Self { lists, provenance, known_from, known_from_open, days, removes }
    }
}

impl Day {
    fn read(r: &mut Reader, mut section: Section, header: &Header, scope: &Scope, decree: bool) -> Option<Self> {
        let date = section.date(r, "date");
        header.check(r, section.key("date"), date);
        let kind = section.word(r, "kind", &KINDS);
        let belongs = match kind {
            Some(DayKind::LiburDaerah) => *scope != Scope::National,
            Some(DayKind::LiburNasional | DayKind::CutiBersama) => *scope == Scope::National,
            _ => true,
        };
        if !belongs {
            let word = KINDS.iter().find(|(_, of)| Some(*of) == kind).map_or("", |(word, _)| *word);
            r.fail(section.key("kind"), Problem::WrongScope(word.to_owned()));
        }
        let name = section.text(r, "name");
        let own = section.opt_flag(r, "confirmed");
        let open = section.opt_text(r, "open");
        if own.is_some() || open.is_some() {
            check_open(r, section.path(), own.unwrap_or(true), open.as_deref());
        }
        section.finish(r);
        Some(Self { date, kind: kind?, name, confirmed: decree && own.unwrap_or(true) })
    }
}
