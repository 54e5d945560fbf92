//! What stands against a request, in words for the person who asks.

use hadir_domain::requests::WishProblem;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that stands against a request, or must still come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestProblem)]
pub struct Problem {
    /// The stable code.
    pub code: String,
    /// In Indonesian.
    pub detail: String,
    /// In English.
    pub detail_en: String,
    /// Whether the request cannot be handed in; otherwise it can, and this must come before the last yes, or is to be
    /// known before deciding (`post_short`).
    pub blocking: bool,
    /// The rule it rests on.
    pub rule: Option<String>,
}

impl Problem {
    /// Something that stands against the request.
    pub fn new(code: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code: code.to_owned(), detail: id.into(), detail_en: en.into(), blocking: true, rule: None }
    }

    /// Something to know before deciding; it stands in nobody's way.
    pub fn warning(code: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { blocking: false, ..Self::new(code, id, en) }
    }

    /// Something that must come before the last yes.
    pub fn later(code: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { blocking: false, ..Self::new(code, id, en) }
    }
}

impl From<WishProblem> for Problem {
    fn from(problem: WishProblem) -> Self {
        let (code, id, en) = match problem {
            WishProblem::DatesTurned => (
                "dates_turned",
                "Hari terakhir mendahului hari pertama. Tukar tanggalnya.",
                "The last day lies before the first. Swap the dates.",
            ),
            WishProblem::TooLong => {
                ("too_long", "Satu permohonan paling lama empat tahun.", "One request covers at most four years.")
            }
            WishProblem::LetterNeeded => {
                ("letter_needed", "Tulis nomor surat tugasnya.", "Write the number of the letter of assignment.")
            }
            WishProblem::TimeNeeded => {
                ("time_needed", "Isi jamnya, misalnya 07:25.", "Fill in the time, such as 07:25.")
            }
            WishProblem::StatusNeeded => (
                "status_needed",
                "Pilih status yang seharusnya. Cuti diminta lewat permohonan cuti.",
                "Choose the status it should be. Leave is asked for as leave.",
            ),
            WishProblem::SwapWithSelf => {
                ("swap_with_self", "Pilih rekan untuk bertukar dinas.", "Choose a colleague to swap with.")
            }
            WishProblem::TextTooLong => {
                ("text_too_long", "Isian paling panjang 300 huruf.", "A text may have 300 letters.")
            }
            WishProblem::HalfOfMany => (
                "half_of_many",
                "Setengah hari hanya untuk satu hari. Buat permohonan tersendiri untuk hari itu.",
                "Half a day covers one day only. Make a request of its own for that day.",
            ),
        };
        Self::new(code, id, en)
    }
}
