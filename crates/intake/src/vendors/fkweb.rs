//! One request of a Fingerspot Revo or Neo (and its clones) in "FkWeb" mode: headers that say what it is, and a binary
//! envelope: length, JSON, NUL, then length and bytes of each picture or template.

use std::ops::Range;

use serde_json::Value;

use super::gather::unreadable;
use super::secrets::blank_json;
use super::{Kind, Message, Reply};
use crate::adms::{Extra, Row, Rows};
use crate::json::{key_of, text_of};
use crate::{Precision, Reason};

/// Parts looked at behind the JSON.
const PART_LIMIT: usize = 64;

/// The headers of a request, as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FkHeaders<'a> {
    /// `request_code`: what it is.
    pub request_code: &'a str,
    /// `dev_id`: the machine; a claim.
    pub dev_id: &'a str,
    /// `trans_id`, given back.
    pub trans_id: &'a str,
    /// `blk_no`: 0 or absent for a body in one piece.
    pub blk_no: &'a str,
}

/// Reads one request. A block behind the first of a body in several is [`Kind::Other`] and a problem with its bytes.
pub fn fkweb(headers: &FkHeaders, body: &[u8]) -> Message {
    let device = Some(headers.dev_id.trim().chars().take(64).collect::<String>()).filter(|id| !id.is_empty());
    let code = headers.request_code.trim();
    if code.eq_ignore_ascii_case("receive_cmd") {
        return Message::new(Kind::Poll, device, Rows::default(), no_command(headers.trans_id));
    }
    let reply = accepted(headers.trans_id);
    let is_punch = code.eq_ignore_ascii_case("realtime_glog");
    if !matches!(headers.blk_no.trim(), "" | "0") {
        let kept = if is_punch { body } else { b"-" };
        let rows = unreadable(kept, Reason::Truncated);
        let redacted = (!is_punch).then(|| kept.to_vec());
        return Message { redacted, ..Message::new(Kind::Other("block".into()), device, rows, reply) };
    }
    let envelope = match Envelope::of(body) {
        Ok(envelope) => envelope,
        Err(reason) if is_punch => return Message::new(Kind::Unreadable, device, unreadable(body, reason), reply),
        Err(reason) => {
            let kept = words_of(body);
            let rows = unreadable(&kept, reason);
            return Message { redacted: Some(kept), ..Message::new(Kind::Unreadable, device, rows, reply) };
        }
    };
    if is_punch {
        let rows = punch(&envelope, body);
        let kind = if rows.problems.is_empty() { Kind::Punches } else { Kind::Unreadable };
        return Message { pictures: envelope.parts, ..Message::new(kind, device, rows, reply) };
    }
    // Everything else may carry templates behind the JSON: only the JSON is kept.
    let json = &body[..envelope.end];
    let kept = blank_json(json).or_else(|| (!envelope.parts.is_empty()).then(|| json.to_vec()));
    let kind = match code.to_ascii_lowercase().as_str() {
        "realtime_enroll_data" => Kind::Enrolment,
        other => Kind::Other(other.chars().take(64).collect()),
    };
    Message { redacted: kept, ..Message::new(kind, device, Rows::default(), reply) }
}

/// Of a broken envelope that may hold templates: what stands before the first NUL of its text, secrets blanked.
fn words_of(body: &[u8]) -> Vec<u8> {
    let text = body.get(4..).unwrap_or_default();
    let text = &text[..text.iter().position(|b| *b == 0).unwrap_or(text.len())];
    let is_text = std::str::from_utf8(text).is_ok();
    if is_text { blank_json(text).unwrap_or_else(|| text.to_vec()) } else { b"-".to_vec() }
}

/// "You may forget it."
fn accepted(trans_id: &str) -> Reply {
    Reply { headers: vec![("response_code", "OK".into()), ("trans_id", plain(trans_id))], body: String::new() }
}

/// Nothing to do; without a command the maker's own server names no `cmd_code`.
fn no_command(trans_id: &str) -> Reply {
    let headers =
        vec![("response_code", "ERROR_NO_CMD".into()), ("trans_id", plain(trans_id)), ("cmd_code", String::new())];
    Reply { headers, body: String::new() }
}

/// A number given back cannot begin another header.
fn plain(trans_id: &str) -> String {
    trans_id.chars().filter(char::is_ascii_graphic).take(64).collect()
}

struct Envelope {
    value: Value,
    /// The position behind the JSON and its NUL.
    end: usize,
    parts: Vec<Range<usize>>,
}

impl Envelope {
    fn of(body: &[u8]) -> Result<Self, Reason> {
        let json = piece(body, 0).ok_or(Reason::Truncated)?;
        let text = &body[json.clone()];
        let text = &text[..text.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1)];
        let value = serde_json::from_slice(text)
            .or_else(|_| serde_json::from_str(&String::from_utf8_lossy(text)))
            .map_err(|_| Reason::BadJson)?;
        let end = json.end;
        let (mut parts, mut at) = (Vec::new(), end);
        while at < body.len() && parts.len() < PART_LIMIT {
            // A picture cut off is still what arrived of it.
            let part = piece(body, at).unwrap_or((at + 4).min(body.len())..body.len());
            at = part.end;
            if !part.is_empty() {
                parts.push(part);
            }
        }
        Ok(Self { value, end, parts })
    }
}

/// Length and bytes at a position.
fn piece(body: &[u8], at: usize) -> Option<Range<usize>> {
    let length: [u8; 4] = body.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let start = at + 4;
    let end = start.checked_add(usize::try_from(u32::from_le_bytes(length)).ok()?)?;
    (end <= body.len()).then_some(start..end)
}

fn punch(envelope: &Envelope, body: &[u8]) -> Rows {
    let value = &envelope.value;
    let time = text_of(value.get("io_time"));
    let Some(time) = time.as_deref().and_then(|time| crate::adms::digits_time(time.as_bytes())) else {
        return unreadable(&body[..envelope.end], Reason::BadTime);
    };
    let pin = match key_of(value.get("user_id")) {
        Ok(Some(pin)) => pin,
        Ok(None) => {
            let mut rows = unreadable(&body[..envelope.end], Reason::Unidentified);
            rows.nobody = std::mem::take(&mut rows.problems);
            return rows;
        }
        Err(reason) => return unreadable(&body[..envelope.end], reason),
    };
    let row = Row {
        line: 1,
        pin,
        time,
        state: mode(value.get("io_mode"), 24),
        verify: mode(value.get("verify_mode"), 28),
        work_code: None,
        extra: Extra { precision: Some(Precision::Second), ..Extra::default() },
        raw: 0..envelope.end,
    };
    Rows { events: vec![row], lines: 1, ..Rows::default() }
}

/// The upper bits of a mode; a small number is none, it stays as it is.
fn mode(value: Option<&Value>, shift: u32) -> Option<String> {
    let written = text_of(value)?;
    Some(match written.parse::<u32>() {
        Ok(number) if number >> shift > 0 => (number >> shift).to_string(),
        _ => written,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const PUNCH: &str = r#"{"fk_bin_data_lib":"FKDataHS103","user_id":"7","verify_mode":268435456,"io_mode":16777216,"io_time":"20250303071244","log_image":null}"#;

    fn envelope(json: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut body = (json.len() as u32 + 1).to_le_bytes().to_vec();
        body.extend_from_slice(json.as_bytes());
        body.push(0);
        for part in parts {
            body.extend_from_slice(&(part.len() as u32).to_le_bytes());
            body.extend_from_slice(part);
        }
        body
    }

    fn headers(request_code: &str) -> FkHeaders<'_> {
        FkHeaders { request_code, dev_id: "FK0001", trans_id: "RTLogSendAction", blk_no: "0" }
    }

    #[test]
    fn a_punch_comes_in_an_envelope_with_its_picture() {
        let body = envelope(PUNCH, &[b"\xFF\xD8\0\xD9"]);
        let message = fkweb(&headers("realtime_glog"), &body);
        let row = &message.rows.events[0];

        assert_eq!((message.kind, message.device.as_deref()), (Kind::Punches, Some("FK0001")));
        assert_eq!((row.pin.as_str(), row.time), ("7", datetime(2025, 3, 3, 7, 12, 44, 0)));
        assert_eq!((row.state.as_deref(), row.verify.as_deref()), (Some("1"), Some("1")));
        assert_eq!(&body[message.pictures[0].clone()], b"\xFF\xD8\0\xD9");
        assert_eq!(
            message.reply.headers,
            [("response_code", "OK".to_owned()), ("trans_id", "RTLogSendAction".to_owned())]
        );
    }

    #[test]
    fn a_poll_hears_that_there_is_nothing() {
        let message = fkweb(&FkHeaders { trans_id: "1\r\nX: y", ..headers("receive_cmd") }, b"");

        assert_eq!(message.kind, Kind::Poll);
        assert!(message.reply.headers.contains(&("response_code", "ERROR_NO_CMD".to_owned())));
        assert!(message.reply.headers.contains(&("trans_id", "1X:y".to_owned())));
    }

    #[test]
    fn templates_behind_an_enrolment_are_not_kept() {
        let body = envelope(
            r#"{"user_id":"7","enroll_data_array":[{"backup_number":10,"enroll_data":"BIN_1"}]}"#,
            &[b"SECRET"],
        );
        let message = fkweb(&headers("realtime_enroll_data"), &body);

        assert_eq!(message.kind, Kind::Enrolment);
        let kept = message.redacted.unwrap();
        assert!(!kept.windows(6).any(|window| window == b"SECRET") && message.pictures.is_empty());
        let broken = fkweb(&headers("realtime_enroll_data"), &body[1..]);
        assert_eq!(broken.kind, Kind::Unreadable);
        assert!(!format!("{broken:?}").contains(&format!("{:?}", b"SECRET")), "{broken:?}");
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_and_zero_is_nobody() {
        let reason = |body: &[u8]| fkweb(&headers("realtime_glog"), body).rows.problems[0].reason;

        assert_eq!(reason(b""), Reason::Truncated);
        assert_eq!(reason(&envelope(PUNCH, &[])[..40]), Reason::Truncated);
        assert_eq!(reason(&envelope("nonsense", &[])), Reason::BadJson);
        assert_eq!(reason(&envelope(&PUNCH.replace("20250303", "20251303"), &[])), Reason::BadTime);
        let nobody = fkweb(&headers("realtime_glog"), &envelope(&PUNCH.replace(r#""7""#, r#""0""#), &[]));
        assert_eq!((nobody.kind, nobody.rows.nobody.len()), (Kind::Punches, 1));
        let block = fkweb(&FkHeaders { blk_no: "1", ..headers("realtime_glog") }, b"abc");
        assert_eq!((block.kind, block.rows.problems.len()), (Kind::Other("block".into()), 1));
    }
}
