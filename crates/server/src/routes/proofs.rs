//! Proofs for whoever holds a receipt or a checkpoint, and the state of the log for the desk.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::{self, HeaderName};
use hadir_domain::access::Action;
use hadir_store::seal::checkpoints;
use hadir_store::seal::keys::{KeyStepKind, Purpose};
use hadir_store::seal::verifications::{self, Verification};
use hadir_store::seal::witnesses::{self, Witness};
use hadir_store::{StoreError, records};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::http::Web;
use crate::services::punching::wire::b64;
use crate::services::sealing::keys::Log;
use crate::services::sealing::proving::{self, RecordName, Shown};
use crate::services::sealing::publishing::{self, LogKey};

const ANY_ORIGIN: [(HeaderName, &str); 1] = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];

/// Against which checkpoint.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AskedProof {
    /// Size of a kept checkpoint; the latest without.
    size: Option<u64>,
}

/// That a record is in the log. Nobody's name is in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InclusionProof {
    /// What stands for the record in the log, base64url: the one of the receipt.
    commitment: String,
    /// Its place, from 0; none while it waits.
    position: Option<u64>,
    /// How many leaves the checkpoint has.
    size: Option<u64>,
    /// The root over them, base64url.
    root: Option<String>,
    /// From the leaf to the root, the nearest first, base64url.
    path: Vec<String>,
    /// The signed checkpoint (C2SP).
    checkpoint: Option<String>,
    /// All of it as a file to keep (C2SP tlog-proof).
    proof: Option<String>,
    /// The keys that sign checkpoints of this log.
    keys: Vec<String>,
    /// Whether the record still waits for the next checkpoint, a second at most.
    waiting: bool,
}

impl InclusionProof {
    /// As it is answered.
    pub fn of(shown: Shown) -> Self {
        let proof = shown.proof.as_ref();
        Self {
            commitment: b64(&shown.commitment),
            position: proof.map(|proof| proof.position),
            size: proof.map(|proof| proof.checkpoint.size),
            root: proof.map(|proof| b64(&proof.checkpoint.root)),
            path: proof.map(|proof| proof.path.iter().map(|hash| b64(hash)).collect()).unwrap_or_default(),
            checkpoint: proof.map(|proof| proof.note.clone()),
            waiting: proof.is_none(),
            proof: shown.proof.map(|proof| proof.text),
            keys: shown.keys,
        }
    }
}

/// Shows that a record is in the log. For anybody who can name it: by the id of the punch, or by its commitment.
#[utoipa::path(
    get, path = "/receipts/{id}/proof", tag = "log",
    params(("id" = String, Path, description = "Id of the punch, or commitment in base64url"), AskedProof),
    responses((status = 200, body = InclusionProof), (status = 404, body = crate::error::ProblemDetails)),
    security(())
)]
pub async fn show_proof(
    State(web): State<Web>,
    Path(id): Path<String>,
    Query(asked): Query<AskedProof>,
) -> Result<([(HeaderName, &'static str); 1], Json<InclusionProof>), ApiError> {
    let _turn = web.doors.log.acquire().await.map_err(ApiError::internal)?;
    let name = RecordName::parse(&id).ok_or_else(|| {
        ApiError::bad_request(
            "bad_name",
            "Sebutkan nomor rekaman (UUID) atau komitmennya (base64url, 43 huruf).",
            "Name the id of the punch (UUID) or its commitment (base64url, 43 letters).",
        )
    })?;
    let shown = proving::inclusion(&web.app, name, asked.size).await?;
    Ok((ANY_ORIGIN, Json(InclusionProof::of(shown))))
}

/// Which two sizes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AskedConsistency {
    /// The size of the checkpoint that was kept.
    from: u64,
    /// The size of a later one; the latest without.
    to: Option<u64>,
    /// The code of the instansi, where there are several.
    log: Option<String>,
}

/// That the log of one size is the beginning of the log of another.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsistencyProof {
    from: u64,
    to: u64,
    /// The root over the smaller, base64url.
    from_root: String,
    /// The root over the larger, base64url.
    to_root: String,
    /// The proof of RFC 6962, base64url.
    proof: Vec<String>,
    /// The signed checkpoint of the larger.
    checkpoint: String,
}

/// Shows that nothing was changed between two checkpoints. For anybody.
#[utoipa::path(
    get, path = "/log/consistency", tag = "log", params(AskedConsistency),
    responses((status = 200, body = ConsistencyProof), (status = 404, body = crate::error::ProblemDetails)),
    security(())
)]
pub async fn show_consistency(
    State(web): State<Web>,
    Query(asked): Query<AskedConsistency>,
) -> Result<([(HeaderName, &'static str); 1], Json<ConsistencyProof>), ApiError> {
    let _turn = web.doors.log.acquire().await.map_err(ApiError::internal)?;
    let instansi = publishing::instansi_of(&web.app, asked.log.as_deref()).await?;
    let growth = proving::growth(&web.app, &instansi, asked.from, asked.to).await?;
    let proof = ConsistencyProof {
        from: growth.from.0,
        to: growth.to.0,
        from_root: b64(&growth.from.1),
        to_root: b64(&growth.to.1),
        proof: growth.proof.iter().map(|hash| b64(hash)).collect(),
        checkpoint: growth.note,
    };
    Ok((ANY_ORIGIN, Json(proof)))
}

/// Somebody who keeps watch over the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogWitness {
    id: String,
    url: String,
    vkey: String,
    /// The largest checkpoint it signed.
    seen_size: u64,
    /// When.
    seen_at: Option<String>,
    /// What it said last when it did not sign.
    trouble: String,
}

impl LogWitness {
    fn of(witness: Witness) -> Self {
        Self {
            id: witness.id.to_string(),
            url: witness.url,
            vkey: witness.vkey,
            seen_size: witness.seen_size,
            seen_at: witness.seen_at.map(|at| at.to_string()),
            trouble: witness.trouble,
        }
    }
}

/// How the log is doing.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogState {
    /// The first line of its checkpoints; empty before it began.
    origin: String,
    /// What the public address would name it today, when that is not its name.
    other_origin: Option<String>,
    /// Which beginning is in force.
    epoch: u32,
    /// How many leaves the latest checkpoint has.
    size: u64,
    /// The latest checkpoint with every signature.
    checkpoint: Option<String>,
    /// When it was signed.
    at: Option<String>,
    /// Records the latest checkpoint does not cover yet.
    waiting: u64,
    /// The keys in use.
    keys: Vec<LogKey>,
    /// The witnesses in office.
    witnesses: Vec<LogWitness>,
    /// The last look at the whole seal; none before the first.
    verified: Option<LogVerified>,
}

/// What a look at the whole seal found.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogVerified {
    /// When it began.
    at: String,
    /// How many leaves the log had.
    size: u64,
    /// Whether everything held.
    holds: bool,
    /// How many things did not.
    findings: u64,
    /// The first of them, where and what.
    first: Option<String>,
}

impl LogVerified {
    fn of(look: Verification) -> Self {
        let first = look.first.and_then(|first| serde_json::from_str::<serde_json::Value>(&first).ok());
        let text = |first: &serde_json::Value, name: &str| first[name].as_str().unwrap_or_default().to_owned();
        Self {
            at: look.at.to_string(),
            size: look.size,
            holds: look.holds,
            findings: look.findings,
            first: first.map(|first| format!("{}: {}", text(&first, "place"), text(&first, "detail"))),
        }
    }
}

/// The state of the log, for those who look after it.
#[utoipa::path(get, path = "/log", tag = "log", responses((status = 200, body = LogState)))]
pub async fn show_log(State(app): State<App>, caller: Caller) -> Result<Json<LogState>, ApiError> {
    caller.require_all(Action::LedgerRead)?;
    let instansi = &caller.instansi;
    let state = app
        .db
        .read(async |tx| {
            let log = Log::read(tx, instansi).await?;
            let latest = checkpoints::latest(tx, instansi.id).await?;
            let placed = records::leaf_count(tx, instansi.id).await?;
            let queued = records::waiting_count(tx, instansi.id).await?;
            let note = match &latest {
                Some(latest) => Some(publishing::note(tx, instansi, latest).await?),
                None => None,
            };
            let witnesses = witnesses::all(tx, instansi.id).await?;
            let verified = verifications::latest(tx, instansi.id).await?;
            let size = latest.as_ref().map_or(0, |latest| latest.size);
            Ok::<_, StoreError>(LogState {
                origin: log.as_ref().map(|log| log.epoch.origin.clone()).unwrap_or_default(),
                other_origin: log.as_ref().and_then(|log| log.other_origin(&app, instansi)),
                epoch: log.as_ref().map_or(0, |log| log.epoch.epoch),
                size,
                checkpoint: note,
                at: latest.map(|latest| latest.at.to_string()),
                waiting: placed.saturating_sub(size) + queued,
                keys: log.map(|log| keys_in_use(&log)).unwrap_or_default(),
                witnesses: witnesses.into_iter().filter(|one| one.ended_at.is_none()).map(LogWitness::of).collect(),
                verified: verified.map(LogVerified::of),
            })
        })
        .await?;
    Ok(Json(state))
}

fn keys_in_use(log: &Log) -> Vec<LogKey> {
    let steps = Purpose::ALL.into_iter().flat_map(|purpose| log.in_use(purpose));
    let key = |step: &hadir_store::seal::keys::KeyStep| LogKey {
        purpose: step.purpose.as_str().to_owned(),
        vkey: step.vkey.clone(),
        epoch: step.epoch,
        from: step.at.to_string(),
        until: None,
    };
    steps.filter(|step| step.step == KeyStepKind::Begin).map(key).collect()
}
