//! The record of a visit as PDF/A-2b, A4 upright, with signatures and photos and its mark.

use jiff::civil::Time;
use typst::foundations::{Array, Bytes, Dict, IntoValue, Value, dict};

use crate::qr::qr_svg;
use crate::text::long_date;
use crate::typeset::{Document, PdfError, breakable, line, or_dots, printable, typeset};
use crate::visit::{Picture, Signer, VisitFinding, VisitMinutes, VisitReport};
use hadir_domain::numerals::{day_in_words, in_words};

/// The layout of the paper: another layout makes another file of the same content.
pub const TEMPLATE: &str = concat!(include_str!("shared.typ"), include_str!("visit.typ"));

/// Longest text that is printed.
const SENTENCE: usize = 2_000;
/// Most photos that are shown; the others are counted.
const MOST_PHOTOS: usize = 9;

/// The record as PDF bytes. The same value gives the same bytes. Pictures that cannot be drawn are left out and counted.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name.
pub fn visit_pdf(report: &VisitReport) -> Result<Vec<u8>, PdfError> {
    let minutes = report.minutes();
    match set(minutes, true) {
        // A broken picture must not cost the record.
        Err(PdfError::Typeset(_)) => set(minutes, false),
        done => done,
    }
}

fn set(minutes: &VisitMinutes, pictures: bool) -> Result<Vec<u8>, PdfError> {
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(minutes, pictures)?,
        ident: format!("{}\n{}\n{}\n{}", minutes.instansi, minutes.number, minutes.on, minutes.footer),
        created_at: minutes.created_at,
        tagged: true,
    })
}

fn inputs(of: &VisitMinutes, pictures: bool) -> Result<Dict, PdfError> {
    let qr = of.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let shown = of.photos.iter().filter(|photo| pictures && !photo.bytes.is_empty()).take(MOST_PHOTOS);
    let shown: Array = shown.map(|photo| picture(photo).into_value()).collect();
    let place = if of.place.trim().is_empty() { &of.office } else { &of.place };
    let counts = of.counts.iter().map(|one| {
        dict! { "label" => line(&one.label), "count" => one.count.to_string(), "finding" => one.finding }.into_value()
    });
    let found = u32::try_from(of.findings.len()).unwrap_or(u32::MAX);
    Ok(dict! {
        "instansi" => line(&of.instansi),
        "office" => line(&of.office),
        "kind" => line(&of.kind),
        "number" => or_dots(&of.number),
        "basis" => text(&of.basis),
        "purpose" => text(&of.purpose),
        "opening" => format!(
            "Pada hari ini {}, pukul {} sampai dengan pukul {}, bertempat di {}, tim yang bertanda tangan di bawah ini \
             melakukan {} pada {}:",
            day_in_words(of.on), clock(of.began, &of.zone), clock(of.ended, &of.zone), line(place), line(&of.kind),
            line(&of.office),
        ),
        "team" => signers(&of.team, pictures),
        "receiver" => of.receiver.iter().map(|one| signer(one, pictures).into_value()).collect::<Array>(),
        "statement" => text(&of.statement),
        "roster" => of.roster.to_string(),
        "counts" => counts.collect::<Array>(),
        "headcount" => text(&of.headcount),
        "findings" => of.findings.iter().map(|one| finding(one).into_value()).collect::<Array>(),
        "found" => format!("{found} ({})", in_words(found)),
        "strangers" => of.strangers.iter().take(60).map(|name| line(name).into_value()).collect::<Array>(),
        "service" => text(&of.service),
        "instructions" => of.instructions.iter().take(60).map(|one| text(one).into_value()).collect::<Array>(),
        "photos" => shown,
        "photo-count" => of.photos.len().to_string(),
        "known-at" => line(&of.known_at),
        "place-date" => long_date(of.on),
        "printed-at" => line(&of.printed_at),
        "footer" => printable(&of.footer, 90),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => of.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

/// A time of day in words: `sembilan lewat lima menit (09.05 WIB)`.
fn clock(at: Time, zone: &str) -> String {
    let number = |value: i8| in_words(u32::from(value.unsigned_abs()));
    let minutes = if at.minute() == 0 { String::new() } else { format!(" lewat {} menit", number(at.minute())) };
    format!("{}{minutes} ({:02}.{:02} {})", number(at.hour()), at.hour(), at.minute(), printable(zone, 12))
}

fn finding(of: &VisitFinding) -> Dict {
    dict! {
        "no" => of.no.to_string(),
        "name" => line(&of.name),
        "number" => line(&of.number),
        "position" => line(&of.position),
        "found" => text(&of.found),
        "recorded" => text(&of.recorded),
        "note" => text(&of.note),
    }
}

fn signers(of: &[Signer], pictures: bool) -> Array {
    of.iter().take(24).map(|one| signer(one, pictures).into_value()).collect()
}

fn signer(of: &Signer, pictures: bool) -> Dict {
    let drawn = of.drawn.as_ref().filter(|drawn| pictures && !drawn.bytes.is_empty());
    dict! {
        "name" => or_dots(&of.party.name),
        "number" => line(&of.party.number),
        "title" => line(&of.party.title),
        "role" => line(&of.party.role),
        "unsigned" => text(&of.unsigned),
        "drawn" => drawn.map(bytes_of).unwrap_or_default(),
        "format" => drawn.map(format_of).unwrap_or_default(),
    }
}

fn picture(of: &Picture) -> Dict {
    dict! { "bytes" => bytes_of(of), "format" => format_of(of), "caption" => line(&of.caption) }
}

fn bytes_of(of: &Picture) -> Value {
    Bytes::new(of.bytes.clone()).into_value()
}

fn format_of(of: &Picture) -> &'static str {
    if of.bytes.starts_with(&[0x89, b'P', b'N', b'G']) { "png" } else { "jpg" }
}

fn text(of: &str) -> String {
    breakable(&printable(of, SENTENCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::pages;
    use crate::visit::tests::sample;

    /// One grey pixel.
    const PNG: &[u8] = &[
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58, 126,
        155, 85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 104, 0, 0, 0, 130, 0, 129, 119, 205, 114, 182, 0, 0, 0, 0,
        73, 69, 78, 68, 174, 66, 96, 130,
    ];

    fn pdf(minutes: VisitMinutes) -> Vec<u8> {
        visit_pdf(&VisitReport::checked(minutes).expect("a record")).expect("a document")
    }

    fn photo(bytes: &[u8]) -> Picture {
        Picture { sha256: "0".repeat(64), caption: "Loket".into(), bytes: bytes.to_vec() }
    }

    #[test]
    fn a_visit_with_photos_and_signatures_is_the_same_pdf_a_each_time() {
        let mut minutes = sample(4);
        minutes.photos = vec![photo(PNG), photo(PNG)];
        minutes.team[0].drawn = Some(photo(PNG));

        let bytes = pdf(minutes.clone());

        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert!((2..=3).contains(&pages(&bytes)));
        assert!(bytes == pdf(minutes), "the same value gives the same bytes");
    }

    #[test]
    fn a_picture_that_cannot_be_drawn_does_not_cost_the_record() {
        let mut minutes = sample(1);
        minutes.photos = vec![photo(b"\xff\xd8\xffno picture")];
        minutes.team[0].drawn = Some(photo(b"\x89PNGnot one either"));

        assert!(pages(&pdf(minutes)) >= 1);
    }

    #[test]
    fn hostile_text_and_a_long_list_do_not_break_the_record_of_a_visit() {
        let mut minutes = sample(200);
        minutes.findings[0].note = "#panic() $x$ *bold* \\ @label <tag> \u{202e}😀 \u{0}".into();
        minutes.service = "W".repeat(50_000);
        minutes.receiver = None;

        assert!(pages(&pdf(minutes)) > 8);
    }

    #[test]
    fn a_time_of_day_is_written_in_words() {
        assert_eq!(clock(Time::constant(9, 5, 0, 0), "WIB"), "sembilan lewat lima menit (09.05 WIB)");
        assert_eq!(clock(Time::constant(10, 0, 0, 0), "WIT"), "sepuluh (10.00 WIT)");
    }
}
