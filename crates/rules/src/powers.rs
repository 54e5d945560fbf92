//! Packs of kind `kewenangan_hukuman`: who may punish whom, and which offices stand how high.

use hadir_domain::discipline_cases::{Office, Power, PowerHolder, PowerTable};
use hadir_domain::people::EmployeeType;
use hadir_domain::sanctions::Level;
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Header, Provenance, Scope, Tally, read_period};
use crate::read::{Reader, Section};

/// What one pack says. A region that has one says all of the matrix; the heights it does not name are the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PowerRules {
    powers: Vec<Row>,
    heights: Vec<(Office, u8, Provenance)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    holder: PowerHolder,
    levels: Vec<Level>,
    over: Vec<Office>,
    types: Vec<EmployeeType>,
    from: Date,
    to: Option<Date>,
    provenance: Provenance,
}

impl PowerRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let powers = root.some_sections(r, "powers").into_iter().map(|section| row(r, section, header)).collect();
        let offices = words(Office::ALL, Office::as_str);
        let mut heights: Vec<(Office, u8, Provenance)> = Vec::new();
        for mut section in root.sections(r, "heights") {
            let office = section.word(r, "office", &offices);
            let height = section.number(r, "height", 1..=100) as u8;
            let provenance = Provenance::read(r, &mut section);
            let key = section.key("office");
            section.finish(r);
            let Some(office) = office else { continue };
            if heights.iter().any(|(there, ..)| *there == office) {
                r.fail(key, Problem::Twice(office.as_str().to_owned()));
            }
            heights.push((office, height, provenance));
        }
        if *scope == Scope::National {
            for office in Office::ALL.iter().filter(|office| !heights.iter().any(|(there, ..)| there == *office)) {
                r.fail(format!("heights ({})", office.as_str()), Problem::Missing);
            }
        }
        Self { powers, heights }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.powers.iter().for_each(|row| tally.count(row.provenance.confirmed));
        self.heights.iter().for_each(|(_, _, provenance)| tally.count(provenance.confirmed));
        tally
    }
}

fn row(r: &mut Reader, mut section: Section, header: &Header) -> Row {
    let period = read_period(r, &mut section, header, &mut None);
    let holder = section.word(r, "holder", &words(PowerHolder::ALL, PowerHolder::as_str));
    let levels = section.words(r, "levels", &words(Level::ALL, Level::as_str));
    let over = section.words(r, "over", &words(Office::ALL, Office::as_str));
    let types = section.words(r, "types", &EmployeeType::ALL.map(|of| (of.as_str(), of)));
    for (name, empty) in [("levels", levels.is_empty()), ("over", over.is_empty()), ("types", types.is_empty())] {
        if empty {
            r.fail(section.key(name), Problem::Expected("a list that is not empty"));
        }
    }
    let provenance = Provenance::read(r, &mut section);
    section.finish(r);
    let holder = holder.unwrap_or(PowerHolder::Ppk);
    Row { holder, levels, over, types, from: period.from, to: period.to, provenance }
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|one| (word(*one), *one)).collect()
}

/// The matrix of the nearest pack as a whole, never mixed cell by cell, within the days the nation's pack covers; heights one
/// by one.
pub(crate) fn table(layers: &[(&str, &PowerRules)], cover: &Header) -> PowerTable {
    let power = |pack: &str, row: &Row| {
        let from = row.from.max(cover.covers_from);
        let to = [row.to, cover.covers_to].into_iter().flatten().min();
        Power {
            holder: row.holder,
            levels: row.levels.clone(),
            over: row.over.clone(),
            types: row.types.clone(),
            from,
            to,
            rule: row.provenance.cite(pack),
        }
    };
    let powers = layers.last().map(|(pack, rules)| rules.powers.iter().map(|row| power(pack, row)).collect());
    let height = |office: &Office| {
        let of = |rules: &PowerRules| rules.heights.iter().find(|(there, ..)| there == office).map(|one| one.1);
        layers.iter().rev().find_map(|(_, rules)| Some((*office, of(rules)?)))
    };
    PowerTable::new(powers.unwrap_or_default(), Office::ALL.iter().filter_map(height).collect())
}
