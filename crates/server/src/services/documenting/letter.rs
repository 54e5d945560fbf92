//! A letter of a discipline case as a document. The public check answers that it is genuine, the office and the date, and no
//! name.

use hadir_domain::discipline_letters::Paper as Words;
use hadir_reports::letter_pdf::{LetterPrint, TEMPLATE, letter_pdf};
use hadir_store::instansi::Instansi;

use super::record::{About, Stamp, not_printable, record};
use super::{Format, Kind};
use crate::app::App;
use crate::services::casing::lettering::Written;
use crate::services::error::ServiceError;
use crate::services::letters::desk::Desk;

/// Sets a letter with its mark and keeps it as a document.
///
/// # Errors
///
/// When it may not be printed, or the database does not answer.
pub async fn pdf(app: &App, instansi: &Instansi, by: &str, written: &Written) -> Result<Vec<u8>, ServiceError> {
    let desk = app.db.read(async |tx| Desk::load(tx, instansi).await).await?;
    let words = desk.templates(written.when)?.paper(&written.letter);
    let agency = written.agency.as_ref();
    let letterhead = desk.letterhead(instansi, agency, written.when);
    let print = LetterPrint { letterhead, ..LetterPrint::default() };
    let about = About {
        kind: Kind::Letter,
        format: Format::Pdf,
        unit: agency.map_or_else(|| instansi.code.clone(), |unit| unit.code.clone()),
        office: agency.map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
        period: written.when.on.to_string(),
    };
    record(app, instansi, by, about, (TEMPLATE, (words, print)), stamped, set).await
}

fn stamped((words, print): (Words, LetterPrint), stamp: Stamp) -> (Words, LetterPrint) {
    let Stamp { printed_at, created_at, footer, mark } = stamp;
    (words, LetterPrint { printed_at, created_at, footer, mark, ..print })
}

/// What a letter looks like, without a mark: no document comes of it.
///
/// # Errors
///
/// `not_printable`.
pub async fn preview(words: Words, print: LetterPrint) -> Result<Vec<u8>, ServiceError> {
    tokio::task::spawn_blocking(move || set((words, print))).await.map_err(ServiceError::fault)?
}

fn set((words, print): (Words, LetterPrint)) -> Result<Vec<u8>, ServiceError> {
    letter_pdf(&words, &print).map_err(|error| not_printable(error.in_indonesian(), error))
}
