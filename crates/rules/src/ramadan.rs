//! Packs of kind `ramadan`: the days on which the Ramadan hours hold.

use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Dated, Header, Period, Provenance, Tally, read_period};
use crate::read::{Reader, Section};

/// The months of Ramadan, ascending, each with its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ramadan {
    /// `to` is always there; the value is it once more.
    pub periods: Vec<Dated<Date>>,
}

impl Ramadan {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header) -> Self {
        if header.covers_to.is_none() {
            // Without an end nobody could tell "no Ramadan" from "not yet known".
            r.fail(root.key("covers_to"), Problem::Missing);
        }
        let mut last: Option<Period> = None;
        let mut periods = Vec::new();
        for mut section in root.some_sections(r, "periods") {
            let period = read_period(r, &mut section, header, &mut last);
            let provenance = Provenance::read(r, &mut section);
            match period.to {
                Some(to) => {
                    header.check(r, section.key("to"), to);
                    periods.push(Dated { from: period.from, to: period.to, value: to, provenance });
                }
                None => r.fail(section.key("to"), Problem::Missing),
            }
            section.finish(r);
        }
        Self { periods }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.periods.iter().for_each(|period| tally.count(period.provenance.confirmed));
        tally
    }
}
