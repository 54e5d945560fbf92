//! Bytes to text: byte order marks, code pages, lines.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{Warning, WarningCode};

/// The number by which a terminal says that its menus are Chinese.
const CHINESE: &str = "83";

/// A file as lines of text. Lines keep their raw bytes; a UTF-16 file is first turned into UTF-8.
pub(crate) struct Text<'a> {
    bytes: Cow<'a, [u8]>,
    page: Page,
    /// Whether a byte order mark stands in front.
    marked: bool,
    /// Whether UTF-16 has its small byte first.
    little_endian: bool,
}

/// The code page of lines that are not plain ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// UTF-8, damaged bytes shown as U+FFFD.
    Utf8,
    /// UTF-16, either byte order.
    Utf16,
    /// Western European.
    Windows1252,
    /// Chinese, of terminals whose maker's own page was left on.
    Gb18030,
}

impl Page {
    /// Its name for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
            Self::Gb18030 => "GB18030",
        }
    }
}

impl<'a> Text<'a> {
    /// Finds out how the bytes are written.
    pub fn of(bytes: &'a [u8]) -> Self {
        if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
            return Self { bytes: Cow::Borrowed(rest), page: Page::Utf8, marked: true, little_endian: false };
        }
        if let Some(encoding) = utf16(bytes) {
            let (text, _) = encoding.decode_with_bom_removal(bytes);
            let marked = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
            let little_endian = encoding == UTF_16LE;
            return Self {
                bytes: Cow::Owned(text.into_owned().into_bytes()),
                page: Page::Utf16,
                marked,
                little_endian,
            };
        }
        let page = page_of(bytes);
        Self { bytes: Cow::Borrowed(bytes), page, marked: false, little_endian: false }
    }

    /// The code page found.
    pub fn page(&self) -> Page {
        self.page
    }

    /// Whether a byte order mark stands in front.
    pub fn is_marked(&self) -> bool {
        self.marked
    }

    /// Whether UTF-16 has its small byte first.
    pub fn is_little_endian(&self) -> bool {
        self.little_endian
    }

    /// The bytes after byte order marks and UTF-16 are undone.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Lines that are not blank, with their number from 1, without their line ends.
    pub fn lines(&self) -> Lines<'_> {
        Lines::of(&self.bytes)
    }

    /// One line or field as text.
    pub fn decode<'b>(&self, raw: &'b [u8]) -> Cow<'b, str> {
        match self.page {
            Page::Utf8 | Page::Utf16 => String::from_utf8_lossy(raw),
            Page::Windows1252 => WINDOWS_1252.decode_without_bom_handling(raw).0,
            Page::Gb18030 => GB18030.decode_without_bom_handling(raw).0,
        }
    }

    /// A warning where the file is not UTF-8.
    pub fn warning(&self) -> Option<Warning> {
        (self.page() != Page::Utf8).then(|| {
            let page = self.page().as_str();
            Warning::new(WarningCode::CodePage, format!("dibaca sebagai {page}"), format!("read as {page}"))
        })
    }
}

/// Lines of a file that are not blank.
#[derive(Clone)]
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
    end: u8,
    number: u64,
    length: usize,
}

impl<'a> Lines<'a> {
    /// Lines end with LF or CRLF; in a file without any LF, with CR.
    pub fn of(bytes: &'a [u8]) -> Self {
        let end = if !bytes.contains(&b'\n') && bytes.contains(&b'\r') { b'\r' } else { b'\n' };
        Self { rest: bytes, end, number: 0, length: bytes.len() }
    }

    /// The same lines with the position of their first byte.
    pub fn placed(mut self) -> impl Iterator<Item = (u64, usize, &'a [u8])> {
        std::iter::from_fn(move || self.advance())
    }

    fn advance(&mut self) -> Option<(u64, usize, &'a [u8])> {
        while !self.rest.is_empty() {
            let start = self.length - self.rest.len();
            let at = self.rest.iter().position(|b| *b == self.end).unwrap_or(self.rest.len());
            let (line, rest) = self.rest.split_at(at);
            self.rest = rest.get(1..).unwrap_or(&[]);
            self.number += 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !is_blank(line) {
                return Some((self.number, start, line));
            }
        }
        None
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().map(|(number, _, line)| (number, line))
    }
}

/// A name typed on a terminal: UTF-8, else the Chinese page where the terminal speaks it (`language` 83) or, where the
/// terminal did not say, where every other byte is a pair of that page; else Western European.
pub(crate) fn decode_name(raw: &[u8], language: Option<&str>) -> String {
    let page = match (std::str::from_utf8(raw), language) {
        (Ok(name), _) => return name.to_owned(),
        (Err(_), Some(CHINESE)) => GB18030,
        (Err(_), None) if page_of(raw) == Page::Gb18030 => GB18030,
        (Err(_), _) => WINDOWS_1252,
    };
    page.decode_without_bom_handling(raw).0.into_owned()
}

/// Whether a line holds nothing but blanks, tabs or an old end-of-file mark.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | 0x1A))
}

/// Blanks, tabs and carriage returns off both ends.
pub(crate) fn trim(mut field: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | 0x1A, rest @ ..] = field {
        field = rest;
    }
    while let [rest @ .., b' ' | b'\t' | b'\r' | 0x1A] = field {
        field = rest;
    }
    field
}

fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 16 {
        return None;
    }
    let pairs = head.len() / 2;
    let zeros_first = head.chunks_exact(2).filter(|pair| pair[0] == 0).count();
    let zeros_second = head.chunks_exact(2).filter(|pair| pair[1] == 0).count();
    if zeros_second * 10 >= pairs * 7 && zeros_first * 10 <= pairs {
        Some(UTF_16LE)
    } else if zeros_first * 10 >= pairs * 7 && zeros_second * 10 <= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-8 if valid, or if most of what is not ASCII is valid (one damaged row in a good file); else GB18030 if all
/// other bytes come as pairs of its common plane; else Windows-1252.
fn page_of(bytes: &[u8]) -> Page {
    let (mut whole, mut broken) = (0u64, 0u64);
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_ascii() {
            whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        }
        broken += u64::from(!chunk.invalid().is_empty());
    }
    if broken == 0 || whole > broken {
        return Page::Utf8;
    }
    let mut rest = bytes;
    let mut pairs = 0u64;
    while let Some(at) = rest.iter().position(|b| !b.is_ascii()) {
        match &rest[at..] {
            [0xB0..=0xF7, 0xA1..=0xFE, tail @ ..] => {
                pairs += 1;
                rest = tail;
            }
            _ => return Page::Windows1252,
        }
    }
    if pairs > 0 { Page::Gb18030 } else { Page::Windows1252 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_line(bytes: &[u8]) -> (String, Page) {
        let text = Text::of(bytes);
        let (_, line) = text.lines().next().unwrap();
        (text.decode(line).into_owned(), text.page())
    }

    #[test]
    fn byte_order_marks_are_undone() {
        assert_eq!(only_line(b"\xEF\xBB\xBFNama"), ("Nama".into(), Page::Utf8));
        assert_eq!(only_line(b"\xFF\xFEN\0o\0"), ("No".into(), Page::Utf16));
        assert_eq!(only_line(b"\xFE\xFF\0N\0o"), ("No".into(), Page::Utf16));
    }

    #[test]
    fn utf16_without_a_mark_is_told_by_its_zeros() {
        let little: Vec<u8> = "No\tMchn\tEnNo".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "No\tMchn\tEnNo".encode_utf16().flat_map(u16::to_be_bytes).collect();

        assert_eq!(only_line(&little), ("No\tMchn\tEnNo".into(), Page::Utf16));
        assert_eq!(only_line(&big), ("No\tMchn\tEnNo".into(), Page::Utf16));
    }

    #[test]
    fn old_code_pages_are_told_apart() {
        assert_eq!(only_line(b"Andr\xE9 Wijaya"), ("André Wijaya".into(), Page::Windows1252));
        assert_eq!(only_line(b"\xD5\xC5\xC8\xFD 1"), ("张三 1".into(), Page::Gb18030));
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_page_of_a_good_file() {
        let (text, page) =
            only_line("Ré né \u{2019}s".as_bytes().iter().copied().chain([0xFF]).collect::<Vec<_>>().as_slice());

        assert_eq!(page, Page::Utf8);
        assert!(text.ends_with('\u{FFFD}'));
    }

    #[test]
    fn blank_lines_keep_their_number_but_are_not_seen() {
        let lines: Vec<(u64, &[u8])> = Lines::of(b"a\r\n \t\r\n\r\nb\x1A").collect();

        assert_eq!(lines, [(1, &b"a"[..]), (4, &b"b\x1A"[..])]);
    }
}
