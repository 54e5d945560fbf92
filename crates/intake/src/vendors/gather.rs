//! The records of a JSON body as rows.

use std::ops::Range;

use crate::adms::{DoorEvent, Extra, Row, Rows};
use crate::json::{Record, each_record};
use crate::{Event, Format, IntakeError, Options, Problem, Reading, Reason, RowRef};

/// How a format takes one record over.
pub(super) type Take = fn(&mut Reading, Record, &Options) -> Result<(), IntakeError>;

/// Reads every record of a body, or of the part of it that begins at `base`, and shows each to `see` first.
pub(super) fn gather(
    part: &[u8],
    base: usize,
    format: Format,
    arrays: &[&str],
    options: &Options,
    take: Take,
    see: &mut dyn FnMut(&Record),
) -> (Rows, Reading) {
    let mark = if part.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let base = base + mark;
    let mut reading = Reading::new(format);
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut ignored = Vec::new();
    let done = each_record(&part[mark..], arrays, &options.caps, &mut |record| {
        let (punches, others) = (reading.events.len(), reading.not_punches);
        let raw = base + record.at..base + record.at + record.raw.len();
        let line = record.line;
        see(&record);
        take(&mut reading, record, options)?;
        if reading.events.len() > punches {
            places.push(raw);
        } else if reading.not_punches > others {
            ignored.push(DoorEvent { line, code: None, pin: None, time: None, raw });
        }
        Ok(())
    });
    if done.is_err() {
        reading.problems.push(Problem::new(RowRef::line(1), Reason::TooLong, part));
    }
    let events = reading.events.drain(..).zip(places).map(|(event, raw)| row(event, raw)).collect();
    let rows = Rows {
        events,
        problems: std::mem::take(&mut reading.problems),
        nobody: std::mem::take(&mut reading.nobody),
        events_ignored: ignored,
        lines: reading.rows,
    };
    (rows, reading)
}

/// Puts the rows of another part behind.
pub(super) fn add(rows: &mut Rows, more: Rows) {
    rows.events.extend(more.events);
    rows.problems.extend(more.problems);
    rows.nobody.extend(more.nobody);
    rows.events_ignored.extend(more.events_ignored);
    rows.lines += more.lines;
}

/// One record that could not be read.
pub(super) fn unreadable(raw: &[u8], reason: Reason) -> Rows {
    Rows { problems: vec![Problem::new(RowRef::line(1), reason, raw)], lines: 1, ..Rows::default() }
}

fn row(event: Event, raw: Range<usize>) -> Row {
    Row {
        line: event.row.line,
        extra: Extra {
            offset_s: event.offset.map(|offset| offset.seconds()),
            record_number: event.serial.as_deref().and_then(|serial| serial.parse().ok()),
            gps: event.place,
            precision: Some(event.precision),
            ..Extra::default()
        },
        pin: event.person_key,
        time: event.time,
        state: event.state,
        verify: event.verify,
        work_code: event.work_code,
        raw,
    }
}
