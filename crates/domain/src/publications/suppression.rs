//! From exact counts of one OPD to a row anybody may read.
//!
//! **Invariant:** for every cell that is not printed there are exact tables with nobody in it and with at least
//! [`SMALLEST`](super::SMALLEST) people in it from which the very same row follows: all of the merged figure may lie in
//! that cell, or in another. Whoever knows this program knows no more.
//!
//! The proof is one sentence: a figure stays merged when one of its halves is too small, and a half with nobody in it is
//! too small, so everything merged may be moved into any one of its cells without a word of the row changing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SMALLEST;
use super::groups::Group;

/// How many people of an OPD are in each single cell; cells that are not named hold nobody.
pub type Exact = BTreeMap<Group, u32>;

/// A printed figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The cell, or what several cells are merged into.
    pub group: Group,
    /// People.
    pub count: u32,
}

/// What is published of an OPD: its figures add up to the people counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// How many people are counted.
    pub counted: u32,
    /// The figures, in the order they are shown.
    pub figures: Vec<Figure>,
}

impl Row {
    /// What the row says of a group: printed, or the sum of what is printed of its parts.
    pub fn says(&self, group: Group) -> Option<u32> {
        if let Some(figure) = self.figures.iter().find(|figure| figure.group == group) {
            return Some(figure.count);
        }
        let [one, other] = group.halves()?;
        Some(self.says(one)? + self.says(other)?)
    }

    /// Whether its figures add up to the people counted, and none is of fewer people than it may be.
    pub fn holds(&self) -> bool {
        let sum: u32 = self.figures.iter().map(|figure| figure.count).sum();
        sum == self.counted && self.figures.iter().all(|figure| figure.count >= SMALLEST)
    }
}

/// How many people of the exact table are in a group.
pub fn sum(exact: &Exact, group: Group) -> u32 {
    group.cells().iter().map(|cell| exact.get(cell).copied().unwrap_or(0)).sum()
}

/// The row of an OPD that was not published for that day before. `whole` is the group of everybody.
pub fn suppress(whole: Group, exact: &Exact) -> Row {
    row(whole, exact, &[])
}

/// The row of an OPD that was published for that day before, each time as `before` has it; `None` where nothing is to be
/// published: what changed is of fewer than [`SMALLEST`] people, and the last row stands.
///
/// A figure that differs from what was published before differs by [`SMALLEST`] people or more, so that no difference
/// speaks of fewer. Nothing is split that was merged before.
pub fn revise(whole: Group, exact: &Exact, before: &[Row]) -> Option<Row> {
    let Some(last) = before.last() else { return Some(suppress(whole, exact)) };
    let new = row(whole, exact, before);
    let differs = |figure: &Figure| last.says(figure.group).is_none_or(|was| was != figure.count);
    new.figures.iter().any(differs).then_some(new)
}

fn row(whole: Group, exact: &Exact, before: &[Row]) -> Row {
    let mut figures = Vec::new();
    split(whole, exact, before, &mut figures);
    Row { counted: sum(exact, whole), figures }
}

fn split(group: Group, exact: &Exact, before: &[Row], figures: &mut Vec<Figure>) {
    match group.halves() {
        Some(halves) if halves.iter().all(|half| may_show(*half, exact, before)) => {
            for half in halves {
                split(half, exact, before, figures);
            }
        }
        _ => figures.push(Figure { group, count: sum(exact, group) }),
    }
}

fn may_show(half: Group, exact: &Exact, before: &[Row]) -> bool {
    let now = sum(exact, half);
    let tells_nobody = |row: &Row| row.says(half).is_some_and(|was| was == now || was.abs_diff(now) >= SMALLEST);
    now >= SMALLEST && before.iter().all(tells_nobody)
}
