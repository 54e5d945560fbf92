//! How one kind of employment differs from another, and whether that can be said at all.

use serde::{Deserialize, Serialize};

use super::table::Table;
use crate::codes::codes;
use crate::intervals::{Difference, Estimate};
use crate::people::EmployeeType;

/// A group of fewer people is not compared: what a handful of people do says little about their kind of employment.
pub const FEW_PEOPLE: u64 = 10;

codes!(
    /// What can be said of a difference. None of it says why.
    Compared {
        /// One of the groups is too small.
        TooFew = "terlalu_sedikit",
        /// The interval of the difference holds nothing: no difference can be told.
        Alike = "tidak_terbedakan",
        /// The rate is higher than that of the reference.
        Higher = "lebih_tinggi",
        /// The rate is lower than that of the reference.
        Lower = "lebih_rendah",
    }
);

/// A difference with what can be said of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// What can be said.
    pub compared: Compared,
    /// The difference; `None` where a group is too small or has no rate.
    pub difference: Option<Difference>,
}

/// Compares a rate with that of the reference; each comes with the number of people it rests on.
pub fn compare(one: (Option<Estimate>, u64), reference: (Option<Estimate>, u64)) -> Comparison {
    let (Some(rate), Some(other)) = (one.0, reference.0) else {
        return Comparison { compared: Compared::TooFew, difference: None };
    };
    if one.1 < FEW_PEOPLE || reference.1 < FEW_PEOPLE {
        return Comparison { compared: Compared::TooFew, difference: None };
    }
    let difference = rate.less(&other);
    let compared = match difference {
        apart if apart.holds_nothing() => Compared::Alike,
        apart if apart.points > 0.0 => Compared::Higher,
        _ => Compared::Lower,
    };
    Comparison { compared, difference: Some(difference) }
}

/// The kind the others are held against: PNS, or where these are too few the kind with the most days due.
pub fn reference(table: &Table) -> Option<EmployeeType> {
    let pns = table.of_kind(EmployeeType::Pns);
    if pns.with_due >= FEW_PEOPLE {
        return Some(EmployeeType::Pns);
    }
    let most = |kind: &EmployeeType| (table.of_kind(*kind).due(), std::cmp::Reverse(*kind));
    table.kinds().into_iter().max_by_key(most).filter(|kind| table.of_kind(*kind).due() > 0)
}
