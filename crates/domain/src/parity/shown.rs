//! What whoever may not see persons is shown: groups large enough that a figure is about nobody in particular.

use crate::people::EmployeeType;
use crate::publications::SMALLEST;

/// Counts that can be laid together.
pub trait Summed: Clone + Default {
    /// Adds those of another group.
    fn add(&mut self, other: &Self);
    /// By what groups are ordered, the smallest first.
    fn weight(&self) -> u32;
    /// Every figure that is shown, and every one that follows from those by subtraction.
    fn figures(&self) -> Vec<u32>;
}

/// Groups as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarded<T> {
    /// Kinds of employment laid together, with their counts. The total is the sum of these, and of nothing else.
    pub rows: Vec<(Vec<EmployeeType>, T)>,
    /// Whether anything was laid together or left out.
    pub merged: bool,
}

/// Lays the smallest groups together until no figure is about fewer than [`SMALLEST`] people or cases; zero is no person. Where
/// even all of them together are too few, nothing is shown.
pub fn guard<T: Summed>(rows: &[(EmployeeType, T)]) -> Guarded<T> {
    let mut open: Vec<(Vec<EmployeeType>, T)> =
        rows.iter().map(|(kind, counts)| (vec![*kind], counts.clone())).collect();
    let (groups, mut merged) = (open.len(), false);
    let fine = |counts: &T| counts.figures().into_iter().all(|figure| figure == 0 || figure >= SMALLEST);
    while !open.iter().all(|(_, counts)| fine(counts)) {
        merged = true;
        open.sort_by_key(|(kinds, counts)| (fine(counts), counts.weight(), kinds.first().copied()));
        if open.len() < 2 {
            open.clear();
            break;
        }
        let (kinds, counts) = open.remove(0);
        let with = |beside: &T| {
            let mut sum = beside.clone();
            sum.add(&counts);
            sum
        };
        // With the smallest group beside which it is large enough, so that few are laid together; else with the smallest.
        let place = open.iter().position(|(_, beside)| fine(&with(beside))).unwrap_or(0);
        let (together, beside) = &mut open[place];
        *beside = with(&*beside);
        together.extend(kinds);
        together.sort_unstable();
    }
    open.sort_by_key(|(kinds, _)| kinds.first().copied());
    Guarded { merged: merged || open.len() < groups, rows: open }
}
