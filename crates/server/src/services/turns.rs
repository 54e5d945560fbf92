//! Jobs that one server at a time does for an instansi, however many serve it.

use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, leases};
use jiff::SignedDuration;

use crate::app::App;

/// Takes the turn at a job for a while, or keeps it. False when another server has it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take(
    app: &App,
    instansi: &Instansi,
    job: &str,
    holder: &str,
    lease: SignedDuration,
) -> Result<bool, StoreError> {
    let now = app.now();
    let until = now.checked_add(lease).unwrap_or(now);
    app.db.write(async |tx| leases::take(tx, instansi.id, job, holder, now, until).await).await
}
