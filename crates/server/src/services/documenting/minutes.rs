//! An official record as a document.

use hadir_reports::minutes::{Minutes, MinutesReport};
use hadir_reports::minutes_pdf;
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
    minutes: &Minutes,
) -> Result<Vec<u8>, ServiceError> {
    let about = About {
        kind: Kind::Minutes,
        format: Format::Pdf,
        unit: unit.to_owned(),
        office: minutes.office.clone(),
        period: if minutes.number.is_empty() { minutes.on.to_string() } else { minutes.number.clone() },
    };
    record(app, instansi, by, about, (minutes_pdf::TEMPLATE, minutes.clone()), stamped, set).await
}

fn stamped(of: Minutes, Stamp { printed_at, created_at, footer, mark }: Stamp) -> Minutes {
    Minutes { printed_at, created_at, footer, mark, ..of }
}

fn set(minutes: Minutes) -> Result<Vec<u8>, ServiceError> {
    let report = MinutesReport::checked(minutes).map_err(|error| not_printable(error.in_indonesian(), error))?;
    minutes_pdf::minutes_pdf(&report).map_err(|error| not_printable(error.in_indonesian(), error))
}
