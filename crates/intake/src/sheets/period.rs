//! The month or span a title names.

use jiff::civil::Date;

use crate::Period;

use super::grid::{Cell, Sheet};
use super::words::{month, plain};

/// Rows from the top that can be titles.
const TITLE_ROWS: u32 = 60;

/// The first and last day of a period.
pub(crate) fn bounds(period: Period) -> Option<(Date, Date)> {
    match period {
        Period::Month { year, month } => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        Period::Span { from, to } => Some((from, to)),
    }
}

/// The period of days that follow each other; a whole month, or part of one, is named by the month.
pub(crate) fn of_days(first: Date, last: Date) -> Period {
    match first.first_of_month() == last.first_of_month() {
        true => Period::Month { year: first.year(), month: first.month() },
        false => Period::Span { from: first, to: last },
    }
}

/// One period around several; a single month stays a month.
pub(crate) fn together(periods: &[Period]) -> Option<Period> {
    let first = *periods.first()?;
    if periods.iter().all(|period| *period == first) {
        return Some(first);
    }
    let bounds: Vec<(Date, Date)> = periods.iter().filter_map(|period| bounds(*period)).collect();
    let from = bounds.iter().map(|(from, _)| *from).min()?;
    let to = bounds.iter().map(|(_, to)| *to).max()?;
    Some(Period::Span { from, to })
}

/// What the rows above `before` name, or else the sheet's name. A month in words counts more than one in numbers,
/// which may be part of a letter's number.
pub(crate) fn of_titles(sheet: &Sheet, before: u32) -> Option<Period> {
    let mut lines = Vec::new();
    let mut first_of_month = None;
    for row in sheet.rows.iter().take_while(|row| row.index < before.min(TITLE_ROWS)) {
        let mut line = String::new();
        for (_, cell) in &row.cells {
            if let Cell::DateTime(at) = cell {
                first_of_month.get_or_insert(Period::Month { year: at.year(), month: at.month() });
            }
            line.push_str(&cell.text());
            line.push(' ');
        }
        lines.push(line);
    }
    let all = lines.join(" ");
    let in_words = lines.iter().find_map(|line| of_words(&plain(line)));
    in_words
        .or_else(|| of_words(&plain(&all)))
        .or(first_of_month)
        .or_else(|| of_words(&plain(&sheet.name)))
        .or_else(|| of_words(&plain(&format!("{} {all}", sheet.name))))
        .or_else(|| lines.iter().find_map(|line| of_numbers(&plain(line))))
        .or_else(|| of_numbers(&plain(&sheet.name)))
}

/// A month named in words, or a span of days: `23 Agustus 2020 - 22 September 2020`, `Bulan: Februari 2026`.
fn of_words(plain: &str) -> Option<Period> {
    let words: Vec<&str> = plain.split(' ').collect();
    let days = dated_words(&words);
    if let [from, .., to] = days.as_slice()
        && from < to
        && (*to - *from).get_days() <= 366
    {
        let is_whole_month = from.first_of_month() == *from && from.last_of_month() == *to;
        return Some(match is_whole_month {
            true => Period::Month { year: from.year(), month: from.month() },
            false => Period::Span { from: *from, to: *to },
        });
    }
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| month(word).map(|month| (at, month)))?;
    let years = || words.iter().enumerate().filter_map(|(at, word)| year(word).map(|year| (at, year)));
    let (_, year) = years().find(|(place, _)| *place > at).or_else(|| years().next_back())?;
    Some(Period::Month { year, month })
}

/// A month in numbers: `BULAN: 02 TAHUN 2026`, `2026-02`, `02/2026`.
fn of_numbers(plain: &str) -> Option<Period> {
    let words: Vec<&str> = plain.split(' ').collect();
    let small = |place: usize| words.get(place).filter(|word| word.len() <= 2).and_then(|word| word.parse::<i8>().ok());
    let month = |place: usize| small(place).filter(|month| (1..=12).contains(month));
    words.iter().enumerate().find_map(|(at, word)| {
        let year = year(word)?;
        // `23-06-2026` is the day something was printed, `800/06/2026` a letter's number: no month.
        let is_alone = |place: Option<usize>| {
            place.and_then(|place| words.get(place)).is_none_or(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let labelled = words.iter().position(|word| *word == "bulan").and_then(|place| month(place + 1));
        let before = at.checked_sub(1).and_then(month).filter(|_| is_alone(at.checked_sub(2)));
        let after = month(at + 1).filter(|_| is_alone(Some(at + 2)));
        labelled.or(before).or(after).map(|month| Period::Month { year, month })
    })
}

/// Days written with a month's name or in three numbers, day first. A year that is left out is that of the next one.
fn dated_words(words: &[&str]) -> Vec<Date> {
    let mut days = Vec::new();
    let mut open: Vec<(i8, i8)> = Vec::new();
    let mut at = 0;
    while at + 1 < words.len() {
        let day = words[at].parse::<i8>().ok().filter(|day| (1..=31).contains(day) && words[at].len() <= 2);
        let (month, used_name) = match month(words[at + 1]) {
            Some(month) => (Some(month), true),
            None => (words[at + 1].parse::<i8>().ok().filter(|month| (1..=12).contains(month)), false),
        };
        let year = words.get(at + 2).and_then(|word| year(word));
        match (day, month, year) {
            (Some(day), Some(month), Some(year)) => {
                open.push((day, month));
                days.extend(open.drain(..).filter_map(|(day, month)| Date::new(year, month, day).ok()));
                at += 3;
            }
            (Some(day), Some(month), None) if used_name => {
                open.push((day, month));
                at += 2;
            }
            _ => at += 1,
        }
    }
    days
}

/// A year of four digits.
pub(crate) fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1990..=2199).contains(year))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::testing::sheet;
    use super::*;

    fn of_text(text: &str) -> Option<Period> {
        of_titles(&sheet("Sheet1", &[&[text]]), 9)
    }

    #[test]
    fn a_month_is_read_from_titles_as_offices_write_them() {
        let february = Some(Period::Month { year: 2026, month: 2 });

        assert_eq!(of_text("DAFTAR HADIR PEGAWAI BULAN FEBRUARI 2026"), february);
        assert_eq!(of_text("Bulan : Pebruari   Tahun : 2026"), february);
        assert_eq!(of_text("BULAN: 02 TAHUN 2026"), february);
        assert_eq!(of_text("Periode 2026-02"), february);
        assert_eq!(of_text("02/2026"), february);
        assert_eq!(of_text("1 Februari 2026 s.d. 28 Februari 2026"), february);
        assert_eq!(of_text("01/02/2026 - 28/02/2026"), february);
    }

    #[test]
    fn a_span_over_a_month_end_stays_a_span() {
        let span = Some(Period::Span { from: date(2020, 8, 23), to: date(2020, 9, 22) });

        assert_eq!(of_text("23 Agustus 2020 - 22 September 2020"), span);
        assert_eq!(of_text("23 Agustus s/d 22 September 2020"), span);
    }

    #[test]
    fn the_day_a_file_was_written_is_no_month() {
        assert_eq!(of_text("export-skp-23-06-2026"), None);
        assert_eq!(of_text("Nomor: 800/06/2026"), None);
        assert_eq!(of_text("DINAS KESEHATAN"), None);
    }
}
