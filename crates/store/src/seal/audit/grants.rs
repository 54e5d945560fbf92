//! Grants that do not follow from the sealed steps.

use std::collections::BTreeMap;

use hadir_domain::ids::InstansiId;
use uuid::Uuid;

use super::cell::{Cell, Kind, ReadCell};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant GRANTS = "
        SELECT id, account_id, role, scope, unit_id, from_on, to_on, acting, granted_by, granted_at, reason
          FROM grants WHERE instansi_id = $1 ORDER BY id";
    Tenant STEPS = "
        SELECT grant_id, account_id, role, scope, unit_id, from_on, to_on, acting, by_login, received_at, reason, step
          FROM grant_steps WHERE instansi_id = $1 ORDER BY received_at, id";
}

/// Which columns a grant and the steps about it have in common.
const SHARED: [Kind; 11] = [
    Kind::Id,
    Kind::Id,
    Kind::Text,
    Kind::Text,
    Kind::Id,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Whole,
    Kind::Text,
];
/// The place of the last day among them.
const TO_ON: usize = 6;

/// Grants that differ from their steps, have none, or are missing; with whether there is a row.
pub async fn strange_grants(
    tx: &mut Tx,
    instansi: InstansiId,
) -> Result<Vec<(Option<Uuid>, &'static str)>, StoreError> {
    let steps: Vec<(Vec<Cell>, Cell)> = on_db!(tx, |conn| {
        let rows = sqlx::query(STEPS).bind(instansi.0).fetch_all(conn).await?;
        rows.iter().map(|row| (shared(row), row.read(SHARED.len(), Kind::Text))).collect()
    });
    let grants: Vec<Vec<Cell>> = on_db!(tx, |conn| {
        let rows = sqlx::query(GRANTS).bind(instansi.0).fetch_all(conn).await?;
        rows.iter().map(shared).collect()
    });

    let mut expected: BTreeMap<Option<Uuid>, Vec<Cell>> = BTreeMap::new();
    let mut ends = Vec::new();
    for (cells, step) in steps {
        if step == Cell::Text("end".into()) { ends.push(cells) } else { drop(expected.insert(key(&cells), cells)) }
    }
    for end in ends {
        if let Some(given) = expected.get_mut(&key(&end)) {
            given[TO_ON] = end[TO_ON].clone();
        }
    }
    let mut strange = Vec::new();
    for grant in grants {
        match expected.remove(&key(&grant)) {
            Some(given) if given == grant => {}
            Some(_) => strange.push((key(&grant), "differs from what was given")),
            None => strange.push((key(&grant), "was never given")),
        }
    }
    strange.extend(expected.into_keys().map(|id| (id, "is gone")));
    Ok(strange)
}

fn shared(row: &impl ReadCell) -> Vec<Cell> {
    SHARED.iter().enumerate().map(|(at, kind)| row.read(at, *kind)).collect()
}

fn key(cells: &[Cell]) -> Option<Uuid> {
    match cells.first() {
        Some(Cell::Id(id)) => Some(*id),
        _ => None,
    }
}
