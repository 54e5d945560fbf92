//! A letter of a discipline case as a document. The public check answers that it is genuine, the office and the date, and no
//! name.

use hadir_domain::discipline_letters::Paper as Words;
use hadir_reports::letter_pdf::{LetterPrint, Letterhead, TEMPLATE, letter_pdf};
use hadir_reports::letters::LetterTemplates;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

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
pub async fn pdf(
    app: &App,
    instansi: &Instansi,
    by: &str,
    written: &Written,
    on: Date,
) -> Result<Vec<u8>, ServiceError> {
    let words = LetterTemplates::shipped().paper(&written.letter);
    let agency = written.agency.as_ref();
    let print = LetterPrint {
        letterhead: Letterhead {
            government: instansi.name.clone(),
            agency: agency.map_or_else(String::new, |unit| unit.name.clone()),
            address: Vec::new(),
            logo: None,
        },
        ..LetterPrint::default()
    };
    let about = About {
        kind: Kind::Letter,
        format: Format::Pdf,
        unit: agency.map_or_else(|| instansi.code.clone(), |unit| unit.code.clone()),
        office: agency.map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
        period: on.to_string(),
    };
    record(app, instansi, by, about, (TEMPLATE, (words, print)), stamped, set).await
}

fn stamped((words, print): (Words, LetterPrint), stamp: Stamp) -> (Words, LetterPrint) {
    let Stamp { printed_at, created_at, footer, mark } = stamp;
    (words, LetterPrint { printed_at, created_at, footer, mark, ..print })
}

fn set((words, print): (Words, LetterPrint)) -> Result<Vec<u8>, ServiceError> {
    letter_pdf(&words, &print).map_err(|error| not_printable(error.in_indonesian(), error))
}
