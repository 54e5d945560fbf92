//! One webhook message of the Fingerspot cloud. It carries no signature: who may send is the caller's to check.

use serde_json::Value;

use super::gather::gather;
use super::secrets::blank_json;
use super::{Kind, Message, Reply};
use crate::adms::EnrolledPerson;
use crate::json::{key_of, text_of};
use crate::{Format, Options};

/// Reads one message: `{"type":…,"cloud_id":…,"data":{…}}`, or a page of `get_attlog`.
pub fn fingerspot(body: &[u8], options: &Options) -> Message {
    // Blanked before anything reads it, so that neither a name nor a problem can carry a secret.
    let redacted = blank_json(body);
    let kept = redacted.as_deref().unwrap_or(body);
    let (mut device, mut kind, mut people) = (None, None, Vec::new());
    let (rows, _) = gather(kept, 0, Format::Fingerspot, &["data"], options, crate::fingerspot::take, &mut |record| {
        let Ok(value) = &record.value else { return };
        device = device.take().or_else(|| text_of(value.get("cloud_id")));
        let named = value.get("type").and_then(Value::as_str);
        kind = kind.take().or_else(|| named.map(str::to_ascii_lowercase));
        if named.is_some_and(|named| named.eq_ignore_ascii_case("get_userinfo")) {
            people.extend(value.get("data").and_then(person));
        }
    });
    let kind = match kind.as_deref() {
        _ if rows.lines > 0 && rows.problems.len() as u64 == rows.lines => Kind::Unreadable,
        None | Some("attlog") => Kind::Punches,
        Some("get_userinfo" | "get_userid_list") => Kind::Enrolment,
        Some(other) => Kind::Other(other.chars().take(64).collect()),
    };
    Message { people, redacted, ..Message::new(kind, device, rows, Reply::words("OK")) }
}

fn person(data: &Value) -> Option<EnrolledPerson> {
    let number = |name: &str| text_of(data.get(name)).and_then(|number| number.parse().ok());
    let card = ["rfid", "card"].iter().find_map(|name| text_of(data.get(*name)));
    Some(EnrolledPerson {
        pin: key_of(data.get("pin")).ok()??,
        name: text_of(data.get("name")).unwrap_or_default(),
        privilege: number("privilege").unwrap_or(0),
        card: card.is_some_and(|card| card.bytes().any(|b| b != b'0')),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::{Precision, Reason};

    fn read(body: &str) -> Message {
        fingerspot(body.as_bytes(), &Options::default())
    }

    #[test]
    fn a_punch_says_who_when_and_where() {
        let body = r#"{"type":"attlog","cloud_id":"C2600001","data":{"pin":"1","scan":"2026-01-12 07:29","verify":"finger","status_scan":"scan in"}}"#;
        let message = read(body);
        let row = &message.rows.events[0];

        assert_eq!((message.kind, message.device.as_deref()), (Kind::Punches, Some("C2600001")));
        assert_eq!((row.pin.as_str(), row.time), ("1", datetime(2026, 1, 12, 7, 29, 0, 0)));
        assert_eq!((row.extra.precision, &body[row.raw.clone()]), (Some(Precision::Minute), body));
        assert_eq!(message.reply.body, "OK");
    }

    #[test]
    fn other_messages_are_kept_by_their_name() {
        for (name, kind) in [
            ("get_userid_list", Kind::Enrolment),
            ("set_userinfo", Kind::Other("set_userinfo".into())),
            ("delete_userinfo", Kind::Other("delete_userinfo".into())),
            ("set_time", Kind::Other("set_time".into())),
            ("register_online", Kind::Other("register_online".into())),
        ] {
            let message =
                read(&format!(r#"{{"type":"{name}","cloud_id":"C1","trans_id":"1","data":{{"status":"1"}}}}"#));

            assert_eq!((message.kind, message.device.as_deref()), (kind, Some("C1")));
            assert_eq!((message.rows.lines, message.rows.events_ignored.len()), (1, 1));
        }
    }

    #[test]
    fn a_users_template_and_password_are_not_kept() {
        let message = read(
            r#"{"type":"get_userinfo","cloud_id":"C1","data":{"pin":"7","name":"SITI CONTOH","privilege":"1","password":"4711","rfid":"0","template":"QUJD"}}"#,
        );

        let person = EnrolledPerson { pin: "7".into(), name: "SITI CONTOH".into(), privilege: 1, card: false };
        assert_eq!((message.kind.clone(), message.people.clone()), (Kind::Enrolment, vec![person]));
        let kept = String::from_utf8(message.redacted.unwrap()).unwrap();
        assert!(!kept.contains("4711") && !kept.contains("QUJD") && kept.contains("SITI CONTOH"), "{kept}");
    }

    #[test]
    fn a_page_of_the_nightly_pull_is_read_and_nonsense_is_a_problem() {
        let page = read(
            r#"{"success":true,"trans_id":"1","data":[{"pin":"3","scan_date":"2026-01-12 07:29:05","verify":1,"status_scan":0}]}"#,
        );
        assert_eq!((page.kind, page.rows.events.len()), (Kind::Punches, 1));

        let broken = read(r#"{"type":"attlo"#);
        assert_eq!((broken.kind, broken.rows.problems[0].reason), (Kind::Unreadable, Reason::Truncated));
    }
}
