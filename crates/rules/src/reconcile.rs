//! Packs of kind `rekonsiliasi`: when sources agree, how soon a disagreement is settled, and what an OPD must show
//! before it may drop its paper roll.

use hadir_domain::reconcile::{GateRule, ReconcilePeriod, ReconcileRule, ReconcileTable};

use crate::pack::{Dated, Header, Scope, Tally, read_minutes, read_numbers, top, turns};
use crate::read::{Reader, Section};

/// What one pack says. A region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReconcileRules {
    tolerance_minutes: Vec<Dated<u16>>,
    entry_workdays: Vec<Dated<u16>>,
    settle_workdays: Vec<Dated<u16>>,
    fastest_kmh: Vec<Dated<u16>>,
    cause_people: Vec<Dated<u16>>,
    target: Vec<Dated<u16>>,
    gate_weeks: Vec<Dated<u16>>,
    gate_match: Vec<Dated<u16>>,
    gate_uptime: Vec<Dated<u16>>,
    gate_enrolment: Vec<Dated<u16>>,
}

impl ReconcileRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let mut share =
            |r: &mut Reader, name: &str| read_numbers(r, root, header, name, "hundredth_percent", must, 0..=10_000);
        let (target, gate_match) = (share(r, "target"), share(r, "gate_match"));
        let (gate_uptime, gate_enrolment) = (share(r, "gate_uptime"), share(r, "gate_enrolment"));
        Self {
            tolerance_minutes: read_minutes(r, root, header, "tolerance_minutes", must, 0..=240),
            entry_workdays: read_numbers(r, root, header, "entry_workdays", "workday", must, 0..=60),
            settle_workdays: read_numbers(r, root, header, "settle_workdays", "workday", must, 1..=120),
            fastest_kmh: read_numbers(r, root, header, "fastest_kmh", "km_per_hour", must, 20..=1000),
            cause_people: read_numbers(r, root, header, "cause_people", "person", must, 2..=100),
            target,
            gate_weeks: read_numbers(r, root, header, "gate_weeks", "week", must, 1..=52),
            gate_match,
            gate_uptime,
            gate_enrolment,
        }
    }

    fn numbers(&self) -> [&Vec<Dated<u16>>; 10] {
        [
            &self.tolerance_minutes,
            &self.entry_workdays,
            &self.settle_workdays,
            &self.fastest_kmh,
            &self.cause_people,
            &self.target,
            &self.gate_weeks,
            &self.gate_match,
            &self.gate_uptime,
            &self.gate_enrolment,
        ]
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.numbers().into_iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }
}

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &ReconcileRules)], cover: &Header) -> ReconcileTable {
    let turns = layers.iter().flat_map(|(_, rules)| rules.numbers().into_iter().flat_map(|values| turns(values)));
    let periods = cover.spans(turns).filter_map(|(from, to)| {
        let found = |pick: fn(&ReconcileRules) -> &[Dated<u16>]| top(layers, pick, from);
        let number = |pick: fn(&ReconcileRules) -> &[Dated<u16>]| found(pick).map(|(_, value)| value.value);
        let small =
            |pick: fn(&ReconcileRules) -> &[Dated<u16>]| number(pick).and_then(|value| u8::try_from(value).ok());
        let (pack, tolerance) = found(|rules| &rules.tolerance_minutes)?;
        let rule = tolerance.provenance.cite(pack);
        let rule = ReconcileRule {
            tolerance_minutes: tolerance.value,
            entry_workdays: small(|rules| &rules.entry_workdays)?,
            settle_workdays: small(|rules| &rules.settle_workdays)?,
            fastest_kmh: number(|rules| &rules.fastest_kmh)?,
            cause_people: small(|rules| &rules.cause_people)?,
            target: number(|rules| &rules.target)?,
            gate: GateRule {
                weeks: small(|rules| &rules.gate_weeks)?,
                match_rate: number(|rules| &rules.gate_match)?,
                uptime: number(|rules| &rules.gate_uptime)?,
                enrolment: number(|rules| &rules.gate_enrolment)?,
            },
            rule,
        };
        Some(ReconcilePeriod { from, to, rule })
    });
    ReconcileTable::new(periods.collect())
}
