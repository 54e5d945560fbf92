//! The monthly recap as a document.

use hadir_reports::recap::{Recap, RecapReport};
use hadir_reports::{recap_pdf, recap_xlsx};
use hadir_store::instansi::Instansi;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Format, Kept, Kind, Paper, issue};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing;
use crate::services::recapping::UnitRecap;

/// How often a paper is set anew when others print the same meanwhile.
const TRIES: usize = 5;

/// Sets a recap with its mark and keeps it as a document. `set` makes the bytes, once or more.
///
/// # Errors
///
/// When a row does not add up, `set` fails or the database does not answer.
pub async fn print<W>(
    app: &App,
    instansi: &Instansi,
    of: &UnitRecap,
    format: Format,
    by: &str,
    set: impl Fn(RecapReport) -> W + Send + Sync,
) -> Result<Vec<u8>, ServiceError>
where
    W: Future<Output = Result<Vec<u8>, ServiceError>> + Send,
{
    let plain = printing::report(app, instansi, of, app.now(), None)?;
    let paper = Paper {
        kind: Kind::Recap,
        format,
        unit: plain.recap().unit_code.clone(),
        office: plain.recap().unit_name.clone(),
        period: of.month.strftime("%Y-%m").to_string(),
        content: content(plain.recap()),
    };
    let zone = instansi.zone.time_zone();
    let mut draft = issue(app, instansi, paper).await?;
    for _ in 0..TRIES {
        let mark = draft.mark().printed(app.settings.public_url.as_deref(), &zone);
        let bytes = set(printing::report(app, instansi, of, draft.mark().issued_at, Some(mark))?).await?;
        match draft.keep(app, instansi, by, &bytes).await? {
            Kept::Yes => return Ok(bytes),
            Kept::Anew(next) => draft = *next,
        }
    }
    Err(ServiceError::conflict(
        "printed_meanwhile",
        "dokumen yang sama sedang dicetak di tempat lain; coba lagi",
        "the same document is being printed elsewhere; try again",
    ))
}

/// The file of a report.
///
/// # Errors
///
/// When the unit is too large for a PDF or the sheet for a workbook.
pub fn bytes(report: &RecapReport, format: Format) -> Result<Vec<u8>, ServiceError> {
    match format {
        Format::Pdf => recap_pdf::recap_pdf(report)
            .map_err(|error| ServiceError::bad("not_printable", error.in_indonesian(), error.to_string())),
        Format::Xlsx => recap_xlsx::recap_xlsx(report).map_err(ServiceError::fault),
    }
}

/// Hash of everything that is printed but the moment of printing, and of how it is laid out.
fn content(recap: &Recap) -> [u8; 32] {
    let people: Vec<_> = recap
        .people
        .iter()
        .map(|one| {
            json!([
                one.no,
                one.name,
                one.number,
                one.rank,
                one.title,
                one.employee_type,
                one.codes,
                one.marks,
                one.settled,
                one.totals,
                one.tap_percent,
            ])
        })
        .collect();
    let days: Vec<_> = recap.days.iter().map(|day| json!([day.on.to_string(), day.day_off, day.name])).collect();
    let sources: Vec<_> = recap.incomplete_sources.iter().map(|one| json!([one.name, one.reached])).collect();
    let legend: Vec<_> = recap.legend.iter().map(|one| json!([one.code, one.meaning])).collect();
    let signature = &recap.signature;
    let printed = json!({
        "layout": [env!("CARGO_PKG_VERSION"), recap_pdf::TEMPLATE],
        "instansi": recap.instansi,
        "unit": [recap.unit_code, recap.unit_name],
        "month": recap.month.to_string(),
        "days": days,
        "people": people,
        "totals": recap.totals,
        "marks": hadir_reports::recap::mark_columns(&recap.mark_totals),
        "sources": sources,
        "note": recap.incomplete_note,
        "legend": legend,
        "signature": [signature.place, signature.title, signature.name, signature.rank, signature.nip],
        "figures": recap.footer,
        "lock": recap.lock_state,
        "provisional": recap.provisional,
    });
    Sha256::digest(printed.to_string()).into()
}
