//! Back-dating: a record says when it was received, and the dated checkpoints around its place say when it can have been.

use jiff::Timestamp;

use crate::finding::What;
use crate::leaf::RecordKind;

/// How far the time in a record may lie outside the checkpoints around it, in seconds.
///
/// A large file is dated when it arrives and has its place when it is read; clocks of several servers differ.
pub const TOLERANCE_S: i64 = 15 * 60;

/// When a record says it was received; `None` when its body does not say so.
///
/// A punch names the moment that is claimed `at` and is never dated by it.
pub fn received(kind: RecordKind, body: &[u8]) -> Option<Timestamp> {
    let other: &[u8] = match kind {
        RecordKind::Punch => return time(member(body, b"received_at")?),
        RecordKind::CodePrinting => b"printed_at",
        _ => b"at",
    };
    member(body, b"received_at").or_else(|| member(body, other)).and_then(time)
}

/// The times between which a record must have been received, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The date of the last checkpoint that did not have it yet.
    pub after: Option<i64>,
    /// The date of the first checkpoint that has it.
    pub until: Option<i64>,
}

impl Window {
    /// Whether a time lies in it, give or take [`TOLERANCE_S`].
    pub fn fits(self, received: Timestamp) -> bool {
        let at = received.as_second();
        self.after.is_none_or(|after| at >= after.saturating_sub(TOLERANCE_S))
            && self.until.is_none_or(|until| at <= until.saturating_add(TOLERANCE_S))
    }

    /// What is wrong with a record, with words for it; `None` when nothing is, or when it does not say when it came.
    pub fn judge(self, kind: RecordKind, body: &[u8]) -> Option<(What, String)> {
        let received = received(kind, body).filter(|received| !self.fits(*received))?;
        let text = |at: Option<i64>| {
            at.and_then(|at| Timestamp::from_second(at).ok()).map_or_else(|| "-".to_owned(), |at| at.to_string())
        };
        let known = match self.until {
            Some(until) if received.as_second() > until => format!("was in the log by {}", text(self.until)),
            _ => format!("was not in the log at {}", text(self.after)),
        };
        Some((What::BackDated, format!("says it was received {received}, but {known}")))
    }
}

/// Dates of checkpoints, as a reader of the log can rely on them.
///
/// A clock that ran ahead for a while dates some checkpoints too late. A checkpoint is therefore never taken to be later
/// than one that follows it: what is doubtful accuses nobody.
pub fn reliable(dates: &mut [Option<i64>]) {
    let mut earliest = i64::MAX;
    for date in dates.iter_mut().rev().flatten() {
        earliest = earliest.min(*date);
        *date = earliest;
    }
}

fn time(text: &[u8]) -> Option<Timestamp> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// The bytes between the quotes of a text that is a member of the outermost JSON object. Nothing else is read or checked.
fn member<'a>(json: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut depth = 0_u32;
    let mut is_key = false;
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                is_key = depth == 1 && *byte == b'{';
            }
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b',' => is_key = depth == 1,
            b'"' => {
                let end = end_of_text(json, at)?;
                if is_key && json[at..end] == *name {
                    return text_after_colon(json, end + 1);
                }
                is_key = false;
                at = end + 1;
            }
            _ => {}
        }
    }
    None
}

fn text_after_colon(json: &[u8], mut at: usize) -> Option<&[u8]> {
    let skip = |at: &mut usize| {
        while json.get(*at).is_some_and(u8::is_ascii_whitespace) {
            *at += 1;
        }
    };
    for sign in [b':', b'"'] {
        skip(&mut at);
        if json.get(at) != Some(&sign) {
            return None;
        }
        at += 1;
    }
    json.get(at..end_of_text(json, at)?)
}

/// Where the quote stands that ends a text.
fn end_of_text(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match json.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_time_of_reception_is_found_whatever_stands_around_it() {
        let read = |kind, body: &str| received(kind, body.as_bytes());
        let time = Some(at("2026-01-19T00:31:10.5Z"));

        assert_eq!(read(RecordKind::Punch, r#"{"received_at":"2026-01-19T00:31:10.5Z"}"#), time);
        assert_eq!(
            read(
                RecordKind::Punch,
                r#"{"at":"2020-01-01T00:00:00Z","detail":{"received_at":"2020-01-01T00:00:00Z","x":["received_at"]},
                    "name":"a\"received_at\":\"2020","received_at" : "2026-01-19T00:31:10.5Z"}"#
            ),
            time
        );
        assert_eq!(read(RecordKind::Epoch, r#"{"at":"2026-01-19T00:31:10.5Z","by_login":"x"}"#), time);
        assert_eq!(read(RecordKind::CodePrinting, r#"{"printed_at":"2026-01-19T00:31:10.5Z"}"#), time);
    }

    #[test]
    fn the_claimed_moment_of_a_punch_dates_nothing() {
        for body in [
            r#"{"at":"2026-01-19T00:31:10Z"}"#,
            r#"{"x":{"received_at":"2026-01-19T00:31:10Z"}}"#,
            r#"{"name":"received_at","b":"2026-01-19T00:31:10Z"}"#,
            r#"["received_at","2026-01-19T00:31:10Z"]"#,
            r#"{"received_at":7}"#,
            r#"{"received_at":"yesterday"}"#,
            r#"{"received_at":"2026"#,
            "\"\\",
            "}",
            "",
        ] {
            assert_eq!(received(RecordKind::Punch, body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn a_record_outside_the_checkpoints_around_it_is_noticed() {
        let start = at("2026-01-19T08:00:00Z").as_second();
        let window = Window { after: Some(start), until: Some(start + 60) };
        let what = |received: &str| {
            window
                .judge(RecordKind::Punch, format!(r#"{{"received_at":"{received}"}}"#).as_bytes())
                .map(|(what, _)| what)
        };

        assert_eq!(what("2026-01-19T08:00:30Z"), None);
        assert_eq!(what("2026-01-19T07:45:00Z"), None);
        assert_eq!(what("2026-01-19T07:44:59Z"), Some(What::BackDated));
        assert_eq!(what("2026-01-19T08:16:00Z"), None);
        assert_eq!(what("2026-01-19T08:16:01Z"), Some(What::BackDated));
        assert_eq!(Window::default().judge(RecordKind::Punch, br#"{"received_at":"1999-01-01T00:00:00Z"}"#), None);
    }

    #[test]
    fn a_clock_that_ran_ahead_accuses_nobody() {
        let mut dates = [Some(10), Some(900), None, Some(20), Some(30)];
        reliable(&mut dates);

        assert_eq!(dates, [Some(10), Some(20), None, Some(20), Some(30)]);
    }
}
