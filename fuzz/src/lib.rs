//! What every fuzz target asks of a reader: it answers, it loses no row, and its figures can be made.

pub mod bundles;
pub mod terminals;

use std::collections::BTreeSet;

use hadir_intake::{FileFacts, Format, Input, IntakeError, Lang, Options, Reading};

/// Reads bytes and accounts for every row.
pub fn check(bytes: &[u8], read: impl Fn(&Input) -> Result<Reading, IntakeError>) {
    let Some(reading) = answer(bytes, read) else { return };
    let text = matches!(
        reading.format,
        Format::ZkAttlog
            | Format::Glog
            | Format::PortalCsv
            | Format::Hikvision
            | Format::Fingerspot
            | Format::Easylink
            | Format::RosterPins
    );
    if !text {
        return;
    }
    let events = reading.events.iter().map(|event| &event.row);
    let rest = reading.problems.iter().map(|problem| &problem.row).chain(reading.roster.iter().map(|pin| &pin.row));
    let accounted = match reading.format {
        Format::PortalCsv => events.chain(rest).collect::<BTreeSet<_>>().len(),
        _ => events.chain(rest).count(),
    };
    assert_eq!(reading.rows, accounted as u64 + reading.unidentified + reading.not_punches, "a row vanished");
}

/// Lets a panic of the workbook library pass, which the reader turns into an error; any other still ends the run,
/// because the fuzzer aborts on a panic that reaches it.
pub fn expect_library_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|at| at.file().contains("calamine")) {
            eprintln!("{panic}");
        }
    }));
}

/// Reads bytes as a workbook; small caps, so that a run spends its time on reading and not on unpacking.
pub fn check_sheets(bytes: &[u8], read: impl Fn(&Input) -> Result<Reading, IntakeError>) {
    answer(bytes, read);
}

fn answer(bytes: &[u8], read: impl Fn(&Input) -> Result<Reading, IntakeError>) -> Option<Reading> {
    let mut options = Options::default();
    options.caps.unzipped = 16 << 20;
    options.caps.cells = 200_000;
    match read(&Input { name: "berkas", bytes, options: &options }) {
        Ok(reading) => {
            for problem in &reading.problems {
                assert!(!problem.sentence("berkas", Lang::Id).is_empty());
            }
            FileFacts::of("berkas", bytes, &reading, Lang::Id);
            Some(reading)
        }
        Err(error) => {
            assert!(!error.sentence("berkas", Lang::Id).is_empty());
            None
        }
    }
}
