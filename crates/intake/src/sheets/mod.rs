//! Spreadsheets: old BIFF8 workbooks and zipped ones. They are opened under caps, turned into plain cells, and told
//! apart by their content.

mod daily_log;
mod delimited;
mod drafts;
pub mod duty_grid;
mod grid;
mod guard;
mod in_out_sheet;
mod manual_month;
mod marks;
mod markup;
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

pub use self::totals::{TotalCheck, checked_totals};
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

/// Unpacks a zipped workbook under the caps, counting parts and cells, so that it can be opened safely afterwards.
///
/// # Errors
///
/// [`IntakeError`] when it is no zip, hostile, or larger than the caps allow.
pub fn check_size(bytes: &[u8], caps: &crate::Caps) -> Result<(), IntakeError> {
    guard::check_zip(bytes, caps).map(drop)
}

/// Reads a text with columns, or with tables in HTML or XML, as a workbook.
///
/// # Errors
///
/// [`IntakeError::NotUnderstood`] when it has no columns or no layout fits.
pub(crate) fn read_text(text: &str, options: &Options) -> Result<Reading, IntakeError> {
    let sheets = match markup::has_table(text) {
        true => markup::sheets_of(text, &options.caps),
        false => delimited::sheet_of(text, &options.caps).map(|sheet| vec![sheet]),
    };
    match sheets {
        Some(sheets) => read_sheets(&sheets, options),
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
                for problem in reading.problems.iter_mut().skip(options.caps.raw_problems) {
                    problem.raw.clear();
                }
                return Ok(reading);
            }
            Err(why) => tried.push((format, why)),
        }
    }
    Err(IntakeError::NotUnderstood { tried })
}

#[cfg(test)]
mod tests {
    use super::testing::sheet;
    use super::*;
    use crate::Caps;

    #[test]
    fn raw_text_is_kept_for_the_first_problems_only() {
        let bad = ["209901012099022001", "2026-02-30", "07:25", "16:00"];
        let table = sheet("x", &[&["NIP", "Tanggal", "Masuk", "Pulang"], &bad, &bad, &bad]);
        let options = Options { caps: Caps { raw_problems: 2, ..Caps::default() }, ..Options::default() };

        let reading = read_sheets(&[table], &options).unwrap();

        let kept: Vec<bool> = reading.problems.iter().map(|problem| !problem.raw.is_empty()).collect();
        assert_eq!(kept, [true, true, false]);
    }

    #[test]
    fn a_workbook_without_content_is_empty() {
        assert_eq!(read_sheets(&[sheet("x", &[])], &Options::default()), Err(IntakeError::Empty));
    }
}
