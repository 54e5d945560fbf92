//! One event a Hikvision terminal pushes: JSON, XML, a form, or parts with pictures.

use serde_json::{Map, Value};

use super::gather::{add, gather, unreadable};
use super::multipart::parts;
use super::{Kind, Message, Reply};
use crate::adms::Rows;
use crate::hikvision::{device_of, plain, take};
use crate::text::trim;
use crate::{Format, Options, Reason};

/// Tags of an event that are read out of XML.
const TAGS: [&str; 16] = [
    "ipAddress",
    "macAddress",
    "deviceID",
    "dateTime",
    "eventType",
    "eventState",
    "majorEventType",
    "subEventType",
    "employeeNoString",
    "employeeNo",
    "name",
    "serialNo",
    "attendanceStatus",
    "currentVerifyMode",
    "cardNo",
    "time",
];

/// What was seen of the messages of one body.
#[derive(Default)]
struct Seen {
    device: Option<String>,
    event: Option<String>,
}

/// Reads one message. Times carry an offset and are brought into the zone of `options`.
pub fn hikvision(body: &[u8], options: &Options) -> Message {
    let mut seen = Seen::default();
    let mut rows = Rows::default();
    let mut pictures = Vec::new();
    match parts(body) {
        None => rows = read_part(body, 0, options, &mut seen),
        Some(parts) => {
            for part in parts {
                let content = &body[part.content.clone()];
                if part.content_type.starts_with("image/") || content.starts_with(b"\xFF\xD8") {
                    pictures.push(part.content);
                } else if !content.is_empty() {
                    add(&mut rows, read_part(content, part.content.start, options, &mut seen));
                }
            }
        }
    }
    if rows.lines == 0 && seen.event.is_none() {
        rows = unreadable(body, Reason::BadJson);
    }
    let quiet = |event: &str| ["heartbeat", "videoloss"].iter().any(|word| event.eq_ignore_ascii_case(word));
    let kind = match seen.event {
        _ if rows.problems.len() as u64 == rows.lines && rows.lines > 0 => Kind::Unreadable,
        Some(event) if quiet(&event) && rows.events.is_empty() && rows.problems.is_empty() => Kind::Heartbeat,
        Some(event) if !event.eq_ignore_ascii_case("AccessControllerEvent") && rows.events.is_empty() => {
            Kind::Other(event.chars().take(64).collect())
        }
        _ => Kind::Punches,
    };
    Message { pictures, ..Message::new(kind, seen.device, rows, Reply::words("OK")) }
}

/// One part: JSON as it is, or after a form or XML was undone. A range of those points at the whole part.
fn read_part(part: &[u8], base: usize, options: &Options, seen: &mut Seen) -> Rows {
    let text = trim(part.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(part));
    let undone = if text.starts_with(b"<") {
        Some(from_xml(&String::from_utf8_lossy(text)))
    } else {
        text.strip_prefix(b"event_log=").map(from_form)
    };
    let mut see = |record: &crate::json::Record| {
        let Ok(value) = &record.value else { return };
        let value = plain(value.clone());
        seen.device = seen.device.take().or_else(|| device_of(&value));
        seen.event = seen.event.take().or_else(|| value.get("eventType")?.as_str().map(str::to_owned));
    };
    let json = undone.as_deref().unwrap_or(part);
    let (mut rows, _) = gather(json, base, Format::Hikvision, &["InfoList"], options, take, &mut see);
    if undone.is_some() {
        let whole = base..base + part.len();
        rows.events.iter_mut().for_each(|row| row.raw = whole.clone());
        rows.events_ignored.iter_mut().for_each(|event| event.raw = whole.clone());
    }
    rows
}

/// The tags of an event as JSON. Numbers of kinds become numbers, everything else stays text.
fn from_xml(text: &str) -> Vec<u8> {
    let mut fields = Map::new();
    for tag in TAGS {
        let Some(written) = between(text, tag) else { continue };
        let value = match written.parse::<i64>() {
            Ok(number) if tag.ends_with("EventType") => Value::from(number),
            _ => Value::from(unescaped(written)),
        };
        fields.insert(tag.to_owned(), value);
    }
    if fields.get("eventType").and_then(Value::as_str) == Some("AccessControllerEvent") {
        let inner = fields.clone();
        fields.insert("AccessControllerEvent".to_owned(), Value::Object(inner));
    }
    Value::Object(fields).to_string().into_bytes()
}

fn between<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{tag}>"))?;
    Some(rest.split_once(&format!("</{tag}>"))?.0.trim())
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// The JSON of `event_log=%7B…`.
fn from_form(value: &[u8]) -> Vec<u8> {
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).map(|digit| digit as u8);
    let value = value.split(|b| *b == b'&').next().unwrap_or_default();
    let mut json = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        match (value[at], hex(value.get(at + 1)), hex(value.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                json.push(high << 4 | low);
                at += 3;
                continue;
            }
            (b'+', ..) => json.push(b' '),
            (byte, ..) => json.push(byte),
        }
        at += 1;
    }
    json
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const EVENT: &str = r#"{"ipAddress":"192.0.2.4","macAddress":"00:17:61:00:00:01","dateTime":"2026-02-03T07:12:44+07:00","eventType":"AccessControllerEvent","AccessControllerEvent":{"deviceName":"Lobi","majorEventType":5,"subEventType":75,"employeeNoString":"1021","name":"SITI CONTOH","serialNo":311,"attendanceStatus":"checkIn","currentVerifyMode":"face"}}"#;

    fn punch(body: &[u8]) -> Message {
        let message = hikvision(body, &Options::default());
        assert_eq!((&message.kind, message.rows.lines), (&Kind::Punches, 1), "{message:?}");
        let row = &message.rows.events[0];
        assert_eq!((row.pin.as_str(), row.time), ("1021", datetime(2026, 2, 3, 7, 12, 44, 0)));
        assert_eq!((row.extra.offset_s, row.extra.record_number), (Some(25_200), Some(311)));
        assert!(!body[row.raw.clone()].is_empty());
        message
    }

    #[test]
    fn every_shape_known_is_the_same_punch() {
        let mut text = serde_json::from_str::<Value>(EVENT).unwrap();
        text["AccessControllerEvent"] = Value::from(text["AccessControllerEvent"].to_string());
        let escaped: String = EVENT.bytes().map(|b| format!("%{b:02X}")).collect();
        let xml = "<?xml version=\"1.0\"?><EventNotificationAlert><ipAddress>192.0.2.4</ipAddress><macAddress>00:17:61:00:00:01</macAddress><dateTime>2026-02-03T07:12:44+07:00</dateTime><eventType>AccessControllerEvent</eventType><AccessControllerEvent><majorEventType>5</majorEventType><subEventType>75</subEventType><employeeNoString>1021</employeeNoString><serialNo>311</serialNo></AccessControllerEvent></EventNotificationAlert>";
        for shape in [
            EVENT.to_owned(),
            text.to_string(),
            format!(r#"{{"event_log":{EVENT}}}"#),
            format!(r#"{{"EventNotificationAlert":{EVENT}}}"#),
            format!("event_log={escaped}"),
            format!("--MIME_boundary\r\nContent-Type: application/json\r\n\r\n{EVENT}\r\n--MIME_boundary--\r\n"),
            xml.to_owned(),
        ] {
            let message = punch(shape.as_bytes());
            assert_eq!(message.device.as_deref(), Some("00:17:61:00:00:01"), "{shape}");
        }
    }

    #[test]
    fn pictures_beside_an_event_are_found() {
        let mut body = format!("--B\r\nContent-Disposition: form-data; name=\"event_log\"\r\n\r\n{EVENT}\r\n--B\r\nContent-Type: image/jpeg\r\n\r\n").into_bytes();
        body.extend_from_slice(b"\xFF\xD8\n\n\xD9\r\n--B--\r\n");
        let message = punch(&body);

        assert_eq!(&body[message.pictures[0].clone()], b"\xFF\xD8\n\n\xD9");
        assert_eq!(&body[message.rows.events[0].raw.clone()], EVENT.as_bytes());
    }

    #[test]
    fn heartbeats_and_other_alarms_are_no_punches() {
        let beat = hikvision(
            br#"{"ipAddress":"192.0.2.4","dateTime":"2026-02-03T07:13:44+07:00","eventType":"heartBeat"}"#,
            &Options::default(),
        );
        assert_eq!(
            (beat.kind, beat.device.as_deref(), beat.rows.events_ignored.len()),
            (Kind::Heartbeat, Some("192.0.2.4"), 1)
        );
        let xml = b"<EventNotificationAlert><dateTime>2026-02-03T07:13:44+07:00</dateTime><eventType>videoloss</eventType><eventState>inactive</eventState></EventNotificationAlert>";
        assert_eq!(hikvision(xml, &Options::default()).kind, Kind::Heartbeat);
        let alarm =
            hikvision(br#"{"dateTime":"2026-02-03T07:13:44+07:00","eventType":"diskfull"}"#, &Options::default());
        assert_eq!(alarm.kind, Kind::Other("diskfull".into()));
    }

    #[test]
    fn an_unrecognised_face_is_nobody_and_nonsense_is_a_problem() {
        let face = hikvision(EVENT.replace(r#""employeeNoString":"1021","#, "").as_bytes(), &Options::default());
        assert_eq!((face.rows.nobody.len(), face.kind), (1, Kind::Punches));
        for body in [&b""[..], b"hello", b"--B\r\n", b"<html></html>"] {
            let message = hikvision(body, &Options::default());
            assert_eq!((message.kind, message.rows.problems.len()), (Kind::Unreadable, 1), "{body:?}");
        }
    }
}
