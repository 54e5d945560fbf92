//! Whose doubts become cases by themselves, when there are more than officers can look at with care.

use crate::ids::PersonId;

/// Somebody with punches that are contradicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The heaviest of them, tenths of a deciban.
    pub weight: i32,
}

/// How many a cap per thousand people a month leaves room for; at least one where anybody serves.
pub fn above_cap(per_thousand: u16, people: usize) -> usize {
    if people == 0 { 0 } else { (usize::from(per_thousand) * people).div_ceil(1000).max(1) }
}

/// What is left of it.
pub fn room(per_thousand: u16, people: usize, opened: usize) -> usize {
    above_cap(per_thousand, people).saturating_sub(opened)
}

/// The heaviest first, as many as there is room for. The others stay where everybody who may see them sees them.
pub fn choose(mut candidates: Vec<Candidate>, room: usize) -> Vec<Candidate> {
    candidates.sort_unstable_by_key(|one| (std::cmp::Reverse(one.weight), one.person));
    candidates.truncate(room);
    candidates
}
