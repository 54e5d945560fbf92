//! The tree instansi → OPD → unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{InstansiId, UnitId};

/// Levels of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// An agency of the region (Dinas, Badan, Kecamatan, RSUD …).
    Opd,
    /// A unit within an OPD: bidang, bagian, seksi, UPTD, puskesmas, sekolah, kelurahan.
    Unit,
}

impl UnitKind {
    /// The code used in files and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opd => "opd",
            Self::Unit => "unit",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Opd, Self::Unit].into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// An OPD or a unit below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Whose unit it is.
    pub instansi: InstansiId,
    /// The lasting key.
    pub id: UnitId,
    /// The unit above; an OPD has none.
    pub parent: Option<UnitId>,
    /// Level in the tree.
    pub kind: UnitKind,
    /// Short code, unique within the instansi.
    pub code: String,
    /// Name as printed.
    pub name: String,
}

/// The unit itself and everything below it.
///
/// A parent that is missing or a circle in the tree ends the walk; no unit is visited twice.
pub fn subtree(units: &[Unit], root: UnitId) -> Vec<UnitId> {
    let mut children: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    for unit in units {
        if let Some(parent) = unit.parent {
            children.entry(parent).or_default().push(unit.id);
        }
    }
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(next) = waiting.pop() {
        if found.contains(&next) {
            continue;
        }
        found.push(next);
        waiting.extend(children.get(&next).into_iter().flatten().copied());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(id: u128, parent: Option<u128>) -> Unit {
        Unit {
            instansi: InstansiId(1),
            id: UnitId(Uuid::from_u128(id)),
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            kind: UnitKind::Unit,
            code: id.to_string(),
            name: id.to_string(),
        }
    }

    #[test]
    fn a_subtree_holds_the_root_and_all_below_but_nothing_beside() {
        let units = [unit(1, None), unit(2, Some(1)), unit(3, Some(2)), unit(4, None)];

        let mut found = subtree(&units, units[0].id);
        found.sort();

        assert_eq!(found, vec![units[0].id, units[1].id, units[2].id]);
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let units = [unit(1, Some(2)), unit(2, Some(1))];

        assert_eq!(subtree(&units, units[0].id).len(), 2);
    }
}
