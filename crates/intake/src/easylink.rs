//! EasyLink SDK scan log pages: `{"IsSession":true,"Result":true,"Data":[{"SN":…,"ScanDate":…,"PIN":…}]}`.
//!
//! `{"Result":false,…,"message":"No data"}` is success with nothing.

use serde_json::Value;

use crate::json::{Record, each_record, key_of, text_of};
use crate::stamp::read_stamp;
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Reading, Reason, RowRef, Warning, WarningCode, clock};

/// Why the file is not of EasyLink, if it is not.
pub(crate) fn fits(head: &str) -> Result<(), String> {
    let is_page = head.contains("\"Result\"") && (head.contains("\"Data\"") || head.contains("\"message"));
    match is_page || head.contains("\"IsSession\"") || head.contains("\"ScanDate\"") {
        true => Ok(()),
        false => Err("no IsSession, Result or ScanDate".into()),
    }
}

/// Reads every record.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::Easylink);
    each_record(text.bytes(), &["Data"], &options.caps, &mut |record| take(&mut reading, record, options))?;
    clock::mark_suspect(&mut reading);
    Ok(reading)
}

/// Takes one record over.
pub(crate) fn take(reading: &mut Reading, record: Record, options: &Options) -> Result<(), IntakeError> {
    let row = RowRef::line(record.line);
    if let Ok(value) = &record.value
        && let Some(result) = value.get("Result")
    {
        let message = text_of(value.get("message")).unwrap_or_default();
        if result == &Value::Bool(false)
            && !message.to_ascii_lowercase().contains("no data")
            && reading.warnings.len() < 20
        {
            reading.warnings.push(Warning::new(
                WarningCode::PartSkipped,
                format!("halaman di baris {} ditolak mesin: {message}", record.line),
                format!("the machine refused the page at line {}: {message}", record.line),
            ));
        }
        return Ok(());
    }
    reading.count_row(&options.caps)?;
    let punch = record.value.and_then(|value| {
        let time = value.get("ScanDate");
        let Some(time) = time else {
            return Err(if value.get("PIN").is_some() { Reason::BadTime } else { Reason::BadJson });
        };
        let stamp = read_stamp(time.as_str().ok_or(Reason::BadTime)?, &options.zone)?;
        let Some(key) = key_of(value.get("PIN"))? else {
            reading.of_nobody(row.clone(), record.raw, &options.caps);
            return Ok(());
        };
        let mut event = Event::new(key, stamp.time, row.clone());
        event.precision = stamp.precision;
        event.offset = stamp.offset;
        event.verify = text_of(value.get("VerifyMode"));
        event.state = text_of(value.get("IOMode"));
        event.work_code = text_of(value.get("WorkCode"));
        event.device = text_of(value.get("SN"));
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

    fn read_all(text: &str) -> Reading {
        read(&Text::of(text.as_bytes()), &Options::default()).unwrap()
    }

    #[test]
    fn pages_are_read_one_after_another() {
        let reading = read_all(
            r#"{"IsSession":true,"Result":true,"Data":[{"SN":"F001","ScanDate":"2026-03-02 07:20:11","PIN":"12","VerifyMode":1,"IOMode":1,"WorkCode":0}]}
{"IsSession":false,"Result":true,"Data":[{"SN":"F001","ScanDate":"2026-03-02 07:21","PIN":"","VerifyMode":1,"IOMode":1,"WorkCode":0},{"SN":"F001","PIN":"4"}]}"#,
        );

        assert_eq!((reading.rows, reading.unidentified, reading.problems[0].reason), (3, 1, Reason::BadTime));
        assert_eq!(reading.events[0].time, datetime(2026, 3, 2, 7, 20, 11, 0));
        assert_eq!(reading.devices, ["F001"]);
    }

    #[test]
    fn no_data_is_success_with_nothing() {
        let reading = read_all(r#"{"Result":false,"message_code":0,"message":"No data"}"#);

        assert_eq!((reading.rows, reading.warnings.len(), reading.problems.len()), (0, 0, 0));
    }

    #[test]
    fn a_refused_page_is_named() {
        let reading = read_all(r#"{"Result":false,"message_code":3,"message":"Device not found"}"#);

        assert_eq!(reading.warnings[0].code, WarningCode::PartSkipped);
    }
}
