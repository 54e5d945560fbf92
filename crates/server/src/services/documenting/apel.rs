//! The record of an apel as a document.

use hadir_reports::apel::{ApelMinutes, ApelReport};
use hadir_reports::apel_pdf;
use hadir_store::instansi::Instansi;
use sha2::{Digest, Sha256};

use super::{Format, Kind, Paper, print};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing::moment;

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
    let created_at = jiff::Timestamp::UNIX_EPOCH;
    let plain = ApelMinutes { printed_at: String::new(), footer: String::new(), mark: None, created_at, ..minutes };
    // Everything that is printed but the moment of printing, and how it is laid out.
    let content: [u8; 32] =
        Sha256::digest(format!("{}\n{}\n{plain:?}", env!("CARGO_PKG_VERSION"), apel_pdf::TEMPLATE)).into();
    ApelReport::checked(plain.clone())
        .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string()))?;
    let paper = Paper {
        kind: Kind::Apel,
        format: Format::Pdf,
        unit: unit.to_owned(),
        office: plain.office.clone(),
        period: plain.on.to_string(),
        content,
    };
    let set = |mark, issued_at| {
        let set = ApelMinutes {
            printed_at: moment(issued_at, instansi),
            created_at: issued_at,
            footer: format!("Hadir · {}", &hex::encode(content)[..16]),
            mark: Some(mark),
            ..plain.clone()
        };
        async move {
            let report = ApelReport::checked(set).map_err(ServiceError::fault)?;
            // Setting a paper takes a moment of the processor, and other requests must not wait behind it.
            tokio::task::spawn_blocking(move || apel_pdf::apel_pdf(&report))
                .await
                .map_err(ServiceError::fault)?
                .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string()))
        }
    };
    print(app, instansi, paper, by, set).await
}
