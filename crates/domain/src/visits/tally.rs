//! How many names of a roster stand where.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Cell;

/// People by cell. What is counted is everybody of the roster once, so that the sum is the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tally(BTreeMap<Cell, u32>);

impl Tally {
    /// Counts cells, one a person.
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        let mut counts = BTreeMap::new();
        for cell in cells {
            *counts.entry(cell).or_default() += 1;
        }
        Self(counts)
    }

    /// How many stand in a cell.
    pub fn count(&self, cell: Cell) -> u32 {
        self.0.get(&cell).copied().unwrap_or(0)
    }

    /// Everybody.
    pub fn roster(&self) -> u32 {
        self.0.values().sum()
    }

    /// Findings of every kind.
    pub fn findings(&self) -> u32 {
        self.0.iter().filter(|(cell, _)| cell.is_finding()).map(|(_, count)| count).sum()
    }

    /// Who was seen, recorded or not.
    pub fn seen(&self) -> u32 {
        [Cell::Seen, Cell::SeenOffDuty, Cell::SeenNotRecorded, Cell::SeenWhileAway]
            .iter()
            .map(|cell| self.count(*cell))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_is_kept_by_the_codes_of_its_cells_and_adds_up() {
        let tally = Tally::of([Cell::Seen, Cell::Seen, Cell::SeenNotRecorded, Cell::Team]);

        let text = serde_json::to_string(&tally).unwrap();

        assert_eq!(text, r#"{"seen":2,"team":1,"seen_not_recorded":1}"#);
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
        assert_eq!((tally.roster(), tally.seen(), tally.findings()), (4, 3, 1));
    }
}
