//! The bytes of an answer, as a terminal reads them.

use jiff::Timestamp;

/// What a terminal takes from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub status: u16,
    /// The `Date` header.
    pub date: Option<Timestamp>,
    pub body: String,
}

impl Answer {
    /// Reads an answer; `None` where it is none, or was cut off.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let status = first.next()?.starts_with("HTTP/1.").then(|| first.next())??.parse().ok()?;
        let (mut date, mut length) = (None, None);
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("date") {
                date = jiff::fmt::rfc2822::parse(value.trim()).ok().map(|at| at.timestamp());
            } else if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse::<usize>().ok();
            }
        }
        let body = &bytes[end + 4..];
        let body = match length {
            Some(length) => body.get(..length)?,
            None => body,
        };
        Some(Self { status, date, body: String::from_utf8_lossy(body).into_owned() })
    }

    /// "You may forget it."
    pub fn is_ok(&self) -> bool {
        self.status == 200 && self.body.starts_with("OK")
    }

    /// A `name=value` line of the body.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.body.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}
