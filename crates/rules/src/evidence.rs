//! Packs of kind `bukti`: what each signal of evidence weighs, how far a family goes, and when a punch is doubted.

use hadir_domain::evidence::{EvidencePeriod, EvidenceRules, EvidenceTable, Family, FamilyRule, Signal, SignalRule};
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_values, top, turns};
use crate::read::{Reader, Section};

/// Weights are tenths of a deciban; ten thousand is beyond every certainty.
const WEIGHT: std::ops::RangeInclusive<i64> = -2000..=2000;

/// Name, unit and range of the single figures.
const FIGURES: [(&str, &str, i64, i64); 7] = [
    ("prior", "tenth_deciban", -2000, 0),
    ("slope", "thousandth", 100, 3000),
    ("doubtful", "tenth_deciban", -2000, 2000),
    ("contradicted", "tenth_deciban", -2000, 2000),
    ("supported", "tenth_deciban", -2000, 2000),
    ("misuse", "thousandth", 0, 500),
    ("queue_people", "person", 1, 1000),
];

/// What one pack says. A region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EvidencePack {
    figures: Vec<Vec<Dated<i32>>>,
    signals: Vec<Vec<Dated<SignalRule>>>,
    families: Vec<Vec<Dated<FamilyRule>>>,
}

impl EvidencePack {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let figures = FIGURES
            .iter()
            .map(|(name, unit, least, most)| {
                read_values(r, root, header, name, must, Some(unit), |r, section| {
                    section.number(r, "value", *least..=*most) as i32
                })
            })
            .collect();
        let mut families = root.opt_section(r, "families").unwrap_or_default();
        let mut signals = root.opt_section(r, "signals").unwrap_or_default();
        let read = Self {
            figures,
            signals: Signal::ALL
                .iter()
                .map(|signal| read_values(r, &mut signals, header, signal.as_str(), must, None, signal_rule))
                .collect(),
            families: Family::ALL
                .iter()
                .map(|family| read_values(r, &mut families, header, family.as_str(), must, None, family_rule))
                .collect(),
        };
        signals.finish(r);
        families.finish(r);
        read
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.figures.iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        self.signals.iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        self.families.iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }

    fn turns(&self) -> impl Iterator<Item = Date> + '_ {
        let figures = self.figures.iter().flat_map(|values| turns(values));
        let signals = self.signals.iter().flat_map(|values| turns(values));
        figures.chain(signals).chain(self.families.iter().flat_map(|values| turns(values)))
    }
}

/// Weights by network class; the rates are those that were measured when it was proposed, of a hundred thousand punches.
fn signal_rule(r: &mut Reader, section: &mut Section) -> SignalRule {
    let rule = SignalRule {
        good: section.number(r, "good", WEIGHT) as i32,
        weak: section.number(r, "weak", WEIGHT) as i32,
        none: section.number(r, "none", WEIGHT) as i32,
    };
    section.opt_number(r, "honest_per_100k", 0..=100_000);
    section.opt_number(r, "misuse_per_100k", 0..=100_000);
    rule
}

fn family_rule(r: &mut Reader, section: &mut Section) -> FamilyRule {
    FamilyRule { least: section.number(r, "least", -2000..=0) as i32, most: section.number(r, "most", 0..=2000) as i32 }
}

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &EvidencePack)], cover: &Header) -> EvidenceTable {
    let turns = layers.iter().flat_map(|(_, rules)| rules.turns());
    let periods = cover.spans(turns).filter_map(|(from, to)| {
        let figure = |place: usize| top(layers, |rules| &rules.figures[place], from);
        let number = |place: usize| figure(place).map(|(_, value)| value.value);
        let (pack, first) = figure(0)?;
        let signals = (0..Signal::COUNT)
            .map(|place| top(layers, |rules| &rules.signals[place], from).map(|(_, value)| value.value))
            .collect::<Option<_>>()?;
        let families = (0..Family::ALL.len())
            .map(|place| top(layers, |rules| &rules.families[place], from).map(|(_, value)| value.value))
            .collect::<Option<_>>()?;
        let rules = EvidenceRules {
            signals,
            families,
            prior: number(0)?,
            slope: number(1)?.unsigned_abs(),
            doubtful: number(2)?,
            contradicted: number(3)?,
            supported: number(4)?,
            misuse: number(5)?.unsigned_abs(),
            queue_people: number(6)?.unsigned_abs(),
            rule: first.provenance.cite(pack),
        };
        Some(EvidencePeriod { from, to, rules })
    });
    EvidenceTable::new(periods.collect())
}
