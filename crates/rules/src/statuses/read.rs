//! Reads `kode_status` packs.

use hadir_domain::status::Status;

use super::{CountsAs, MarkCode, MarkMeaning, Sheet, StatusCodes, StatusMeaning, Token};
use crate::error::Problem;
use crate::pack::Provenance;
use crate::read::{Reader, Section};

const COUNTS_AS: [(&str, CountsAs); 5] = [
    ("present", CountsAs::Present),
    ("excused", CountsAs::Excused),
    ("absent", CountsAs::Absent),
    ("off", CountsAs::Off),
    ("open", CountsAs::Open),
];

impl StatusCodes {
    pub(crate) fn read(r: &mut Reader, root: &mut Section) -> Self {
        let codes = Self {
            statuses: root.some_sections(r, "statuses").into_iter().filter_map(|s| status(r, s)).collect(),
            marks: root.some_sections(r, "marks").into_iter().filter_map(|s| mark(r, s)).collect(),
            sheets: root.sections(r, "sheets").into_iter().map(|s| sheet(r, s)).collect(),
        };
        if !codes.statuses.iter().map(|meaning| meaning.status).eq(Status::ALL) {
            r.fail("statuses", Problem::Expected("every status once, in order"));
        }
        let there = |mark: MarkCode| codes.marks.iter().filter(|meaning| meaning.mark == mark).count() == 1;
        if !MarkCode::ALL.into_iter().all(there) {
            r.fail("marks", Problem::Expected("every mark once"));
        }
        for (place, sheet) in codes.sheets.iter().enumerate() {
            if codes.sheets[..place].iter().any(|earlier| earlier.id == sheet.id) {
                r.fail(format!("sheets[{place}].id"), Problem::Twice(sheet.id.clone()));
            }
        }
        codes
    }
}

fn status_words() -> [(&'static str, Status); 11] {
    Status::ALL.map(|status| (status.as_str(), status))
}

fn mark_words() -> [(&'static str, MarkCode); 5] {
    MarkCode::ALL.map(|mark| (mark.as_str(), mark))
}

fn status(r: &mut Reader, mut section: Section) -> Option<StatusMeaning> {
    let status = section.word(r, "code", &status_words());
    let meaning = section.text(r, "meaning");
    let meaning_en = section.text(r, "meaning_en");
    let counts_as = section.word(r, "counts_as", &COUNTS_AS);
    let provenance = Provenance::read(r, &mut section);
    section.finish(r);
    Some(StatusMeaning { status: status?, meaning, meaning_en, counts_as: counts_as?, provenance })
}

fn mark(r: &mut Reader, mut section: Section) -> Option<MarkMeaning> {
    let mark = section.word(r, "code", &mark_words());
    let meaning = section.text(r, "meaning");
    let meaning_en = section.text(r, "meaning_en");
    let minutes = section.flag(r, "minutes");
    if mark.is_some_and(|mark| mark.has_minutes() != minutes) {
        r.fail(section.key("minutes"), Problem::Expected("true or false"));
    }
    let provenance = Provenance::read(r, &mut section);
    section.finish(r);
    Some(MarkMeaning { mark: mark?, meaning, meaning_en, provenance })
}

fn sheet(r: &mut Reader, mut section: Section) -> Sheet {
    let mut tokens: Vec<Token> = Vec::new();
    for token in section.some_sections(r, "tokens") {
        let key = token.key("token");
        let token = read_token(r, token);
        if tokens.iter().any(|earlier| earlier.token == token.token) {
            r.fail(key, Problem::Twice(token.token.clone()));
        }
        tokens.push(token);
    }
    let sheet = Sheet {
        id: section.text(r, "id"),
        title: section.text(r, "title"),
        title_en: section.text(r, "title_en"),
        blank: section.opt_word(r, "blank", &status_words()),
        provenance: Provenance::read(r, &mut section),
        tokens,
    };
    section.finish(r);
    sheet
}

fn read_token(r: &mut Reader, mut section: Section) -> Token {
    let token = Token {
        token: section.text(r, "token").trim().to_ascii_uppercase(),
        status: section.opt_word(r, "status", &status_words()),
        one_of: section.words(r, "one_of", &status_words()),
        mark: section.opt_word(r, "mark", &mark_words()),
        meaning: section.text(r, "meaning"),
        meaning_en: section.text(r, "meaning_en"),
    };
    let said = [token.status.is_some(), !token.one_of.is_empty(), token.mark.is_some()];
    if said.into_iter().filter(|said| *said).count() > 1 {
        r.fail(section.path(), Problem::Expected("either a status, a choice or a mark"));
    }
    section.finish(r);
    token
}
