//! Attackers who know the program, every figure ever published and who is counted where, and are bound to fail.

mod moving;
mod revised;
mod suppressed;
mod switching;
mod worlds;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::groups::Group;
use super::suppression::{Exact, Row, sum};

/// A table with these numbers in the cells of a group, in their order.
fn table(whole: Group, numbers: &[u32]) -> Exact {
    whole.cells().into_iter().zip(numbers.iter().copied()).collect()
}

/// Numbers as they occur: most cells small, some not.
fn numbers(cells: usize, most: u32) -> impl Strategy<Value = Vec<u32>> {
    let cell = prop_oneof![4 => 0..5u32, 2 => 3..9u32, 1 => 0..=most];
    prop::collection::vec(cell, cells)
}

/// The cells a row does not print, each with the figure it is merged into.
fn hidden(row: &Row) -> Vec<(Group, Group, u32)> {
    let merged = row.figures.iter().filter(|figure| figure.group.halves().is_some());
    merged.flat_map(|figure| figure.group.cells().into_iter().map(|cell| (cell, figure.group, figure.count))).collect()
}

/// The same table with everybody of a group in one of its cells.
fn gathered(exact: &Exact, group: Group, into: Group) -> Exact {
    let all = sum(exact, group);
    let mut other = exact.clone();
    for cell in group.cells() {
        other.insert(cell, if cell == into { all } else { 0 });
    }
    other
}

/// Every table of so many people over the cells of a group: what an attacker starts from.
fn every_table(whole: Group, people: u32) -> Vec<Exact> {
    let cells = whole.cells();
    let mut found = Vec::new();
    fill(&cells, people, &mut Exact::new(), &mut found);
    found
}

fn fill(cells: &[Group], left: u32, so_far: &mut Exact, found: &mut Vec<Exact>) {
    let Some((cell, rest)) = cells.split_first() else { return };
    if rest.is_empty() {
        so_far.insert(*cell, left);
        found.push(so_far.clone());
        return;
    }
    for count in 0..=left {
        so_far.insert(*cell, count);
        fill(rest, left - count, so_far, found);
    }
}

/// The least and the most an attacker finds possible in each cell, among tables that fit what they saw.
fn feasible<'a>(fitting: impl Iterator<Item = &'a Exact>) -> BTreeMap<Group, (u32, u32)> {
    let mut bounds: BTreeMap<Group, (u32, u32)> = BTreeMap::new();
    for exact in fitting {
        for (cell, count) in exact {
            let (least, most) = bounds.entry(*cell).or_insert((*count, *count));
            *least = (*least).min(*count);
            *most = (*most).max(*count);
        }
    }
    bounds
}
