//! The rows of one body: punches, and everything that is none.

use std::ops::Range;

use jiff::civil::DateTime;

use crate::{Caps, Place, Precision, Problem, Reason, RowRef};

/// What one body says. `lines` is `events` + `problems` + `nobody` + `events_ignored`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// Punches of identified persons, in the order of the body.
    pub events: Vec<Row>,
    /// Lines that could not be understood.
    pub problems: Vec<Problem>,
    /// Lines of nobody: number zero, an unrecognised face.
    pub nobody: Vec<Problem>,
    /// Well-formed events that are no punches: doors, alarms, a refused person.
    pub events_ignored: Vec<DoorEvent>,
    /// Lines that carry data.
    pub lines: u64,
}

/// One punch as a machine tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line of the body, from 1.
    pub line: u64,
    /// The person's number as text; leading zeros stay.
    pub pin: String,
    /// The machine's local clock, as written.
    pub time: DateTime,
    /// Raw state code or word.
    pub state: Option<String>,
    /// Raw verification code or word. Its meaning depends on the generation of the protocol.
    pub verify: Option<String>,
    /// Raw work code.
    pub work_code: Option<String>,
    /// What only newer firmware says.
    pub extra: Extra,
    /// Where in the body the line stands.
    pub raw: Range<usize>,
}

/// What only some machines say about a punch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra {
    /// Whether a mask was worn, where it was measured.
    pub mask: Option<bool>,
    /// Degrees Celsius, where measured.
    pub temperature: Option<f64>,
    /// Seconds east of UTC, where the line carries an offset that can only be one.
    pub offset_s: Option<i32>,
    /// The machine's own running number of the record.
    pub record_number: Option<u64>,
    /// Where the machine says it stands.
    pub gps: Option<Place>,
    /// Whether the machine wrote seconds. `None` reads as to the second.
    pub precision: Option<Precision>,
}

/// An event of a door or machine that is no punch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorEvent {
    /// The line of the body, from 1.
    pub line: u64,
    /// The machine's code or word of the event.
    pub code: Option<String>,
    /// Whose it is, where it names somebody.
    pub pin: Option<String>,
    /// The machine's local clock, where it says so.
    pub time: Option<DateTime>,
    /// Where in the body the line stands.
    pub raw: Range<usize>,
}

/// Fills [`Rows`] line by line.
pub(crate) struct Taker<'a> {
    /// What was taken so far.
    pub rows: Rows,
    caps: &'a Caps,
}

impl<'a> Taker<'a> {
    pub fn new(caps: &'a Caps) -> Self {
        Self { rows: Rows::default(), caps }
    }

    /// Sets a line aside. Past the cap its raw text is left out, its place and reason are kept.
    pub fn set_aside(&mut self, line: u64, reason: Reason, raw: &[u8]) {
        let list = if reason == Reason::Unidentified { &mut self.rows.nobody } else { &mut self.rows.problems };
        let raw = if list.len() < self.caps.raw_problems { raw } else { &[] };
        list.push(Problem::new(RowRef::line(line), reason, raw));
    }

    /// Counts one line that carries data, and sets it aside where it is too long to be read.
    pub fn may_read(&mut self, line: u64, raw: &[u8]) -> bool {
        self.rows.lines += 1;
        let fits = raw.len() <= self.caps.line;
        if !fits {
            self.set_aside(line, Reason::TooLong, raw);
        }
        fits
    }
}
