//! Blanks passwords and templates in JSON, broken JSON among it: it works on the tokens alone.

use std::ops::Range;

/// A key with one of these in it carries a password, a template or what unlocks one.
const SECRETS: [&[u8]; 6] = [b"passw", b"pwd", b"template", b"tmp", b"enroll_data", b"fingerprint"];

/// A copy with every such text or number replaced by `-`, where there is one; all else byte for byte.
pub(super) fn blank_json(bytes: &[u8]) -> Option<Vec<u8>> {
    let places = secrets(bytes);
    if places.is_empty() {
        return None;
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut copied = 0;
    for place in places {
        kept.extend_from_slice(&bytes[copied..place.start]);
        kept.extend_from_slice(b"\"-\"");
        copied = place.end;
    }
    kept.extend_from_slice(&bytes[copied..]);
    Some(kept)
}

fn secrets(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let end = text_end(bytes, at);
        let key = bytes.get(at + 1..end.saturating_sub(1)).unwrap_or_default().to_ascii_lowercase();
        at = end;
        let colon = skip_blanks(bytes, end);
        if bytes.get(colon) != Some(&b':') || !SECRETS.iter().any(|part| key.windows(part.len()).any(|w| w == *part)) {
            continue;
        }
        let from = skip_blanks(bytes, colon + 1);
        let to = match bytes.get(from) {
            Some(b'"') => text_end(bytes, from),
            Some(open @ (b'[' | b'{')) => closing(bytes, from, *open),
            _ => {
                from + bytes[from..]
                    .iter()
                    .position(|b| matches!(b, b',' | b'}' | b']' | b'\n'))
                    .unwrap_or(bytes.len() - from)
            }
        };
        if !matches!(&bytes[from..to], b"" | b"\"\"" | b"null") {
            found.push(from..to);
        }
        at = to.max(end);
    }
    found
}

/// The position behind a text; the end of the bytes where it never closes.
fn text_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The position behind a list or object; the end of the bytes where it never closes.
fn closing(bytes: &[u8], start: usize, open: u8) -> usize {
    let (mut depth, mut at) = (0u32, start);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = text_end(bytes, at);
                continue;
            }
            _ if byte == open => depth += 1,
            _ if byte == open + 2 => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    (from + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanked(text: &str) -> String {
        blank_json(text.as_bytes()).map_or_else(|| text.to_owned(), |kept| String::from_utf8(kept).unwrap())
    }

    #[test]
    fn texts_numbers_and_lists_are_blanked_under_secret_keys() {
        assert_eq!(
            blanked(r#"{"pin":"1","password":"12\"34","Template" : ["AA","BB"],"tmp":7,"name":"password"}"#),
            r#"{"pin":"1","password":"-","Template" : "-","tmp":"-","name":"password"}"#
        );
    }

    #[test]
    fn broken_json_hides_nothing() {
        assert_eq!(blanked(r#"{"password":"12"#), r#"{"password":"-""#);
        assert_eq!(blanked(r#"{"template":[{"a":"AA""#), r#"{"template":"-""#);
        assert_eq!(blanked("{\"pwd\":12\n{\"pin\":1}"), "{\"pwd\":\"-\"\n{\"pin\":1}");
    }

    #[test]
    fn empty_secrets_stay_as_they_are() {
        assert_eq!(blank_json(br#"{"password":"","template":null,"pin":"1"}"#), None);
    }
}
