//! Tells files apart by their content, never by their name.

use crate::text::Text;
use crate::{
    Format, Input, IntakeError, Reading, easylink, fingerspot, glog, hikvision, portal_csv, roster_pins, sheets,
    typed_roll, zk_attlog,
};

/// The first bytes of a GLog file encrypted by the machine.
const ENCRYPTED: &[u8] = b"ZoucqGENLOGData";
/// Compound files: old workbooks.
const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
/// Zipped workbooks.
const ZIP: &[u8] = b"PK";
/// Bytes looked at for names of JSON keys.
const HEAD: usize = 256 << 10;

/// Why a JSON text, seen by its beginning, is not of a format.
type FitsJson = fn(&str) -> Result<(), String>;
/// Why a text is not of a format.
type FitsText = fn(&Text) -> Result<(), String>;

/// Reads a file of any supported format.
///
/// # Errors
///
/// [`IntakeError`]; a file not understood names what was tried and why it did not fit.
pub fn read(input: &Input) -> Result<Reading, IntakeError> {
    let bytes = input.bytes;
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    if bytes.len() as u64 > input.options.caps.bytes {
        return Err(IntakeError::TooLarge { what: "bytes", limit: input.options.caps.bytes });
    }
    if bytes.starts_with(ENCRYPTED) {
        return Err(IntakeError::Encrypted);
    }
    if bytes.starts_with(OLE2) || bytes.starts_with(ZIP) {
        return sheets::read(input);
    }
    let text = Text::of(bytes);
    if text.lines().next().is_none() {
        return Err(IntakeError::Empty);
    }
    match format_of(&text) {
        Ok(format) => read_text(format, &text, input),
        Err(IntakeError::NotUnderstood { tried }) => read_as_table(tried, &text, input),
        Err(other) => Err(other),
    }
}

/// The layouts of workbooks, saved as text.
fn read_as_table(mut tried: Vec<(Format, String)>, text: &Text, input: &Input) -> Result<Reading, IntakeError> {
    match sheets::read_text(&text.decode(text.bytes()), input.options) {
        Ok(mut reading) => {
            reading.warnings.extend(text.warning());
            Ok(reading)
        }
        Err(IntakeError::NotUnderstood { tried: more }) => {
            tried.extend(more);
            Err(IntakeError::NotUnderstood { tried })
        }
        Err(other) => Err(other),
    }
}

/// Reads a text as one given format, whatever it looks like.
///
/// # Errors
///
/// [`IntakeError`]; a format that is no text is not understood.
pub fn read_as(format: Format, input: &Input) -> Result<Reading, IntakeError> {
    if input.bytes.len() as u64 > input.options.caps.bytes {
        return Err(IntakeError::TooLarge { what: "bytes", limit: input.options.caps.bytes });
    }
    read_text(format, &Text::of(input.bytes), input)
}

fn read_text(format: Format, text: &Text, input: &Input) -> Result<Reading, IntakeError> {
    let options = input.options;
    match format {
        Format::ZkAttlog => zk_attlog::read(text, options),
        Format::Glog => glog::read(text, options),
        Format::PortalCsv => portal_csv::read(text, options),
        Format::Hikvision => hikvision::read(text, options),
        Format::Fingerspot => fingerspot::read(text, options),
        Format::Easylink => easylink::read(text, options),
        Format::RosterPins => roster_pins::read(text, options),
        Format::TypedRoll => typed_roll::read(text, options),
        _ => Err(IntakeError::NotUnderstood { tried: vec![(format, "this format is a workbook, not a text".into())] }),
    }
}

fn format_of(text: &Text) -> Result<Format, IntakeError> {
    let mut tried = Vec::new();
    let bytes = text.bytes();
    let opens = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if matches!(opens, Some(b'{' | b'[')) {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
        let readers: [(Format, FitsJson); 3] = [
            (Format::Hikvision, hikvision::fits),
            (Format::Fingerspot, fingerspot::fits),
            (Format::Easylink, easylink::fits),
        ];
        for (format, fits) in readers {
            match fits(&head) {
                Ok(()) => return Ok(format),
                Err(why) => tried.push((format, why)),
            }
        }
    }
    // A portal's headings are the surest sign; a line of codes and a time is the next; a roster is what has neither.
    let readers: [(Format, FitsText); 5] = [
        (Format::TypedRoll, typed_roll::fits),
        (Format::PortalCsv, portal_csv::fits),
        (Format::Glog, glog::fits),
        (Format::ZkAttlog, zk_attlog::fits),
        (Format::RosterPins, roster_pins::fits),
    ];
    for (format, fits) in readers {
        match fits(text) {
            Ok(()) => return Ok(format),
            Err(why) => tried.push((format, why)),
        }
    }
    Err(IntakeError::NotUnderstood { tried })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lang, Options};

    fn read_bytes(bytes: &[u8]) -> Result<Reading, IntakeError> {
        read(&Input { name: "laporan.xls", bytes, options: &Options::default() })
    }

    fn format(text: &str) -> Format {
        read_bytes(text.as_bytes()).unwrap().format
    }

    #[test]
    fn files_are_told_apart_by_content_whatever_their_name() {
        assert_eq!(format("5\t2025-03-03 07:00:00\t1\t0\t1\t0"), Format::ZkAttlog);
        assert_eq!(format("No\tMchn\tEnNo\t\tName\t\tMode\tIOMd\tDateTime\t"), Format::Glog);
        assert_eq!(format("NIP,Nama,Tanggal,Jam,Jenis\n2099,SARI,2026-01-05,07:00,masuk"), Format::PortalCsv);
        assert_eq!(format("PIN;Nama;NIP;Lokasi\n5;SARI;2099;Kantor"), Format::RosterPins);
        assert_eq!(format("{\"AcsEvent\":{}}"), Format::Hikvision);
        assert_eq!(format("{\"type\":\"attlog\",\"cloud_id\":\"C\"}"), Format::Fingerspot);
        assert_eq!(format("{\"IsSession\":false,\"Result\":true,\"Data\":[]}"), Format::Easylink);
    }

    #[test]
    fn a_portals_table_with_tabs_is_no_machines_log() {
        assert_eq!(format("NIP\tWaktu\tJenis\n2099001\t2026-01-05 07:00:00\tmasuk\t-5.1\t105.3"), Format::PortalCsv);
        assert_eq!(format("No\tMchn\tEnNo\t\tName\t\tMode\tIOMd\tDateTi\n"), Format::Glog);
    }

    #[test]
    fn empty_and_encrypted_files_say_so() {
        assert_eq!(read_bytes(b""), Err(IntakeError::Empty));
        assert_eq!(read_bytes(b" \r\n\t\n"), Err(IntakeError::Empty));
        let refused = read_bytes(b"ZoucqGENLOGData\x00\x11").unwrap_err();
        assert_eq!(refused, IntakeError::Encrypted);
        assert!(refused.sentence("AGL.DAT", Lang::Id).contains("GLG_001.TXT"));
    }

    #[test]
    fn a_file_not_understood_names_what_was_tried() {
        let error = read_bytes(b"%PDF-1.7 \x00\x01").unwrap_err();

        let sentence = error.sentence("x.pdf", Lang::En);
        for name in ["zk-attlog", "glog", "portal-csv", "roster-pins"] {
            assert!(sentence.contains(name), "{sentence}");
        }
        assert!(error.sentence("x.pdf", Lang::Id).contains("glog: tidak ada"));
    }

    #[test]
    fn a_file_over_the_cap_is_refused_before_it_is_read() {
        let mut options = Options::default();
        options.caps.bytes = 10;
        let bytes = b"5\t2025-03-03 07:00:00\t1\t0\t1\t0";

        let refused = read(&Input { name: "a", bytes, options: &options });
        assert_eq!(refused, Err(IntakeError::TooLarge { what: "bytes", limit: 10 }));
    }

    #[test]
    fn rows_over_the_cap_are_refused() {
        let mut options = Options::default();
        options.caps.rows = 2;
        let bytes = b"5\t2025-03-03 07:00:00\t1\t0\t1\t0\nx\ny";

        let refused = read(&Input { name: "a", bytes, options: &options });
        assert_eq!(refused, Err(IntakeError::TooLarge { what: "rows", limit: 2 }));
    }
}
