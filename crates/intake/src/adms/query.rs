//! The address a terminal calls: which page, and what its query says.

/// Longest serial number.
const SERIAL_LIMIT: usize = 32;

/// What a terminal calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// Handshake and uploads.
    Cdata,
    /// The poll for commands.
    GetRequest,
    /// Results of commands.
    DeviceCmd,
    /// Registration, 3.x.
    Registry,
    /// The options after registration, 3.x.
    Push,
    /// Keep-alive.
    Ping,
    /// Photos of old firmware.
    Fdata,
    /// Key exchange.
    Exchange,
    /// Server time and the like, 3.x.
    RtData,
    /// Answers to queries, 3.x.
    QueryData,
}

/// Tells the page from the last step of a path: any case, with or without `.aspx`.
pub fn page(path: &str) -> Option<Page> {
    const PAGES: [(&str, Page); 10] = [
        ("cdata", Page::Cdata),
        ("getrequest", Page::GetRequest),
        ("devicecmd", Page::DeviceCmd),
        ("registry", Page::Registry),
        ("push", Page::Push),
        ("ping", Page::Ping),
        ("fdata", Page::Fdata),
        ("exchange", Page::Exchange),
        ("rtdata", Page::RtData),
        ("querydata", Page::QueryData),
    ];
    let name = path.trim_end_matches('/').rsplit('/').next()?.to_ascii_lowercase();
    let name = name.strip_suffix(".aspx").unwrap_or(&name);
    PAGES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page)
}

/// What a query says. Names are read in any case, percent-encoded or raw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// `SN`: 1 to 32 letters, digits, `_` or `-`.
    pub serial: String,
    /// `table`, in small letters.
    pub table: Option<String>,
    /// `tablename` beside `table=tabledata`, in small letters.
    pub table_name: Option<String>,
    /// `Stamp`, or `OpStamp` of old firmware, as written. Nothing may depend on it.
    pub stamp: Option<String>,
    /// `options=all`: the handshake.
    pub options_all: bool,
    /// `pushver`.
    pub push_version: Option<String>,
    /// `DeviceType`.
    pub device_type: Option<String>,
    /// `language`: a hint at the page names are written in.
    pub language: Option<String>,
    /// `pushcommkey`: the key typed at the terminal.
    pub comm_key: Option<String>,
    /// `INFO`: what the terminal holds.
    pub info: Option<Info>,
    /// Everything else, names as written.
    pub others: Vec<(String, String)>,
}

/// Why a query names no terminal. The text is for a log, never with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadQuery {
    /// No `SN`.
    #[error("the query names no serial number")]
    NoSerial,
    /// `SN` twice, even twice the same.
    #[error("the query names two serial numbers")]
    TwoSerials,
    /// `SN` empty, too long, or with other characters.
    #[error("the serial number is not 1 to 32 letters and digits")]
    BadSerial,
}

/// Reads a query.
///
/// # Errors
///
/// [`BadQuery`] where it does not name exactly one terminal.
pub fn query(raw: Option<&str>) -> Result<Query, BadQuery> {
    let mut query = Query::default();
    let mut serial = None;
    for field in raw.unwrap_or_default().split('&').filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let (name, value) = (undo_percent(name), undo_percent(value));
        let slot = match name.to_ascii_lowercase().as_str() {
            "sn" => {
                if serial.replace(value).is_some() {
                    return Err(BadQuery::TwoSerials);
                }
                continue;
            }
            "options" if value.eq_ignore_ascii_case("all") => {
                query.options_all = true;
                continue;
            }
            "info" if query.info.is_none() => {
                query.info = Some(Info::read(&value));
                continue;
            }
            "table" => (&mut query.table, value.to_ascii_lowercase()),
            "tablename" => (&mut query.table_name, value.to_ascii_lowercase()),
            "stamp" | "opstamp" | "photostamp" => (&mut query.stamp, value.clone()),
            "pushver" => (&mut query.push_version, value.clone()),
            "devicetype" => (&mut query.device_type, value.clone()),
            "language" => (&mut query.language, value.clone()),
            "pushcommkey" => (&mut query.comm_key, value.clone()),
            _ => {
                query.others.push((name, value));
                continue;
            }
        };
        match slot {
            (empty @ None, read) => *empty = Some(read),
            (Some(_), _) => query.others.push((name, value)),
        }
    }
    query.serial = serial.ok_or(BadQuery::NoSerial)?;
    let usual = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if !(1..=SERIAL_LIMIT).contains(&query.serial.len()) || !query.serial.bytes().all(usual) {
        return Err(BadQuery::BadSerial);
    }
    Ok(query)
}

impl Query {
    /// Another value by its name, any case.
    pub fn other(&self, name: &str) -> Option<&str> {
        self.others.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What a terminal says about itself in a poll: `firmware,users,fingerprints,rows,address,…`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Info {
    /// Firmware.
    pub firmware: String,
    /// Enrolled people.
    pub people: Option<u64>,
    /// Enrolled fingerprints.
    pub fingerprints: Option<u64>,
    /// Attendance rows it holds: the figure for the check of completeness.
    pub rows: Option<u64>,
    /// Its address on its own network, as it says.
    pub address: Option<String>,
    /// Version of its fingerprint algorithm.
    pub fingerprint_algorithm: Option<String>,
    /// Version of its face algorithm.
    pub face_algorithm: Option<String>,
    /// Enrolled faces.
    pub faces: Option<u64>,
    /// What follows: function flags, cards, pictures, photos, as written.
    pub more: Vec<String>,
}

impl Info {
    fn read(text: &str) -> Self {
        let columns: Vec<&str> = text.split(',').map(str::trim).collect();
        let word = |at: usize| columns.get(at).filter(|word| !word.is_empty()).map(|word| (*word).to_owned());
        let count = |at: usize| columns.get(at).and_then(|word| word.parse().ok());
        Self {
            firmware: word(0).unwrap_or_default(),
            people: count(1),
            fingerprints: count(2),
            rows: count(3),
            address: word(4),
            fingerprint_algorithm: word(5),
            face_algorithm: word(6),
            faces: count(8),
            more: columns.iter().skip(9).map(|word| (*word).to_owned()).collect(),
        }
    }
}

/// Undoes `%41`. A percent sign before anything else stays; a plus is a plus.
fn undo_percent(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).map(|digit| digit as u8);
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                plain.push(high << 4 | low);
                at += 3;
            }
            (byte, ..) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_says_who_asks_and_how() {
        let asked = "SN=HDR1200450012&options=all&language=73&pushver=2.4.1&DeviceType=att&PushOptionsFlag=1";
        let query = query(Some(asked)).unwrap();

        assert_eq!((query.serial.as_str(), query.options_all), ("HDR1200450012", true));
        assert_eq!((query.push_version.as_deref(), query.device_type.as_deref()), (Some("2.4.1"), Some("att")));
        assert_eq!((query.language.as_deref(), query.other("pushoptionsflag")), (Some("73"), Some("1")));
    }

    #[test]
    fn names_are_read_in_any_case_and_percent_encoded() {
        let query = query(Some("s%4E=HDR-1_a&TABLE=ATTLOG&sTAMP=99%39&odd&pushcommkey=a+b%2Bc%zz")).unwrap();

        assert_eq!((query.serial.as_str(), query.table.as_deref()), ("HDR-1_a", Some("attlog")));
        assert_eq!((query.stamp.as_deref(), query.comm_key.as_deref()), (Some("999"), Some("a+b+c%zz")));
        assert_eq!(query.others, [("odd".to_owned(), String::new())]);
    }

    #[test]
    fn exactly_one_serial_number_is_asked_for() {
        assert_eq!(query(None), Err(BadQuery::NoSerial));
        assert_eq!(query(Some("options=all")), Err(BadQuery::NoSerial));
        assert_eq!(query(Some("SN=A1&sn=A1")), Err(BadQuery::TwoSerials));
        assert_eq!(query(Some("SN=A1&%53N=B2")), Err(BadQuery::TwoSerials));
        for bad in ["SN=", "SN", "SN=a b", "SN=../x", "SN=%00", "SN=é", &format!("SN={}", "9".repeat(33))] {
            assert_eq!(query(Some(bad)), Err(BadQuery::BadSerial), "{bad}");
        }
    }

    #[test]
    fn a_value_said_twice_counts_once_and_is_kept() {
        let query = query(Some("SN=A1&table=ATTLOG&table=OPERLOG")).unwrap();

        assert_eq!(query.table.as_deref(), Some("attlog"));
        assert_eq!(query.other("table"), Some("OPERLOG"));
    }

    #[test]
    fn a_poll_says_what_the_terminal_holds() {
        let polled = query(Some("SN=A1&INFO=Ver%208.0.3,5,10,6174,192.168.1.201,10,7,12,0,111")).unwrap();
        let info = polled.info.unwrap();

        assert_eq!(
            (info.firmware.as_str(), info.people, info.fingerprints, info.rows),
            ("Ver 8.0.3", Some(5), Some(10), Some(6174))
        );
        assert_eq!(
            (info.address.as_deref(), info.faces, info.more),
            (Some("192.168.1.201"), Some(0), vec!["111".to_owned()])
        );
        let short = query(Some("SN=A1&INFO=Ver%206,x")).unwrap().info.unwrap();
        assert_eq!((short.firmware.as_str(), short.people, short.rows), ("Ver 6", None, None));
    }

    #[test]
    fn pages_are_told_by_the_end_of_the_path() {
        assert_eq!(page("/iclock/cdata"), Some(Page::Cdata));
        assert_eq!(page("/kantor/iclock/GetRequest.ASPX"), Some(Page::GetRequest));
        assert_eq!(page("devicecmd/"), Some(Page::DeviceCmd));
        assert_eq!(page("/iclock/cdata.php"), None);
        assert_eq!(page(""), None);
    }
}
