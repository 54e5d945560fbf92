//! What machines recorded of people on the days somebody said to have seen them.

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, PunchId};
use jiff::civil::{Date, DateTime};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    // Fourteen hours before and after: whatever may belong to the same local day.
    Tenant OF_SEEN = "
        SELECT c.id, c.day_on, f.local_time
          FROM presence_checks c
          JOIN punch_facts f ON f.instansi_id = c.instansi_id AND f.person_id = c.person_id
                            AND f.at >= c.seen_at - 50400000000 AND f.at <= c.seen_at + 50400000000
         WHERE c.instansi_id = $1 AND c.day_on >= $2 AND c.day_on <= $3 AND c.kind = 'superior_check'
           AND c.seen = 'present' AND f.source IN ('machine', 'kiosk') AND f.clock = 'ok'";
}

pub(crate) static LABELS_OF: InList =
    InList::new("SELECT punch_id, labels FROM punch_facts WHERE instansi_id = $1 AND punch_id IN", 2, "");

/// What was noticed of these punches when they came.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for labels that are none.
pub async fn labels_of(
    tx: &mut Tx,
    instansi: InstansiId,
    punches: &[PunchId],
) -> Result<HashMap<PunchId, Vec<String>>, StoreError> {
    let mut found = HashMap::new();
    for (sql, piece) in LABELS_OF.pieces(punches) {
        let rows: Vec<(Uuid, String)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for punch in piece {
                query = query.bind(punch.0);
            }
            query.fetch_all(conn).await
        })?;
        for (punch, labels) in rows {
            found.insert(PunchId(punch), values::json(&labels)?);
        }
    }
    Ok(found)
}

/// By check of a superior who saw somebody: the moments at which a machine recorded that person on the same local day.
/// Machines whose clock is suspect say nothing.
pub async fn of_seen(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<HashMap<Uuid, Vec<DateTime>>, StoreError> {
    let rows: Vec<(Uuid, String, String)> = on_db!(tx, |conn| sqlx::query_as(OF_SEEN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    let mut found: HashMap<Uuid, Vec<DateTime>> = HashMap::new();
    for (check, on, local) in rows {
        let (on, local) = (values::date(&on)?, values::local_time(&local)?);
        if local.date() == on {
            found.entry(check).or_default().push(local);
        }
    }
    Ok(found)
}
