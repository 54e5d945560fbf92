//! A letter of a discipline case as a document. The public check answers that it is genuine, the office and the date, and no
//! name.

use hadir_domain::discipline_letters::Paper as Words;
use hadir_reports::letter_pdf::{ElectronicMark, LetterPrint, TEMPLATE, letter_pdf};
use hadir_store::instansi::Instansi;

use super::record::{About, Stamp, not_printable, record};
use super::{Format, Kind};
use crate::app::App;
use crate::services::casing::lettering::Written;
use crate::services::error::ServiceError;

/// Sets a letter with its mark and keeps it as a document.
///
/// # Errors
///
/// When it may not be printed, or the database does not answer.
pub async fn pdf(app: &App, instansi: &Instansi, by: &str, written: &Written) -> Result<Vec<u8>, ServiceError> {
    record(app, instansi, by, about(instansi, written), (TEMPLATE, value(instansi, written)?), stamped, set).await
}

/// Sets a letter with the box of an electronic signature, hands the file to whoever signs it, and keeps what comes back as the
/// document. `hold` may be asked again where another print of the same came in between.
///
/// # Errors
///
/// Like [`pdf`], and what `hold` says; nothing is kept then.
pub async fn signed_pdf<H>(
    app: &App,
    instansi: &Instansi,
    by: &str,
    written: &Written,
    (mark, hold): (ElectronicMark, H),
) -> Result<Vec<u8>, ServiceError>
where
    H: Fn(Vec<u8>) -> Result<Vec<u8>, ServiceError> + Clone + Send + 'static,
{
    let (words, print) = value(instansi, written)?;
    let print = LetterPrint { electronic: vec![mark], ..print };
    let signed = move |value| hold(set(value)?);
    record(app, instansi, by, about(instansi, written), (TEMPLATE, (words, print)), stamped, signed).await
}

fn value(instansi: &Instansi, written: &Written) -> Result<(Words, LetterPrint), ServiceError> {
    let words = written.desk.templates(written.when)?.paper(&written.letter);
    let letterhead = written.desk.letterhead(instansi, written.agency.as_ref(), written.when);
    Ok((words, LetterPrint { letterhead, ..LetterPrint::default() }))
}

fn about(instansi: &Instansi, written: &Written) -> About {
    let agency = written.agency.as_ref();
    About {
        kind: Kind::Letter,
        format: Format::Pdf,
        unit: agency.map_or_else(|| instansi.code.clone(), |unit| unit.code.clone()),
        office: agency.map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
        period: written.when.on.to_string(),
    }
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
