//! How a terminal writes its requests: generation by generation, quirk by quirk.

use jiff::civil::DateTime;

use super::rows::{EnrolledUser, LogRow};

/// A generation of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Generation {
    /// Up to 2.0.1: names no version.
    Oldest,
    /// 2.2.14.
    V2_2,
    /// 2.4.1: mask and temperature columns.
    V2_4,
    /// 3.x, the access-control dialect: registration, `rtlog`.
    V3,
}

impl Generation {
    /// The version it names.
    pub fn version(self) -> Option<&'static str> {
        match self {
            Self::Oldest => None,
            Self::V2_2 => Some("2.2.14"),
            Self::V2_4 => Some("2.4.1"),
            Self::V3 => Some("3.1.2"),
        }
    }
}

/// What one firmware does differently from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quirks {
    /// Speaks HTTP/1.0 and names no host.
    pub without_host: bool,
    /// Says its rows are a form.
    pub says_form: bool,
    /// Says its rows are text; without both it says nothing.
    pub says_text: bool,
    /// Ends lines with CRLF.
    pub crlf: bool,
    /// Leaves the end of the last line off.
    pub no_last_end: bool,
    /// Adds `.aspx` to the pages.
    pub aspx: bool,
    /// Writes so many zero columns behind each row.
    pub extra_columns: u8,
    /// Writes names in small letters.
    pub small_names: bool,
    /// Sends its whole log again whenever it starts, whatever stamps it was told.
    pub history_after_start: bool,
    /// Keeps its connection open.
    pub keeps_alive: bool,
}

/// Who speaks.
pub(super) struct Speech<'a> {
    pub serial: &'a str,
    pub host: &'a str,
    pub generation: Generation,
    pub quirks: Quirks,
    /// The registration code, 3.x.
    pub token: Option<&'a str>,
}

impl Speech<'_> {
    /// The bytes of a request. `query` is what follows the serial number.
    pub fn request(&self, page: &str, query: &str, body: Option<&str>) -> Vec<u8> {
        let ending = if self.quirks.aspx { ".aspx" } else { "" };
        let named = format!("SN={}{query}", self.serial);
        let query = if self.quirks.small_names { small(&named) } else { named };
        let method = if body.is_some() { "POST" } else { "GET" };
        let version = if self.quirks.without_host { "HTTP/1.0" } else { "HTTP/1.1" };
        let mut head = format!("{method} /iclock/{page}{ending}?{query} {version}\r\n");
        if !self.quirks.without_host {
            head.push_str(&format!("Host: {}\r\n", self.host));
        }
        head.push_str(match self.generation {
            Generation::Oldest | Generation::V2_2 => "User-Agent: iClock Proxy/1.09\r\n",
            Generation::V2_4 | Generation::V3 => "User-Agent: ZK PUSH\r\nAccept: application/push\r\n",
        });
        head.push_str(if self.quirks.keeps_alive { "Connection: Keep-Alive\r\n" } else { "Connection: close\r\n" });
        if let Some(token) = self.token {
            head.push_str(&format!("Cookie: token={token}\r\n"));
        }
        if let Some(body) = body {
            if self.quirks.says_form {
                head.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
            } else if self.quirks.says_text {
                head.push_str("Content-Type: text/plain\r\n");
            }
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        head.push_str(body.unwrap_or_default());
        head.into_bytes()
    }

    /// What follows the serial number of the first request.
    pub fn handshake_query(&self) -> String {
        match self.generation {
            Generation::Oldest => "&options=all".to_owned(),
            Generation::V2_2 => "&options=all&language=73&pushver=2.2.14".to_owned(),
            Generation::V2_4 => "&options=all&language=73&pushver=2.4.1&DeviceType=att&PushOptionsFlag=1".to_owned(),
            Generation::V3 => "&options=all&pushver=3.1.2&DeviceType=acc".to_owned(),
        }
    }

    /// Rows as this firmware writes them.
    pub fn rows(&self, rows: &[(usize, &LogRow)]) -> String {
        let lines = rows.iter().map(|(at, row)| match self.generation {
            Generation::V3 => format!(
                "time={}\tpin={}\tcardno=0\teventaddr=1\tevent=0\tinoutstatus={}\tverifytype={}\tindex={}",
                written(row.time),
                row.pin,
                row.state,
                row.verify,
                at + 1
            ),
            Generation::Oldest => self.columns(row, ""),
            Generation::V2_2 => self.columns(row, "\t\t0\t0\t"),
            Generation::V2_4 => self.columns(row, "\t0\t0\t0\t255\t255\t255"),
        });
        self.joined(lines)
    }

    /// `OPLOG` lines.
    pub fn events(&self, events: &[(u16, DateTime)]) -> String {
        self.joined(events.iter().map(|(code, time)| format!("OPLOG {code}\t0\t{}\t0\t0\t0\t0", written(*time))))
    }

    /// `USER` lines.
    pub fn users(&self, users: &[EnrolledUser]) -> String {
        self.joined(users.iter().map(|user| {
            format!(
                "USER PIN={}\tName={}\tPri={}\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000",
                user.pin, user.name, user.privilege
            )
        }))
    }

    fn columns(&self, row: &LogRow, tail: &str) -> String {
        let extra = "\t0".repeat(usize::from(self.quirks.extra_columns));
        format!("{}\t{}\t{}\t{}{tail}{extra}", row.pin, written(row.time), row.state, row.verify)
    }

    fn joined(&self, lines: impl Iterator<Item = String>) -> String {
        let end = if self.quirks.crlf { "\r\n" } else { "\n" };
        let mut text = lines.collect::<Vec<_>>().join(end);
        if !self.quirks.no_last_end {
            text.push_str(end);
        }
        text
    }
}

/// Names before `=` in small letters; values as they are.
fn small(query: &str) -> String {
    let fields = query.split('&').map(|field| match field.split_once('=') {
        Some((name, value)) => format!("{}={value}", name.to_ascii_lowercase()),
        None => field.to_ascii_lowercase(),
    });
    fields.collect::<Vec<_>>().join("&")
}

/// A time as terminals write it.
pub(super) fn written(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
