//! A dossier as PDF/A-2b, A4 upright, with its mark.

use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::dossier::{CLOSING, Dossier};
use crate::qr::qr_svg;
use crate::text::{long_date, thousands};
use crate::typeset::{Document, PdfError, breakable, line, printable, typeset};

/// The layout of the paper: another layout makes another file of the same content.
pub const TEMPLATE: &str = include_str!("dossier.typ");

/// Most people and events on paper; the workbook holds the same.
pub const MOST_ROWS: usize = 400;

/// The dossier as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name.
pub fn dossier_pdf(of: &Dossier) -> Result<Vec<u8>, PdfError> {
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(of)?,
        ident: format!("{}\n{}\n{}\n{}", of.instansi, of.subject, of.span.1, of.footer),
        created_at: of.created_at,
        tagged: true,
    })
}

fn inputs(of: &Dossier) -> Result<Dict, PdfError> {
    let qr = of.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let left_out = usize::try_from(of.left_out).unwrap_or(usize::MAX);
    let left_out = left_out.saturating_add(of.events.len().saturating_sub(MOST_ROWS));
    Ok(dict! {
        "instansi" => line(&of.instansi),
        "title" => line(&of.title),
        "subject" => text(&of.subject),
        "span" => format!("{} sampai dengan {}", long_date(of.span.0), long_date(of.span.1)),
        "facts" => sentences(&of.facts),
        "explanations" => sentences(&of.explanations),
        "people" => of.people.iter().take(MOST_ROWS).map(|one| {
            dict! {
                "name" => text(&one.name), "number" => text(&one.number), "unit" => text(&one.unit),
                "counted" => text(&one.counted),
            }.into_value()
        }).collect::<Array>(),
        "events" => of.events.iter().take(MOST_ROWS).map(|one| {
            dict! {
                "at" => text(&one.at), "who" => text(&one.who), "what" => text(&one.what),
                "place" => text(&one.place), "detail" => text(&one.detail),
            }.into_value()
        }).collect::<Array>(),
        "left-out" => if left_out == 0 { String::new() } else { thousands(left_out as u64) },
        "closing" => CLOSING,
        "printed-at" => line(&of.printed_at),
        "footer" => printable(&of.footer, 90),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => of.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

fn sentences(of: &[String]) -> Array {
    of.iter().take(60).map(|sentence| text(sentence).into_value()).collect()
}

fn text(of: &str) -> String {
    breakable(&printable(of, 600))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use jiff::Timestamp;

    use super::*;
    use crate::dossier::{DossierEvent, DossierPerson};
    use crate::table_xlsx::table_xlsx;
    use crate::typeset::pages;

    fn sample(events: usize) -> Dossier {
        let event = |number: usize| DossierEvent {
            at: format!("05-01-2026 07.30.{:02}", number % 60),
            who: "Rara Ayuningtyas, S.Kom.".into(),
            what: "masuk".into(),
            place: "-5,1100000; 105,3000000 (±5 m)".into(),
            detail: "diterima 3 detik kemudian".into(),
        };
        Dossier {
            instansi: "Pemerintah Kota Contoh".into(),
            title: "Titik yang berulang".into(),
            subject: "-5,1100000; 105,3000000".into(),
            span: (date(2026, 1, 5), date(2026, 1, 30)),
            facts: vec!["12 rekaman dari 2 orang pada 8 hari berasal dari titik ini.".into()],
            people: vec![DossierPerson { name: "Rara Ayuningtyas, S.Kom.".into(), ..DossierPerson::default() }],
            events: (0..events).map(event).collect(),
            left_out: 0,
            explanations: vec!["Titik Wi-Fi memang berulang.".into()],
            printed_at: "1 Februari 2026 08.00 WIB".into(),
            created_at: Timestamp::UNIX_EPOCH,
            footer: "Hadir".into(),
            mark: None,
        }
    }

    #[test]
    fn a_dossier_is_pdf_a_and_the_same_value_gives_the_same_bytes() {
        let bytes = dossier_pdf(&sample(12)).unwrap();

        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert_eq!(pages(&bytes), 1);
        assert!(bytes == dossier_pdf(&sample(12)).unwrap());
        assert!(pages(&dossier_pdf(&sample(1_000)).unwrap()) > 5);
    }

    #[test]
    fn hostile_text_breaks_neither_paper_nor_workbook() {
        let mut dossier = sample(1);
        dossier.subject = "#panic() $x$ *bold* \\ @label <tag> \u{202e}😀 \u{0}".into();
        dossier.people[0].name = "=HYPERLINK(\"x\")".into();
        dossier.events[0].detail = "W".repeat(5_000);

        assert!(pages(&dossier_pdf(&dossier).unwrap()) >= 1);
        assert!(!table_xlsx("Berkas", &dossier.tables(), Timestamp::UNIX_EPOCH).unwrap().is_empty());
    }
}
