//! One message of a terminal: read, sealed, handed to the writer, and its contact noted.

use std::sync::Arc;

use hadir_intake::adms::Query;
use hadir_store::terminals::clock_readings::How;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::contacts::Note;
use super::journal::{Delivery, Kept};
use super::known::{Known, Visitor};
use super::reading::{self, Arrival, Content};
use super::{Terminals, message_label, pictures};
use crate::app::App;
use crate::services::error::ServiceError;

/// Longest name of a table that is kept as it is.
const LONGEST_KIND: usize = 32;
/// A message of more bytes is read beside the threads that serve others.
const LARGE: usize = 32 << 10;
/// A message with more rows is history, not somebody standing there.
const FEW_ROWS: usize = 2;

/// The table a message names, as it is kept: small letters, digits and `_`.
pub fn kind_of(query: &Query) -> String {
    let table = match query.table.as_deref() {
        Some("tabledata") => query.table_name.as_deref().unwrap_or("tabledata"),
        Some(table) => table,
        None => "none",
    };
    table.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(LONGEST_KIND).collect()
}

/// Takes a message in. Answers only when it is on disk.
///
/// # Errors
///
/// When there is no place or the database does not answer: the terminal must send again.
pub async fn take(
    app: &App,
    terminals: &Terminals,
    known: &Arc<Known>,
    visitor: &Visitor,
    kind: &str,
    language: Option<&str>,
    body: axum::body::Bytes,
) -> Result<Kept, ServiceError> {
    let received_at = app.now();
    let live = terminals.contacts.is_live(known, received_at);
    if kind == pictures::KIND && known.adopted {
        let picture = app.db.write(async |tx| pictures::take(tx, app, known, &body, received_at).await).await;
        match picture {
            Ok(counts) => {
                note(app, terminals, known, visitor, Note { data: true, ..Note::default() }).await?;
                return Ok(Kept { again: counts.repeated > 0, counts });
            }
            Err(error) if error.code != "photo_not_understood" => return Err(error),
            Err(_) => {}
        }
    }
    let delivery = prepare(app, known, kind, language, body, received_at).await?;
    let clock = live.then(|| shown_by(known, &delivery.content)).flatten();
    let about = Note {
        data: true,
        clock,
        firmware: said(&delivery.content.options, "FWVersion"),
        rows: said_count(&delivery.content.options, "TransactionCount"),
        people: said_count(&delivery.content.options, "UserCount"),
        ..Note::default()
    };
    let kept = terminals.journal.append(delivery).await?;
    let about = if kept.again { Note { clock: None, ..about } } else { about };
    note(app, terminals, known, visitor, about).await?;
    Ok(kept)
}

/// Notes a contact.
///
/// # Errors
///
/// When the database does not answer.
pub async fn note(
    app: &App,
    terminals: &Terminals,
    known: &Arc<Known>,
    visitor: &Visitor,
    note: Note,
) -> Result<(), ServiceError> {
    Ok(terminals.contacts.note(app, known, visitor, note).await?)
}

async fn prepare(
    app: &App,
    known: &Arc<Known>,
    kind: &str,
    language: Option<&str>,
    body: axum::body::Bytes,
    received_at: Timestamp,
) -> Result<Delivery, ServiceError> {
    let (app, known, kind) = (app.clone(), Arc::clone(known), kind.to_owned());
    let language = language.map(str::to_owned);
    let large = body.len() > LARGE;
    let work = move || {
        let arrival = Arrival { known: &known, system: &app.system, received_at, language: language.as_deref() };
        let mut content = reading::read(arrival, &kind, &body);
        let sha256: [u8; 32] = Sha256::digest(&body).into();
        let kept: &[u8] = content.redacted.as_deref().unwrap_or(&body);
        let sealed = app.keys.seal(&message_label(known.instansi.id, &sha256), kept);
        // Only that it was redacted is still of interest.
        content.redacted = content.redacted.take().map(|_| Vec::new());
        Delivery {
            kind,
            sha256,
            size: body.len() as u64,
            nonce: sealed.nonce.to_vec(),
            sealed: sealed.ciphertext,
            content,
            received_at,
            known,
        }
    };
    if large { tokio::task::spawn_blocking(work).await.map_err(ServiceError::fault) } else { Ok(work()) }
}

/// A clock further off than this is not drifting.
const BELIEVABLE: SignedDuration = SignedDuration::from_hours(6);

/// What the terminal's clock showed just now, by the last of a few rows that came at once.
fn shown_by(known: &Known, content: &Content) -> Option<(Timestamp, How)> {
    let zone = known.zone.time_zone();
    let instant = |local| zone.to_ambiguous_timestamp(local).compatible().ok();
    if let Some(last) = content.punches.last().filter(|_| content.punches.len() <= FEW_ROWS) {
        let shown = instant(last.claim.local_time)?;
        let off = shown.duration_since(last.received_at).abs();
        // A row of long ago is the past of a terminal, or a dead clock, which the row itself tells.
        return (off <= BELIEVABLE).then_some((shown, How::LiveRow));
    }
    let event = content.events.last().filter(|_| content.events.len() <= FEW_ROWS)?;
    instant(event.local_time).map(|at| (at, How::Event))
}

/// What a terminal says of itself under a name, which some write with `~` before it and in other letters.
pub fn said(facts: &[(String, String)], name: &str) -> Option<String> {
    let same = |known: &str| known.trim_start_matches('~').eq_ignore_ascii_case(name);
    facts.iter().find(|(known, _)| same(known)).map(|(_, value)| value.clone())
}

/// The same as a count.
pub fn said_count(facts: &[(String, String)], name: &str) -> Option<u64> {
    said(facts, name).and_then(|count| count.parse().ok())
}
