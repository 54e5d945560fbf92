//! What every fuzz target asks of a terminal's message: lines add up, and ranges lie inside what is kept.

use hadir_intake::adms::{OperLog, Rows};
use hadir_intake::vendors::Message;

/// Accounts for every line of an upload.
pub fn check_rows(rows: &Rows, kept: &[u8]) {
    let told = rows.events.len() + rows.problems.len() + rows.nobody.len() + rows.events_ignored.len();
    assert_eq!(rows.lines, told as u64, "a line vanished");
    for raw in rows.events.iter().map(|row| &row.raw).chain(rows.events_ignored.iter().map(|event| &event.raw)) {
        assert!(raw.start < raw.end && raw.end <= kept.len());
    }
}

/// Accounts for every line of an operator log, and asks that blanking its secrets again finds none.
pub fn check_log(log: &OperLog, body: &[u8], again: impl Fn(&[u8]) -> OperLog) {
    let told = log.people.len() + log.events.len() + log.problems.len();
    assert_eq!(log.lines, told as u64 + log.templates, "a line vanished");
    assert_eq!(again(&log.redacted).redacted, log.redacted, "a secret was left");
    if !log.has_secrets {
        assert_eq!(log.redacted, body);
    }
}

/// Accounts for every record of another maker's message.
pub fn check_message(message: &Message, body: &[u8]) {
    let kept = message.redacted.as_deref().unwrap_or(body);
    check_rows(&message.rows, kept);
    assert!(message.pictures.iter().all(|place| place.start <= place.end && place.end <= kept.len()));
}
