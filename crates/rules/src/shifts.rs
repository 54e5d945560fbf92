//! Packs of kind `jadwal_dinas`: what is noticed in rosters.

use hadir_domain::roster::conflicts::ShiftLimits;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top};
use crate::read::{Reader, Section};

/// What one pack says of rosters. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShiftRules {
    rest_minutes: Vec<Dated<u16>>,
    nights_in_row: Vec<Dated<u16>>,
}

impl ShiftRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        Self {
            rest_minutes: read_numbers(r, root, header, "rest_minutes", "minute", must, 0..=2880),
            nights_in_row: read_numbers(r, root, header, "nights_in_row", "night", must, 1..=31),
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for numbers in [&self.rest_minutes, &self.nights_in_row] {
            numbers.iter().for_each(|value| tally.count(value.provenance.confirmed));
        }
        tally
    }
}

/// What is noticed on a day: the region's word, else the province's, else the nation's; `None` outside the days the
/// nation's pack covers.
pub(crate) fn on(layers: &[(&str, &ShiftRules)], cover: &Header, date: Date) -> Option<ShiftLimits> {
    if !cover.covers(date) {
        return None;
    }
    let (pack, rest) = top(layers, |rules: &ShiftRules| &rules.rest_minutes, date)?;
    let rule = rest.provenance.cite(pack);
    Some(ShiftLimits {
        rest_minutes: rest.value,
        nights_in_row: top(layers, |rules: &ShiftRules| &rules.nights_in_row, date)?.1.value,
        rule,
    })
}
