//! The sheet that hangs at a service post: what it is, when it is open, and a QR code by which visitors report.

use typst::foundations::{Array, Bytes, IntoValue, dict};

use crate::qr::qr_svg;
use crate::typeset::{Document, PdfError, printable, typeset};

const TEMPLATE: &str = include_str!("post_sheet.typ");

/// A sheet for one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostSheet {
    /// The government, as printed.
    pub instansi: String,
    /// The office.
    pub unit: String,
    /// The post.
    pub name: String,
    /// Where in the office; may be empty.
    pub place: String,
    /// Days and hours, a line each.
    pub hours: Vec<(String, String)>,
    /// What the QR code opens.
    pub link: String,
    /// When it was printed, in words.
    pub printed: String,
    /// Written as the PDF's creation date.
    pub created_at: jiff::Timestamp,
    /// Names the sheet stably.
    pub ident: String,
}

/// The sheet as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name, [`PdfError::Typeset`] for a link too long for a QR code.
pub fn post_sheet_pdf(sheet: &PostSheet) -> Result<Vec<u8>, PdfError> {
    let hours: Array = sheet
        .hours
        .iter()
        .map(|(days, hours)| dict! { "days" => printable(days, 40), "hours" => printable(hours, 80) }.into_value())
        .collect();
    let inputs = dict! {
        "instansi" => printable(&sheet.instansi, 80),
        "unit" => printable(&sheet.unit, 90),
        "name" => printable(&sheet.name, 80),
        "place" => printable(&sheet.place, 80),
        "hours" => hours,
        "link" => printable(&sheet.link, 120),
        "printed" => printable(&sheet.printed, 80),
        "qr" => Bytes::from_string(qr_svg(&sheet.link)?).into_value(),
    };
    typeset(&Document {
        template: TEMPLATE,
        inputs,
        ident: sheet.ident.clone(),
        created_at: sheet.created_at,
        tagged: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> PostSheet {
        PostSheet {
            instansi: "Pemerintah Kota Contoh".into(),
            unit: "Dinas Kependudukan".into(),
            name: "Loket KTP".into(),
            place: "Lantai 1".into(),
            hours: vec![("Senin–Kamis".into(), "08.00–12.00".into()), ("Jumat–Minggu".into(), "tutup".into())],
            link: "https://hadir.contohkota.go.id/post/1-0a1b2c3d4e5f".into(),
            printed: "19 Januari 2026 pukul 07.31 WIB".into(),
            created_at: "2026-01-19T00:31:10Z".parse().unwrap(),
            ident: "a".into(),
        }
    }

    fn pages(bytes: &[u8]) -> usize {
        let text = String::from_utf8_lossy(bytes);
        text.matches("/Type /Page\n").count() + text.matches("/Type/Page/").count()
    }

    #[test]
    fn a_sheet_is_one_page_and_the_same_again() {
        let bytes = post_sheet_pdf(&sheet()).unwrap();

        assert_eq!(pages(&bytes), 1);
        assert_eq!(bytes, post_sheet_pdf(&sheet()).unwrap());
    }

    #[test]
    fn the_longest_texts_and_hostile_ones_stay_on_one_page() {
        let mut long = sheet();
        long.name = "#panic(\"x\") Loket pelayanan yang sangat panjang namanya ".repeat(4);
        long.unit = "W".repeat(200);
        long.place = "lantai ".repeat(40);
        long.hours = (0..7).map(|day| (format!("Hari {day}"), "00.00–24.00 dan ".repeat(9))).collect();

        assert_eq!(pages(&post_sheet_pdf(&long).unwrap()), 1);
    }
}
