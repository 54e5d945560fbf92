//! The monthly recap as PDF/A-2b, A4 landscape, to be signed and hung on the wall.

use hadir_domain::status::Status;
use typst::foundations::{Array, Bytes, Dict, IntoValue, array, dict};

use crate::qr::qr_svg;
use crate::recap::{IncompleteSource, Recap, RecapPerson, RecapReport, mark_columns};
use crate::text::{long_date, month_name, weekday_letters};
use crate::typeset::{Document, PdfError, breakable, line, or_dots, printable, typeset};

/// Most people one PDF takes, several times the largest unit; bounds the time and memory of one print.
pub const MAX_PDF_PEOPLE: usize = 2_000;

/// Most silent sources named below the table, so that the signature block fits one page.
const MAX_SOURCES: usize = 20;

/// The layout of the paper: another layout makes another file of the same figures.
pub const TEMPLATE: &str = include_str!("recap.typ");
const MARK_HEADS: [&str; 8] = ["TL kali", "TL menit", "PSW kali", "PSW menit", "TAD", "TAP", "AP", "TW"];

/// Codes too long for a day column, and how the grid prints them.
const SHORT: [(Status, &str); 3] = [(Status::Diklat, "DK"), (Status::Libur, "L"), (Status::Belum, "BL")];

/// The recap as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::TooLarge`] past [`MAX_PDF_PEOPLE`], [`PdfError::Date`] for an instant no PDF can name.
pub fn recap_pdf(report: &RecapReport) -> Result<Vec<u8>, PdfError> {
    let recap = report.recap();
    if recap.people.len() > MAX_PDF_PEOPLE {
        return Err(PdfError::TooLarge { max: MAX_PDF_PEOPLE, found: recap.people.len() });
    }
    let ident = format!("{}\n{}\n{}\n{}", recap.instansi, recap.unit_code, recap.month, recap.footer);
    // Tags for a grid of some 50 columns would make the file ten to twenty times larger; readers of tables are served
    // by the workbook.
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(recap)?,
        ident,
        created_at: recap.created_at,
        tagged: false,
    })
}

fn inputs(recap: &Recap) -> Result<Dict, PdfError> {
    let month = month_name(recap.month);
    let unit = line(&recap.unit_name);
    let signature = &recap.signature;
    let holidays = recap.days.iter().filter_map(|day| {
        let name = day.name.as_ref()?;
        Some(format!("{}: {}", long_date(day.on), breakable(&printable(name, 80))).into_value())
    });
    let legend =
        recap.legend.iter().take(40).map(|entry| array![short(&entry.code), line(&entry.meaning)].into_value());
    let qr = recap.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    Ok(dict! {
        "doc-title" => format!("Rekapitulasi kehadiran {unit} {month}"),
        "running-head" => format!("Rekapitulasi kehadiran · {unit} · {month}"),
        "instansi" => line(&recap.instansi),
        "unit" => unit,
        "unit-code" => line(&recap.unit_code),
        "people-count" => recap.people.len().to_string(),
        "month" => month,
        "provisional" => recap.provisional,
        "printed-at" => line(&recap.printed_at),
        "data-until" => line(&recap.data_until),
        "footer" => printable(&recap.footer, 90),
        "days" => days(recap),
        "people" => recap.people.iter().map(|person| person_row(person).into_value()).collect::<Array>(),
        "total-heads" => Status::ALL.into_iter().map(|status| short(status.as_str()).into_value()).collect::<Array>(),
        "mark-heads" => MARK_HEADS.into_iter().map(IntoValue::into_value).collect::<Array>(),
        "totals" => numbers(recap.totals),
        "sum" => recap.totals.iter().sum::<u32>().to_string(),
        "marks" => numbers(mark_columns(&recap.mark_totals)),
        "present" => numbers((0..recap.days.len()).map(|place| recap.present_on(place))),
        "holidays" => holidays.collect::<Array>(),
        "sources" => sources(recap),
        "legend" => legend.collect::<Array>(),
        "sign-place" => format!("{}, {}", or_dots(&signature.place), or_dots(&signature.date)),
        "sign-title" => line(&signature.title),
        "sign-name" => or_dots(&signature.name),
        "sign-rank" => line(&signature.rank),
        "sign-nip" => format!("NIP {}", or_dots(&signature.nip)),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => recap.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

/// The silent sources, at most [`MAX_SOURCES`] of them and how many more there are; the workbook lists all.
fn sources(recap: &Recap) -> Array {
    let source = |source: &IncompleteSource| {
        let reached = source.reached.as_deref().map(|at| breakable(&printable(at, 40)));
        let reached = reached.map_or_else(|| "belum pernah terdengar".to_owned(), |at| format!("sampai {at}"));
        format!("{}: {reached}", breakable(&printable(&source.name, 60))).into_value()
    };
    let more = recap.incomplete_sources.len().saturating_sub(MAX_SOURCES);
    let rest = (more > 0).then(|| format!("dan {more} sumber lain").into_value());
    let note = recap.incomplete_note.as_deref().map(|note| breakable(&printable(note, 200)).into_value());
    note.into_iter().chain(recap.incomplete_sources.iter().take(MAX_SOURCES).map(source)).chain(rest).collect()
}

fn days(recap: &Recap) -> Array {
    let day = |day: &crate::recap::RecapDay| {
        dict! {
            "number" => day.on.day().to_string(),
            "letters" => weekday_letters(day.on),
            "off" => day.day_off,
        }
        .into_value()
    };
    recap.days.iter().map(day).collect()
}

fn person_row(person: &RecapPerson) -> Dict {
    let below: Vec<String> = [&person.number, &person.rank, &person.employee_type]
        .into_iter()
        .map(|text| printable(text, 40))
        .filter(|text| !text.is_empty())
        .collect();
    let cells = (0..person.codes.len()).map(|place| cell(person, place).into_value());
    dict! {
        "no" => person.no.to_string(),
        "name" => breakable(&printable(&person.name, 90)),
        "below" => below.join(" · "),
        "cells" => cells.collect::<Array>(),
        "totals" => numbers(person.totals),
        "sum" => person.totals.iter().sum::<u32>().to_string(),
        "marks" => numbers(mark_columns(&person.mark_totals)),
    }
}

/// The code of a day and, small below it, minutes late and the other marks.
fn cell(person: &RecapPerson, place: usize) -> Array {
    let code = person.printed_code(place);
    let below: Vec<&str> = person.marks[place]
        .iter()
        .map(|mark| match mark.split_once(':') {
            Some(("TL", minutes)) if code == "TL" => minutes,
            Some((kind, _)) => kind,
            None => mark,
        })
        .collect();
    array![short(code), below.join(" ")]
}

fn short(code: &str) -> String {
    let found = SHORT.into_iter().find(|(status, _)| status.as_str() == code);
    found.map_or_else(|| printable(code, 12), |(_, short)| short.to_owned())
}

fn numbers(counts: impl IntoIterator<Item = u32>) -> Array {
    counts.into_iter().map(|count| if count == 0 { "–".into_value() } else { count.to_string().into_value() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::typeset::pages;

    fn pdf(recap: Recap) -> Vec<u8> {
        recap_pdf(&RecapReport::checked(recap).expect("sums hold")).expect("a document")
    }

    #[test]
    fn a_unit_of_45_people_fills_a_few_pages_of_pdf_a() {
        let bytes = pdf(sample::recap(45));

        assert!(bytes.starts_with(b"%PDF-1.7"));
        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert_eq!(pages(&bytes), 2);
    }

    #[test]
    fn the_same_value_gives_the_same_bytes() {
        assert!(pdf(sample::recap(3)) == pdf(sample::recap(3)));
    }

    #[test]
    fn a_unit_without_people_gives_one_honest_page() {
        assert_eq!(pages(&pdf(sample::recap(0))), 1);
    }

    #[test]
    fn a_unit_of_one_and_a_unit_of_400_are_printed() {
        assert_eq!(pages(&pdf(sample::recap(1))), 1);
        assert!((12..=16).contains(&pages(&pdf(sample::recap(400)))));
    }

    #[test]
    fn many_silent_sources_are_cut_short_and_counted() {
        let mut recap = sample::recap(1);
        recap.incomplete_sources = vec![recap.incomplete_sources[0].clone(); 300];

        let sources = sources(&recap);

        assert_eq!(sources.len(), 22, "the sentence, twenty sources, and how many more");
        assert_eq!(sources.iter().last(), Some(&"dan 280 sumber lain".into_value()));
    }

    #[test]
    fn hostile_names_do_not_break_the_document() {
        let mut recap = sample::recap(4);
        recap.people[0].name = "=HYPERLINK(\"x\") #panic() $x$ *bold* \\ @label <tag>".into();
        recap.people[1].name = "W".repeat(50_000);
        recap.people[2].name = "\u{202e}نور الهدى 😀👩‍👩‍👧 שלום \u{0}\u{ffff} 漢字".into();
        recap.people[3].name = String::new();
        recap.unit_name = "😀 #".repeat(500);
        recap.footer = "\u{0}\u{feff}".into();
        recap.signature = crate::recap::Signature::default();
        recap.legend = vec![];

        assert_eq!(pages(&pdf(recap)), 1);
    }

    #[test]
    fn more_people_than_one_pdf_takes_are_refused() {
        let report = RecapReport::checked(sample::recap(2_001)).expect("sums hold");

        assert_eq!(recap_pdf(&report), Err(PdfError::TooLarge { max: 2_000, found: 2_001 }));
    }
}
