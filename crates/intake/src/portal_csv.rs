//! CSV of web presence, as portals export it: one punch a row, or arrival and departure side by side, with
//! coordinates. `,` `;` TAB or `|`, quoted or not, decimal commas, any common code page.

use jiff::civil::Date;

use crate::dates::{Decided, Votes, Written, read_date, read_date_and_time, read_time};
use crate::keys::{clean_key, is_nobody};
use crate::portal_columns::{Columns, PlaceColumns, Time};
use crate::stamp::{Stamp, has_offset, read_stamp};
use crate::table::{each_row, find_header};
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Place, Reading, Reason, RowRef, Warning, WarningCode, clock};

/// Why the file is not a portal's CSV, if it is not.
pub(crate) fn fits(text: &Text) -> Result<(), String> {
    match find_header(text, Columns::of) {
        Some(_) => Ok(()),
        None => Err("no heading line names a person's number and a time".into()),
    }
}

/// Reads every row.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::PortalCsv);
    reading.warnings.extend(text.warning());
    let Some(header) = find_header(text, Columns::of) else {
        let why = "no heading line names a person's number and a time".into();
        return Err(IntakeError::NotUnderstood { tried: vec![(Format::PortalCsv, why)] });
    };
    let columns = &header.columns;
    if let Some(repeated) = &columns.repeated {
        reading.warnings.push(Warning::new(
            WarningCode::RepeatedHeading,
            format!("\"{repeated}\"; kolom pertama yang dipakai"),
            format!("\"{repeated}\"; the first column is used"),
        ));
    }

    let mut votes = Votes::default();
    each_row(text, header.separator, header.line, &options.caps, |row| {
        if let Ok(cells) = row.cells {
            let dates = columns.date.into_iter().chain(columns.times.iter().map(|time| time.at));
            for written in dates.filter_map(|at| cells.get(at)).filter_map(|cell| date_in(cell)) {
                votes.note(written);
            }
        }
        Ok::<(), IntakeError>(())
    })?;
    let order = votes.decide(options.date_order);
    reading.warnings.extend(order.warning.clone());

    each_row(text, header.separator, header.line, &options.caps, |row| {
        reading.count_row(&options.caps)?;
        let at = RowRef::line(row.line);
        let cells = match &row.cells {
            Ok(cells) => cells,
            Err(reason) => {
                reading.set_aside(at, *reason, row.raw, &options.caps);
                return Ok(());
            }
        };
        let found = RowReader { columns, cells, order: &order, options };
        match found.person() {
            Ok(Some(person)) => {
                let before = (reading.events.len(), reading.problems.len());
                for time in &columns.times {
                    match found.punch(&person, time, at.clone()) {
                        Ok(Some(event)) => reading.events.push(event),
                        Ok(None) => {}
                        Err(reason) => reading.set_aside(at.clone(), reason, row.raw, &options.caps),
                    }
                }
                if before == (reading.events.len(), reading.problems.len()) {
                    reading.not_punches += 1;
                }
            }
            Ok(None) => reading.of_nobody(at, row.raw, &options.caps),
            Err(reason) => reading.set_aside(at, reason, row.raw, &options.caps),
        }
        Ok::<(), IntakeError>(())
    })?;
    clock::mark_suspect(&mut reading);
    Ok(reading)
}

/// One row, with what its cells mean.
pub(crate) struct RowReader<'a> {
    /// Which column is what.
    pub columns: &'a Columns,
    /// The cells.
    pub cells: &'a [String],
    /// The file's order of day and month.
    pub order: &'a Decided,
    /// The operator's settings.
    pub options: &'a Options,
}

impl RowReader<'_> {
    /// The cell, unless it is missing, empty or a dash.
    fn cell(&self, at: Option<usize>) -> Option<&str> {
        self.cells.get(at?).map(String::as_str).filter(|cell| !matches!(*cell, "" | "-" | "--" | "NULL" | "null"))
    }

    /// The key; `None` for nobody's.
    pub fn person(&self) -> Result<Option<String>, Reason> {
        if self.cells.len() <= self.columns.key
            || self.cells.len() <= self.columns.times.iter().map(|time| time.at).min().unwrap_or(0)
        {
            return Err(Reason::TooFewColumns);
        }
        let key = clean_key(&self.cells[self.columns.key])?;
        Ok(Some(key).filter(|key| !is_nobody(key)))
    }

    /// The punch of a column of times, if there is one.
    pub fn punch(&self, person: &str, time: &Time, row: RowRef) -> Result<Option<Event>, Reason> {
        let Some(written) = self.cell(Some(time.at)) else { return Ok(None) };
        let stamp = self.stamp(written)?;
        let mut event = Event::new(person, stamp.time, row);
        event.precision = stamp.precision;
        event.offset = stamp.offset;
        event.side = time.side;
        event.name = self.cell(self.columns.name).map(|name| name.chars().take(120).collect());
        event.state = self.cell(self.columns.kind).map(|kind| kind.chars().take(60).collect());
        event.device = self.cell(self.columns.device).map(|device| device.chars().take(60).collect());
        event.place = self.place(&time.place)?;
        Ok(Some(event))
    }

    fn stamp(&self, written: &str) -> Result<Stamp, Reason> {
        if has_offset(written) && written.len() > 10 {
            return read_stamp(written, &self.options.zone);
        }
        // A cell with date and time speaks for itself, also beside a column of dates.
        match read_date_and_time(written) {
            Ok((date, time, precision)) => {
                return Ok(Stamp { time: self.order.date(date)?.to_datetime(time), precision, offset: None });
            }
            Err(reason) if self.columns.date.is_none() => return Err(reason),
            Err(_) => {}
        }
        let on = self.day()?;
        let clock = ["WIB", "WITA", "WIT"].iter().find_map(|zone| written.strip_suffix(zone)).unwrap_or(written);
        let (time, precision) = read_time(clock).ok_or(Reason::BadTime)?;
        Ok(Stamp { time: on.to_datetime(time), precision, offset: None })
    }

    /// The day of the column of dates.
    pub fn day(&self) -> Result<Date, Reason> {
        let written = self.cell(self.columns.date).ok_or(Reason::BadDate)?;
        self.order.date(date_in(written).ok_or(Reason::BadDate)?)
    }

    fn place(&self, columns: &PlaceColumns) -> Result<Option<Place>, Reason> {
        let (latitude, longitude) = match (self.cell(columns.latitude), self.cell(columns.longitude)) {
            (Some(latitude), Some(longitude)) => (degrees(latitude), degrees(longitude)),
            (None, None) => match self.cell(columns.pair) {
                Some(pair) => pair_of(pair).ok_or(Reason::BadCoordinates)?,
                None => return Ok(None),
            },
            _ => return Err(Reason::BadCoordinates),
        };
        let (Some(latitude), Some(longitude)) = (latitude, longitude) else { return Err(Reason::BadCoordinates) };
        if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
            return Err(Reason::BadCoordinates);
        }
        let accuracy_m = match self.cell(columns.accuracy) {
            None => None,
            Some(text) => {
                let metres = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '.');
                Some(degrees(metres).filter(|metres| *metres >= 0.0).ok_or(Reason::BadCoordinates)?)
            }
        };
        Ok(Some(Place { latitude, longitude, accuracy_m }))
    }
}

/// A cell's date, also where a time follows.
pub(crate) fn date_in(cell: &str) -> Option<Written> {
    read_date(cell).or_else(|| read_date_and_time(cell).ok().map(|(date, ..)| date))
}

/// A number with a point or a comma.
fn degrees(text: &str) -> Option<f64> {
    let text = text.trim().trim_matches(['\'', '`', '"', '\u{B0}', ' ']);
    if text.is_empty() || text.len() > 32 || !text.bytes().all(|b| b.is_ascii_digit() || b"+-.,".contains(&b)) {
        return None;
    }
    let number: f64 = text.replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

/// `-5.11, 105.30`; `-5,11; 105,30`; `-5,11,105,30`; `-5.11 105.30`.
fn pair_of(text: &str) -> Option<(Option<f64>, Option<f64>)> {
    let text = text.trim_matches(['(', ')', '[', ']', ' ']);
    let commas: Vec<&str> = text.split(',').collect();
    let (latitude, longitude) = if let Some(parts) = text.split_once(';') {
        parts
    } else if commas.len() == 4 {
        text.split_at(commas[0].len() + 1 + commas[1].len())
    } else if commas.len() == 2 && (text.contains('.') || !text.contains(' ')) {
        text.split_once(',')?
    } else {
        text.split_once(' ')?
    };
    Some((degrees(latitude), degrees(longitude.trim_start_matches([',', ' ']))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::{Precision, Side};

    fn read_bytes(bytes: &[u8]) -> Reading {
        read(&Text::of(bytes), &Options::default()).unwrap()
    }

    fn read_all(text: &str) -> Reading {
        read_bytes(text.as_bytes())
    }

    #[test]
    fn a_row_is_a_punch_with_its_place() {
        let reading = read_all(
            "\u{FEFF}NIP;Nama;Tanggal;Jam;Jenis;Latitude;Longitude;Akurasi\r\n\
             `209909262120010001;\"SARI; S.Kom\";05/01/2026;07.12;masuk;-5,1137;105,3067;12,5 m\r\n\
             209909262120010001;SARI;13/01/2026;16:01:09;pulang;;;\r\n",
        );
        let event = &reading.events[0];

        assert_eq!(event.person_key, "209909262120010001");
        assert_eq!((event.time, event.precision), (datetime(2026, 1, 5, 7, 12, 0, 0), Precision::Minute));
        assert_eq!(event.place, Some(Place { latitude: -5.1137, longitude: 105.3067, accuracy_m: Some(12.5) }));
        assert_eq!((event.name.as_deref(), event.state.as_deref()), (Some("SARI; S.Kom"), Some("masuk")));
        assert_eq!(reading.events[1].place, None);
        assert_eq!(reading.warnings[0].detail_en, "DD/MM/YYYY, 1 of 2 rows ambiguous");
    }

    #[test]
    fn arrival_and_departure_in_one_row_are_two_punches() {
        let reading = read_all(
            "nip,tanggal,jam_masuk,jam_pulang\n2099,2026-01-05,07:01,16:00\n2099,2026-01-06,07:01,-\n2099,2026-01-07,,\n",
        );

        let sides: Vec<Option<Side>> = reading.events.iter().map(|event| event.side).collect();
        assert_eq!(sides, [Some(Side::In), Some(Side::Out), Some(Side::In)]);
        assert_eq!((reading.rows, reading.not_punches), (3, 1));
    }

    #[test]
    fn a_moment_in_one_cell_may_carry_an_offset() {
        let reading = read_all(
            "nip,waktu\n2099,2026-01-05T07:12:33+07:00\n2099,2026-01-05T00:13:00Z\n2098,05 Januari 2026 07:14:00 WIB\n",
        );

        let times: Vec<_> = reading.events.iter().map(|event| (event.time.minute(), event.offset.is_some())).collect();
        assert_eq!(times, [(12, true), (13, true), (14, false)]);
    }

    #[test]
    fn every_kind_of_bad_row_has_its_reason() {
        let reading = read_all(
            "nip,tanggal,jam,lat,long\n2.0990926E+17,2026-01-05,07:00,,\n,2026-01-05,07:00,,\n2099,2026-02-30,07:00,,\n\
             2099,2026-01-05,7,,\n2099,2026-01-05,07:00,95,105\n2099,2026-01-05,07:00,-5.1,\n2099,2026-01-05,07:00,x,y\n\
             2099\n0,2026-01-05,07:00,,\n\"2099,2026-01-05,07:00,,\n",
        );

        let reasons: Vec<Reason> = reading.problems.iter().map(|problem| problem.reason).collect();
        use Reason::*;
        assert_eq!(
            reasons,
            [
                NumberRounded,
                BadPersonKey,
                BadDate,
                BadTime,
                BadCoordinates,
                BadCoordinates,
                BadCoordinates,
                TooFewColumns,
                BadQuotes
            ]
        );
        assert_eq!((reading.rows, reading.unidentified, reading.events.len()), (10, 1, 0));
    }

    #[test]
    fn a_western_code_page_is_read() {
        let reading = read_bytes(b"nip,nama,waktu\n2099,ANDR\xC9,2026-01-05 07:00:00\n");

        assert_eq!(reading.events[0].name.as_deref(), Some("ANDRÉ"));
    }

    #[test]
    fn both_coordinates_may_stand_in_one_cell() {
        let place = (Some(-5.11), Some(105.3));
        for text in ["-5.11, 105.30", "-5.11,105.30", "-5,11; 105,30", "-5,11,105,30", "-5.11 105.30", "(-5.11, 105.3)"]
        {
            assert_eq!(pair_of(text), Some(place), "{text}");
        }
    }
}
