//! The record of an apel as PDF/A-2b, A4 upright, with its mark.

use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::apel::{ApelLine, ApelMinutes, ApelOrder, ApelReport, ApelTotals, Party, STANDINGS};
use crate::qr::qr_svg;
use crate::text::{long_date, thousands};
use crate::typeset::{Document, PdfError, breakable, line, or_dots, printable, typeset};
use hadir_domain::numerals::{day_in_words, in_words};

/// The layout of the paper: another layout makes another file of the same content.
pub const TEMPLATE: &str = concat!(include_str!("shared.typ"), include_str!("apel.typ"));

/// Longest sentence that is printed.
const SENTENCE: usize = 1_200;

/// The record as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name.
pub fn apel_pdf(report: &ApelReport) -> Result<Vec<u8>, PdfError> {
    let minutes = report.minutes();
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(minutes)?,
        ident: format!("{}\n{}\n{}\n{}", minutes.instansi, minutes.title, minutes.on, minutes.footer),
        created_at: minutes.created_at,
        tagged: true,
    })
}

fn inputs(of: &ApelMinutes) -> Result<Dict, PdfError> {
    let qr = of.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let all: u32 = of.totals.iter().sum();
    Ok(dict! {
        "instansi" => line(&of.instansi),
        "office" => if of.office == of.instansi { String::new() } else { line(&of.office) },
        "kind" => line(&of.kind),
        "title" => text(&of.title),
        "opening" => format!(
            "Pada hari ini {}, pukul {}, bertempat di {}, telah dilaksanakan {}.",
            day_in_words(of.on), line(&of.hours), or_dots(&of.place), line(&of.title)
        ),
        "heads" => STANDINGS.iter().map(|word| (*word).into_value()).collect::<Array>(),
        "units" => parts(&of.units),
        "groups" => parts(&of.groups),
        "totals" => cells(&of.totals),
        "all-words" => format!("{} ({}) orang", thousands(u64::from(all)), in_words(all)),
        "people" => of.people.iter().map(|one| person(one).into_value()).collect::<Array>(),
        "points" => of.points.iter().take(60).map(|one| text(one).into_value()).collect::<Array>(),
        "orders" => of.instructions.iter().take(60).map(|one| order(one).into_value()).collect::<Array>(),
        "note" => text(&of.note),
        "leader" => party(&of.leader),
        "officer" => party(&of.officer),
        "place-date" => format!("{}, {}", or_dots(&of.place), long_date(of.on)),
        "printed-at" => line(&of.printed_at),
        "footer" => printable(&of.footer, 90),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => of.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

/// The counts of a row with their sum in front.
fn cells(of: &ApelTotals) -> Array {
    let sum: u32 = of.iter().sum();
    std::iter::once(sum).chain(of.iter().copied()).map(|count| thousands(u64::from(count)).into_value()).collect()
}

fn parts(of: &[(String, ApelTotals)]) -> Array {
    of.iter().map(|(name, counts)| dict! { "name" => text(name), "cells" => cells(counts) }.into_value()).collect()
}

fn person(of: &ApelLine) -> Dict {
    dict! {
        "no" => of.no.to_string(),
        "name" => text(&of.name),
        "number" => breakable(&printable(&of.number, 40)),
        "unit" => text(&of.unit),
        "word" => STANDINGS.get(of.standing).copied().unwrap_or_default(),
        "at" => line(&of.at),
        "note" => text(&of.note),
    }
}

fn order(of: &ApelOrder) -> Dict {
    dict! {
        "unit" => text(&of.unit),
        "text" => text(&of.text),
        "due" => of.due_on.map(long_date).unwrap_or_default(),
        "state" => line(&of.state),
    }
}

fn party(of: &Party) -> Dict {
    dict! {
        "name" => or_dots(&of.name),
        "number" => or_dots(&of.number),
        "title" => line(&of.title),
        "role" => line(&of.role),
    }
}

fn text(of: &str) -> String {
    breakable(&printable(of, SENTENCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apel::tests::sample;
    use crate::typeset::pages;

    fn pdf(minutes: ApelMinutes) -> Vec<u8> {
        apel_pdf(&ApelReport::checked(minutes).expect("a record")).expect("a document")
    }

    #[test]
    fn a_record_of_a_unit_is_pdf_a_and_the_same_every_time() {
        let bytes = pdf(sample(23));

        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert!((1..=3).contains(&pages(&bytes)));
        assert!(bytes == pdf(sample(23)), "the same value gives the same bytes");
    }

    #[test]
    fn a_long_list_and_hostile_text_are_printed() {
        let mut minutes = sample(400);
        minutes.people[0].name = "#panic() $x$ *bold* \\ @label <tag> \u{202e}😀 \u{0}".into();
        minutes.people[1].note = "W".repeat(50_000);
        minutes.leader = Party::default();
        minutes.points = vec![String::new()];

        assert!(pages(&pdf(minutes)) > 5);
    }
}
