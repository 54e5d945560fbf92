//! Habits every workbook of Hadir shares: text stays text, the creation date is handed in, paper is A4 landscape.

use jiff::Timestamp;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::text::{clean, looks_like_formula, printed};

/// Longest text of a cell, in characters; the rest becomes `…`.
const MAX_CELL: usize = 1_000;

/// Grey of days off and headings.
pub const GREY: Color = Color::RGB(0xD9_D9_D9);
/// Yellow of days with a mark.
pub const YELLOW: Color = Color::RGB(0xFF_F2_CC);

/// A workbook whose bytes depend on nothing but its content and the instant given.
///
/// # Errors
///
/// When the instant is outside the years Excel knows (1900 to 9999).
pub fn workbook(title: &str, created_at: Timestamp) -> Result<Workbook, XlsxError> {
    let created = ExcelDateTime::from_timestamp(created_at.as_second())?;
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new().set_title(printed(title)).set_author("Hadir").set_creation_datetime(&created),
    );
    Ok(workbook)
}

/// A4 landscape, one page wide, page numbers, `footer` at the left.
pub fn set_print(sheet: &mut Worksheet, footer: &str) {
    let footer = clean(footer, 90).replace('&', "&&");
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer(format!("&L&8{footer}&R&8Halaman &P dari &N"));
}

/// Writes text as text, whatever it begins with.
///
/// Text that looks like a formula also gets the quote prefix, so that it stays text when the cell is edited.
///
/// # Errors
///
/// When the cell lies outside a sheet.
pub fn put_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text = clean(text, MAX_CELL);
    if looks_like_formula(&text) {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// A bordered body cell.
pub fn body() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_font_size(9)
}

/// A bordered, bold, grey, centred heading cell.
pub fn heading() -> Format {
    body().set_bold().set_align(FormatAlign::Center).set_background_color(GREY).set_text_wrap()
}
