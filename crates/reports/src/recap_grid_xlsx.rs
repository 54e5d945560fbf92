//! The sheet `Rekap`: a row a person, a column a day, totals as formulas, legend and signature block below.

use hadir_domain::status::Status;
use rust_xlsxwriter::{ColNum, Format, FormatAlign, FormatBorder, Formula, RowNum, Worksheet, XlsxError, utility};

use crate::recap::{Recap, RecapPerson, mark_columns};
use crate::sheet::{GREY, YELLOW, body, heading, put_text, set_print};
use crate::text::{long_date, month_name, weekday_letters};

const HEAD: RowNum = 6;
const FIRST_PERSON: RowNum = 8;
const FIRST_DAY: ColNum = 6;
const BEFORE_DAYS: [(&str, f64); 6] =
    [("No", 4.5), ("Nama", 34.0), ("NIP / Nomor", 20.0), ("Gol.", 6.0), ("Jabatan", 24.0), ("Jenis", 11.0)];
const MARKS: [&str; 8] = ["TL (kali)", "TL (menit)", "PSW (kali)", "PSW (menit)", "TAD", "TAP", "AP", "TW"];

/// Where the parts of the table lie for one month and unit.
struct Layout {
    first_total: ColNum,
    sum: ColNum,
    first_mark: ColNum,
    last: ColNum,
    totals_row: RowNum,
}

impl Layout {
    fn of(recap: &Recap) -> Self {
        let days = ColNum::try_from(recap.days.len()).unwrap_or(31);
        let rows = RowNum::try_from(recap.people.len().max(1)).unwrap_or(RowNum::MAX / 2);
        let first_total = FIRST_DAY + days;
        let sum = first_total + Status::ALL.len() as ColNum;
        Self {
            first_total,
            sum,
            first_mark: sum + 1,
            last: sum + MARKS.len() as ColNum,
            totals_row: FIRST_PERSON + rows,
        }
    }
}

/// Writes the sheet.
///
/// # Errors
///
/// When there are more rows than a sheet has.
pub fn write(sheet: &mut Worksheet, recap: &Recap) -> Result<(), XlsxError> {
    let layout = Layout::of(recap);
    write_titles(sheet, recap, &layout)?;
    write_head(sheet, recap, &layout)?;
    for (row, person) in (FIRST_PERSON..).zip(&recap.people) {
        write_person(sheet, recap, person, row, &layout)?;
    }
    if recap.people.is_empty() {
        merged(sheet, FIRST_PERSON, 0, layout.last, "Tidak ada pegawai", &body().set_align(FormatAlign::Center))?;
    }
    write_totals(sheet, recap, &layout)?;
    write_below(sheet, recap, &layout)?;

    sheet.set_freeze_panes(FIRST_PERSON, 3)?;
    sheet.set_repeat_rows(HEAD, HEAD + 1)?;
    set_print(sheet, &recap.footer);
    Ok(())
}

fn write_titles(sheet: &mut Worksheet, recap: &Recap, layout: &Layout) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(13).set_align(FormatAlign::Center);
    let unit = format!("{} ({})", recap.unit_name, recap.unit_code);
    let month = format!("BULAN {}", month_name(recap.month).to_uppercase());
    merged(sheet, 0, 0, layout.last, &recap.instansi, &title)?;
    merged(sheet, 1, 0, layout.last, &unit, &title)?;
    merged(sheet, 2, 0, layout.last, "REKAPITULASI KEHADIRAN PEGAWAI", &title)?;
    merged(sheet, 3, 0, layout.last, &month, &title)?;
    if recap.provisional {
        let plain = title.set_border(FormatBorder::Medium).set_background_color(YELLOW);
        merged(sheet, 4, 0, layout.last, "SEMENTARA — BELUM LENGKAP", &plain)?;
    }
    let small = Format::new().set_font_size(8).set_italic();
    put_text(sheet, 5, 0, &format!("Data sampai {}; dicetak {}", recap.data_until, recap.printed_at), &small)
}

fn write_head(sheet: &mut Worksheet, recap: &Recap, layout: &Layout) -> Result<(), XlsxError> {
    let head = heading();
    let plain = heading().set_background_color(rust_xlsxwriter::Color::White);
    let tall = |sheet: &mut Worksheet, column: ColNum, text: &str, width: f64| {
        sheet.set_column_width(column, width)?;
        sheet.merge_range(HEAD, column, HEAD + 1, column, text, &head).map(|_| ())
    };
    for (column, (text, width)) in (0..).zip(BEFORE_DAYS) {
        tall(sheet, column, text, width)?;
    }
    for (column, status) in (layout.first_total..).zip(Status::ALL) {
        tall(sheet, column, status.as_str(), 6.5)?;
    }
    tall(sheet, layout.sum, "Jumlah hari", 7.5)?;
    for (column, text) in (layout.first_mark..).zip(MARKS) {
        tall(sheet, column, text, 7.0)?;
    }
    for (column, day) in (FIRST_DAY..).zip(&recap.days) {
        let format = if day.day_off { &head } else { &plain };
        sheet.set_column_width(column, 5.0)?;
        sheet.write_number_with_format(HEAD, column, f64::from(day.on.day()), format)?;
        put_text(sheet, HEAD + 1, column, weekday_letters(day.on), format)?;
    }
    Ok(())
}

fn write_person(
    sheet: &mut Worksheet,
    recap: &Recap,
    person: &RecapPerson,
    row: RowNum,
    layout: &Layout,
) -> Result<(), XlsxError> {
    let cell = body();
    let centred = body().set_align(FormatAlign::Center);
    let code = centred.clone().set_shrink();
    let off = code.clone().set_background_color(GREY);
    let marked = code.clone().set_background_color(YELLOW);

    sheet.write_number_with_format(row, 0, person.no, &centred)?;
    put_text(sheet, row, 1, &person.name, &cell)?;
    put_text(sheet, row, 2, &person.number, &cell.clone().set_num_format("@"))?;
    put_text(sheet, row, 3, &person.rank, &centred)?;
    put_text(sheet, row, 4, &person.title, &cell.clone().set_shrink())?;
    put_text(sheet, row, 5, &person.employee_type, &centred.clone().set_shrink())?;
    for (place, column) in (0..recap.days.len()).zip(FIRST_DAY..) {
        let format = match (recap.days[place].day_off, person.marks[place].is_empty()) {
            (_, false) => &marked,
            (true, true) => &off,
            (false, true) => &code,
        };
        put_text(sheet, row, column, person.printed_code(place), format)?;
    }
    let days = span(row, FIRST_DAY, row, layout.first_total - 1);
    for (column, status) in (layout.first_total..).zip(Status::ALL) {
        let late = if status == Status::H { format!("+COUNTIF({days},\"TL\")") } else { String::new() };
        let formula = format!("=COUNTIF({days},\"{status}\"){late}");
        put_sum(sheet, row, column, &formula, person.totals[status.index()], &centred)?;
    }
    let totals = span(row, layout.first_total, row, layout.sum - 1);
    put_sum(sheet, row, layout.sum, &format!("=SUM({totals})"), person.totals.iter().sum(), &centred)?;
    for (column, total) in (layout.first_mark..).zip(mark_columns(&person.mark_totals)) {
        sheet.write_number_with_format(row, column, total, &centred)?;
    }
    Ok(())
}

/// The row of sums over the people, and below it the number of people present on each day.
fn write_totals(sheet: &mut Worksheet, recap: &Recap, layout: &Layout) -> Result<(), XlsxError> {
    let bold = body().set_bold().set_align(FormatAlign::Center).set_background_color(GREY);
    let row = layout.totals_row;
    let empty = recap.people.is_empty();
    let column_sum = |sheet: &mut Worksheet, column: ColNum, total: u32| {
        let formula = format!("=SUM({})", span(FIRST_PERSON, column, row - 1, column));
        if empty {
            sheet.write_number_with_format(row, column, 0, &bold).map(|_| ())
        } else {
            put_sum(sheet, row, column, &formula, total, &bold)
        }
    };
    merged(sheet, row, 0, FIRST_DAY - 1, "JUMLAH HADIR PER HARI DAN JUMLAH UNIT", &bold)?;
    for (place, column) in (0..recap.days.len()).zip(FIRST_DAY..) {
        let range = span(FIRST_PERSON, column, row - 1, column);
        let formula = format!("=COUNTIF({range},\"H\")+COUNTIF({range},\"TL\")");
        put_sum(sheet, row, column, &formula, recap.present_on(place), &bold)?;
    }
    for (column, total) in (layout.first_total..).zip(recap.totals) {
        column_sum(sheet, column, total)?;
    }
    column_sum(sheet, layout.sum, recap.totals.iter().sum())?;
    for (column, total) in (layout.first_mark..).zip(mark_columns(&recap.mark_totals)) {
        column_sum(sheet, column, total)?;
    }
    Ok(())
}

/// Legend and holidays at the left, signature block at the right.
fn write_below(sheet: &mut Worksheet, recap: &Recap, layout: &Layout) -> Result<(), XlsxError> {
    let small = Format::new().set_font_size(8);
    let top = layout.totals_row + 2;
    put_text(sheet, top, 1, "Keterangan", &small.clone().set_bold())?;
    for (row, entry) in (top + 1..).zip(&recap.legend) {
        put_text(sheet, row, 1, &format!("{} = {}", entry.code, entry.meaning), &small)?;
    }
    put_text(sheet, top, 4, "Hari libur (kolom kelabu)", &small.clone().set_bold())?;
    let holidays = recap.days.iter().filter_map(|day| Some((day.on, day.name.as_ref()?)));
    for (row, (on, name)) in (top + 1..).zip(holidays) {
        put_text(sheet, row, 4, &format!("{}: {name}", long_date(on)), &small)?;
    }

    let centred = Format::new().set_align(FormatAlign::Center);
    let bold = centred.clone().set_bold().set_underline(rust_xlsxwriter::FormatUnderline::Single);
    let (left, right) = (layout.first_total - 4, layout.last);
    let signature = &recap.signature;
    let place = format!("{}, {}", signature.place, signature.date);
    merged(sheet, top, left, right, &place, &centred)?;
    merged(sheet, top + 1, left, right, &signature.title, &centred)?;
    merged(sheet, top + 6, left, right, &signature.name, &bold)?;
    merged(sheet, top + 7, left, right, &signature.rank, &centred)?;
    merged(sheet, top + 8, left, right, &format!("NIP {}", signature.nip), &centred)
}

fn merged(
    sheet: &mut Worksheet,
    row: RowNum,
    first: ColNum,
    last: ColNum,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.merge_range(row, first, row, last, "", format)?;
    put_text(sheet, row, first, text, format)
}

fn put_sum(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    formula: &str,
    value: u32,
    format: &Format,
) -> Result<(), XlsxError> {
    let formula = Formula::new(formula).set_result(value.to_string());
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

fn span(first_row: RowNum, first: ColNum, last_row: RowNum, last: ColNum) -> String {
    utility::cell_range(first_row, first, last_row, last)
}
