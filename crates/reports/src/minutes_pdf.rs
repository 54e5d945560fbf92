//! The official record as PDF/A-2b, A4 upright, with its mark.

use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::minutes::{Minutes, MinutesFinding, MinutesReport, Party};
use crate::qr::qr_svg;
use crate::text::{long_date, thousands};
use crate::typeset::{Document, PdfError, breakable, line, or_dots, printable, typeset};
use hadir_domain::numerals::{day_in_words, in_words};

/// The layout of the paper: another layout makes another file of the same content.
pub const TEMPLATE: &str = concat!(include_str!("shared.typ"), include_str!("minutes.typ"));

/// Longest sentence that is printed.
const SENTENCE: usize = 1_200;

/// The record as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name.
pub fn minutes_pdf(report: &MinutesReport) -> Result<Vec<u8>, PdfError> {
    let minutes = report.minutes();
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(minutes)?,
        ident: format!("{}\n{}\n{}\n{}", minutes.instansi, minutes.number, minutes.on, minutes.footer),
        created_at: minutes.created_at,
        tagged: true,
    })
}

fn inputs(of: &Minutes) -> Result<Dict, PdfError> {
    let qr = of.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let span = of.span.map(|(from, to)| format!("{} sampai dengan {}", long_date(from), long_date(to)));
    Ok(dict! {
        "instansi" => line(&of.instansi),
        "office" => line(&of.office),
        "subject" => text(&of.subject),
        "number" => or_dots(&of.number),
        "opening" => opening(of),
        "examiners" => parties(&of.examiners),
        "examined" => parties(&of.examined),
        "basis" => sentences(&of.basis),
        "span" => span.unwrap_or_default(),
        "sample" => of.sample.as_ref().map(sample).unwrap_or_default(),
        "examined-what" => sentences(&of.examined_what),
        "findings" => of.findings.iter().map(|one| finding(one).into_value()).collect::<Array>(),
        "count-words" => format!("{} ({})", of.findings.len(), in_words(u32::try_from(of.findings.len()).unwrap_or(u32::MAX))),
        "follow-up" => sentences(&of.follow_up),
        "response" => text(&of.response),
        "place-date" => format!("{}, {}", or_dots(&of.place), long_date(of.on)),
        "printed-at" => line(&of.printed_at),
        "footer" => printable(&of.footer, 90),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => of.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

fn opening(of: &Minutes) -> String {
    format!(
        "Pada hari ini {}, bertempat di {}, kami yang bertanda tangan di bawah ini:",
        day_in_words(of.on),
        or_dots(&of.place)
    )
}

fn sample(of: &crate::minutes::Sample) -> typst::foundations::Value {
    dict! {
        "drawn" => format!(
            "{} dari {} {}",
            thousands(u64::from(of.size)),
            thousands(u64::from(of.population)),
            printable(&of.of, 80)
        ),
        "seed" => breakable(&printable(&of.seed, 120)),
        "hash" => breakable(&printable(&of.population_hash, 128)),
        "method" => text(&of.method),
    }
    .into_value()
}

fn finding(of: &MinutesFinding) -> Dict {
    dict! {
        "no" => of.no.to_string(),
        "subject" => text(&of.subject),
        "condition" => text(&of.condition),
        "criterion" => text(&of.criterion),
        "evidence" => text(&of.evidence),
        "recommendation" => text(&of.recommendation),
        "due" => of.due_on.map(long_date).unwrap_or_default(),
    }
}

fn parties(of: &[Party]) -> Array {
    let one = |party: &Party| {
        dict! {
            "name" => or_dots(&party.name),
            "number" => or_dots(&party.number),
            "title" => line(&party.title),
            "role" => line(&party.role),
        }
        .into_value()
    };
    of.iter().take(20).map(one).collect()
}

fn sentences(of: &[String]) -> Array {
    of.iter().take(60).map(|sentence| text(sentence).into_value()).collect()
}

fn text(of: &str) -> String {
    breakable(&printable(of, SENTENCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::tests::sample;
    use crate::typeset::pages;

    fn pdf(minutes: Minutes) -> Vec<u8> {
        minutes_pdf(&MinutesReport::checked(minutes).expect("a record")).expect("a document")
    }

    #[test]
    fn a_record_of_a_few_findings_fills_two_pages_of_pdf_a() {
        let bytes = pdf(sample(4));

        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert_eq!(pages(&bytes), 2);
        assert!(bytes == pdf(sample(4)), "the same value gives the same bytes");
    }

    #[test]
    fn a_record_without_findings_says_so_and_one_of_many_is_printed() {
        let none = Minutes { findings: vec![], sample: None, response: "Tidak ada tanggapan".into(), ..sample(0) };
        assert!((1..=2).contains(&pages(&pdf(none))));
        assert!(pages(&pdf(sample(120))) > 8);
    }

    #[test]
    fn hostile_text_does_not_break_the_record() {
        let mut minutes = sample(2);
        minutes.findings[0].condition = "#panic() $x$ *bold* \\ @label <tag> \u{202e}😀 \u{0}".into();
        minutes.findings[1].evidence = "W".repeat(50_000);
        minutes.number = String::new();
        minutes.examined[0] = Party::default();

        assert!(pages(&pdf(minutes)) >= 1);
    }
}
