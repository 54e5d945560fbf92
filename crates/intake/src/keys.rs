//! The keys people are known by in sheets and portals, cleaned of what spreadsheets do to long numbers.

use crate::Reason;

/// Longest key.
const KEY_LIMIT: usize = 40;
/// Digits of a NIP. A spreadsheet keeps fifteen of them, and the running number at the end is never 000.
const NIP_DIGITS: usize = 18;

/// A person's key without backtick, quotes, `="…"`, blanks between digits and a `.0` behind them. Leading zeros stay.
///
/// # Errors
///
/// [`Reason::NumberRounded`] where a spreadsheet lost digits; [`Reason::BadPersonKey`] for empty, too long or with
/// characters no key has.
pub(crate) fn clean_key(text: &str) -> Result<String, Reason> {
    let text = text.trim();
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let text = text.trim_matches(['`', '\'', '\u{2018}', '\u{2019}', '"', ' ', '\u{A0}', '\t']);
    if text.len() > 4 * KEY_LIMIT {
        return Err(Reason::BadPersonKey);
    }
    if is_scientific(text) {
        return Err(Reason::NumberRounded);
    }
    let mut key = text.to_owned();
    if text.contains(' ') && text.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
        key.retain(|c| c != ' ');
    }
    if let Some(whole) = key.strip_suffix(".0").filter(|whole| whole.bytes().all(|b| b.is_ascii_digit())) {
        key = whole.to_owned();
    }
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@');
    if key.is_empty()
        || key.len() > KEY_LIMIT
        || !key.chars().all(usual)
        || !key.bytes().any(|b| b.is_ascii_alphanumeric())
    {
        return Err(Reason::BadPersonKey);
    }
    if key.len() == NIP_DIGITS && key.ends_with("000") && key.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NumberRounded);
    }
    Ok(key)
}

/// Whether a key is nobody's: zeros only.
pub(crate) fn is_nobody(key: &str) -> bool {
    key.bytes().all(|b| b == b'0')
}

/// `2.0990926E+17`, also with a comma.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = exponent.strip_prefix('+').unwrap_or(exponent);
    let signed = exponent.starts_with('+') || mantissa.contains(['.', ',']);
    signed
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && mantissa.bytes().any(|b| b.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_add_is_taken_off() {
        for text in ["`209909262120010001", "'209909262120010001", "=\"209909262120010001\"", "20990926 212001 0 001 "]
        {
            assert_eq!(clean_key(text).as_deref(), Ok("209909262120010001"), "{text}");
        }
        assert_eq!(clean_key("0044").as_deref(), Ok("0044"));
        assert_eq!(clean_key("1021.0").as_deref(), Ok("1021"));
    }

    #[test]
    fn a_rounded_number_is_never_guessed() {
        for text in ["2.0990926E+17", "2,0990926E+17", "2E+17", "209909262120010000"] {
            assert_eq!(clean_key(text), Err(Reason::NumberRounded), "{text}");
        }
    }

    #[test]
    fn odd_keys_are_refused() {
        for text in ["", "  ", "-", "a b", "x;y", &"9".repeat(41)] {
            assert_eq!(clean_key(text), Err(Reason::BadPersonKey), "{text}");
        }
        assert_eq!(clean_key("E21").as_deref(), Ok("E21"));
    }
}
