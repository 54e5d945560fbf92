//! Text of others made fit for paper and cells, and the few Indonesian words dates need.

use hadir_domain::numerals;
use jiff::civil::{Date, Weekday};

/// Longest text of a name, title or office that is printed, in characters; the rest becomes `…`.
pub const MAX_TEXT: usize = 160;

/// The text on one line, without control characters and direction overrides, at most `max` characters.
///
/// Direction overrides are taken out because they let a name display as another name.
pub fn clean(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut blank = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            blank = count > 0;
            continue;
        }
        if is_invisible(letter) {
            continue;
        }
        if count + usize::from(blank) >= max {
            out.push('…');
            return out;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
            count += 1;
        }
        out.push(letter);
        count += 1;
    }
    out
}

/// The text as names, titles and offices are printed: [`clean`] at [`MAX_TEXT`] characters.
pub fn printed(text: &str) -> String {
    clean(text, MAX_TEXT)
}

/// Whether a spreadsheet that opens this text in a cell could take it for a formula.
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The month in Indonesian, `Januari 2026`.
pub fn month_name(month: Date) -> String {
    format!("{} {}", numerals::month_name(month), month.year())
}

pub use hadir_domain::numerals::long_date;

/// A number as Indonesian papers write it: `1.234.567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// The weekday in two letters, as the heads of day columns show it.
pub fn weekday_letters(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Sn",
        Weekday::Tuesday => "Sl",
        Weekday::Wednesday => "Rb",
        Weekday::Thursday => "Km",
        Weekday::Friday => "Jm",
        Weekday::Saturday => "Sb",
        Weekday::Sunday => "Mg",
    }
}

fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn control_characters_and_direction_overrides_are_taken_out() {
        assert_eq!(clean("\u{0}Si\u{202e}ti\u{7}\u{200b}  \r\n Aminah ", 99), "Siti Aminah");
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(clean("abc def", 5), "abc d…");
        assert_eq!(clean("abc def", 4), "abc…");
        assert_eq!(clean("abc de", 6), "abc de");
    }

    #[test]
    fn every_start_a_spreadsheet_takes_for_a_formula_is_known() {
        for text in ["=1+1", "+62811", "-5", "@SUM(A1)", "\tx", "\rx"] {
            assert!(looks_like_formula(text), "{text:?}");
        }
        assert!(!looks_like_formula("Siti = Aminah"));
    }

    #[test]
    fn dates_are_written_in_indonesian() {
        assert_eq!(long_date(date(2026, 8, 17)), "17 Agustus 2026");
        assert_eq!(weekday_letters(date(2026, 8, 17)), "Sn");
    }
}
