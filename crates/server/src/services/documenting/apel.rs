//! The record of an apel as a document.

use hadir_reports::apel::{ApelMinutes, ApelReport};
use hadir_reports::apel_pdf;
use hadir_store::instansi::Instansi;

use super::record::{About, Stamp, not_printable, record};
use super::{Format, Kind};
use crate::app::App;
use crate::services::error::ServiceError;

/// Sets a record with its mark and keeps it as a document. Moment of printing, hash and mark are filled in here.
///
/// # Errors
///
/// When the record may not be printed, or the database does not answer.
pub async fn pdf(
    app: &App,
    instansi: &Instansi,
    (unit, by): (&str, &str),
    minutes: ApelMinutes,
) -> Result<Vec<u8>, ServiceError> {
    let about = About {
        kind: Kind::Apel,
        format: Format::Pdf,
        unit: unit.to_owned(),
        office: minutes.office.clone(),
        period: minutes.on.to_string(),
    };
    record(app, instansi, by, about, (apel_pdf::TEMPLATE, minutes), stamped, set).await
}

fn stamped(of: ApelMinutes, Stamp { printed_at, created_at, footer, mark }: Stamp) -> ApelMinutes {
    ApelMinutes { printed_at, created_at, footer, mark, ..of }
}

fn set(minutes: ApelMinutes) -> Result<Vec<u8>, ServiceError> {
    let report = ApelReport::checked(minutes).map_err(|error| not_printable(error.in_indonesian(), error))?;
    apel_pdf::apel_pdf(&report).map_err(|error| not_printable(error.in_indonesian(), error))
}
