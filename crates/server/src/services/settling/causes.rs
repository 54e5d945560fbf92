//! What stands behind many discrepancies, with what is still open of each, and the clock that is better corrected itself.

use hadir_domain::clocks::CorrectionState;
use hadir_domain::ids::DeviceId;
use hadir_domain::reconcile::CauseKind;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, CauseRow};
use hadir_store::reconcile::settlements::{self, ListFilter, StateFilter};
use hadir_store::{StoreError, Tx, clock_corrections, devices};
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::App;
use crate::services::clocking;
use crate::services::error::ServiceError;

/// The terminal whose clock stands behind a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockBehind {
    /// The terminal.
    pub device: DeviceId,
    /// Its serial number.
    pub serial: String,
    /// The correction of its clock that waits for an officer.
    pub proposal: Option<Uuid>,
}

/// A cause with how many of its discrepancies somebody still has to settle, within reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCause {
    /// The cause.
    pub cause: CauseRow,
    /// How many wait.
    pub waiting: u64,
    /// How many there are.
    pub total: u64,
    /// The terminal, when its clock is off.
    pub clock: Option<ClockBehind>,
}

/// The causes that touch a span of days and stand behind something within reach.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    tx: &mut Tx,
    instansi: &Instansi,
    reach: &ListFilter,
    (from, to): (Date, Date),
    today: Date,
) -> Result<Vec<OpenCause>, StoreError> {
    let mut found = Vec::new();
    for cause in discrepancies::causes(tx, instansi.id, from, to).await? {
        let filter = ListFilter { cause: Some(cause.id), state: StateFilter::Any, ..reach.clone() };
        let counts = settlements::counts(tx, instansi.id, &filter, today).await?;
        let total: u64 = counts.iter().map(|counted| counted.count).sum();
        if total == 0 {
            continue;
        }
        let waiting = counts.iter().filter(|counted| counted.state.waits()).map(|counted| counted.count).sum();
        let clock = clock_behind(tx, instansi, &cause).await?;
        found.push(OpenCause { cause, waiting, total, clock });
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.waiting));
    Ok(found)
}

/// The terminal whose clock a cause names.
///
/// # Errors
///
/// When the database does not answer.
pub async fn clock_behind(
    tx: &mut Tx,
    instansi: &Instansi,
    cause: &CauseRow,
) -> Result<Option<ClockBehind>, StoreError> {
    let is_clock = matches!(cause.kind, CauseKind::ClockOffset | CauseKind::Zone);
    let Some(id) = cause.origin.as_ref().and_then(|(id, _)| *id).filter(|_| is_clock) else { return Ok(None) };
    let Some(row) = devices::get(tx, instansi.id, DeviceId(id)).await? else { return Ok(None) };
    let proposals = clock_corrections::of_device(tx, instansi.id, row.device.id).await?;
    let open = proposals.into_iter().find(|one| one.correction.state == CorrectionState::Proposed);
    Ok(Some(ClockBehind {
        device: row.device.id,
        serial: row.device.serial.clone(),
        proposal: open.map(|one| one.correction.id),
    }))
}

/// Looks at the clock behind a cause, so that a correction of it is proposed where its own rows show that it was off.
///
/// # Errors
///
/// `unknown_cause`, `no_clock`.
pub async fn look_at_clock(app: &App, instansi: &Instansi, cause: Uuid) -> Result<ClockBehind, ServiceError> {
    let find = async |tx: &mut Tx| {
        let row = discrepancies::cause(tx, instansi.id, cause).await?.ok_or_else(unknown_cause)?;
        clock_behind(tx, instansi, &row).await?.ok_or_else(|| {
            ServiceError::conflict(
                "no_clock",
                "Penyebab ini bukan jam sebuah mesin. Selesaikan selisihnya sekaligus atau satu per satu.",
                "No clock of a terminal stands behind this. Settle the discrepancies at once or one by one.",
            )
        })
    };
    let clock = app.db.read(find).await?;
    if clock.proposal.is_none() {
        clocking::look_at(app, instansi, clock.device).await?;
    }
    app.db.read(find).await
}

/// There is no such cause, or nothing of it is within reach.
pub fn unknown_cause() -> ServiceError {
    ServiceError::not_found(
        "unknown_cause",
        "Penyebab itu tidak ada lagi. Muat ulang daftar selisih.",
        "There is no such cause any more. Load the list of discrepancies again.",
    )
}
