//! Printed papers, checked by whoever holds one. No name of a person is in any answer.

use axum::Extension;
use axum::extract::State;
use hadir_domain::ids::InstansiId;
use hadir_store::documents::{self, Document};
use hadir_store::{StoreError, Tx, instansi, records};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::proofs::InclusionProof;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::Web;
use crate::proxy::Client;
use crate::services::punching::wire::b64;
use crate::services::sealing::proving::{self, RecordName};

/// Seconds to wait for who asks too often.
const WAIT: u64 = 5;

/// Whose papers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// Code of the government body, the last part of the log's name in the mark; without it all of this server are
    /// asked.
    instansi: Option<String>,
}

/// A printed paper. Everything but `position` and `newer_on` can be checked against `commitment`: it is SHA-256 of
/// `hadir-leaf-v1\ndocument\n`, the salt and the body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub struct DocumentJson {
    id: Uuid,
    /// Whether it was issued here and still counts as issued; a mark nobody issued is 404.
    valid: bool,
    /// Code of the government body.
    instansi: String,
    /// `recap`, `reconcile`, `minutes` or `dossier`.
    kind: String,
    /// `pdf` or `xlsx`.
    format: String,
    office: String,
    /// `2026-01`.
    period: String,
    /// The date in the zone of the government body.
    issued_on: String,
    issued_at: String,
    /// Of the file, hex.
    sha256: String,
    /// Its place in the log; null while it waits for one.
    position: Option<u64>,
    /// When a paper with other figures of the same was issued later; null when this is the newest.
    newer_on: Option<String>,
    /// What stands for it in the log, base64url.
    commitment: String,
    /// base64url.
    salt: Option<String>,
    /// The sealed bytes: JSON with the checkpoint of the mark, the hash of the file, office, kind and date.
    body: Option<String>,
    /// That it is in the log; null before there is a log.
    proof: Option<InclusionProof>,
}

struct Found {
    code: String,
    zone: TimeZone,
    document: Document,
    commitment: [u8; 32],
    position: Option<u64>,
    sealed: Option<([u8; 16], Vec<u8>)>,
    newer: Option<jiff::Timestamp>,
}

/// Tells whoever holds a paper's mark what was issued under it. Proofs that it is in the log are asked for by its
/// commitment.
#[utoipa::path(
    get, path = "/documents/{id}", tag = "log", params(("id" = Uuid, Path), DocumentQuery),
    responses(
        (status = 200, body = DocumentJson),
        (status = 404, description = "`unknown_document`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
    ),
    security(())
)]
pub async fn show_document(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    Path(id): Path<Uuid>,
    Query(asked): Query<DocumentQuery>,
) -> Result<Json<DocumentJson>, ApiError> {
    if !web.doors.checks.admit(&client.address.to_string(), web.app.now()) {
        return Err(ApiError::too_many_tries(WAIT));
    }
    let found = web.app.db.read(async |tx| find(tx, id, asked.instansi.as_deref()).await).await?;
    let found = found.ok_or_else(|| {
        ApiError::new(
            axum::http::StatusCode::NOT_FOUND,
            "unknown_document",
            "Dokumen dengan tanda ini tidak pernah diterbitkan di sini. Pastikan alamatnya benar, lalu tanyakan kepada \
             kantor yang memberikannya.",
            "No document with this mark was ever issued here. Make sure of the address, then ask the office that gave \
             it to you.",
        )
    })?;
    let _turn = web.doors.log.acquire().await.map_err(ApiError::internal)?;
    let name = RecordName::Commitment(found.commitment);
    // Before the first checkpoint there is nothing to prove it by.
    let proof = proving::inclusion(&web.app, name, None).await.ok().map(InclusionProof::of);
    Ok(Json(json(found, proof)))
}

async fn find(tx: &mut Tx, id: Uuid, code: Option<&str>) -> Result<Option<Found>, StoreError> {
    for one in instansi::all(tx).await? {
        if code.is_some_and(|code| code != one.code) {
            continue;
        }
        if let Some((document, commitment)) = documents::get(tx, one.id, id).await? {
            let newer = documents::newer_than(tx, one.id, &document).await?;
            let (position, sealed) = place(tx, one.id, id).await?;
            let (zone, code) = (one.zone.time_zone(), one.code);
            return Ok(Some(Found { code, zone, document, commitment, position, sealed, newer }));
        }
    }
    Ok(None)
}

type Sealed = ([u8; 16], Vec<u8>);

async fn place(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<(Option<u64>, Option<Sealed>), StoreError> {
    let position = records::position_of(tx, instansi, id).await?.map(|leaf| leaf.position);
    Ok((position, records::body(tx, instansi, id).await?))
}

fn json(found: Found, proof: Option<InclusionProof>) -> DocumentJson {
    let Found { code, zone, document, commitment, position, sealed, newer } = found;
    let date = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date().to_string();
    let (salt, body) = match sealed {
        Some((salt, body)) => (Some(b64(&salt)), Some(String::from_utf8_lossy(&body).into_owned())),
        None => (None, None),
    };
    DocumentJson {
        id: document.id,
        valid: body.is_some(),
        instansi: code,
        kind: document.kind,
        format: document.format,
        office: document.office,
        period: document.period,
        issued_on: date(document.issued_at),
        issued_at: document.issued_at.to_string(),
        sha256: hex::encode(document.sha256),
        position,
        newer_on: newer.map(date),
        commitment: b64(&commitment),
        salt,
        body,
        proof,
    }
}
