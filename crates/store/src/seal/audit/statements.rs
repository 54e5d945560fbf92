//! Day codes of sheets that are not those the import was sealed with.

use hadir_domain::ids::InstansiId;
use serde::Deserialize;
use uuid::Uuid;

use super::cell::{Cell, Kind, ReadCell, bytes};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::sheet_statements::Digester;
use crate::statements::statements;
use crate::values;

const PAGE: i64 = 500;

statements! {
    Tenant IMPORTS = "
        SELECT i.id, b.payload FROM imports i
          LEFT JOIN record_bodies b ON b.instansi_id = i.instansi_id AND b.record_id = i.id
         WHERE i.instansi_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3";
    Tenant CELLS = "
        SELECT ordinal, source, unit_id, person_key, day_on, code, minutes, raw, sheet, line, cell
          FROM sheet_statements WHERE instansi_id = $1 AND import_id = $2 ORDER BY ordinal";
    Tenant STRAY = "
        SELECT s.import_id FROM sheet_statements s
         WHERE s.instansi_id = $1
           AND NOT EXISTS (SELECT 1 FROM imports i WHERE i.instansi_id = $1 AND i.id = s.import_id)
         ORDER BY s.import_id LIMIT 1";
}

#[derive(Deserialize)]
struct Body {
    /// Missing in bodies of before it was sealed.
    #[serde(default, deserialize_with = "there")]
    statements_sha256: Option<Option<String>>,
}

fn there<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Imports whose day codes are not those they were sealed with.
///
/// Those whose body is gone or of before day codes were sealed are not looked at.
pub async fn strange_statements(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Option<Uuid>>, StoreError> {
    let mut strange = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<(Cell, Option<Vec<u8>>)> = on_db!(tx, |conn| {
            let rows = sqlx::query(IMPORTS).bind(instansi.0).bind(after).bind(PAGE).fetch_all(conn).await?;
            rows.iter().map(|row| (row.read(0, Kind::Id), bytes(row.cell(1)))).collect()
        });
        let Some(Cell::Id(last)) = rows.iter().rev().map(|(id, _)| id).find(|id| matches!(id, Cell::Id(_))).cloned()
        else {
            break;
        };
        after = last;
        for (id, body) in rows {
            let Cell::Id(id) = id else { continue };
            let body = body.and_then(|body| serde_json::from_slice::<Body>(&body).ok());
            let Some(sealed) = body.and_then(|body| body.statements_sha256) else { continue };
            if digest(tx, instansi, id).await?.map(|digest| values::hex_text(&digest)) != sealed {
                strange.push(Some(id));
            }
        }
    }
    on_db!(tx, |conn| {
        let row = sqlx::query(STRAY).bind(instansi.0).fetch_optional(conn).await?;
        strange.extend(row.map(|_| None));
    });
    Ok(strange)
}

async fn digest(tx: &mut Tx, instansi: InstansiId, import: Uuid) -> Result<Option<[u8; 32]>, StoreError> {
    use tokio_stream::StreamExt;
    const KINDS: [Kind; 11] = [
        Kind::Whole,
        Kind::Text,
        Kind::Id,
        Kind::Text,
        Kind::Text,
        Kind::Text,
        Kind::Whole,
        Kind::Text,
        Kind::Text,
        Kind::Whole,
        Kind::Text,
    ];
    let mut digester = Digester::default();
    on_db!(tx, |conn| {
        let mut rows = sqlx::query(CELLS).bind(instansi.0).bind(import).fetch(conn);
        while let Some(row) = rows.next().await {
            let row = row?;
            for (at, kind) in KINDS.into_iter().enumerate() {
                match row.read(at, kind) {
                    Cell::Null => digester.part(None),
                    Cell::Text(text) => digester.part(Some(&text)),
                    Cell::Int(number) => digester.part(Some(&number.to_string())),
                    Cell::Id(id) => digester.part(Some(&id.to_string())),
                    // Nothing a sheet says looks like this.
                    _ => digester.part(Some("\0")),
                }
            }
        }
    });
    Ok(digester.finish())
}
