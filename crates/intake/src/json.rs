//! Finds the records inside JSON of any wrapping: one document, an array of pages, pages one after another, JSON
//! lines. Each record is parsed by itself, so a broken one, or a file cut off, costs no other. Memory stays bounded by
//! one record.

use serde_json::Value;

use crate::{Caps, IntakeError, Reason};

/// Brackets open at one time.
const DEPTH_LIMIT: usize = 48;

/// One record.
pub(crate) struct Record<'a> {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The position of its first byte.
    pub at: usize,
    /// Its text.
    pub raw: &'a [u8],
    /// Its value, or why it has none.
    pub value: Result<Value, Reason>,
}

/// Calls `each` for every record: the elements of arrays that stand under one of the keys `arrays` (any case), and
/// whole top-level objects that hold no such array.
///
/// # Errors
///
/// What `each` returns.
pub(crate) fn each_record<'a>(
    bytes: &'a [u8],
    arrays: &[&str],
    caps: &Caps,
    each: &mut dyn FnMut(Record<'a>) -> Result<(), IntakeError>,
) -> Result<(), IntakeError> {
    let mut scan = Scan { bytes, pos: 0, line: 1, counted: 0, arrays, limit: caps.line, each };
    scan.top()
}

/// A text or number as text; nothing for anything else and for empty text.
pub(crate) fn text_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().chars().take(200).collect()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A person's key: letters, digits and `.-_`, at most 32; nothing for a missing, empty or zero key.
///
/// # Errors
///
/// [`Reason::BadPersonKey`] for any other.
pub(crate) fn key_of(value: Option<&Value>) -> Result<Option<String>, Reason> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(_) | Value::Number(_)) => match text_of(value) {
            None => Ok(None),
            Some(key) if key.bytes().all(|b| b == b'0') => Ok(None),
            Some(key) if key.len() <= 32 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)) => {
                Ok(Some(key))
            }
            Some(_) => Err(Reason::BadPersonKey),
        },
        Some(_) => Err(Reason::BadPersonKey),
    }
}

struct Scan<'a, 'b> {
    bytes: &'a [u8],
    pos: usize,
    line: u64,
    counted: usize,
    arrays: &'b [&'b str],
    limit: usize,
    each: &'b mut dyn FnMut(Record<'a>) -> Result<(), IntakeError>,
}

/// How walking through brackets ended.
enum End {
    /// Balanced; the position behind.
    At(usize),
    /// Broken at this position.
    Broken(usize),
    /// The bytes ended first.
    Cut,
}

impl<'a> Scan<'a, '_> {
    fn top(&mut self) -> Result<(), IntakeError> {
        let mut mending = false;
        while let Some(byte) = self.bytes.get(self.pos) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | 0x1A | 0 => self.pos += 1,
                b'{' => mending |= self.object()?,
                b'}' if mending => self.pos += 1,
                _ => {
                    let start = self.pos;
                    let rest = &self.bytes[start..];
                    self.pos += rest.iter().position(|b| matches!(b, b'{' | b'\n')).unwrap_or(rest.len());
                    if !mending {
                        self.broken(start, self.pos, Reason::BadJson)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Walks through one top-level object. Answers whether the text behind it is still part of it: it broke in the
    /// middle of a page or of a document of many lines.
    fn object(&mut self) -> Result<bool, IntakeError> {
        let start = self.pos;
        let mut open = vec![b'{'];
        let mut before = b'{';
        let mut string = 0..0;
        let blanks = |b: &&u8| matches!(b, b' ' | b'\t' | b'\r');
        let mut spread = self.bytes[start + 1..].iter().find(|b| !blanks(b)) == Some(&b'\n');
        let mut listed = false;
        let mut tail = start;
        self.pos += 1;
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    self.pos += 1;
                    continue;
                }
                b'"' => match string_end(self.bytes, self.pos) {
                    End::At(end) => {
                        string = self.pos + 1..end - 1;
                        self.pos = end;
                    }
                    End::Broken(at) => {
                        self.pos = at + 1;
                        self.broken(tail, at, Reason::BadJson)?;
                        return Ok(spread);
                    }
                    End::Cut => return self.cut(tail),
                },
                b'[' if before == b':' && self.is_listed(&self.bytes[string.clone()]) => {
                    listed = true;
                    spread = true;
                    self.pos += 1;
                    if !self.elements(&mut tail)? {
                        return Ok(true);
                    }
                }
                b'{' | b'[' => {
                    if !may_open(&open, before) || open.len() >= DEPTH_LIMIT {
                        self.broken(tail, self.pos, Reason::BadJson)?;
                        if byte == b'[' {
                            self.pos += 1;
                        }
                        return Ok(spread);
                    }
                    open.push(byte);
                    self.pos += 1;
                }
                b'}' | b']' => {
                    self.pos += 1;
                    if open.pop() != Some(byte - 2) {
                        self.broken(tail, self.pos, Reason::BadJson)?;
                        return Ok(spread);
                    }
                    if open.is_empty() {
                        if !listed {
                            self.record(start, self.pos)?;
                        }
                        return Ok(false);
                    }
                }
                _ => self.pos += 1,
            }
            before = byte;
        }
        self.cut(tail)
    }

    /// Walks through the elements of a listed array. Answers whether it was whole.
    fn elements(&mut self, tail: &mut usize) -> Result<bool, IntakeError> {
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.pos += 1,
                b']' => {
                    self.pos += 1;
                    return Ok(true);
                }
                b'{' => {
                    let start = self.pos;
                    *tail = start;
                    match balanced(self.bytes, start) {
                        End::At(end) => {
                            self.pos = end;
                            *tail = end;
                            self.record(start, end)?;
                        }
                        End::Broken(at) => {
                            self.pos = if self.bytes.get(at) == Some(&b'{') { at } else { at + 1 };
                            self.broken(start, at, Reason::BadJson)?;
                            return Ok(false);
                        }
                        End::Cut => return self.cut(start),
                    }
                }
                _ => {
                    let start = self.pos;
                    let rest = &self.bytes[start..];
                    let stop = |b: &u8| matches!(b, b',' | b']' | b'{' | b'}' | b'\n');
                    self.pos += rest.iter().position(stop).unwrap_or(rest.len()).max(1);
                    self.broken(start, self.pos, Reason::BadJson)?;
                }
            }
        }
        self.cut(*tail)
    }

    fn is_listed(&self, key: &[u8]) -> bool {
        self.arrays.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(key))
    }

    fn record(&mut self, start: usize, end: usize) -> Result<(), IntakeError> {
        let raw = &self.bytes[start..end];
        let value = if raw.len() > self.limit {
            Err(Reason::TooLong)
        } else {
            match serde_json::from_slice(raw) {
                Ok(value) => Ok(value),
                Err(_) => serde_json::from_str(&String::from_utf8_lossy(raw)).map_err(|_| Reason::BadJson),
            }
        };
        let line = self.line_of(start);
        (self.each)(Record { line, at: start, raw, value })
    }

    fn broken(&mut self, start: usize, end: usize, reason: Reason) -> Result<(), IntakeError> {
        let raw = &self.bytes[start..end.max(start)];
        let line = self.line_of(start);
        (self.each)(Record { line, at: start, raw, value: Err(reason) })
    }

    fn cut(&mut self, start: usize) -> Result<bool, IntakeError> {
        self.pos = self.bytes.len();
        self.broken(start, self.pos, Reason::Truncated)?;
        Ok(false)
    }

    /// Records come in order of position, so lines are counted once.
    fn line_of(&mut self, pos: usize) -> u64 {
        if pos > self.counted {
            self.line += self.bytes[self.counted..pos].iter().filter(|b| **b == b'\n').count() as u64;
            self.counted = pos;
        }
        self.line
    }
}

/// In an object a value follows a colon, in an array an opening bracket or a comma.
fn may_open(open: &[u8], before: u8) -> bool {
    match open.last() {
        Some(b'{') => before == b':',
        _ => matches!(before, b'[' | b','),
    }
}

/// Walks from an opening brace to the one that closes it.
fn balanced(bytes: &[u8], start: usize) -> End {
    let mut open = vec![b'{'];
    let mut before = b'{';
    let mut pos = start + 1;
    while let Some(&byte) = bytes.get(pos) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                pos += 1;
                continue;
            }
            b'"' => match string_end(bytes, pos) {
                End::At(end) => pos = end - 1,
                other => return other,
            },
            b'{' | b'[' => {
                if !may_open(&open, before) || open.len() >= DEPTH_LIMIT {
                    return End::Broken(pos);
                }
                open.push(byte);
            }
            b'}' | b']' => {
                if open.pop() != Some(byte - 2) {
                    return End::Broken(pos);
                }
                if open.is_empty() {
                    return End::At(pos + 1);
                }
            }
            _ => {}
        }
        before = byte;
        pos += 1;
    }
    End::Cut
}

/// The position behind a string's closing quote. A raw line end inside a string breaks it.
fn string_end(bytes: &[u8], start: usize) -> End {
    let mut pos = start + 1;
    while let Some(byte) = bytes.get(pos) {
        match byte {
            b'"' => return End::At(pos + 1),
            b'\\' => pos += 2,
            b'\n' => return End::Broken(pos),
            _ => pos += 1,
        }
    }
    End::Cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(u64, Result<String, Reason>)> {
        let mut found = Vec::new();
        each_record(text.as_bytes(), &["InfoList"], &Caps::default(), &mut |record| {
            found.push((record.line, record.value.map(|value| value["n"].to_string())));
            Ok(())
        })
        .unwrap();
        found
    }

    fn good(line: u64, n: &str) -> (u64, Result<String, Reason>) {
        (line, Ok(n.to_owned()))
    }

    #[test]
    fn pages_are_found_in_any_wrapping() {
        let page = r#"{"AcsEvent":{"InfoList":[{"n":1},{"n":2,"o":{"x":[1,{"y":2}]}}],"more":1}}"#;

        assert_eq!(found(page), [good(1, "1"), good(1, "2")]);
        assert_eq!(found(&format!("[\n{page},\n{page}]")), [good(2, "1"), good(2, "2"), good(3, "1"), good(3, "2")]);
        assert_eq!(found(&format!("{page}\n{page}\n")).len(), 4);
        assert_eq!(found("{\"n\":7}\n{\"n\":8}"), [good(1, "7"), good(2, "8")]);
    }

    #[test]
    fn a_broken_record_costs_no_other() {
        let lines =
            "{\"n\":1}\n{\"n\":2,\"s\":\"cut of\n{\"n\":3}\n{\"n\":4,\n{\"n\":5}\nnonsense\n{\"n\":}\n{\"n\":6}";
        let bad = |line| (line, Err(Reason::BadJson));

        assert_eq!(
            found(lines),
            [good(1, "1"), bad(2), good(3, "3"), bad(4), good(5, "5"), bad(6), bad(7), good(8, "6")]
        );
    }

    #[test]
    fn a_page_cut_off_keeps_the_records_before_the_cut() {
        let cut = "{\"AcsEvent\":{\"InfoList\":[{\"n\":1},\n{\"n\":2},\n{\"n\":3,\"t\":\"20";

        assert_eq!(found(cut), [good(1, "1"), good(2, "2"), (3, Err(Reason::Truncated))]);
    }

    #[test]
    fn an_element_without_its_brace_costs_no_later_one() {
        let page = "{\"InfoList\":[\n{\"n\":1},\n{\"n\":2,\n{\"n\":3},\n{\"n\":4}\n],\n\"more\":1}";

        assert_eq!(found(page), [good(2, "1"), (3, Err(Reason::BadJson)), good(4, "3"), good(5, "4")]);
    }

    #[test]
    fn deep_nesting_is_refused_without_using_the_stack() {
        let deep = format!("{{\"n\":{}", "[".repeat(1_000_000));

        assert!(found(&deep).iter().all(|(_, value)| value.is_err()));
    }
}
