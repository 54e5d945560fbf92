//! What a file says, before anybody is matched or judged.

use hadir_domain::punches::Clock;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::{Caps, Format, IntakeError, Problem, Reason, Warning};

/// Everything one file says.
///
/// For files of one record a line, `rows` is `events` + `roster` + `problems` + `unidentified` + `not_punches`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Which format it is.
    pub format: Format,
    /// Rows that carry data, good and bad. Headers, titles and blank lines are none.
    pub rows: u64,
    /// Punches of identified persons, in file order.
    pub events: Vec<Event>,
    /// Day codes of matrix and manual sheets.
    pub statuses: Vec<StatusCell>,
    /// Who has a row in a matrix or manual sheet, also with no mark on any day.
    pub people: Vec<SheetPerson>,
    /// Totals printed in the file. They are compared, never taken over.
    pub totals: Vec<PrintedTotal>,
    /// Who is enrolled, for roster files.
    pub roster: Vec<RosterPin>,
    /// Rows of nobody: key 0, an unrecognised face.
    pub unidentified: u64,
    /// The same rows with their place, for whoever keeps them: an unrecognised face may still be somebody's.
    pub nobody: Vec<Problem>,
    /// Rows that are well formed and no punch by nature (a machine's other messages).
    pub not_punches: u64,
    /// Rows, or cells, that could not be understood.
    pub problems: Vec<Problem>,
    /// What the operator should know about the file as a whole.
    pub warnings: Vec<Warning>,
    /// The period the file names.
    pub period: Option<Period>,
    /// Device numbers or serial numbers the file names, each once, in order of appearance. Hints only.
    pub devices: Vec<String>,
}

impl Reading {
    /// An empty reading of a format.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            rows: 0,
            events: Vec::new(),
            statuses: Vec::new(),
            people: Vec::new(),
            totals: Vec::new(),
            roster: Vec::new(),
            unidentified: 0,
            nobody: Vec::new(),
            not_punches: 0,
            problems: Vec::new(),
            warnings: Vec::new(),
            period: None,
            devices: Vec::new(),
        }
    }

    /// Counts one row that carries data.
    ///
    /// # Errors
    ///
    /// [`IntakeError::TooLarge`] past the cap.
    pub(crate) fn count_row(&mut self, caps: &Caps) -> Result<(), IntakeError> {
        self.rows += 1;
        if self.rows > caps.rows { Err(IntakeError::TooLarge { what: "rows", limit: caps.rows }) } else { Ok(()) }
    }

    /// Sets a row aside. Past the cap its raw text is left out, its place and reason are kept.
    pub(crate) fn set_aside(&mut self, row: RowRef, reason: Reason, raw: &[u8], caps: &Caps) {
        let raw = if self.problems.len() < caps.raw_problems { raw } else { &[] };
        self.problems.push(Problem::new(row, reason, raw));
    }

    /// Sets a row of nobody aside, as [`Reading::set_aside`] does.
    pub(crate) fn of_nobody(&mut self, row: RowRef, raw: &[u8], caps: &Caps) {
        self.unidentified += 1;
        let raw = if self.nobody.len() < caps.raw_problems { raw } else { &[] };
        self.nobody.push(Problem::new(row, Reason::Unidentified, raw));
    }

    /// Remembers a device the file names, at most a hundred of them.
    pub(crate) fn note_device(&mut self, device: Option<&str>) {
        if let Some(device) = device
            && self.devices.last().is_none_or(|last| last != device)
            && self.devices.len() < 100
            && !self.devices.iter().any(|known| known == device)
        {
            self.devices.push(device.to_owned());
        }
    }
}

/// One punch as the file tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The key the source knows the person by. Padding the machine adds is removed; leading zeros stay unless the
    /// format itself pads with them.
    pub person_key: String,
    /// The name in the file: a hint, not an identity.
    pub name: Option<String>,
    /// Local time as written. For machines this is the fact.
    pub time: DateTime,
    /// How exactly the source writes time.
    pub precision: Precision,
    /// The offset, only where the format carries one.
    pub offset: Option<Offset>,
    /// Raw state code or word.
    pub state: Option<String>,
    /// Raw verification code or word.
    pub verify: Option<String>,
    /// Raw work code.
    pub work_code: Option<String>,
    /// Device number or serial number in the file.
    pub device: Option<String>,
    /// The source's own running number or key of the record.
    pub serial: Option<String>,
    /// Where the phone or browser said it was.
    pub place: Option<Place>,
    /// Whether the time can be right, judged from the set of rows alone, never from their order.
    pub clock: Clock,
    /// What was noticed, as stable codes.
    pub labels: Vec<Label>,
    /// Where in the file it stands.
    pub row: RowRef,
    /// Which column it stood in, where the sheet says so.
    pub side: Option<Side>,
}

impl Event {
    /// A punch with nothing but its key, time and place in the file; second precision, clock not doubted.
    pub fn new(person_key: impl Into<String>, time: DateTime, row: RowRef) -> Self {
        Self {
            person_key: person_key.into(),
            name: None,
            time,
            precision: Precision::Second,
            offset: None,
            state: None,
            verify: None,
            work_code: None,
            device: None,
            serial: None,
            place: None,
            clock: Clock::Ok,
            labels: Vec::new(),
            row,
            side: None,
        }
    }
}

/// How exactly a source writes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute; the seconds are unknown, not zero.
    Minute,
}

/// Which column of a sheet a time stood in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Datang, masuk.
    In,
    /// Pertengahan, siang.
    Middle,
    /// Pulang, keluar.
    Out,
}

impl Side {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Middle => "middle",
            Self::Out => "out",
        }
    }
}

/// A claimed position, WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// -90 to 90.
    pub latitude: f64,
    /// -180 to 180.
    pub longitude: f64,
    /// Radius in metres, where the file has it.
    pub accuracy_m: Option<f64>,
}

/// What was noticed about a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// The clock stands in the days after a battery reset (2000 or 2015) and the rest of the file does not.
    BatteryReset,
    /// The year is far off the rest of the file.
    YearsOff,
    /// The clock went backward here, by row order. Not part of any hash.
    OrderJumpBack,
    /// Believable by itself, but out of line with the rows around it. Not part of any hash.
    OrderOutOfLine,
    /// The date is the sheet's, the time is after midnight: it belongs to the next morning.
    NextMorning,
    /// A judgement of another program, not what a machine saw.
    Derived,
    /// The time was a fraction of a day and was rounded.
    TimeRounded,
}

impl Label {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BatteryReset => "battery_reset",
            Self::YearsOff => "years_off",
            Self::OrderJumpBack => "order_jump_back",
            Self::OrderOutOfLine => "order_out_of_line",
            Self::NextMorning => "next_morning",
            Self::Derived => "derived",
            Self::TimeRounded => "time_rounded",
        }
    }

    /// Whether the label came from the order of rows, which is no part of any state.
    pub fn is_from_order(self) -> bool {
        matches!(self, Self::OrderJumpBack | Self::OrderOutOfLine)
    }
}

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RowRef {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line or row, from 1.
    pub line: u64,
    /// The cell, as `C7`.
    pub cell: Option<String>,
}

impl RowRef {
    /// A line of a text file, from 1.
    pub fn line(line: u64) -> Self {
        Self { sheet: None, line, cell: None }
    }
}

/// The code of one person and day in a matrix or manual sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCell {
    /// The key the sheet knows the person by.
    pub person_key: String,
    /// The name in the sheet.
    pub name: Option<String>,
    /// The day.
    pub date: Date,
    /// Canonical token: `TL`, `LIB`, `I1` …
    pub code: String,
    /// Minutes written in the token, as in `TL45`.
    pub minutes: Option<u16>,
    /// The token as written.
    pub raw: String,
    /// Where it stands.
    pub row: RowRef,
}

/// One person's row in a matrix or manual sheet. A day without a mark means what the format says it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPerson {
    /// The key the sheet knows the person by.
    pub person_key: String,
    /// The name in the sheet.
    pub name: Option<String>,
    /// The first and last day the row covers.
    pub days: Option<(Date, Date)>,
    /// Where it stands.
    pub row: RowRef,
}

/// A total printed in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTotal {
    /// Whose total.
    pub person_key: String,
    /// The column's heading.
    pub label: String,
    /// As written.
    pub value: String,
    /// Where it stands.
    pub row: RowRef,
}

/// One enrolment of a person on a machine or at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterPin {
    /// Site or machine, as the file calls it.
    pub site: Option<String>,
    /// The number on the machine.
    pub pin: String,
    /// The name.
    pub name: Option<String>,
    /// NIP or another personal number.
    pub number: Option<String>,
    /// Where it stands.
    pub row: RowRef,
}

/// What a file says it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar month.
    Month {
        /// Year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// A span, both days included.
    Span {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

impl std::fmt::Display for Period {
    /// `2026-02`, or `2026-01-23/2026-02-22`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Span { from, to } => write!(f, "{from}/{to}"),
        }
    }
}
