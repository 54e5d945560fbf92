//! What a reader is handed, and why it may refuse.

use jiff::tz::TimeZone;

use crate::{Format, Lang};

/// One file, or one message of a machine.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// How the file is called. Used in sentences only, never to tell formats apart.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// The operator's settings.
    pub options: &'a Options,
}

/// The operator's settings for reading.
#[derive(Debug, Clone)]
pub struct Options {
    /// The zone into which instants are brought where a format carries one without saying which place it means.
    pub zone: TimeZone,
    /// How much a file may ask of the machine that reads it.
    pub caps: Caps,
    /// The operator's answer when a file's date order cannot be told from its values.
    pub date_order: Option<DateOrder>,
}

impl Default for Options {
    /// UTC+7, the default caps, no answer about date order.
    fn default() -> Self {
        Self { zone: TimeZone::fixed(jiff::tz::offset(7)), caps: Caps::default(), date_order: None }
    }
}

/// Limits against hostile or broken files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of a file.
    pub bytes: u64,
    /// Rows of a file.
    pub rows: u64,
    /// Bytes of one line. A longer one is a problem row of its own.
    pub line: usize,
    /// Problems whose raw text is kept; later ones keep their place and reason only.
    pub raw_problems: usize,
    /// Bytes a zipped workbook may unpack to.
    pub unzipped: u64,
    /// Cells of a workbook.
    pub cells: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            rows: 2_000_000,
            line: 64 << 10,
            raw_problems: 10_000,
            unzipped: 512 << 20,
            cells: 4_000_000,
        }
    }
}

/// The order in which a file writes day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// 2025-11-03
    YearMonthDay,
    /// 03/11/2025
    DayMonthYear,
    /// 11/03/2025
    MonthDayYear,
}

impl DateOrder {
    /// How it is written for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::YearMonthDay => "YYYY/MM/DD",
            Self::DayMonthYear => "DD/MM/YYYY",
            Self::MonthDayYear => "MM/DD/YYYY",
        }
    }
}

/// Why a whole file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// It has no content.
    #[error("the file is empty")]
    Empty,
    /// It is larger than a cap allows.
    #[error("the file has more than {limit} {what}")]
    TooLarge {
        /// `bytes`, `rows`, `cells`, `unzipped bytes`.
        what: &'static str,
        /// The cap.
        limit: u64,
    },
    /// The workbook around the cells is broken, hostile or locked.
    #[error("the workbook cannot be opened: {why_en}")]
    BadWorkbook {
        /// Why, in Indonesian.
        why_id: String,
        /// Why, in English.
        why_en: String,
    },
    /// It is an encrypted export.
    #[error("the file is encrypted by the machine's own program")]
    Encrypted,
    /// No reader understood it.
    #[error("the format was not understood")]
    NotUnderstood {
        /// What was tried, and why it did not fit (in English).
        tried: Vec<(Format, String)>,
    },
}

impl IntakeError {
    /// One clear sentence for the operator, with the file's name.
    pub fn sentence(&self, file: &str, lang: Lang) -> String {
        match (self, lang) {
            (Self::Empty, Lang::Id) => format!("{file}: berkas kosong, tidak ada yang dibaca."),
            (Self::Empty, Lang::En) => format!("{file}: the file is empty, nothing was read."),
            (Self::TooLarge { what, limit }, Lang::Id) => {
                let what = match *what {
                    "bytes" => "byte",
                    "rows" => "baris",
                    "cells" => "sel",
                    "unzipped bytes" => "byte setelah dibuka",
                    other => other,
                };
                format!("{file}: berkas melebihi batas {limit} {what}; bagi menjadi beberapa berkas.")
            }
            (Self::TooLarge { what, limit }, Lang::En) => {
                format!("{file}: the file has more than {limit} {what}; split it into several files.")
            }
            (Self::BadWorkbook { why_id, .. }, Lang::Id) => {
                format!("{file}: buku kerja tidak dapat dibuka: {why_id}. Tidak ada yang dibaca.")
            }
            (Self::BadWorkbook { why_en, .. }, Lang::En) => {
                format!("{file}: the workbook cannot be opened: {why_en}. Nothing was read.")
            }
            (Self::Encrypted, Lang::Id) => format!(
                "{file}: berkas ini terenkripsi oleh mesin. Ambil kembali dari mesin sebagai teks (GLG_001.TXT atau \
                 AGL_001.TXT), atau ekspor dari program bawaan mesin."
            ),
            (Self::Encrypted, Lang::En) => format!(
                "{file}: this file is encrypted by the machine. Take the text download (GLG_001.TXT or AGL_001.TXT) \
                 from the machine instead, or export it with the machine's own program."
            ),
            (Self::NotUnderstood { tried }, Lang::Id) => {
                let tried: Vec<String> =
                    tried.iter().map(|(format, _)| format!("{}: {}", format.as_str(), format.lacks_id())).collect();
                format!("{file}: format tidak dikenali. Yang dicoba: {}.", tried.join("; "))
            }
            (Self::NotUnderstood { tried }, Lang::En) => {
                let tried: Vec<String> =
                    tried.iter().map(|(format, why)| format!("{}: {why}", format.as_str())).collect();
                format!("{file}: the format was not understood. Tried: {}.", tried.join("; "))
            }
        }
    }
}
