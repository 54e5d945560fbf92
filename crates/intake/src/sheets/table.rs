//! A table with one row per person and one column, or a few, per day: where its columns stand.

use calamine::Dimensions;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::{Period, Side};

use super::grid::{Cell, Row, Sheet};
use super::period;
use super::words::{Heading, heading, is_weekday, month, plain};
use crate::dates::{Written, read_date};

/// Days in a row that make a table.
const LEAST_DAYS: usize = 5;
/// Merged regions among the days that are looked at.
const SHARED: usize = 100;
/// Columns one day may take.
const WIDEST: u32 = 4;

/// The columns of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// The day of the month as written.
    pub number: i8,
    /// The whole date, where the heading is a date.
    pub date: Option<Date>,
    /// First column.
    pub from: u32,
    /// Last column.
    pub to: u32,
}

/// Where the columns of a table stand.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// The row of the day numbers, from 0.
    pub header: u32,
    /// The first row below the headings.
    pub data_from: u32,
    /// The days in order.
    pub days: Vec<Day>,
    /// Columns by what they hold.
    pub columns: Vec<(Heading, u32)>,
    /// Columns on the right with their headings.
    pub totals: Vec<(u32, String)>,
    /// What each column of a day means, where a row below says so.
    pub sides: Vec<(u32, Side)>,
    /// What the titles name.
    pub period: Option<Period>,
    /// Cells of days merged over several rows: `MINGGU` beside everybody.
    pub shared: Vec<Dimensions>,
}

impl Table {
    /// Finds the tables of a sheet, from above.
    pub fn all_of(sheet: &Sheet) -> Vec<Self> {
        let headers: Vec<(usize, Vec<Day>)> =
            sheet.rows.iter().enumerate().filter_map(|(at, row)| days_of(row).map(|days| (at, days))).collect();
        let mut tables: Vec<Self> = Vec::new();
        for (at, days) in headers {
            // A row of people whose cells happen to count upward is no heading.
            if tables.last().is_some_and(|table| sheet.rows[at].index < table.data_from) {
                continue;
            }
            let table = Self::at(sheet, at, days);
            if tables.last().is_none_or(|last| last.days.len() <= table.days.len() + 3) {
                tables.push(table);
            }
        }
        tables
    }

    /// The column of a kind.
    pub fn column(&self, kind: Heading) -> Option<u32> {
        self.columns.iter().find(|(known, _)| *known == kind).map(|(_, column)| *column)
    }

    /// The cell above whose merged region reaches down to a row and column.
    pub fn shared_with(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        self.shared.iter().find(|merge| merge.start.0 < row && merge.contains(row, column)).map(|merge| merge.start)
    }

    /// First and last day.
    pub fn covers(&self, period: Option<Period>) -> Option<(Date, Date)> {
        let mut dates = (0..self.days.len()).filter_map(|place| self.date(place, period));
        let first = dates.next()?;
        Some((first, dates.next_back().unwrap_or(first)))
    }

    /// The date of a day, in the table's period or the one given.
    pub fn date(&self, place: usize, period: Option<Period>) -> Option<Date> {
        let day = self.days.get(place)?;
        if day.date.is_some() {
            return day.date;
        }
        let period = period.or(self.period)?;
        let (from, to) = period::bounds(period)?;
        // Each time the numbers begin anew is a month further; a month's name then is that of the last part.
        let turns = |days: &[Day]| days.windows(2).filter(|pair| pair[1].number < pair[0].number).count() as i64;
        let before = if matches!(period, Period::Month { .. }) { turns(&self.days) } else { 0 };
        let month = from.first_of_month().checked_add((turns(&self.days[..=place]) - before).months()).ok()?;
        let date = Date::new(month.year(), month.month(), day.number).ok()?;
        (date <= to).then_some(date)
    }

    fn at(sheet: &Sheet, at: usize, mut days: Vec<Day>) -> Self {
        let header = &sheet.rows[at];
        let first_day = days[0].from;
        widen(sheet, at, &mut days);
        let last_day = days.last().map_or(first_day, |day| day.to);
        let below = rows_of_headings(sheet, at, first_day, last_day);
        let above = sheet.rows[at.saturating_sub(2)..at].iter();
        let band: Vec<&Row> = above.chain([header]).chain(&below).collect();
        let mut columns: Vec<(Heading, u32)> = Vec::new();
        let mut totals: Vec<(u32, String)> = Vec::new();
        for row in &band {
            for (column, cell) in &row.cells {
                if *column < first_day
                    && let Some(kind) = heading(&cell.text())
                    && columns.iter().all(|(known, _)| *known != kind)
                {
                    columns.push((kind, *column));
                }
                if *column > last_day && !cell.is_void() && row.index >= header.index.saturating_sub(1) {
                    let text = plain_label(cell);
                    // The lowest heading is the column's own; the ones above span several.
                    totals.retain(|(known, _)| known != column);
                    totals.push((*column, text));
                }
            }
        }
        totals.sort();
        let sides =
            below.iter().flat_map(|row| &row.cells).filter_map(|(column, cell)| Some((*column, side_of(cell)?)));
        let is_part_of_day =
            |column: &u32| days.iter().any(|day| day.from < day.to && (day.from..=day.to).contains(column));
        let sides = sides.filter(|(column, _)| is_part_of_day(column)).collect();
        let data_from = below.last().map_or(header.index, |row| row.index) + 1;
        let is_shared = |merge: &&Dimensions| {
            merge.start.0 >= data_from
                && merge.end.0 > merge.start.0
                && (first_day..=last_day).contains(&merge.start.1)
                && (first_day..=last_day).contains(&merge.end.1)
        };
        let shared = sheet.merges.iter().filter(is_shared).take(SHARED).copied().collect();
        Self {
            header: header.index,
            data_from,
            columns,
            totals,
            sides,
            period: match (days.first().and_then(|day| day.date), days.last().and_then(|day| day.date)) {
                (Some(first), Some(last)) => Some(period::of_days(first, last)),
                _ => period::of_titles(sheet, header.index),
            },
            days,
            shared,
        }
    }
}

fn plain_label(cell: &Cell) -> String {
    let text = cell.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The longest run of day numbers in a row.
fn days_of(row: &Row) -> Option<Vec<Day>> {
    let mut best: Vec<Day> = Vec::new();
    let mut run: Vec<Day> = Vec::new();
    for (column, cell) in &row.cells {
        let Some((number, date)) = day_number(cell) else {
            if !run.is_empty() && !cell.is_blank() {
                keep_longer(&mut best, &mut run);
            }
            continue;
        };
        let follows = run.last().is_some_and(|last| {
            let next = match (last.date, date) {
                (Some(last), Some(date)) => date > last && (date - last).get_days() <= 4,
                _ => number == last.number + 1 || (number == 1 && last.number >= 28),
            };
            next && column - last.from <= WIDEST
        });
        if !follows {
            keep_longer(&mut best, &mut run);
        }
        run.push(Day { number, date, from: *column, to: *column });
    }
    keep_longer(&mut best, &mut run);
    best.truncate(62);
    (best.len() >= LEAST_DAYS).then_some(best)
}

fn keep_longer(best: &mut Vec<Day>, run: &mut Vec<Day>) {
    if run.len() > best.len() {
        std::mem::swap(best, run);
    }
    run.clear();
}

/// `1`, `01`, 1, `Tgl 1`, or a date.
fn day_number(cell: &Cell) -> Option<(i8, Option<Date>)> {
    match cell {
        Cell::DateTime(at) => Some((at.day(), Some(at.date()))),
        Cell::Number(number) if number.fract() == 0.0 && (1.0..=31.0).contains(number) => Some((*number as i8, None)),
        Cell::Text(text) if text.len() <= 12 => {
            if let Some(written) = read_date(text) {
                return dated(written);
            }
            let plain = plain(text);
            let digits = plain.strip_prefix("tgl ").or(plain.strip_prefix("tanggal ")).unwrap_or(&plain);
            // `Kam 01` and `01 Kam` name the day of the week beside.
            let digits = match digits.split_once(' ') {
                Some((name, digits)) if is_weekday(name) || month(name).is_some() => digits,
                Some((digits, name)) if is_weekday(name) || month(name).is_some() => digits,
                _ => digits,
            };
            let number = digits.parse::<i8>().ok().filter(|number| (1..=31).contains(number) && digits.len() <= 2)?;
            Some((number, None))
        }
        _ => None,
    }
}

/// A heading that is a date in text, day first: only then the days of the headings follow each other.
fn dated(written: Written) -> Option<(i8, Option<Date>)> {
    let date = match written {
        Written::Certain(date) => date,
        Written::Ordered { first, second, year } => Date::new(year, second, first).ok()?,
    };
    Some((date.day(), Some(date)))
}

/// Gives each day the columns up to the next one.
fn widen(sheet: &Sheet, at: usize, days: &mut [Day]) {
    for place in 0..days.len().saturating_sub(1) {
        days[place].to = days[place + 1].from - 1;
    }
    let header = sheet.rows[at].index;
    let usual = days.first().map_or(0, |day| day.to - day.from);
    if let Some(last) = days.last_mut() {
        let merged = sheet.merged_to(header, last.from);
        let free = (1..=usual).take_while(|more| sheet.rows[at].get(last.from + more).is_blank()).count() as u32;
        last.to = merged.max(last.from + free).min(last.from + WIDEST);
    }
}

/// Rows right below the day numbers that still are headings: weekdays, `Datang`/`Pulang`, numbers of columns.
fn rows_of_headings(sheet: &Sheet, at: usize, first_day: u32, last_day: u32) -> Vec<Row> {
    let header = sheet.rows[at].index;
    sheet.rows[at + 1..]
        .iter()
        .take_while(|row| row.index <= header + 3)
        .take_while(|row| {
            let in_days = row.cells.iter().filter(|(column, _)| (first_day..=last_day).contains(column));
            let (mut all, mut known) = (0, 0);
            for (_, cell) in in_days {
                all += 1;
                known += usize::from(is_weekday(&cell.text()) || side_of(cell).is_some());
            }
            let people = row.cells.iter().filter(|(column, _)| *column < first_day);
            let has_person = people.clone().any(|(_, cell)| heading(&cell.text()).is_none() && !is_column_number(cell));
            let numbers = row.cells.len() > 3 && row.cells.iter().all(|(_, cell)| is_column_number(cell));
            numbers || (!has_person && (all == 0 || known * 10 >= all * 8) && !row.cells.is_empty())
        })
        .cloned()
        .collect()
}

/// `(1)`, `2`: the row that numbers the columns.
fn is_column_number(cell: &Cell) -> bool {
    plain(&cell.text()).parse::<u16>().is_ok_and(|number| number < 200)
}

fn side_of(cell: &Cell) -> Option<Side> {
    let text = plain(&cell.text());
    match heading(&text) {
        Some(Heading::In) => return Some(Side::In),
        Some(Heading::Middle) => return Some(Side::Middle),
        Some(Heading::Out) => return Some(Side::Out),
        _ => {}
    }
    match text.as_str() {
        "m" | "d" | "dtg" | "dat" | "msk" | "pagi" | "pg" | "i" => Some(Side::In),
        "s" | "sg" => Some(Side::Middle),
        "p" | "plg" | "pul" | "sore" | "sr" | "k" | "klr" | "o" => Some(Side::Out),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::testing::sheet;
    use super::*;

    #[test]
    fn days_are_found_as_text_or_number_with_totals_on_the_right() {
        let header = ["No", "NIP", "Nama", "01", "02", "03", "04", "05", "06", "total hari", "libur"];
        let table = &Table::all_of(&sheet("x", &[&["REKAP FEBRUARI 2026"], &header]))[0];

        assert_eq!(table.days.len(), 6);
        assert_eq!(table.column(Heading::Key), Some(1));
        assert_eq!(table.totals, [(9, "total hari".to_owned()), (10, "libur".to_owned())]);
        assert_eq!(table.date(5, None), Some(date(2026, 2, 6)));
    }

    #[test]
    fn numbers_that_begin_anew_are_the_next_month() {
        let header = ["Nama", "29", "30", "31", "1", "2", "3"];
        let table = &Table::all_of(&sheet("x", &[&["23 Agustus 2020 - 22 September 2020"], &header]))[0];

        assert_eq!(table.date(2, None), Some(date(2020, 8, 31)));
        assert_eq!(table.date(3, None), Some(date(2020, 9, 1)));
    }

    #[test]
    fn two_columns_a_day_keep_their_meaning() {
        let header = ["No", "Nama", "1", "", "2", "", "3", "", "4", "", "5", ""];
        let below = ["", "", "Datang", "Pulang", "D", "P", "D", "P", "D", "P", "D", "P"];
        let table = &Table::all_of(&sheet("x", &[&["Bulan Mei 2026"], &header, &below, &["1", "SITI"]]))[0];

        assert_eq!((table.days[1].from, table.days[1].to), (4, 5));
        assert_eq!((table.days[4].from, table.days[4].to), (10, 11));
        assert_eq!(table.sides.len(), 10);
        assert_eq!(table.data_from, 3);
    }

    #[test]
    fn headings_that_are_dates_need_no_title() {
        let header = ["Nama", "28/02/2026", "01/03/2026", "02/03/2026", "03/03/2026", "2026-03-04"];
        let table = &Table::all_of(&sheet("x", &[&header]))[0];

        assert_eq!(table.date(1, None), Some(date(2026, 3, 1)));
        assert_eq!(table.period, Some(Period::Span { from: date(2026, 2, 28), to: date(2026, 3, 4) }));
    }

    #[test]
    fn a_row_of_numbers_without_order_is_no_table() {
        assert!(Table::all_of(&sheet("x", &[&["1", "5", "2", "9", "3", "7"]])).is_empty());
    }
}
