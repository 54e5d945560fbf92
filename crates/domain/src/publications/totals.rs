//! The total of published rows: the sum of what is printed, group by group. It holds nothing that anybody could not add up
//! alone, so that taking rows away from it leaves nothing new.

use std::collections::BTreeMap;

use serde::Serialize;

use super::groups::Group;
use super::suppression::{Figure, Row};

/// A share with everything it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// What is counted above the line.
    pub group: Group,
    /// People above the line.
    pub numerator: u32,
    /// People below the line: everybody counted in the rows that say it.
    pub denominator: u32,
    /// People in rows that do not say it, who are neither above nor below the line.
    pub excluded: u32,
}

impl Share {
    /// In tenths of a percent, rounded down, for printing beside numerator and denominator.
    pub fn permille(self) -> Option<u32> {
        let exact = (u64::from(self.numerator) * 1000).checked_div(u64::from(self.denominator))?;
        u32::try_from(exact).ok()
    }
}

/// The rows of a day together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// People counted in all rows.
    pub counted: u32,
    /// The printed figures, added up by what they are; they add up to `counted`.
    pub figures: Vec<Figure>,
    /// Those present, of the rows that say how many are.
    pub present: Share,
}

/// Adds up what rows print.
pub fn total(whole: Group, rows: &[&Row]) -> Total {
    let mut sums: BTreeMap<Group, u32> = BTreeMap::new();
    for figure in rows.iter().flat_map(|row| &row.figures) {
        *sums.entry(figure.group).or_default() += figure.count;
    }
    let counted = rows.iter().map(|row| row.counted).sum();
    let figures = sums.into_iter().map(|(group, count)| Figure { group, count }).collect();
    Total { counted, figures, present: present(whole, rows) }
}

/// Those present, of the rows that say how many are.
pub fn present(whole: Group, rows: &[&Row]) -> Share {
    let group = whole.halves().map_or(whole, |[present, _]| present);
    let mut share = Share { group, numerator: 0, denominator: 0, excluded: 0 };
    for row in rows {
        match row.says(group) {
            Some(count) => {
                share.numerator += count;
                share.denominator += row.counted;
            }
            None => share.excluded += row.counted,
        }
    }
    share
}
