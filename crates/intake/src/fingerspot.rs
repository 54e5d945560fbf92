//! Fingerspot cloud: webhook messages, one JSON a line, and rows of its pull answers.
//!
//! `{"type":"attlog","cloud_id":"…","data":{"pin":"1","scan":"2026-01-12 07:29",…}}`. Seconds may be missing. Other
//! types are the machine's other business and no punch. Repeats are possible.

use serde_json::Value;

use crate::json::{Record, each_record, key_of, text_of};
use crate::stamp::read_stamp;
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Reading, Reason, RowRef, clock};

/// Why the file is not of Fingerspot, if it is not.
pub(crate) fn fits(head: &str) -> Result<(), String> {
    match ["\"cloud_id\"", "\"status_scan\"", "\"scan_date\""].iter().any(|name| head.contains(name)) {
        true => Ok(()),
        false => Err("no cloud_id, status_scan or scan_date".into()),
    }
}

/// Reads every message.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::Fingerspot);
    each_record(text.bytes(), &["data"], &options.caps, &mut |record| take(&mut reading, record, options))?;
    clock::mark_suspect(&mut reading);
    Ok(reading)
}

/// Takes one record over.
pub(crate) fn take(reading: &mut Reading, record: Record, options: &Options) -> Result<(), IntakeError> {
    let row = RowRef::line(record.line);
    if let Ok(value) = &record.value
        && value.get("success").is_some()
        && value.get("type").is_none()
    {
        return Ok(());
    }
    reading.count_row(&options.caps)?;
    let punch = record.value.and_then(|value| {
        if let Some(kind) = value.get("type").and_then(Value::as_str)
            && kind != "attlog"
        {
            reading.not_punches += 1;
            return Ok(());
        }
        let data = value.get("data").unwrap_or(&value);
        let time = data.get("scan").or_else(|| data.get("scan_date"));
        let Some(time) = time else {
            return Err(if data.get("pin").is_some() { Reason::BadTime } else { Reason::BadJson });
        };
        let stamp = read_stamp(time.as_str().ok_or(Reason::BadTime)?, &options.zone)?;
        let Some(key) = key_of(data.get("pin"))? else {
            reading.of_nobody(row.clone(), record.raw, &options.caps);
            return Ok(());
        };
        let mut event = Event::new(key, stamp.time, row.clone());
        event.precision = stamp.precision;
        event.offset = stamp.offset;
        event.verify = text_of(data.get("verify"));
        event.state = text_of(data.get("status_scan"));
        event.device = text_of(value.get("cloud_id"));
        reading.note_device(event.device.as_deref());
        reading.events.push(event);
        Ok(())
    });
    if let Err(reason) = punch {
        reading.set_aside(row, reason, record.raw, &options.caps);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::Precision;

    fn read_all(text: &str) -> Reading {
        read(&Text::of(text.as_bytes()), &Options::default()).unwrap()
    }

    #[test]
    fn a_webhook_line_is_a_punch_of_minute_precision() {
        let reading = read_all(
            r#"{"type":"attlog","cloud_id":"C2600001","data":{"pin":"1","scan":"2026-01-12 07:29","verify":"finger","status_scan":"scan in"}}"#,
        );
        let event = &reading.events[0];

        assert_eq!((event.time, event.precision), (datetime(2026, 1, 12, 7, 29, 0, 0), Precision::Minute));
        assert_eq!((event.state.as_deref(), event.device.as_deref()), (Some("scan in"), Some("C2600001")));
    }

    #[test]
    fn other_messages_are_counted_and_are_no_punches() {
        let reading = read_all(
            "{\"type\":\"set_time\",\"cloud_id\":\"C1\",\"data\":{}}\n\
             {\"type\":\"attlog\",\"cloud_id\":\"C1\",\"data\":{\"pin\":\"0\",\"scan\":\"2026-01-12 07:29\"}}\n\
             {\"type\":\"attlog\",\"cloud_id\":\"C1\",\"data\":{\"pin\":\"9\",\"scan\":\"kemarin\"}}\n{\"type\":\"attlo",
        );

        assert_eq!((reading.rows, reading.not_punches, reading.unidentified), (4, 1, 1));
        let reasons: Vec<Reason> = reading.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::BadTime, Reason::Truncated]);
    }

    #[test]
    fn rows_of_a_pull_answer_are_read_too() {
        let reading = read_all(
            r#"{"success":true,"trans_id":"1","data":[{"pin":"3","scan_date":"2026-01-12 07:29:05","verify":1,"status_scan":0}]}"#,
        );

        assert_eq!((reading.rows, reading.events[0].state.as_deref()), (1, Some("0")));
        assert_eq!(read_all(r#"{"success":true,"trans_id":"1"}"#).rows, 0);
    }
}
