//! A dossier as a document: on paper or as a workbook.

use hadir_reports::dossier::Dossier;
use hadir_reports::{dossier_pdf, table_xlsx};
use hadir_store::instansi::Instansi;

use super::record::{About, Stamp, not_printable, record};
use super::{Format, Kind};
use crate::app::App;
use crate::services::error::ServiceError;

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
    dossier: Dossier,
) -> Result<Vec<u8>, ServiceError> {
    let about = About {
        kind: Kind::Dossier,
        format,
        unit: instansi.code.clone(),
        office: instansi.name.clone(),
        period: format!("{}/{}", dossier.span.0, dossier.span.1),
    };
    let set = move |dossier: Dossier| match format {
        Format::Pdf => dossier_pdf::dossier_pdf(&dossier).map_err(|error| not_printable(error.in_indonesian(), error)),
        Format::Xlsx => {
            table_xlsx::table_xlsx(&dossier.title, &dossier.tables(), dossier.created_at).map_err(ServiceError::fault)
        }
    };
    record(app, instansi, by, about, (dossier_pdf::TEMPLATE, dossier), stamped, set).await
}

fn stamped(of: Dossier, Stamp { printed_at, created_at, footer, mark }: Stamp) -> Dossier {
    Dossier { printed_at, created_at, footer, mark, ..of }
}
