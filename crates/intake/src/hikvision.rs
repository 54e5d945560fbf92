//! Hikvision access control: pages of `AcsEvent`, and `AccessControllerEvent` messages.
//!
//! A page holds `AcsEvent.InfoList[]`; pages overlap when events arrive meanwhile, so the same `serialNo` may come
//! twice. Times carry an offset and are brought into the operator's zone. A record without an employee number, or
//! of a failed recognition, is of nobody.

use serde_json::Value;

use crate::json::{Record, each_record, key_of, text_of};
use crate::stamp::read_stamp;
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Reading, Reason, RowRef, clock};

/// Minor types of a failed recognition: fingerprint, face, an unknown card.
const FAILED: [i64; 3] = [39, 76, 9];
/// The major type of events at a reader or face terminal.
const AT_THE_READER: i64 = 5;

/// Why the file is not of Hikvision, if it is not.
pub(crate) fn fits(head: &str) -> Result<(), String> {
    let names = ["\"AcsEvent\"", "\"InfoList\"", "\"AccessControllerEvent\"", "\"employeeNoString\""];
    match names.iter().any(|name| head.contains(name)) {
        true => Ok(()),
        false => Err("no AcsEvent, InfoList, AccessControllerEvent or employeeNoString".into()),
    }
}

/// Reads every record.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::Hikvision);
    each_record(text.bytes(), &["InfoList"], &options.caps, &mut |record| take(&mut reading, record, options))?;
    clock::mark_suspect(&mut reading);
    Ok(reading)
}

/// Takes one record over.
pub(crate) fn take(reading: &mut Reading, record: Record, options: &Options) -> Result<(), IntakeError> {
    let row = RowRef::line(record.line);
    let value = record.value.map(plain);
    let punch = match &value {
        Err(reason) => Err(*reason),
        Ok(value) if is_empty_page(value) => return Ok(()),
        Ok(value) => event_of(value, row.clone(), options),
    };
    reading.count_row(&options.caps)?;
    match punch {
        Ok(Kind::Punch(event)) => {
            reading.note_device(event.device.as_deref());
            reading.events.push(*event);
        }
        Ok(Kind::Nobody) => reading.of_nobody(row, record.raw, &options.caps),
        Ok(Kind::Other) => reading.not_punches += 1,
        Err(reason) => reading.set_aside(row, reason, record.raw, &options.caps),
    }
    Ok(())
}

/// An event without what firmware wraps around it: `event_log`, `EventNotificationAlert`, JSON written as a text.
pub(crate) fn plain(mut value: Value) -> Value {
    for wrapper in ["event_log", "EventNotificationAlert"] {
        if let Some(inner) = value.get(wrapper).and_then(unfolded) {
            value = inner;
        }
    }
    let Value::Object(mut fields) = value else { return value };
    if let Some(inner) = fields.get("AccessControllerEvent").filter(|inner| inner.is_string()).and_then(unfolded) {
        fields.insert("AccessControllerEvent".into(), inner);
    }
    Value::Object(fields)
}

/// An object, also one written as a text.
fn unfolded(value: &Value) -> Option<Value> {
    match value {
        Value::Object(_) => Some(value.clone()),
        Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object),
        _ => None,
    }
}

/// The device an event names.
pub(crate) fn device_of(value: &Value) -> Option<String> {
    ["deviceID", "macAddress", "ipAddress"].iter().find_map(|name| text_of(value.get(*name)))
}

enum Kind {
    Punch(Box<Event>),
    Nobody,
    Other,
}

/// `NO MATCH`: a page that is right to hold nothing.
fn is_empty_page(value: &Value) -> bool {
    value.get("AcsEvent").is_some_and(|page| page.get("InfoList").is_none())
        || value.get("responseStatusStrg").is_some()
}

fn event_of(value: &Value, row: RowRef, options: &Options) -> Result<Kind, Reason> {
    let pushed = value.get("AccessControllerEvent");
    let body = pushed.unwrap_or(value);
    let number = |name: &str| {
        let first = body.get(name).or_else(|| body.get(format!("{name}EventType")));
        first
            .or_else(|| body.get(if name == "minor" { "subEventType" } else { "majorEventType" }))
            .and_then(Value::as_i64)
    };
    if number("major").is_some_and(|major| major != AT_THE_READER) {
        return Ok(Kind::Other);
    }
    let key = match key_of(body.get("employeeNoString"))? {
        Some(key) => Some(key),
        None => key_of(body.get("employeeNo"))?,
    };
    let time = body.get("time").or_else(|| value.get("dateTime")).and_then(Value::as_str);
    let Some(time) = time else {
        let is_event = pushed.is_some() || key.is_some() || body.get("serialNo").is_some();
        return match value.get("eventType").is_some() && !is_event {
            true => Ok(Kind::Other),
            false if is_event => Err(Reason::BadTime),
            false => Err(Reason::BadJson),
        };
    };
    if pushed.is_none() && key.is_none() && value.get("eventType").is_some() {
        return Ok(Kind::Other);
    }
    let stamp = read_stamp(time, &options.zone)?;
    let Some(key) = key else { return Ok(Kind::Nobody) };
    if number("minor").is_some_and(|minor| FAILED.contains(&minor)) {
        return Ok(Kind::Nobody);
    }
    let mut event = Event::new(key, stamp.time, row);
    event.precision = stamp.precision;
    event.offset = stamp.offset;
    event.name = text_of(body.get("name"));
    event.state = text_of(body.get("attendanceStatus"));
    event.verify = text_of(body.get("currentVerifyMode")).or_else(|| number("minor").map(|minor| minor.to_string()));
    event.serial = text_of(body.get("serialNo"));
    event.device = device_of(value);
    Ok(Kind::Punch(Box::new(event)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;
    use jiff::tz::offset;

    use super::*;

    fn read_all(text: &str) -> Reading {
        read(&Text::of(text.as_bytes()), &Options::default()).unwrap()
    }

    const PAGE: &str = r#"{"AcsEvent":{"searchID":"x","totalMatches":4,"responseStatusStrg":"OK","numOfMatches":4,"InfoList":[
        {"major":5,"minor":75,"time":"2026-02-03T07:12:44+07:00","employeeNoString":"1021","name":"SARI","serialNo":11,"attendanceStatus":"checkIn","currentVerifyMode":"face"},
        {"major":5,"minor":76,"time":"2026-02-03T07:13:00+07:00","serialNo":12},
        {"major":5,"minor":75,"time":"2026-02-03T00:14:00Z","employeeNoString":"0044","serialNo":13},
        {"major":5,"minor":75,"time":"2026-02-33T07:14:00+07:00","employeeNoString":"44","serialNo":14}]}}"#;

    #[test]
    fn a_page_gives_punches_nobodies_and_problems() {
        let reading = read_all(PAGE);

        assert_eq!((reading.rows, reading.events.len(), reading.unidentified, reading.problems.len()), (4, 2, 1, 1));
        let event = &reading.events[0];
        assert_eq!((event.time, event.offset), (datetime(2026, 2, 3, 7, 12, 44, 0), Some(offset(7))));
        assert_eq!((event.serial.as_deref(), event.state.as_deref()), (Some("11"), Some("checkIn")));
        assert_eq!(reading.events[1].time, datetime(2026, 2, 3, 7, 14, 0, 0));
        assert_eq!(reading.events[1].person_key, "0044");
        assert_eq!((reading.problems[0].row.line, reading.problems[0].reason), (5, Reason::BadDate));
    }

    #[test]
    fn a_page_without_a_match_is_right_to_hold_nothing() {
        let reading = read_all(
            r#"{"AcsEvent":{"searchID":"x","totalMatches":0,"responseStatusStrg":"NO MATCH","numOfMatches":0}}"#,
        );

        assert_eq!((reading.rows, reading.problems.len()), (0, 0));
    }

    #[test]
    fn pushed_events_and_heartbeats_are_told_apart() {
        let reading = read_all(
            r#"{"ipAddress":"192.0.2.4","dateTime":"2026-02-03T07:12:44+07:00","eventType":"AccessControllerEvent","AccessControllerEvent":{"majorEventType":5,"subEventType":75,"employeeNoString":"7","serialNo":3}}
{"ipAddress":"192.0.2.4","dateTime":"2026-02-03T07:13:44+07:00","eventType":"heartBeat"}
{"ipAddress":"192.0.2.4","dateTime":"2026-02-03T07:14:44+07:00","eventType":"AccessControllerEvent","AccessControllerEvent":{"majorEventType":5,"subEventType":76}}"#,
        );

        assert_eq!((reading.rows, reading.events.len(), reading.not_punches, reading.unidentified), (3, 1, 1, 1));
        assert_eq!(reading.devices, ["192.0.2.4"]);
    }
}
