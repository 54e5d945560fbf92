//! Weighs what speaks for and against punches, from what the store holds, and keeps what it comes to.
//!
//! A punch is weighed within the days around it: what its person, its phone and the people beside it did. Weighing
//! takes nothing from anybody; doubts go on as cases.

mod body;
mod gathering;
mod jobs;
mod keeping;
mod showing;

use hadir_domain::evidence;
use hadir_store::instansi::Instansi;
use jiff::ToSpan;
use jiff::civil::Date;

pub use self::body::position;
pub use self::jobs::{once, start};
pub use self::keeping::Weighed;
pub use self::showing::{WeighedPunch, punch};

pub(super) use self::gathering::Gathered;

use self::gathering::gather;
use super::error::ServiceError;
use crate::app::App;

/// Days before a punch that say what is usual for its person and phone.
pub const DAYS_BEFORE: i64 = 34;

/// Most days asked for at once.
pub const MOST_DAYS: i32 = 92;

/// Whether a span can be asked for.
///
/// # Errors
///
/// `bad_span` when it ends before it begins or is longer than [`MOST_DAYS`].
pub fn check_span(from: Date, to: Date) -> Result<(), ServiceError> {
    let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
    if (0..MOST_DAYS).contains(&days) {
        return Ok(());
    }
    Err(ServiceError::bad(
        "bad_span",
        format!("Pilih rentang paling lama {MOST_DAYS} hari, tanggal awal dahulu."),
        format!("Choose a span of at most {MOST_DAYS} days, the first day first."),
    ))
}

/// A network as it is written: CIDR, or one address.
pub(super) fn net(text: &str) -> Option<ipnet::IpNet> {
    gathering::net(text)
}

/// The address the server saw, of a sealed body.
pub(super) fn address_of(body: &[u8]) -> Option<std::net::IpAddr> {
    body::read(body).address
}

/// Everything of a span of days, both included, as it is weighed.
pub(super) async fn gathered(app: &App, instansi: &Instansi, span: (Date, Date)) -> Result<Gathered, ServiceError> {
    let (calling, now) = (app.packs_of(instansi).spot_checks(instansi.region_code()), app.now());
    Ok(app.db.read(async |tx| gather(tx, instansi, span, &calling, now).await).await?)
}

/// Weighs the punches of a span of days, both included, and puts what they come to in the place of what stood there.
///
/// # Errors
///
/// `not_covered` where no pack says how evidence is weighed; when the database does not answer.
pub async fn weigh(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Weighed, ServiceError> {
    let rules = app.packs_of(instansi).evidence(instansi.region_code());
    let rules = rules.on(to).map_err(not_covered)?.clone();
    let policy = rules.fingerprint();
    let first = from.checked_sub(DAYS_BEFORE.days()).unwrap_or(from);
    let last = to.checked_add(1.day()).unwrap_or(to);
    let now = app.now();
    let gathered = gathered(app, instansi, (first, last)).await?;
    let (gathered, weighing) = tokio::task::spawn_blocking(move || {
        let weighing = evidence::weigh(&gathered.scene, &rules);
        (gathered, weighing)
    })
    .await
    .map_err(ServiceError::fault)?;
    keeping::keep(app, instansi, (from, to), &gathered, weighing, (policy, now)).await
}

/// That no pack says how a day is weighed.
pub(super) fn not_covered(error: evidence::EvidenceNotCovered) -> ServiceError {
    ServiceError::bad(
        "not_covered",
        format!("Belum ada aturan penimbangan bukti untuk {}. Aktifkan paket “bukti” yang mencakup hari itu.", error.0),
        format!("No rule says how evidence of {} is weighed. Activate a pack “bukti” that covers that day.", error.0),
    )
}
