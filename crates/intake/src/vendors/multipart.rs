//! The parts of a multipart body, and where each one's content stands.

use std::ops::Range;

use crate::text::trim;

/// Parts looked at; no machine sends as many.
const PART_LIMIT: usize = 64;
/// Bytes of a part's headers.
const HEAD_LIMIT: usize = 4096;

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The `Content-Type`, in small letters.
    pub content_type: String,
    /// Where its content stands in the body.
    pub content: Range<usize>,
}

/// Takes a body apart; `None` where it is no multipart body. Machines forget the boundary in the header, so the body's
/// own first line is believed.
pub(super) fn parts(body: &[u8]) -> Option<Vec<Part>> {
    let start = body.iter().position(|b| !b.is_ascii_whitespace())?;
    let line_end = start + body[start..].iter().position(|b| *b == b'\n')?;
    let boundary = trim(&body[start..line_end]);
    if !boundary.starts_with(b"--") || boundary.len() < 3 || boundary.len() > 200 {
        return None;
    }
    let mut parts = Vec::new();
    let mut at = line_end + 1;
    while at < body.len() && parts.len() < PART_LIMIT {
        let end = find(&body[at..], boundary).map_or(body.len(), |n| at + n);
        let whole = &body[at..end];
        let (head, lead) = head(whole);
        let content = strip_line_end(&whole[lead..]);
        parts.push(Part { content_type: content_type(head), content: at + lead..at + lead + content.len() });
        let next = (end + boundary.len()).min(body.len());
        if body[next..].starts_with(b"--") {
            break;
        }
        at = next + body[next..].iter().position(|b| *b == b'\n').map_or(body.len() - next, |n| n + 1);
    }
    Some(parts)
}

/// The headers of a part and where its content begins.
fn head(part: &[u8]) -> (&[u8], usize) {
    let looked = &part[..part.len().min(HEAD_LIMIT)];
    if part.starts_with(b"\r\n") {
        return (&[], 2);
    }
    for end in [&b"\r\n\r\n"[..], b"\n\n"] {
        if let Some(at) = find(looked, end) {
            return (&part[..at], at + end.len());
        }
    }
    (&[], 0)
}

fn content_type(head: &[u8]) -> String {
    let line = head.split(|b| *b == b'\n').find_map(|line| {
        let colon = line.iter().position(|b| *b == b':')?;
        trim(&line[..colon]).eq_ignore_ascii_case(b"content-type").then(|| trim(&line[colon + 1..]))
    });
    String::from_utf8_lossy(line.unwrap_or_default()).to_ascii_lowercase()
}

fn strip_line_end(content: &[u8]) -> &[u8] {
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    content.strip_suffix(b"\r").unwrap_or(content)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_with_their_content() {
        let body = b"--MIME\r\nContent-Disposition: form-data; name=\"event_log\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n--MIME\r\nContent-Type: image/jpeg\r\n\r\n\xFF\xD8\r\n\xD9\r\n--MIME--\r\n";
        let found = parts(body).unwrap();

        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].content_type.as_str(), &body[found[0].content.clone()]),
            ("application/json", &b"{\"a\":1}"[..])
        );
        assert_eq!(
            (found[1].content_type.as_str(), &body[found[1].content.clone()]),
            ("image/jpeg", &b"\xFF\xD8\r\n\xD9"[..])
        );
    }

    #[test]
    fn what_is_cut_off_or_none_is_no_trouble() {
        assert_eq!(parts(b"{\"a\":1}"), None);
        assert_eq!(parts(b""), None);
        assert_eq!(parts(b"--MIME\n{\"a\":1}").unwrap()[0].content, 7..14);
    }
}
