//! Spreadsheets: old BIFF8 workbooks and zipped ones. They are opened under caps, turned into plain cells, and told
//! apart by their content.

mod daily_log;
mod delimited;
mod drafts;
mod grid;
mod guard;
mod in_out_sheet;
mod manual_month;
mod marks;
mod month_matrix;
mod ods;
mod ole;
mod people;
mod period;
mod person_recap;
#[cfg(test)]
mod properties;
mod table;
#[cfg(test)]
mod testing;
mod tokens;
mod totals;
mod values;
mod words;

use crate::{Format, Input, IntakeError, Options, Reading, clock};

use grid::Sheet;

/// A reader of one layout: the reading, or why the layout does not fit.
type Read = fn(&[Sheet], &Options) -> Result<Reading, String>;

/// From the most particular layout to the loosest.
const READERS: [(Format, Read); 5] = [
    (Format::DailyLog, daily_log::read),
    (Format::PersonRecap, person_recap::read),
    (Format::MonthMatrix, month_matrix::read),
    (Format::ManualMonth, manual_month::read),
    (Format::InOutSheet, in_out_sheet::read),
];

/// Reads a workbook (`.xls`, `.xlsx`, `.ods`) of any supported layout.
///
/// # Errors
///
/// [`IntakeError::NotUnderstood`] when no layout fits, [`IntakeError::TooLarge`] and [`IntakeError::BadWorkbook`]
/// before it is opened.
pub fn read(input: &Input) -> Result<Reading, IntakeError> {
    let caps = &input.options.caps;
    if input.bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    if input.bytes.len() as u64 > caps.bytes {
        return Err(IntakeError::TooLarge { what: "bytes", limit: caps.bytes });
    }
    read_sheets(&grid::open(input.bytes, caps)?, input.options)
}

/// Reads a text with columns as a workbook's only sheet.
///
/// # Errors
///
/// [`IntakeError::NotUnderstood`] when it has no columns or no layout fits.
pub(crate) fn read_text(text: &str, options: &Options) -> Result<Reading, IntakeError> {
    match delimited::sheet_of(text, &options.caps) {
        Some(sheet) => read_sheets(&[sheet], options),
        None => Err(IntakeError::NotUnderstood { tried: Vec::new() }),
    }
}

/// Reads plain cells of any supported layout.
fn read_sheets(sheets: &[Sheet], options: &Options) -> Result<Reading, IntakeError> {
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(IntakeError::Empty);
    }
    let mut tried = Vec::new();
    for (format, read) in READERS {
        match read(sheets, options) {
            Ok(mut reading) => {
                clock::mark_suspect(&mut reading);
                return Ok(reading);
            }
            Err(why) => tried.push((format, why)),
        }
    }
    Err(IntakeError::NotUnderstood { tried })
}
