//! The report of a watched day as PDF/A-2b, A4 landscape, and as a picture to share on a phone. The picture names offices
//! and nobody.

use hadir_domain::groups::Group;
use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::first_day::{COLUMNS, FirstDay, FirstDayReport, ReportRow, definitions, figures, share};
use crate::qr::qr_svg;
use crate::text::{long_date, thousands};
use crate::typeset::{Document, PdfError, breakable, line, picture, printable, typeset};
use hadir_domain::numerals::weekday_name;

/// The layout of the paper.
pub const TEMPLATE: &str = include_str!("first_day.typ");
/// The layout of the picture.
pub const PICTURE: &str = include_str!("first_day_card.typ");

/// Silent sources and missing rolls named on the paper; the workbook lists all.
const MOST_NAMED: usize = 30;
/// Offices on the picture.
const MOST_OFFICES: usize = 40;

/// The report as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name.
pub fn first_day_pdf(report: &FirstDayReport) -> Result<Vec<u8>, PdfError> {
    let of = report.report();
    typeset(&document(of, TEMPLATE, usize::MAX)?)
}

/// The report as a PNG, 1080 pixels wide. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Typeset`] when the picture could not be drawn.
pub fn first_day_png(report: &FirstDayReport) -> Result<Vec<u8>, PdfError> {
    picture(&document(report.report(), PICTURE, MOST_OFFICES)?)
}

fn document(of: &FirstDay, template: &'static str, offices: usize) -> Result<Document, PdfError> {
    Ok(Document {
        template,
        inputs: inputs(of, offices)?,
        ident: format!("{}\n{}\n{}\n{}", of.instansi, of.office, of.on, of.footer),
        created_at: of.created_at,
        tagged: false,
    })
}

fn inputs(of: &FirstDay, offices: usize) -> Result<Dict, PdfError> {
    let qr = of.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let groups = |rows: &[ReportRow; 4], all: bool| {
        let named = Group::ALL.iter().zip(rows).filter(|(_, row)| all || row.tally.roster() > 0);
        named.map(|(group, row)| cells(group.name(), row).into_value()).collect::<Array>()
    };
    let office = |office: &crate::first_day::ReportOffice| {
        dict! { "whole" => cells(&office.name, &office.whole), "groups" => groups(&office.groups, false) }.into_value()
    };
    let more = of.offices.len().saturating_sub(offices);
    Ok(dict! {
        "instansi" => line(&of.instansi),
        "office" => line(&of.office),
        "day" => format!("{}, {}", weekday_name(of.on), long_date(of.on)),
        "why" => text(&of.why),
        "data-at" => line(&of.data_at),
        "columns" => COLUMNS.iter().map(|heading| (*heading).into_value()).collect::<Array>(),
        "whole" => cells("Seluruhnya", &of.whole),
        "groups" => groups(&of.groups, true),
        "offices" => of.offices.iter().take(offices).map(office).collect::<Array>(),
        "more-offices" => i64::try_from(more).unwrap_or(i64::MAX),
        "definitions" => definitions(of).iter().map(|one| text(one).into_value()).collect::<Array>(),
        "missing" => named(&of.missing),
        "silent" => named(&of.silent),
        "rolls" => format!("{} dari {}", thousands(u64::from(of.rolls.1)), thousands(u64::from(of.rolls.0))),
        "sources" => format!("{} dari {}", thousands(u64::from(of.sources.0)), thousands(u64::from(of.sources.1))),
        "printed-at" => line(&of.printed_at),
        "footer" => printable(&of.footer, 90),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => of.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

fn cells(name: &str, row: &ReportRow) -> Dict {
    let number = |cell: Option<u32>| cell.map_or_else(|| "–".to_owned(), |count| thousands(u64::from(count)));
    let parts = [row.tally.present(), row.tally.excused(), row.tally.away()];
    let rest = row.tally.due() - parts.iter().sum::<u32>();
    let parts = parts.into_iter().chain([rest]).map(|part| i64::from(part).into_value()).collect::<Array>();
    dict! {
        "name" => line(name),
        "cells" => figures(row).into_iter().map(|cell| number(cell).into_value()).collect::<Array>(),
        "share" => share(row),
        "parts" => parts,
        "due" => i64::from(row.tally.due()),
    }
}

fn named(all: &[String]) -> Array {
    let more = all.len().saturating_sub(MOST_NAMED);
    let rest = (more > 0).then(|| format!("dan {more} lagi").into_value());
    all.iter().take(MOST_NAMED).map(|one| line(one).into_value()).chain(rest).collect()
}

fn text(of: &str) -> String {
    breakable(&printable(of, 600))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::first_day::tests::sample;
    use crate::typeset::pages;

    #[test]
    fn the_report_is_a_few_pages_and_the_same_again() {
        let report = FirstDayReport::checked(sample(6)).unwrap();
        let bytes = first_day_pdf(&report).unwrap();

        assert!(pages(&bytes) <= 3);
        assert!(bytes == first_day_pdf(&report).unwrap());
    }

    #[test]
    fn the_picture_is_a_png_of_1080_pixels_and_the_same_again() {
        let report = FirstDayReport::checked(sample(3)).unwrap();
        let bytes = first_day_png(&report).unwrap();

        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(u32::from_be_bytes(bytes[16..20].try_into().unwrap()), 1080);
        assert!(bytes == first_day_png(&report).unwrap());
    }

    #[test]
    fn hostile_names_do_not_break_it() {
        let mut report = sample(2);
        report.offices[0].name = "#panic() $x$ \u{202e}😀".into();
        report.why = "W".repeat(9_000);

        assert!(pages(&first_day_pdf(&FirstDayReport::checked(report).unwrap()).unwrap()) >= 1);
    }
}
