//! A dossier as a document: on paper or as a workbook.

use hadir_reports::dossier::Dossier;
use hadir_reports::{dossier_pdf, table_xlsx};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Format, Kind, Paper, print};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing::moment;

/// Sets a dossier with its mark and keeps it as a document. Moment of printing, hash and mark are filled in here. The
/// record of the document names the government and the span, nobody else.
///
/// # Errors
///
/// When it may not be printed, or the database does not answer.
pub async fn file(
    app: &App,
    instansi: &Instansi,
    format: Format,
    by: &str,
    dossier: &Dossier,
) -> Result<Vec<u8>, ServiceError> {
    let plain = Dossier {
        printed_at: String::new(),
        footer: String::new(),
        mark: None,
        created_at: Timestamp::UNIX_EPOCH,
        ..dossier.clone()
    };
    let content: [u8; 32] =
        Sha256::digest(format!("{}\n{}\n{plain:?}", env!("CARGO_PKG_VERSION"), dossier_pdf::TEMPLATE)).into();
    let paper = Paper {
        kind: Kind::Dossier,
        format,
        unit: instansi.code.clone(),
        office: instansi.name.clone(),
        period: format!("{}/{}", plain.span.0, plain.span.1),
        content,
    };
    let set = |mark, issued_at| {
        let set = Dossier {
            printed_at: moment(issued_at, instansi),
            created_at: issued_at,
            footer: format!("Hadir · {}", &hex::encode(content)[..16]),
            mark: Some(mark),
            ..plain.clone()
        };
        async move {
            // Setting a paper takes a moment of the processor, and other requests must not wait behind it.
            tokio::task::spawn_blocking(move || match format {
                Format::Pdf => dossier_pdf::dossier_pdf(&set)
                    .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string())),
                Format::Xlsx => {
                    table_xlsx::table_xlsx(&set.title, &set.tables(), set.created_at).map_err(ServiceError::fault)
                }
            })
            .await
            .map_err(ServiceError::fault)?
        }
    };
    print(app, instansi, paper, by, set).await
}
