//! The record of a visit as a document.

use hadir_reports::visit::{VisitMinutes, VisitReport};
use hadir_reports::visit_pdf;
use hadir_store::instansi::Instansi;

use super::record::{About, Stamp, not_printable, record};
use super::{Format, Kind};
use crate::app::App;
use crate::services::error::ServiceError;

/// Sets the record of a visit with its mark and keeps it as a document. Moment of printing, hash and mark are filled in
/// here.
///
/// # Errors
///
/// When the record may not be printed, or the database does not answer.
pub async fn pdf(
    app: &App,
    instansi: &Instansi,
    (unit, by): (&str, &str),
    minutes: VisitMinutes,
) -> Result<Vec<u8>, ServiceError> {
    let about = About {
        kind: Kind::Visit,
        format: Format::Pdf,
        unit: unit.to_owned(),
        office: minutes.office.clone(),
        period: if minutes.number.is_empty() { minutes.on.to_string() } else { minutes.number.clone() },
    };
    record(app, instansi, by, about, (visit_pdf::TEMPLATE, minutes), stamped, set).await
}

fn stamped(of: VisitMinutes, Stamp { printed_at, created_at, footer, mark }: Stamp) -> VisitMinutes {
    VisitMinutes { printed_at, created_at, footer, mark, ..of }
}

fn set(minutes: VisitMinutes) -> Result<Vec<u8>, ServiceError> {
    let report = VisitReport::checked(minutes).map_err(|error| not_printable(error.in_indonesian(), error))?;
    visit_pdf::visit_pdf(&report).map_err(|error| not_printable(error.in_indonesian(), error))
}
