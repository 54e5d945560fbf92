//! Rows that change, written for the portal in the form of the very file it gave: the same columns in the same order, its
//! separator, quotes, dates, times, code page and line ends.
//!
//! **Invariant:** what is handed out was read back with the same reader and says exactly what was to be said.

use std::collections::BTreeMap;

use encoding_rs::{GB18030, WINDOWS_1252};
use jiff::civil::{Date, DateTime, Time};

use crate::dates::{Decided, Votes};
use crate::keys::clean_key;
use crate::portal_columns::{Columns, side_in};
use crate::portal_csv::{self, RowReader, date_in};
use crate::portal_dialect::{DatePattern, MomentPattern, most_common};
use crate::table::{Header, each_row, find_header};
use crate::text::{Page, Text};
use crate::{Format, IntakeError, Options, Side};

/// One person-day as the portal should have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalFix {
    /// The person's number as the portal knows it.
    pub key: String,
    /// The name, for a day of which the portal has no row at all.
    pub name: String,
    /// The day.
    pub on: Date,
    /// When they arrived; none for no arrival.
    pub arrived: Option<Time>,
    /// When they left; none for no departure.
    pub left: Option<Time>,
}

/// Why a fix cannot be said in the portal's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSaid {
    /// It takes the day's presence away, and a file of punches has no row for that.
    NothingLeft,
    /// The file has no column for that side.
    NoColumn,
    /// The number is none the portal could know anybody by.
    BadKey,
    /// It stands in the list twice.
    Twice,
}

/// The file for the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Rows below the heading.
    pub rows: usize,
    /// The fixes it cannot say, by place in the list.
    pub not_said: Vec<(usize, NotSaid)>,
}

/// Why no file was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWritten {
    /// The file is none of the portal's.
    #[error(transparent)]
    Unreadable(#[from] IntakeError),
    /// Its way of writing dates or times could not be learnt.
    #[error("how the portal writes its dates or times could not be learnt from the file")]
    UnknownDialect,
    /// What was written reads back as something else.
    #[error("the written file does not read back as intended")]
    NotFaithful,
}

/// Writes the fixes in the form of the file the portal gave.
///
/// # Errors
///
/// [`NotWritten`]; a fix that cannot be said is no error but stands in [`PortalFile::not_said`].
pub fn portal_corrections(original: &[u8], options: &Options, fixes: &[PortalFix]) -> Result<PortalFile, NotWritten> {
    let text = Text::of(original);
    let Some(header) = find_header(&text, Columns::of) else {
        let why = "no heading line names a person's number and a time".into();
        return Err(IntakeError::NotUnderstood { tried: vec![(Format::PortalCsv, why)] }.into());
    };
    let given = Given::learn(&text, header, options)?;
    let mut seen = std::collections::BTreeSet::new();
    let (mut body, mut rows, mut not_said, mut expected) = (String::new(), 0, Vec::new(), Vec::new());
    for (place, fix) in fixes.iter().enumerate() {
        let Ok(key) = clean_key(&fix.key) else {
            not_said.push((place, NotSaid::BadKey));
            continue;
        };
        if !seen.insert((key.clone(), fix.on)) {
            not_said.push((place, NotSaid::Twice));
            continue;
        }
        match given.rows_of(fix, &key, options) {
            Ok(written) => {
                for fields in written.rows {
                    body.push_str(&fields.join(&char::from(given.separator).to_string()));
                    body.push_str(given.line_end);
                    rows += 1;
                }
                expected.extend(written.moments.into_iter().map(|at| (key.clone(), at)));
            }
            Err(why) => not_said.push((place, why)),
        }
    }
    let bytes = given.encode(&body);
    given.read_back(&bytes, options, expected)?;
    Ok(PortalFile { bytes, rows, not_said })
}

/// A row of the portal's, its fields as written.
struct GivenRow {
    fields: Vec<String>,
    cells: Vec<String>,
    /// The moments it says, by time column.
    moments: Vec<Option<DateTime>>,
}

/// What was learnt of the file.
struct Given {
    head: String,
    marked: bool,
    little_endian: bool,
    page: Page,
    line_end: &'static str,
    separator: u8,
    columns: Columns,
    order: Decided,
    width: usize,
    quoted: Vec<bool>,
    key_mark: &'static str,
    date: Option<DatePattern>,
    moments: Vec<MomentPattern>,
    kinds: [String; 2],
    rows: BTreeMap<(String, Date), Vec<GivenRow>>,
}

/// The rows of one fix, and what they say.
struct RowsOfFix {
    rows: Vec<Vec<String>>,
    moments: Vec<DateTime>,
}

impl Given {
    fn learn(text: &Text, header: Header<Columns>, options: &Options) -> Result<Self, NotWritten> {
        let Header { columns, separator, line } = header;
        let raw = text.bytes();
        let (start, length) = text
            .lines()
            .placed()
            .find(|(number, ..)| *number == line)
            .map_or((0, 0), |(_, start, line)| (start, line.len()));
        let end = start + length;
        let line_end = match raw.get(end..) {
            Some([b'\r', b'\n', ..]) => "\r\n",
            Some([b'\r', ..]) => "\r",
            Some([b'\n', ..]) => "\n",
            _ => "\r\n",
        };
        let width = raw_fields(&text.decode(&raw[start..end]), separator).len();
        let mut given = Self {
            head: text.decode(&raw[..end]).into_owned(),
            marked: text.is_marked(),
            little_endian: text.is_little_endian(),
            page: text.page(),
            line_end,
            separator,
            order: Votes::default().decide(options.date_order),
            width,
            quoted: vec![false; width],
            key_mark: "",
            date: None,
            moments: Vec::new(),
            kinds: ["masuk".into(), "pulang".into()],
            rows: BTreeMap::new(),
            columns,
        };
        given.read_rows(text, line, options)?;
        Ok(given)
    }

    fn read_rows(&mut self, text: &Text, line: u64, options: &Options) -> Result<(), NotWritten> {
        let mut all: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        let mut votes = Votes::default();
        let dated: Vec<usize> =
            self.columns.date.into_iter().chain(self.columns.times.iter().map(|time| time.at)).collect();
        each_row(text, self.separator, line, &options.caps, |row| {
            if let Ok(cells) = row.cells {
                dated.iter().filter_map(|at| date_in(cells.get(*at)?)).for_each(|written| votes.note(written));
                all.push((raw_fields(&text.decode(row.raw), self.separator), cells));
            }
            Ok::<(), IntakeError>(())
        })?;
        self.order = votes.decide(options.date_order);
        let column = |at: usize| -> Vec<&str> {
            let cells = all.iter().filter_map(|(_, cells)| cells.get(at).map(String::as_str));
            cells.filter(|cell| !matches!(*cell, "" | "-" | "--" | "NULL" | "null")).collect()
        };
        self.date = match self.columns.date {
            Some(at) if column(at).is_empty() => Some(DatePattern::ISO),
            Some(at) => Some(DatePattern::learn(&column(at), &self.order).ok_or(NotWritten::UnknownDialect)?),
            None => None,
        };
        let patterns: Vec<(bool, Option<MomentPattern>)> = self
            .columns
            .times
            .iter()
            .map(|time| (column(time.at).is_empty(), MomentPattern::learn(&column(time.at), &self.order)))
            .collect();
        let any = patterns.iter().find_map(|(_, pattern)| pattern.clone());
        let plain = any.unwrap_or_else(|| MomentPattern::plain(self.columns.date.is_none()));
        for (is_empty, pattern) in patterns {
            match pattern {
                Some(pattern) if pattern.has_date() || self.columns.date.is_some() => self.moments.push(pattern),
                None if is_empty => self.moments.push(plain.clone()),
                _ => return Err(NotWritten::UnknownDialect),
            }
        }
        for at in 0..self.width {
            let separator = char::from(self.separator);
            // A field that needs its quotes says nothing of the others.
            let free = |field: &&String| !field.is_empty() && !field.contains([separator, '\n', '\r']);
            let filled: Vec<&String> = all.iter().filter_map(|(fields, _)| fields.get(at)).filter(free).collect();
            let quoted = filled.iter().filter(|field| field.starts_with('"')).count();
            self.quoted[at] = quoted > 0 && quoted * 2 >= filled.len();
        }
        let marks: Vec<&'static str> = column(self.columns.key)
            .iter()
            .map(|cell| ["`", "'"].into_iter().find(|mark| cell.starts_with(mark)).unwrap_or(""))
            .collect();
        self.key_mark = most_common(&marks);
        if let Some(at) = self.columns.kind {
            for (place, side) in [Side::In, Side::Out].into_iter().enumerate() {
                let words: Vec<&str> = column(at).into_iter().filter(|cell| side_in(cell) == Some(side)).collect();
                if !words.is_empty() {
                    self.kinds[place] = most_common(&words).to_owned();
                }
            }
        }
        for (fields, cells) in all {
            self.keep(fields, cells, options);
        }
        Ok(())
    }

    fn keep(&mut self, fields: Vec<String>, cells: Vec<String>, options: &Options) {
        let reader = RowReader { columns: &self.columns, cells: &cells, order: &self.order, options };
        let Ok(Some(key)) = reader.person() else { return };
        let moments: Vec<Option<DateTime>> = self
            .columns
            .times
            .iter()
            .map(|time| reader.punch(&key, time, crate::RowRef::line(0)).ok().flatten().map(|event| event.time))
            .collect();
        let on = reader.day().ok().or_else(|| moments.iter().flatten().next().map(|at| at.date()));
        if let Some(on) = on {
            self.rows.entry((key, on)).or_default().push(GivenRow { fields, cells, moments });
        }
    }

    fn rows_of(&self, fix: &PortalFix, key: &str, options: &Options) -> Result<RowsOfFix, NotSaid> {
        let at = |time: Option<Time>, place: usize| time.map(|time| self.moments[place].cut(fix.on.to_datetime(time)));
        let there: &[GivenRow] = self.rows.get(&(key.to_owned(), fix.on)).map_or(&[], Vec::as_slice);
        let sided = self.columns.times.iter().any(|time| time.side.is_some());
        if !sided && self.columns.times.len() == 1 {
            return self.one_a_punch(fix, there, options);
        }
        let place = |side: Side, or: usize| {
            if sided { self.columns.times.iter().position(|time| time.side == Some(side)) } else { Some(or) }
        };
        let (first, last) = (place(Side::In, 0), place(Side::Out, self.columns.times.len() - 1));
        if fix.arrived.is_some() && first.is_none() || fix.left.is_some() && last.is_none() {
            return Err(NotSaid::NoColumn);
        }
        if fix.arrived.is_none() && fix.left.is_none() && there.is_empty() {
            return Err(NotSaid::NothingLeft);
        }
        let mut wanted: Vec<Option<DateTime>> = vec![None; self.columns.times.len()];
        if let Some(place) = first {
            wanted[place] = at(fix.arrived, place);
        }
        if let Some(place) = last.filter(|_| fix.left.is_some()) {
            wanted[place] = at(fix.left, place);
        }
        let row = self.row(fix, there.first(), &wanted, options);
        Ok(RowsOfFix { rows: vec![row], moments: wanted.into_iter().flatten().collect() })
    }

    /// A file with one punch a row: arrival and departure are rows of their own.
    fn one_a_punch(&self, fix: &PortalFix, there: &[GivenRow], options: &Options) -> Result<RowsOfFix, NotSaid> {
        if fix.arrived.is_none() && fix.left.is_none() {
            return Err(NotSaid::NothingLeft);
        }
        let mut written = RowsOfFix { rows: Vec::new(), moments: Vec::new() };
        for (place, (side, time)) in [(Side::In, fix.arrived), (Side::Out, fix.left)].into_iter().enumerate() {
            let Some(time) = time else { continue };
            let at = self.moments[0].cut(fix.on.to_datetime(time));
            let kind = |row: &GivenRow| {
                self.columns.kind.and_then(|column| row.cells.get(column)).and_then(|cell| side_in(cell))
            };
            let base = there.iter().find(|row| kind(row) == Some(side)).or_else(|| match side {
                Side::In => there.iter().min_by_key(|row| row.moments[0]),
                _ => there.iter().max_by_key(|row| row.moments[0]),
            });
            let mut row = self.row(fix, base, &[Some(at)], options);
            if let Some(column) = self.columns.kind
                && base.is_none_or(|base| kind(base) != Some(side))
            {
                self.put(&mut row, column, &self.kinds[place]);
            }
            written.rows.push(row);
            written.moments.push(at);
        }
        Ok(written)
    }

    /// A row like one of the portal's, or a new one, with these moments. What belonged to another moment goes.
    fn row(
        &self,
        fix: &PortalFix,
        base: Option<&GivenRow>,
        wanted: &[Option<DateTime>],
        options: &Options,
    ) -> Vec<String> {
        let mut row = base.map_or_else(|| vec![String::new(); self.width], |base| base.fields.clone());
        row.resize(self.width.max(row.len()), String::new());
        if base.is_none() {
            self.put(&mut row, self.columns.key, &format!("{}{}", self.key_mark, fix.key.trim()));
            let name: String = fix.name.split_whitespace().collect::<Vec<_>>().join(" ");
            // A name must not become a formula in a spreadsheet on the way.
            if let Some(column) = self.columns.name.filter(|_| !name.starts_with(['=', '+', '-', '@'])) {
                self.put(&mut row, column, &name);
            }
            if let (Some(column), Some(pattern)) = (self.columns.date, &self.date) {
                self.put(&mut row, column, &pattern.write(fix.on));
            }
        }
        for (place, (time, at)) in self.columns.times.iter().zip(wanted).enumerate() {
            let before = base.and_then(|base| base.moments[place]);
            if before.map(|before| self.moments[place].cut(before)) == *at {
                continue;
            }
            let text = at.map(|at| self.moments[place].write(at, &options.zone)).unwrap_or_default();
            self.put(&mut row, time.at, &text);
            let of_place = [time.place.latitude, time.place.longitude, time.place.pair, time.place.accuracy];
            for column in of_place.into_iter().chain([self.columns.device]).flatten() {
                self.put(&mut row, column, "");
            }
        }
        row
    }

    fn put(&self, row: &mut [String], column: usize, text: &str) {
        let separator = char::from(self.separator);
        let is_quoted = self.quoted.get(column).copied().unwrap_or(false);
        let needs = text.contains([separator, '"', '\n', '\r']);
        if let Some(field) = row.get_mut(column) {
            *field = if needs || is_quoted && !text.is_empty() {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text.to_owned()
            };
        }
    }

    fn encode(&self, body: &str) -> Vec<u8> {
        let whole = format!("{}{}{body}", self.head, self.line_end);
        match self.page {
            Page::Utf8 if self.marked => [b"\xEF\xBB\xBF", whole.as_bytes()].concat(),
            Page::Utf8 => whole.into_bytes(),
            Page::Windows1252 => WINDOWS_1252.encode(&whole).0.into_owned(),
            Page::Gb18030 => GB18030.encode(&whole).0.into_owned(),
            Page::Utf16 => {
                let mark = self.marked.then_some(0xFEFF);
                let units = mark.into_iter().chain(whole.encode_utf16());
                let bytes = |unit: u16| if self.little_endian { unit.to_le_bytes() } else { unit.to_be_bytes() };
                units.flat_map(bytes).collect()
            }
        }
    }

    fn read_back(
        &self,
        bytes: &[u8],
        options: &Options,
        mut expected: Vec<(String, DateTime)>,
    ) -> Result<(), NotWritten> {
        // A few rows may no longer show in which order day and month stand; the whole file did.
        let options = Options { date_order: self.order.order.or(options.date_order), ..options.clone() };
        let reading = portal_csv::read(&Text::of(bytes), &options)?;
        let mut said: Vec<(String, DateTime)> =
            reading.events.iter().map(|event| (event.person_key.clone(), event.time)).collect();
        said.sort();
        expected.sort();
        if said == expected && reading.problems.is_empty() { Ok(()) } else { Err(NotWritten::NotFaithful) }
    }
}

/// The fields of a row as written, quotes and all.
fn raw_fields(line: &str, separator: u8) -> Vec<String> {
    let separator = char::from(separator);
    let (mut fields, mut field, mut open, mut begins) = (Vec::new(), String::new(), false, true);
    for letter in line.chars() {
        match letter {
            '"' if open => open = false,
            '"' if begins || field.ends_with('"') => open = true,
            letter if letter == separator && !open => {
                fields.push(std::mem::take(&mut field));
                begins = true;
                continue;
            }
            _ => {}
        }
        begins &= letter == ' ';
        field.push(letter);
    }
    fields.push(field);
    fields
}

#[cfg(test)]
mod tests;
