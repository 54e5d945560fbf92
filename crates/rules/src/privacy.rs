//! Packs of kind `data_pribadi`: how long an answer about personal data may take.

use hadir_domain::privacy::DataClock;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top};
use crate::read::{Reader, Section};

/// What one pack says of personal data. A region may only say it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrivacyRules {
    answer_hours: Vec<Dated<u16>>,
}

impl PrivacyRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        Self { answer_hours: read_numbers(r, root, header, "answer_hours", "hour", must, 1..=8760) }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.answer_hours.iter().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }
}

/// The clock of a day; `None` outside the days the nation's pack covers.
pub(crate) fn on(layers: &[(&str, &PrivacyRules)], cover: &Header, date: Date) -> Option<DataClock> {
    if !cover.covers(date) {
        return None;
    }
    let (pack, hours) = top(layers, |rules: &PrivacyRules| &rules.answer_hours, date)?;
    let rule = hours.provenance.cite(pack);
    Some(DataClock { hours: hours.value, rule })
}
