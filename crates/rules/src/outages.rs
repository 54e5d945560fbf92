//! Packs of kind `gangguan`: what a confirmed outage voids, what is noticed as silence, how long tolerance zones hold.

use hadir_domain::outages::{Cause, OutagePeriod, OutageRule, OutageTable};
use hadir_domain::punches::Source;
use jiff::civil::{Date, Time};

use crate::error::Problem;
use crate::pack::{Dated, Header, Scope, Tally, read_minutes, read_numbers, read_values, top, turns};
use crate::read::{Reader, Section};

const SOURCES: [(&str, Source); 5] = [
    ("machine", Source::Machine),
    ("kiosk", Source::Kiosk),
    ("phone", Source::Phone),
    ("portal", Source::Portal),
    ("manual", Source::Manual),
];

/// What is void of a day under an outage. There is one way so far; another law would add its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Void {
    MinutesInside,
}

type Silences = Vec<(Cause, Vec<Source>)>;

/// What one pack says of outages. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutageRules {
    void: Vec<Dated<Void>>,
    silences: Vec<Dated<Silences>>,
    watched: Vec<Dated<(Time, Time)>>,
    margin_minutes: Vec<Dated<u16>>,
    server_minutes: Vec<Dated<u16>>,
    machine_minutes: Vec<Dated<u16>>,
    roll_workdays: Vec<Dated<u16>>,
    zone_grace_days: Vec<Dated<u16>>,
    zone_warning_days: Vec<Dated<u16>>,
}

impl OutageRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let void = read_values(r, root, header, "void", must, None, |r, section| {
            section.word(r, "value", &[("minutes_inside", Void::MinutesInside)]).unwrap_or(Void::MinutesInside)
        });
        let silences = read_values(r, root, header, "silences", must, None, |r, section| {
            Cause::ALL.into_iter().map(|cause| (cause, section.words(r, cause.as_str(), &SOURCES))).collect()
        });
        let watched = read_values(r, root, header, "watched", must, None, |r, section| {
            let (from, to) = (section.time(r, "starts"), section.time(r, "ends"));
            if to <= from {
                r.fail(section.key("ends"), Problem::Expected("after its beginning"));
            }
            (from, to)
        });
        Self {
            void,
            silences,
            watched,
            margin_minutes: read_minutes(r, root, header, "margin_minutes", must, 0..=240),
            server_minutes: read_minutes(r, root, header, "server_minutes", must, 2..=1440),
            machine_minutes: read_minutes(r, root, header, "machine_minutes", must, 2..=1440),
            roll_workdays: read_numbers(r, root, header, "roll_workdays", "workday", must, 1..=60),
            zone_grace_days: read_numbers(r, root, header, "zone_grace_days", "day", must, 0..=366),
            zone_warning_days: read_numbers(r, root, header, "zone_warning_days", "day", must, 0..=366),
        }
    }

    fn numbers(&self) -> [&Vec<Dated<u16>>; 6] {
        [
            &self.margin_minutes,
            &self.server_minutes,
            &self.machine_minutes,
            &self.roll_workdays,
            &self.zone_grace_days,
            &self.zone_warning_days,
        ]
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.void.iter().for_each(|value| tally.count(value.provenance.confirmed));
        self.silences.iter().for_each(|value| tally.count(value.provenance.confirmed));
        self.watched.iter().for_each(|value| tally.count(value.provenance.confirmed));
        self.numbers().into_iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }

    fn turns(&self) -> impl Iterator<Item = Date> {
        let numbers = self.numbers().into_iter().flat_map(|values| turns(values));
        turns(&self.void).chain(turns(&self.silences)).chain(turns(&self.watched)).chain(numbers)
    }
}

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &OutageRules)], cover: &Header) -> OutageTable {
    let turns = layers.iter().flat_map(|(_, rules)| rules.turns());
    let periods = cover.spans(turns).filter_map(|(from, to)| {
        let number = |pick: fn(&OutageRules) -> &[Dated<u16>]| top(layers, pick, from).map(|(_, value)| value.value);
        let (pack, void) = top(layers, |rules: &OutageRules| &rules.void, from)?;
        let rule = void.provenance.cite(pack);
        let rule = OutageRule {
            margin_minutes: number(|rules| &rules.margin_minutes)?,
            roll_workdays: u8::try_from(number(|rules| &rules.roll_workdays)?).ok()?,
            server_minutes: number(|rules| &rules.server_minutes)?,
            machine_minutes: number(|rules| &rules.machine_minutes)?,
            watched: top(layers, |rules: &OutageRules| &rules.watched, from)?.1.value,
            silences: top(layers, |rules: &OutageRules| &rules.silences, from)?.1.value.clone(),
            zone_grace_days: number(|rules| &rules.zone_grace_days)?,
            zone_warning_days: number(|rules| &rules.zone_warning_days)?,
            rule,
        };
        Some(OutagePeriod { from, to, rule })
    });
    OutageTable::new(periods.collect())
}
