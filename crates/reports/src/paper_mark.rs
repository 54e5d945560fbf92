//! The mark by which anybody can check a paper: a QR code and a line of words.

use crate::text::{long_date, thousands};
use jiff::civil::Date;

/// What is printed on a paper that can be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperMark {
    /// What the QR code says: an address, or the mark alone where the server's address is not known.
    pub qr: String,
    /// Which log, how large it was and when, and where to check.
    pub words: String,
}

impl PaperMark {
    /// A mark that speaks of a log.
    ///
    /// `log` is the log's name, empty before there was one; `page` the address of the page that checks, where known.
    pub fn new(qr: String, log: &str, size: u64, issued_on: Date, page: Option<&str>) -> Self {
        let mut words = match log {
            "" => format!("Dokumen ini bertanda, diterbitkan {}.", long_date(issued_on)),
            log => {
                format!("Dokumen ini tersegel. Log {log}, {} catatan, {}.", thousands(size), long_date(issued_on))
            }
        };
        match page {
            Some(page) => words.push_str(&format!(" Periksa di {page}")),
            None => words.push_str(" Periksa di halaman Periksa pada alamat Hadir."),
        }
        Self { qr, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (12, "12"), (1_234, "1.234"), (36_000_000, "36.000.000")] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn the_words_name_log_size_date_and_place() {
        let on = date(2026, 1, 19);
        let mark =
            PaperMark::new("HD1.x".into(), "kota.example/log/kota", 1_234, on, Some("https://kota.example/check"));

        assert_eq!(
            mark.words,
            "Dokumen ini tersegel. Log kota.example/log/kota, 1.234 catatan, 19 Januari 2026. \
             Periksa di https://kota.example/check"
        );
        assert!(!PaperMark::new("HD1.x".into(), "", 0, on, None).words.contains("tersegel"));
    }
}
