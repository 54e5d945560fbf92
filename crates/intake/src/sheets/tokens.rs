//! What stands in a day's cell: ticks, codes, minutes, times.

use super::grid::Cell;
use super::values::{TimeOfDay, time_of, time_of_text};
use super::words::plain;
use crate::{Precision, Reason};

/// One thing said in a day's cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A tick: present.
    Tick(String),
    /// A code with the minutes written in it.
    Code {
        /// In capitals, without minutes.
        code: String,
        /// The minutes.
        minutes: Option<u16>,
        /// As written.
        raw: String,
    },
    /// A time.
    Time(TimeOfDay),
    /// Not understood.
    Bad(Reason, String),
}

/// Codes with minutes behind them.
const WITH_MINUTES: [&str; 6] = ["TL", "PC", "PSW", "PSA", "TLT", "PLA"];

/// Codes that stand alone. A code outside the list is a problem to be looked at, never dropped.
const CODES: &[&str] = &[
    // e-presensi portals
    "LIB", "I1", "I2", "I3", "A1", "A2", "TAD1", "TAP1", "AP1", "SN1", "TAD", "TAP", "AP", "SN", "UP1", "UP", "S1",
    "C1", "DL1", "LA1", "LA", // rolls and sheets typed from them
    "H", "HN", "S", "SKT", "I", "IZ", "C", "CT", "CS", "CM", "CB", "CBR", "CBSR", "CAP", "CH", "CP", "CLTN", "CLT",
    "DL", "DD", "DLK", "PD", "D", "TD", "TK", "TH", "A", "AL", "TB", "TBL", "IB", "WFH", "WFO", "WFA", "DK", "DIK",
    "DIKLAT", "BT", "L", "LN", "LH", "LIBUR", "LJ", "OFF", "MPP", "BELUM",
];

/// Words that mean one of the codes.
const WORDS: &[(&str, &str)] = &[
    ("hadir", "H"),
    ("sakit", "S"),
    ("izin", "I"),
    ("ijin", "I"),
    ("cuti", "C"),
    ("alpa", "A"),
    ("alpha", "A"),
    ("alfa", "A"),
    ("tanpa keterangan", "TK"),
    ("dinas luar", "DL"),
    ("perjalanan dinas", "DL"),
    ("tugas belajar", "TB"),
    ("cuti tahunan", "CT"),
    ("cuti sakit", "CS"),
    ("cuti melahirkan", "CM"),
    ("cuti besar", "CB"),
    ("hari libur", "LIBUR"),
    ("libur nasional", "LIBUR"),
    ("cuti bersama", "LIBUR"),
    ("minggu", "LIBUR"),
    ("sabtu", "LIBUR"),
    ("ahad", "LIBUR"),
    ("dinas dalam", "DD"),
    ("tugas luar", "DL"),
];

/// Reads a cell; nothing for an empty one.
pub(crate) fn tokens_of(cell: &Cell) -> Vec<Token> {
    if cell.is_void() {
        return Vec::new();
    }
    match cell {
        Cell::Text(text) => tokens_of_text(text),
        Cell::Number(number) if *number == 1.0 => vec![Token::Tick("1".into())],
        Cell::Bool(true) => vec![Token::Tick("TRUE".into())],
        Cell::Bool(false) => Vec::new(),
        Cell::Number(_) | Cell::Time(_) | Cell::DateTime(_) => vec![match time_of(cell) {
            Ok(time) => Token::Time(time),
            Err(_) => Token::Bad(Reason::UnknownCode, cell.text()),
        }],
        Cell::Error(text) => vec![Token::Bad(Reason::BadCell, text.clone())],
        Cell::Empty => Vec::new(),
    }
}

fn tokens_of_text(text: &str) -> Vec<Token> {
    let whole = plain(text);
    if let Some((_, code)) = WORDS.iter().find(|(word, _)| *word == whole) {
        return vec![Token::Code { code: (*code).to_owned(), minutes: None, raw: text.trim().to_owned() }];
    }
    if let Some(time) = time_of_text(text) {
        return vec![Token::Time(time)];
    }
    let lower = text.to_lowercase().replace("s/d", "-").replace("s.d.", "-").replace("s.d", "-");
    let pieces: Vec<&str> = lower
        .split(|sign: char| {
            sign.is_whitespace()
                || matches!(sign, '-' | '–' | '—' | '/' | '\\' | ',' | ';' | '(' | ')' | '+' | '|' | '&')
        })
        .filter(|piece| !piece.is_empty() && !matches!(*piece, "wib" | "wita" | "wit" | "mnt" | "menit"))
        .collect();
    let mut tokens: Vec<Token> = Vec::new();
    for piece in pieces {
        let bare = piece.trim_end_matches('m');
        if let (Some(Token::Code { code, minutes: minutes @ None, raw }), Ok(number)) =
            (tokens.last_mut(), bare.parse::<u16>())
            && WITH_MINUTES.contains(&code.as_str())
        {
            *minutes = Some(number);
            raw.push(' ');
            raw.push_str(&piece.to_uppercase());
            continue;
        }
        tokens.push(piece_of(piece));
    }
    if tokens.is_empty() {
        tokens.push(Token::Bad(Reason::UnknownCode, text.trim().to_owned()));
    }
    tokens
}

/// One piece without blanks, in small letters.
fn piece_of(piece: &str) -> Token {
    if matches!(piece, "√" | "✓" | "✔" | "☑" | "v" | "x" | "vv" | "✗" | "×" | "1" | "•" | "●") {
        return Token::Tick(piece.to_owned());
    }
    if let Some(time) = time_of_text(piece) {
        return Token::Time(time);
    }
    // Four digits without a sign between them, 0725.
    if piece.len() == 4
        && piece.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(time) = time_of_text(&format!("{}:{}", &piece[..2], &piece[2..]))
    {
        return Token::Time(TimeOfDay { precision: Precision::Minute, ..time });
    }
    let raw = piece.to_uppercase();
    if let Some((_, code)) = WORDS.iter().find(|(word, _)| *word == piece) {
        return Token::Code { code: (*code).to_owned(), minutes: None, raw };
    }
    let code = raw.trim_matches(['.', ':', '*', '"', '\'']);
    if CODES.contains(&code) || WITH_MINUTES.contains(&code) {
        return Token::Code { code: code.to_owned(), minutes: None, raw: raw.clone() };
    }
    for known in WITH_MINUTES {
        let Some(rest) = code.strip_prefix(known) else { continue };
        let digits = rest.trim_start_matches([':', '.', '=']).trim_end_matches(['M', '\'']);
        if let Ok(minutes) = digits.parse::<u16>()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Token::Code { code: known.to_owned(), minutes: Some(minutes), raw: raw.clone() };
        }
    }
    let looks_like_time = piece.contains([':', '.']) && piece.bytes().any(|byte| byte.is_ascii_digit());
    Token::Bad(if looks_like_time { Reason::BadTime } else { Reason::UnknownCode }, piece.to_owned())
}

/// Whether a code is of the kind only portals write.
pub(crate) fn is_portal_code(code: &str, minutes: Option<u16>) -> bool {
    minutes.is_some() || code == "LIB" || (code.len() > 1 && code.ends_with(|sign: char| sign.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let show = |token| match token {
            Token::Tick(_) => "tick".to_owned(),
            Token::Code { code, minutes: Some(minutes), .. } => format!("{code}={minutes}"),
            Token::Code { code, .. } => code,
            Token::Time(at) => at.time.strftime("%H:%M").to_string(),
            Token::Bad(reason, raw) => format!("{}:{raw}", reason.as_str()),
        };
        tokens_of(&Cell::Text(text.to_owned())).into_iter().map(show).collect()
    }

    #[test]
    fn several_codes_in_one_cell_are_several_tokens() {
        assert_eq!(read("TL7m PC467m AP1"), ["TL=7", "PC=467", "AP1"]);
        assert_eq!(read("TL45"), ["TL=45"]);
        assert_eq!(read("tl 45"), ["TL=45"]);
        assert_eq!(read("LIB I1"), ["LIB", "I1"]);
    }

    #[test]
    fn ticks_and_hand_typed_codes_are_read_in_any_case() {
        for tick in ["√", "✓", "v", "V", "x", "X"] {
            assert_eq!(read(tick), ["tick"], "{tick}");
        }
        assert_eq!(read("dl"), ["DL"]);
        assert_eq!(read("Sakit"), ["S"]);
        assert_eq!(read("tk."), ["TK"]);
        assert_eq!(read(" - "), Vec::<String>::new());
    }

    #[test]
    fn times_are_read_alone_and_in_pairs() {
        assert_eq!(read("07.25"), ["07:25"]);
        assert_eq!(read("07.25-16.05"), ["07:25", "16:05"]);
        assert_eq!(read("7:25 s/d 16:05"), ["07:25", "16:05"]);
        assert_eq!(read("07.25\n16.05"), ["07:25", "16:05"]);
        assert_eq!(read("0725-1605"), ["07:25", "16:05"]);
        assert_eq!(read("25.70"), ["bad_time:25.70"]);
    }

    #[test]
    fn an_unknown_code_is_named_never_dropped() {
        assert_eq!(read("H qq"), ["H", "unknown_code:qq"]);
    }
}
