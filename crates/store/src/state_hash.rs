//! One hash over everything that was claimed, the same whichever way and however often it arrived.

use hadir_domain::ids::InstansiId;
use sha2::{Digest, Sha256};
use tokio_stream::StreamExt;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant GROUPS = "
        SELECT DISTINCT f.source, f.device_id, d.serial
          FROM punch_facts f
          LEFT JOIN devices d ON d.instansi_id = f.instansi_id AND d.id = f.device_id
         WHERE f.instansi_id = $1";
    Tenant OF_DEVICE = "
        SELECT person_key, local_time, state, precision FROM punch_facts
         WHERE instansi_id = $1 AND source = $2 AND device_id = $3
         ORDER BY person_key, local_time, state NULLS FIRST, precision";
    Tenant OF_NO_DEVICE = "
        SELECT person_key, local_time, state, precision FROM punch_facts
         WHERE instansi_id = $1 AND source = $2 AND device_id IS NULL
         ORDER BY person_key, local_time, state NULLS FIRST, precision";
}

type Claimed = (String, String, Option<String>, String);

/// SHA-256 over the sorted claims: source, serial number, person key, local time, state and precision.
///
/// Ids, arrival, row numbers, labels and matches are no part of it. Run it in [`crate::Db::read`], so that the
/// state stands still; rows are streamed.
pub async fn state_hash(tx: &mut Tx, instansi: InstansiId) -> Result<[u8; 32], StoreError> {
    let rows: Vec<(String, Option<Uuid>, Option<String>)> =
        on_db!(tx, |conn| sqlx::query_as(GROUPS).bind(instansi.0).fetch_all(conn).await)?;
    let mut groups: Vec<(String, Option<String>, Option<Uuid>)> =
        rows.into_iter().map(|(source, device, serial)| (source, serial, device)).collect();
    groups.sort();

    let mut hash = Sha256::new();
    hash.update(b"hadir-state-v1\n");
    for (source, serial, device) in &groups {
        let sql = if device.is_some() { OF_DEVICE } else { OF_NO_DEVICE };
        on_db!(tx, |conn| {
            let mut query = sqlx::query_as::<_, Claimed>(sql).bind(instansi.0).bind(source);
            if let Some(device) = device {
                query = query.bind(device);
            }
            let mut claims = query.fetch(conn);
            while let Some(claim) = claims.next().await {
                let (person_key, local_time, state, precision) = claim?;
                for part in [
                    Some(source.as_str()),
                    serial.as_deref(),
                    Some(&person_key),
                    Some(&local_time),
                    state.as_deref(),
                    Some(&precision),
                ] {
                    add_part(&mut hash, part);
                }
            }
        });
    }
    Ok(hash.finalize().into())
}

/// With its length, a missing part as such, so that no two lists of claims look alike.
fn add_part(hash: &mut Sha256, part: Option<&str>) {
    hash.update(part.map_or(0, |part| part.len() as u64 + 1).to_be_bytes());
    hash.update(part.unwrap_or_default().as_bytes());
}
