//! Packs of kind `kode_status`: what statuses and marks mean, and what a token on a sheet stands for.

mod read;

use hadir_domain::status::{Mark, Status};
use serde::Serialize;

use crate::pack::{Provenance, Tally};

/// What a status counts as in sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    /// At work, inside or outside the office.
    Present,
    /// Not at work, with permission.
    Excused,
    /// Not at work, without word.
    Absent,
    /// No work was due.
    Off,
    /// Not yet known.
    Open,
}

/// A mark without its minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum MarkCode {
    /// Late.
    #[serde(rename = "TL")]
    Tl,
    /// Left early.
    #[serde(rename = "PSW")]
    Psw,
    /// No arrival punch.
    #[serde(rename = "TAD")]
    MissingIn,
    /// No departure punch.
    #[serde(rename = "TAP")]
    MissingOut,
    /// Missed roll call.
    #[serde(rename = "AP")]
    MissedApel,
}

impl MarkCode {
    /// Every mark.
    pub const ALL: [Self; 5] = [Self::Tl, Self::Psw, Self::MissingIn, Self::MissingOut, Self::MissedApel];

    /// The printed code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tl => "TL",
            Self::Psw => "PSW",
            Self::MissingIn => "TAD",
            Self::MissingOut => "TAP",
            Self::MissedApel => "AP",
        }
    }

    /// Whether minutes belong to it.
    pub fn has_minutes(self) -> bool {
        matches!(self, Self::Tl | Self::Psw)
    }

    /// The mark; `None` when it needs minutes and there are none. Minutes are never made up.
    pub fn with(self, minutes: Option<u16>) -> Option<Mark> {
        match self {
            Self::Tl => minutes.map(Mark::Tl),
            Self::Psw => minutes.map(Mark::Psw),
            Self::MissingIn => Some(Mark::MissingIn),
            Self::MissingOut => Some(Mark::MissingOut),
            Self::MissedApel => Some(Mark::MissedApel),
        }
    }
}

/// A status with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusMeaning {
    /// The status.
    pub status: Status,
    /// Its name in Indonesian.
    pub meaning: String,
    /// Its name in English.
    pub meaning_en: String,
    /// What it counts as.
    pub counts_as: CountsAs,
    /// Where that comes from.
    pub provenance: Provenance,
}

/// A mark with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkMeaning {
    /// The mark.
    pub mark: MarkCode,
    /// Its name in Indonesian.
    pub meaning: String,
    /// Its name in English.
    pub meaning_en: String,
    /// Where that comes from.
    pub provenance: Provenance,
}

/// One kind of sheet, whose tokens have meanings of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Its name in packs, such as `matriks_portal`.
    pub id: String,
    /// Its name in Indonesian.
    pub title: String,
    /// Its name in English.
    pub title_en: String,
    /// What a cell without a status says; nothing when `None`.
    pub blank: Option<Status>,
    /// Where the meanings come from.
    pub provenance: Provenance,
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Token {
    token: String,
    status: Option<Status>,
    one_of: Vec<Status>,
    mark: Option<MarkCode>,
    meaning: String,
    meaning_en: String,
}

/// What a token stands for. A remark only (missed exercise) has neither status nor mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resolved {
    /// The status, where the token says exactly one.
    pub status: Option<Status>,
    /// What it may be, where the token leaves it open.
    pub one_of: Vec<Status>,
    /// The kind of mark.
    pub mark_code: Option<MarkCode>,
    /// The mark; `None` for a mark that needs minutes and has none.
    pub mark: Option<Mark>,
    /// Its meaning in Indonesian.
    pub meaning: String,
    /// Its meaning in English.
    pub meaning_en: String,
}

/// What a whole cell says, which may hold several tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CellReading {
    /// The one status, when the cell says one and only one.
    pub status: Option<Status>,
    /// What it may be, when it leaves the status open or contradicts itself.
    pub one_of: Vec<Status>,
    /// Marks with their minutes.
    pub marks: Vec<Mark>,
    /// Meanings of tokens that are only remarks, and of marks without their minutes.
    pub remarks: Vec<String>,
    /// Tokens no pack knows.
    pub unknown: Vec<String>,
}

/// All meanings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StatusCodes {
    statuses: Vec<StatusMeaning>,
    marks: Vec<MarkMeaning>,
    sheets: Vec<Sheet>,
}

impl StatusCodes {
    /// Every status, in the order of the recap's columns.
    pub fn statuses(&self) -> &[StatusMeaning] {
        &self.statuses
    }

    /// Every mark.
    pub fn marks(&self) -> &[MarkMeaning] {
        &self.marks
    }

    /// Every kind of sheet.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The words of a status.
    pub fn meaning(&self, status: Status) -> Option<&StatusMeaning> {
        self.statuses.iter().find(|meaning| meaning.status == status)
    }

    /// What a token stands for on any sheet; `None` when none knows it or they disagree.
    pub fn resolve(&self, token: &str) -> Option<Resolved> {
        let mut found = self.sheets.iter().filter_map(|sheet| sheet.resolve(token));
        let first = found.next()?;
        let same = |other: Resolved| {
            (other.status, other.mark_code) == (first.status, first.mark_code) && other.one_of == first.one_of
        };
        found.all(same).then_some(first)
    }

    /// What a token stands for on one kind of sheet.
    pub fn resolve_in(&self, sheet: &str, token: &str) -> Option<Resolved> {
        self.sheet(sheet)?.resolve(token)
    }

    /// Reads a whole cell, its tokens parted by blanks, commas or slashes; `None` for an unknown sheet.
    pub fn read_cell(&self, sheet: &str, cell: &str) -> Option<CellReading> {
        self.sheet(sheet).map(|sheet| sheet.read_cell(cell))
    }

    pub(crate) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        let statuses = self.statuses.iter().map(|meaning| &meaning.provenance);
        let marks = self.marks.iter().map(|meaning| &meaning.provenance);
        let sheets = self.sheets.iter().map(|sheet| &sheet.provenance);
        statuses.chain(marks).chain(sheets).for_each(|provenance| tally.count(provenance.confirmed));
        tally
    }

    fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }
}

impl Sheet {
    fn resolve(&self, text: &str) -> Option<Resolved> {
        let text = text.trim().to_ascii_uppercase();
        let find = |name: &str| self.tokens.iter().find(|token| token.token == name);
        let (token, minutes) = match find(&text) {
            Some(token) => (token, None),
            None => {
                let (name, minutes) = split_minutes(&text)?;
                let minutes_belong = |token: &&Token| token.mark.is_some_and(MarkCode::has_minutes);
                (find(name).filter(minutes_belong)?, Some(minutes))
            }
        };
        Some(Resolved {
            status: token.status,
            one_of: token.one_of.clone(),
            mark_code: token.mark,
            mark: token.mark.and_then(|mark| mark.with(minutes)),
            meaning: token.meaning.clone(),
            meaning_en: token.meaning_en.clone(),
        })
    }

    fn read_cell(&self, cell: &str) -> CellReading {
        let mut reading = CellReading::default();
        let tokens = cell.split(|part: char| part.is_whitespace() || matches!(part, ',' | ';' | '/'));
        for text in tokens.filter(|text| !text.is_empty()) {
            match self.resolve(text) {
                None => reading.unknown.push(text.to_owned()),
                Some(resolved) => {
                    for status in resolved.status.into_iter().chain(resolved.one_of) {
                        if !reading.one_of.contains(&status) {
                            reading.one_of.push(status);
                        }
                    }
                    match (resolved.mark, resolved.status.is_none()) {
                        (Some(mark), _) => reading.marks.push(mark),
                        (None, true) => reading.remarks.push(resolved.meaning),
                        (None, false) => {}
                    }
                }
            }
        }
        reading.status = match reading.one_of[..] {
            [] if reading.unknown.is_empty() => self.blank,
            [status] => Some(status),
            _ => None,
        };
        if reading.status.is_some() {
            reading.one_of.clear();
        }
        reading
    }
}

/// `TL45M`, `TL45` and `TL:45` are `TL` and 45.
fn split_minutes(text: &str) -> Option<(&str, u16)> {
    let at = text.find(|part: char| part.is_ascii_digit())?;
    let (name, digits) = text.split_at(at);
    let digits = digits.strip_suffix('M').unwrap_or(digits);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let minutes = if plain { digits.parse().ok()? } else { return None };
    Some((name.strip_suffix(':').unwrap_or(name), minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;

    #[test]
    fn every_status_has_its_words_in_the_order_of_the_recap() {
        let codes = Packs::shipped().statuses();
        let listed: Vec<_> = codes.statuses().iter().map(|meaning| meaning.status).collect();

        assert_eq!(listed, Status::ALL);
        assert_eq!(codes.meaning(Status::Dl).unwrap().counts_as, CountsAs::Present);
        assert_eq!(codes.meaning(Status::Tk).unwrap().counts_as, CountsAs::Absent);
    }

    #[test]
    fn a_token_that_leaves_the_status_open_is_not_settled_here() {
        let codes = Packs::shipped().statuses();
        let excused = codes.resolve("I1").unwrap();

        assert_eq!(excused.status, None);
        assert_eq!(excused.one_of, [Status::I, Status::Dl, Status::C]);
    }

    #[test]
    fn a_cell_with_marks_only_is_a_day_attended() {
        let codes = Packs::shipped().statuses();
        let cell = codes.read_cell("matriks_portal", "TL12m  PC5m AP1").unwrap();

        assert_eq!(cell.status, Some(Status::H));
        assert_eq!(cell.marks, [Mark::Tl(12), Mark::Psw(5), Mark::MissedApel]);
        assert_eq!(codes.read_cell("matriks_portal", "").unwrap().status, Some(Status::H));
        assert_eq!(codes.read_cell("manual", "").unwrap().status, None);
    }

    #[test]
    fn a_cell_that_contradicts_itself_names_both_and_settles_nothing() {
        let codes = Packs::shipped().statuses();
        let cell = codes.read_cell("matriks_portal", "A1 LIB").unwrap();

        assert_eq!(cell.status, None);
        assert_eq!(cell.one_of, [Status::Tk, Status::Libur]);
    }

    #[test]
    fn an_unknown_token_is_listed_and_no_status_is_guessed() {
        let codes = Packs::shipped().statuses();
        let cell = codes.read_cell("matriks_portal", "X9").unwrap();

        assert_eq!((cell.status, cell.unknown), (None, vec!["X9".to_owned()]));
        for token in ["X9", "", "TLx", "TL99999", "LIB5", "45", "TL4-5", "é1"] {
            assert_eq!(codes.resolve(token), None, "{token:?}");
        }
    }

    #[test]
    fn minutes_are_read_and_never_made_up() {
        let codes = Packs::shipped().statuses();

        for text in ["TL45m", "tl45", "TL:45", " TL45M "] {
            assert_eq!(codes.resolve(text).unwrap().mark, Some(Mark::Tl(45)), "{text}");
        }
        let bare = codes.resolve("TL").unwrap();
        assert_eq!((bare.mark_code, bare.mark), (Some(MarkCode::Tl), None));
    }
}
