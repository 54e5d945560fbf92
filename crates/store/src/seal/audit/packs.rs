//! Texts of rules that are not what was put in force.

use hadir_domain::ids::InstansiId;
use sha2::{Digest, Sha256};

use super::cell::{Cell, Kind, ReadCell, bytes, text};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant PACKS = "
        SELECT p.sha256, p.name, p.body, p.activated_at, p.by_login, a.name, a.received_at, a.by_login
          FROM activated_packs p
          LEFT JOIN rule_activations a ON a.instansi_id = p.instansi_id AND a.sha256 = p.sha256
         WHERE p.instansi_id = $1 ORDER BY p.name, p.sha256";
    Tenant LOST = "
        SELECT a.name FROM rule_activations a
         WHERE a.instansi_id = $1
           AND NOT EXISTS (SELECT 1 FROM activated_packs p WHERE p.instansi_id = $1 AND p.sha256 = a.sha256)
         ORDER BY a.name";
}

/// Packs whose text or activation is not what was sealed, by name, with what is wrong.
pub async fn strange_packs(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<(String, &'static str)>, StoreError> {
    let mut strange: Vec<(String, &'static str)> = on_db!(tx, |conn| {
        let rows = sqlx::query(PACKS).bind(instansi.0).fetch_all(conn).await?;
        rows.iter().filter_map(|row| look(row)).collect()
    });
    on_db!(tx, |conn| {
        let rows = sqlx::query(LOST).bind(instansi.0).fetch_all(conn).await?;
        strange.extend(rows.iter().map(|row| (text(row.cell(0)).unwrap_or_default(), "its text is gone")));
    });
    Ok(strange)
}

fn look(row: &impl ReadCell) -> Option<(String, &'static str)> {
    let (name, body) = (row.read(1, Kind::Text), text(row.cell(2)));
    let sha256 = bytes(row.cell(0));
    let hash = body.map(|body| Sha256::digest(body.as_bytes()).to_vec());
    let sealed = (row.read(5, Kind::Text), row.whole(6), row.read(7, Kind::Text));
    let wrong = if sha256.is_none() || hash != sha256 {
        "its text does not give its hash"
    } else if sealed.0 == Cell::Null {
        "was never put in force under seal"
    } else if (name.clone(), row.whole(3), row.read(4, Kind::Text)) != sealed {
        "differs from what was sealed of it"
    } else {
        return None;
    };
    Some((text(name).unwrap_or_default(), wrong))
}
