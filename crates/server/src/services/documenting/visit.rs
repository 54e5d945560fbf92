//! The record of a visit as a document.

use hadir_reports::visit::{VisitMinutes, VisitReport};
use hadir_reports::visit_pdf;
use hadir_store::instansi::Instansi;
use sha2::{Digest, Sha256};

use super::{Format, Kind, Paper, print};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing::moment;

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
    minutes: &VisitMinutes,
) -> Result<Vec<u8>, ServiceError> {
    // Everything that is printed but the moment of printing, and how it is laid out.
    let plain = VisitMinutes {
        printed_at: String::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
        ..minutes.clone()
    };
    let content: [u8; 32] =
        Sha256::digest(format!("{}\n{}\n{plain:?}", env!("CARGO_PKG_VERSION"), visit_pdf::TEMPLATE)).into();
    VisitReport::checked(plain.clone())
        .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string()))?;
    let paper = Paper {
        kind: Kind::Visit,
        format: Format::Pdf,
        unit: unit.to_owned(),
        office: minutes.office.clone(),
        period: if minutes.number.is_empty() { minutes.on.to_string() } else { minutes.number.clone() },
        content,
    };
    let set = |mark, issued_at| {
        let set = VisitMinutes {
            printed_at: moment(issued_at, instansi),
            created_at: issued_at,
            footer: format!("Hadir · {}", &hex::encode(content)[..16]),
            mark: Some(mark),
            ..plain.clone()
        };
        async move {
            let report = VisitReport::checked(set).map_err(ServiceError::fault)?;
            // Setting a paper takes a moment of the processor, and other requests must not wait behind it.
            tokio::task::spawn_blocking(move || visit_pdf::visit_pdf(&report))
                .await
                .map_err(ServiceError::fault)?
                .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string()))
        }
    };
    print(app, instansi, paper, by, set).await
}
