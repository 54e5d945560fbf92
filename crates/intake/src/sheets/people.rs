//! Which rows below the headings are people, and which lines belong to whom.

use crate::Reason;

use super::grid::{Cell, Row};
use super::manual_month::{day_cells, has_marks};
use super::table::Table;
use super::tokens::tokens_of;
use super::values::{key_of, key_of_text};
use super::words::{Heading, ends_people, plain};

/// One person and the lines that belong to them.
#[derive(Debug)]
pub(crate) struct Person<'a> {
    /// The first line, and lines below without a name of their own.
    pub rows: Vec<&'a Row>,
    /// The name.
    pub name: Option<String>,
    /// The number, where one is written.
    pub key: Option<Result<String, Reason>>,
}

/// Where number, name and NIP stand.
#[derive(Debug)]
pub(crate) struct Columns {
    number: Option<u32>,
    name: Option<u32>,
    key: Option<u32>,
    /// People carry running numbers in this sheet.
    is_numbered: bool,
}

impl Columns {
    /// By their headings, else by what stands in them.
    pub fn of(table: &Table, rows: &[&Row]) -> Self {
        let first_day = table.days.first().map_or(0, |day| day.from);
        let left = || 0..first_day.min(12);
        let most = |fits: &dyn Fn(&Cell) -> bool| {
            let fitting = |column: u32| rows.iter().filter(|row| fits(row.get(column))).count();
            left()
                .map(|column| (fitting(column), column))
                .filter(|(count, _)| *count > 0)
                .max_by_key(|(count, column)| (*count, u32::MAX - column))
                .map(|(_, column)| column)
        };
        let name = table.column(Heading::Name).or_else(|| most(&|cell| letters(cell) >= 3));
        let number = table.column(Heading::Number).or_else(|| {
            let candidate = most(&|cell| running_number(cell).is_some())?;
            (Some(candidate) != name && Some(candidate) != table.column(Heading::Key)).then_some(candidate)
        });
        let is_numbered = number.is_some_and(|number| {
            rows.iter().any(|row| {
                running_number(row.get(number)).is_some() && name.is_some_and(|name| letters(row.get(name)) >= 2)
            })
        });
        Self { number, name, key: table.column(Heading::Key), is_numbered }
    }
}

/// Sorts the rows below the headings into people.
pub(crate) fn people_of<'a>(table: &Table, columns: &Columns, rows: &[&'a Row]) -> Vec<Person<'a>> {
    let mut people: Vec<Person<'a>> = Vec::new();
    let mut is_over = false;
    for row in rows {
        let line = Line::of(table, columns, row);
        is_over |= line.ends;
        let is_next =
            people.last().and_then(|person| person.rows.last()).is_some_and(|last| row.index <= last.index + 1);
        match line.kind(columns, is_over, is_next) {
            Kind::Person => {
                is_over = false;
                people.push(Person { rows: vec![row], name: line.name, key: line.key });
            }
            Kind::More => {
                if let Some(person) = people.last_mut() {
                    person.rows.push(row);
                    person.key = person.key.take().or(line.key);
                }
            }
            Kind::Nobody => people.push(Person { rows: vec![row], name: None, key: None }),
            Kind::Other => {}
        }
    }
    people
}

/// What a row is.
enum Kind {
    /// Begins a person.
    Person,
    /// Belongs to the person above.
    More,
    /// Has marks and nobody they could belong to.
    Nobody,
    /// A title, legend, sum or signature.
    Other,
}

/// What a row holds.
struct Line {
    numbered: bool,
    name: Option<String>,
    key: Option<Result<String, Reason>>,
    has_marks: bool,
    has_days: bool,
    is_rank: bool,
    ends: bool,
}

impl Line {
    fn of(table: &Table, columns: &Columns, row: &Row) -> Self {
        let numbered = columns.number.is_some_and(|column| running_number(row.get(column)).is_some());
        let (name, under) = columns.name.map_or((None, None), |column| split_name(row.get(column)));
        let beside =
            columns.key.map(|column| row.get(column)).filter(|cell| !cell.is_void()).and_then(number_in_key_column);
        let first_day = table.days.first().map_or(0, |day| day.from);
        let own_text = row.cells.iter().find(|(_, cell)| !cell.is_void());
        let ends = !numbered
            && (own_text.is_some_and(|(column, cell)| *column < first_day && ends_people(&cell.text()))
                || row.cells.iter().any(|(_, cell)| is_legend(cell)));
        let is_rank = name.as_deref().is_some_and(is_rank);
        Self {
            numbered,
            name,
            key: beside.or(under),
            has_marks: has_marks(table, row),
            has_days: day_cells(table, row).any(|cell| !tokens_of(cell).is_empty()),
            is_rank,
            ends,
        }
    }

    fn kind(&self, columns: &Columns, is_over: bool, is_next: bool) -> Kind {
        let named = self.name.is_some() && !self.is_rank;
        if is_over {
            return if self.numbered && named && (self.has_marks || self.key.is_some()) {
                Kind::Person
            } else {
                Kind::Other
            };
        }
        if self.numbered {
            return match (named || self.key.is_some(), self.has_days) {
                (true, _) => Kind::Person,
                (false, true) => Kind::Nobody,
                (false, false) => Kind::Other,
            };
        }
        if named {
            // In a numbered list a name without a number is a heading of a group, unless it has marks.
            return if self.has_marks || !columns.is_numbered { Kind::Person } else { Kind::Other };
        }
        match (is_next, self.has_marks || self.key.is_some() || self.is_rank) {
            (true, true) => Kind::More,
            (false, _) if self.has_marks && self.key.is_some() => Kind::Person,
            (false, _) if self.has_marks => Kind::Nobody,
            _ => Kind::Other,
        }
    }
}

/// A whole number of up to four digits, with or without a point.
fn running_number(cell: &Cell) -> Option<u32> {
    let text = cell.text();
    let digits = text.trim().trim_end_matches(['.', ')']);
    (!digits.is_empty() && digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

fn letters(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().filter(|sign| sign.is_alphabetic()).count(),
        _ => 0,
    }
}

/// The name and the NIP written in one cell, in two lines or behind `NIP`.
fn split_name(cell: &Cell) -> (Option<String>, Option<Result<String, Reason>>) {
    let text = cell.text();
    if let Cell::Number(_) = cell {
        return (
            None,
            personal_number(&text).or_else(|| Some(key_of(cell)).filter(|key| key == &Err(Reason::NumberRounded))),
        );
    }
    let mut name: Option<String> = None;
    let mut key = None;
    for line in text.lines() {
        let upper = line.to_ascii_uppercase();
        let marks = upper.find("NIP").filter(|at| {
            upper[at + 3..].trim_start_matches(|sign: char| !sign.is_ascii_digit()).len() >= 8
                && !upper[..*at].ends_with(|sign: char| sign.is_alphanumeric())
        });
        let (before, after) = match marks {
            Some(at) => (&line[..at], Some(&line[at..])),
            None if personal_number(line).is_some() => ("", Some(line)),
            None => (line, None),
        };
        key = key.or_else(|| after.and_then(personal_number));
        let words: Vec<&str> = before.split_whitespace().collect();
        let words = words.join(" ");
        let words = words.trim_matches(['/', '-', '(', ' ', ',']);
        if name.is_none() && words.chars().filter(|sign| sign.is_alphabetic()).count() >= 2 {
            name = Some(words.chars().take(200).collect());
        }
    }
    (name, key)
}

/// A number of eight digits or more, however it is spaced; an error where its digits are lost.
fn personal_number(text: &str) -> Option<Result<String, Reason>> {
    match key_of_text(text) {
        Ok(key) => (key.len() >= 8 && key.bytes().all(|byte| byte.is_ascii_digit())).then_some(Ok(key)),
        Err(Reason::NumberRounded) => Some(Err(Reason::NumberRounded)),
        Err(_) => None,
    }
}

/// The content of a column of numbers: anything usable that is no legend.
fn number_in_key_column(cell: &Cell) -> Option<Result<String, Reason>> {
    match key_of(cell) {
        Ok(key) => key.bytes().any(|byte| byte.is_ascii_digit()).then_some(Ok(key)),
        Err(reason) => Some(Err(reason)),
    }
}

/// `H = Hadir`, `S : Sakit`.
fn is_legend(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    text.split_once(['=', ':']).is_some_and(|(sign, meaning)| {
        let sign = sign.trim();
        (1..=4).contains(&sign.chars().count())
            && !sign.bytes().any(|byte| byte.is_ascii_digit())
            && meaning.chars().filter(|sign| sign.is_alphabetic()).count() >= 3
    })
}

/// A rank or grade, as stands under a name.
fn is_rank(text: &str) -> bool {
    let words = plain(text);
    ["penata", "pembina", "pengatur", "juru", "gol", "golongan", "pangkat", "iii ", "iv ", "ii ", "ix", "vii", "v "]
        .into_iter()
        .any(|rank| {
            words.strip_prefix(rank).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') || rank.ends_with(' '))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Option<String>, Option<String>) {
        let (name, key) = split_name(&Cell::Text(text.to_owned()));
        (name, key.and_then(Result::ok))
    }

    #[test]
    fn a_name_is_told_from_the_nip_in_its_cell() {
        let siti = || (Some("SITI AMINAH, S.Kom".to_owned()), Some("209901012099022001".to_owned()));

        assert_eq!(split("SITI AMINAH, S.Kom\nNIP. 20990101 209902 2 001"), siti());
        assert_eq!(split("SITI AMINAH, S.Kom / NIP 209901012099022001"), siti());
        assert_eq!(split("NIP. 209901012099022001"), (None, siti().1));
        assert_eq!(split("209901012099022001"), (None, siti().1));
        assert_eq!(split("SANIPAH"), (Some("SANIPAH".to_owned()), None));
    }

    #[test]
    fn a_legend_and_a_rank_are_no_names() {
        assert!(is_legend(&Cell::Text("TK : Tanpa Keterangan".into())));
        assert!(!is_legend(&Cell::Text("07:25".into())));
        assert!(is_rank("Penata Tk. I / III d"));
        assert!(!is_rank("JURUMIATI"));
    }
}
