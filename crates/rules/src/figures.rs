//! Packs that are whole numbers and nothing else: read, counted, and laid over each other.

use std::sync::Arc;

use hadir_domain::hours::RuleRef;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top, turns};
use crate::read::{Reader, Section};

/// Name, unit, smallest and largest value.
pub(crate) type Figure = (&'static str, &'static str, i64, i64);

/// What one pack says, in the order of its figures. A province or region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figures<const N: usize>([Vec<Dated<u16>>; N]);

impl<const N: usize> Figures<N> {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope, figures: [Figure; N]) -> Self {
        let must = *scope == Scope::National;
        Self(figures.map(|(name, unit, least, most)| read_numbers(r, root, header, name, unit, must, least..=most)))
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.0.iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }

    /// Every day on which a figure begins or has ended.
    pub fn turns(&self) -> impl Iterator<Item = Date> {
        self.0.iter().flat_map(|values| turns(values))
    }
}

/// The figures of a day, each the region's, else the province's, else the nation's, and where the one at `cited` stands;
/// `None` where one is missing.
pub(crate) fn on<const N: usize>(
    layers: &[(&str, &Figures<N>)],
    cited: usize,
    date: Date,
) -> Option<([u16; N], Arc<RuleRef>)> {
    let found = |place: usize| top(layers, |rules: &Figures<N>| &rules.0[place], date);
    let mut values = [0; N];
    for (place, value) in values.iter_mut().enumerate() {
        *value = found(place)?.1.value;
    }
    let (pack, value) = found(cited)?;
    Some((values, value.provenance.cite(pack)))
}

/// As [`on`], each figure with where it stands.
pub(crate) fn cited<const N: usize>(layers: &[(&str, &Figures<N>)], date: Date) -> Option<[(u16, Arc<RuleRef>); N]> {
    let mut found = Vec::with_capacity(N);
    for place in 0..N {
        let (pack, value) = top(layers, |rules: &Figures<N>| &rules.0[place], date)?;
        found.push((value.value, value.provenance.cite(pack)));
    }
    found.try_into().ok()
}
