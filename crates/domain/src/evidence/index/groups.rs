//! Punches that share something, side by side.

use super::{NONE, Seen};

/// Punches by the number of a group, each in a fixed order.
#[derive(Debug, Default)]
pub(in crate::evidence) struct Groups {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Groups {
    /// Puts every punch that has a group into it; inside by time, then in the order of the list.
    pub fn build(punches: &[Seen], groups: usize, group: impl Fn(&Seen) -> u32, time: impl Fn(&Seen) -> i64) -> Self {
        let mut starts = vec![0_u32; groups + 1];
        for seen in punches {
            let group = group(seen);
            if group != NONE {
                starts[group as usize + 1] += 1;
            }
        }
        for at in 0..groups {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0_u32; starts[groups] as usize];
        for (at, seen) in punches.iter().enumerate() {
            let group = group(seen);
            if group != NONE {
                let slot = &mut next[group as usize];
                items[*slot as usize] = at as u32;
                *slot += 1;
            }
        }
        for range in starts.windows(2) {
            items[range[0] as usize..range[1] as usize].sort_unstable_by_key(|at| (time(&punches[*at as usize]), *at));
        }
        Self { starts, items }
    }

    /// The punches of a group.
    pub fn of(&self, group: u32) -> &[u32] {
        let at = group as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.items[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// Every group that is not empty, with its number.
    pub fn each(&self) -> impl Iterator<Item = (u32, &[u32])> {
        (0..self.starts.len().saturating_sub(1) as u32).map(|at| (at, self.of(at))).filter(|(_, all)| !all.is_empty())
    }
}
