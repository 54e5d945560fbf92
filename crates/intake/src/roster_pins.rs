//! Who is enrolled on which machine: a table of PIN, name, NIP and site, as offices keep it.

use crate::keys::clean_key;
use crate::table::{each_row, find_header};
use crate::text::Text;
use crate::{Format, IntakeError, Options, Reading, Reason, RosterPin, RowRef};

const PIN: [&str; 18] = [
    "pin",
    "pin mesin",
    "no pin",
    "nomor pin",
    "no mesin",
    "id mesin",
    "no enroll",
    "enroll id",
    "id enroll",
    "enroll no",
    "enno",
    "ac no",
    "id finger",
    "no finger",
    "id fingerprint",
    "no id",
    "user id",
    "userid",
];
const NUMBER: [&str; 8] =
    ["nip", "nip nipppk", "nip ni pppk", "ni pppk", "nipppk", "nomor induk pegawai", "nomor induk", "no pegawai"];
const SITE: [&str; 14] = [
    "site",
    "lokasi",
    "mesin",
    "nama mesin",
    "device",
    "perangkat",
    "sn",
    "serial number",
    "nomor seri",
    "kantor",
    "unit",
    "unit kerja",
    "opd",
    "site code",
];
const TIMES: [&str; 8] = ["tanggal", "tgl", "date", "jam", "waktu", "time", "timestamp", "datetime"];

struct Columns {
    pin: usize,
    name: Option<usize>,
    number: Option<usize>,
    site: Option<usize>,
}

/// Why the file is not a roster of PINs, if it is not.
pub(crate) fn fits(text: &Text) -> Result<(), String> {
    match find_header(text, columns) {
        Some(_) => Ok(()),
        None => Err("no heading line names a PIN with a name or NIP".into()),
    }
}

/// Reads every row.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::RosterPins);
    reading.warnings.extend(text.warning());
    let Some(header) = find_header(text, columns) else {
        let why = "no heading line names a PIN with a name or NIP".into();
        return Err(IntakeError::NotUnderstood { tried: vec![(Format::RosterPins, why)] });
    };
    each_row(text, header.separator, header.line, &options.caps, |row| {
        reading.count_row(&options.caps)?;
        let at = RowRef::line(row.line);
        match row.cells.and_then(|cells| pin_of(&header.columns, &cells, at.clone())) {
            Ok(pin) => {
                reading.note_device(pin.site.as_deref());
                reading.roster.push(pin);
            }
            Err(reason) => reading.set_aside(at, reason, row.raw, &options.caps),
        }
        Ok::<(), IntakeError>(())
    })?;
    Ok(reading)
}

fn columns(headings: &[String]) -> Option<Columns> {
    let of = |names: &[&str]| names.iter().find_map(|name| headings.iter().position(|heading| heading == name));
    let timed = headings.iter().any(|heading| heading.split(' ').any(|word| TIMES.contains(&word)));
    let name = headings.iter().position(|heading| {
        heading.split(' ').any(|word| matches!(word, "nama" | "name")) && !heading.ends_with("mesin")
    });
    let columns = Columns { pin: of(&PIN)?, name, number: of(&NUMBER), site: of(&SITE) };
    (!timed && (columns.name.is_some() || columns.number.is_some())).then_some(columns)
}

fn pin_of(columns: &Columns, cells: &[String], row: RowRef) -> Result<RosterPin, Reason> {
    let cell = |at: Option<usize>| {
        cells.get(at?).map(|cell| cell.trim()).filter(|cell| !cell.is_empty() && *cell != "-").map(str::to_owned)
    };
    let pin = clean_key(cells.get(columns.pin).ok_or(Reason::TooFewColumns)?)?;
    if pin.len() > 24 || !pin.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Reason::BadPersonKey);
    }
    let number = cell(columns.number).map(|number| clean_key(&number)).transpose()?;
    let short = |text: String| text.chars().take(120).collect();
    Ok(RosterPin { site: cell(columns.site).map(short), pin, name: cell(columns.name).map(short), number, row })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Reading {
        read(&Text::of(text.as_bytes()), &Options::default()).unwrap()
    }

    #[test]
    fn each_row_is_one_enrolment() {
        let reading =
            read_all("No;PIN;Nama;NIP;Lokasi\n1;0044;SARI;`209909262120010001;Balai Kota\n2;7;BUDI;-;Dinas A\n");

        assert_eq!((reading.rows, reading.roster.len()), (2, 2));
        let sari = &reading.roster[0];
        assert_eq!((sari.pin.as_str(), sari.number.as_deref()), ("0044", Some("209909262120010001")));
        assert_eq!(reading.roster[1].number, None);
        assert_eq!(reading.devices, ["Balai Kota", "Dinas A"]);
    }

    #[test]
    fn a_rounded_nip_or_a_missing_pin_is_set_aside() {
        let reading = read_all("Enroll ID,Nama,NIP\n5,SARI,2.0990926E+17\n,BUDI,2099\n6,TONO,2098\n");

        let reasons: Vec<Reason> = reading.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::NumberRounded, Reason::BadPersonKey]);
        assert_eq!((reading.rows, reading.roster.len()), (3, 1));
    }

    #[test]
    fn a_table_with_times_is_no_roster() {
        assert!(fits(&Text::of(b"PIN,Nama,Tanggal,Jam\n")).is_err());
    }
}
