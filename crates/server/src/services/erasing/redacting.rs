//! Rows of a person in files and messages that hold rows of others too. A copy without them takes the place of the file,
//! when reading it again shows that it says of everybody else what the file said; otherwise the file stays, encrypted, and
//! the erasure says so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::erasing::{DataClass, StaysBecause};
use hadir_domain::ids::{DeviceId, ImportId, PersonId};
use hadir_intake::{Input, Options, Reading};
use hadir_store::erasures::files::{self, Place, Trace};
use hadir_store::erasures::punches;
use hadir_store::erasures::{self, Erasure, Leftover};
use hadir_store::instansi::Instansi;
use hadir_store::terminals::messages::{self, Message};
use hadir_store::{devices, imports, people, raw_files};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::carrying::{bury, span, stone};
use super::classes::Work;
use super::{AT_ONCE, after};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::files::NamedFile;
use crate::services::importing::keep;
use crate::services::sealed_files::FileKind;
use crate::services::terminals::message_label;

/// Rows looked at in one go.
const PAGE: u32 = 500;

/// Takes a person's rows out of the files, messages and unread rows that hold them.
pub(super) async fn of_person(work: &Work<'_>) -> Result<(), ServiceError> {
    let id = work.instansi.id;
    let traces = work.app.db.read(async |tx| files::traces(tx, id, work.erasure).await).await?;
    let needles = needles(work).await?;
    unread(work, &needles, &traces).await?;
    let mut of_import: BTreeMap<ImportId, BTreeSet<String>> = BTreeMap::new();
    let mut of_device: BTreeMap<DeviceId, Vec<Trace>> = BTreeMap::new();
    for trace in traces {
        match trace.place {
            Place::Import(import) => of_import.entry(import).or_default().extend([trace.key]),
            Place::Device(device) => of_device.entry(device).or_default().push(trace),
        }
    }
    for (import, keys) in of_import {
        file(work, import, &keys, &needles).await?;
    }
    for (device, traces) in of_device {
        messages_of(work, device, &traces).await?;
    }
    Ok(())
}

/// What betrays a person in free text: their numbers and their whole name.
async fn needles(work: &Work<'_>) -> Result<Vec<String>, ServiceError> {
    let person = work.app.db.read(async |tx| people::get(tx, work.instansi.id, work.person).await).await?;
    let Some(person) = person else { return Ok(Vec::new()) };
    let numbers = person.identifiers.iter().map(|one| one.value.to_lowercase());
    Ok(numbers.chain([person.name.to_lowercase()]).filter(|text| text.len() >= 6).collect())
}

fn holds_any(bytes: &[u8], needles: &[String]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    needles.iter().any(|needle| text.contains(needle.as_str()))
}

async fn file(
    work: &Work<'_>,
    import: ImportId,
    keys: &BTreeSet<String>,
    needles: &[String],
) -> Result<(), ServiceError> {
    let (app, id) = (work.app, work.instansi.id);
    let found = app
        .db
        .read(async |tx| {
            let Some(import) = imports::get(tx, id, import).await? else { return Ok(None) };
            let mut hash = import.sha256;
            while let Some(copy) = files::replaced_by(tx, id, &hash).await? {
                hash = copy;
            }
            let raw = raw_files::get(tx, id, &hash).await?;
            Ok::<_, ServiceError>(raw.filter(|raw| raw.destroyed_at.is_none()).map(|raw| (import, raw)))
        })
        .await?;
    let Some((import, raw)) = found else { return Ok(()) };
    let path = app.data().join(&raw.stored_path);
    let copy = match tokio::fs::read(&path).await {
        Ok(sealed) => {
            let label = FileKind::RAW.label(work.instansi.id, &hex::encode(raw.sha256));
            let bytes = app.keys.unseal(&label, &raw.nonce, &sealed).map_err(ServiceError::fault)?;
            match without(work.instansi, &import.file_name, &bytes, keys, needles) {
                Some(copy) => copy,
                None => return left_over(work, hex::encode(raw.sha256)).await,
            }
        }
        // Gone from the disk already, as after a restore of the database alone.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Copy::Empty,
        Err(error) => return Err(ServiceError::fault(format!("{}: {error}", path.display()))),
    };
    let copy = match copy {
        Copy::Empty => None,
        Copy::Of(bytes) => {
            let hash: [u8; 32] = Sha256::digest(&bytes).into();
            let named = NamedFile { name: import.file_name.clone(), bytes };
            let (app_, instansi) = (app.clone(), work.instansi.clone());
            let written = tokio::task::spawn_blocking(move || keep::write(&app_, &instansi, &named, &hash));
            Some(written.await.map_err(ServiceError::fault)??)
        }
    };
    app.db
        .write(async |tx| {
            let mut stone = stone(app, work.erasure, DataClass::RawFiles, Some(work.person));
            if let Some(copy) = &copy {
                raw_files::add(tx, id, copy).await?;
                stone.replaced.push((hex::encode(raw.sha256), hex::encode(copy.sha256)));
            } else {
                stone.hashes.push(hex::encode(raw.sha256));
            }
            let new = copy.as_ref().map(|copy| &copy.sha256);
            if !files::give_up(tx, id, &raw.sha256, new, app.now()).await? {
                return Ok(());
            }
            files::queue(tx, id, work.erasure, &raw.stored_path).await?;
            stone.items = 1;
            bury(tx, app, work.instansi, &stone).await
        })
        .await
}

async fn left_over(work: &Work<'_>, what: String) -> Result<(), ServiceError> {
    let left = Leftover { class: DataClass::RawFiles, because: StaysBecause::Format, what };
    work.app.db.write(async |tx| erasures::leave(tx, work.instansi.id, work.erasure, &left).await).await?;
    Ok(())
}

/// The key a line of a terminal's file begins with.
fn first_field(line: &[u8]) -> &[u8] {
    line.split(|byte| *byte == b'\t').next().unwrap_or_default().trim_ascii()
}

enum Copy {
    /// Nobody else stands in the file.
    Empty,
    /// The file without the person's lines.
    Of(Vec<u8>),
}

/// A copy without the lines of these keys; `None` when it cannot be shown to say the same of everybody else.
fn without(instansi: &Instansi, name: &str, bytes: &[u8], keys: &BTreeSet<String>, needles: &[String]) -> Option<Copy> {
    let options = Options { zone: instansi.zone.time_zone(), ..Options::default() };
    let read = |bytes: &[u8]| hadir_intake::read(&Input { name, bytes, options: &options }).ok();
    // Letters of two bytes, and workbooks, cannot be cut at the ends of lines.
    if bytes.contains(&0) || bytes.starts_with(b"PK") {
        return None;
    }
    let before = read(bytes)?;
    if others(&before, keys).is_empty() && before.problems.is_empty() && before.nobody.is_empty() {
        return Some(Copy::Empty);
    }
    let rows = before.events.iter().map(|event| (&event.person_key, &event.row));
    let rows = rows.chain(before.statuses.iter().map(|cell| (&cell.person_key, &cell.row)));
    let rows = rows.chain(before.people.iter().map(|person| (&person.person_key, &person.row)));
    let mut lines = BTreeSet::new();
    for (_, row) in rows.filter(|(key, _)| keys.contains(*key)) {
        if row.sheet.is_some() {
            return None;
        }
        lines.insert(row.line);
    }
    let mut unreadable = 0;
    for (place, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = place as u64 + 1;
        let at = before.problems.iter().any(|problem| problem.row.line == number);
        if at && keys.iter().any(|key| key.as_bytes() == first_field(line)) {
            lines.insert(number);
            unreadable += 1;
        }
    }
    let mut copy = Vec::with_capacity(bytes.len());
    for (place, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !lines.contains(&(place as u64 + 1)) {
            copy.extend_from_slice(line);
        }
    }
    let after = read(&copy)?;
    let same = others(&before, keys) == others(&after, &BTreeSet::new())
        && after.format == before.format
        && after.problems.len() + unreadable == before.problems.len()
        && !holds_any(&copy, needles);
    same.then_some(Copy::Of(copy))
}

/// What a file says of everybody but these keys, without order.
fn others(reading: &Reading, keys: &BTreeSet<String>) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for event in reading.events.iter().filter(|event| !keys.contains(&event.person_key)) {
        let text = format!("{} {} {:?} {:?}", event.person_key, event.time, event.state, event.verify);
        *found.entry(text).or_default() += 1;
    }
    for cell in reading.statuses.iter().filter(|cell| !keys.contains(&cell.person_key)) {
        *found.entry(format!("{} {} {}", cell.person_key, cell.date, cell.code)).or_default() += 1;
    }
    found
}

async fn messages_of(work: &Work<'_>, device: DeviceId, traces: &[Trace]) -> Result<(), ServiceError> {
    let (app, id) = (work.app, work.instansi.id);
    let mut before = None;
    loop {
        let page = app.db.read(async |tx| messages::page(tx, id, device, before, PAGE).await).await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some((last.received_at, last.id));
        for message in &page {
            rewrite(work, message, traces).await?;
        }
    }
}

async fn rewrite(work: &Work<'_>, message: &Message, traces: &[Trace]) -> Result<(), ServiceError> {
    let (app, id) = (work.app, work.instansi.id);
    let label = message_label(id, &message.sha256);
    let bytes = app.keys.unseal(&label, &message.nonce, &message.sealed).map_err(ServiceError::fault)?;
    let Some(copy) = cut(&bytes, traces) else {
        return left_over(work, format!("{} {}", message.kind, hex::encode(message.sha256))).await;
    };
    if copy == bytes {
        return Ok(());
    }
    let sealed = app.keys.seal(&label, &copy);
    app.db
        .write(async |tx| {
            files::rewrite(tx, id, message.id, &sealed.nonce, &sealed.ciphertext).await?;
            let mut stone = stone(app, work.erasure, DataClass::RawFiles, Some(work.person));
            stone.hashes.push(hex::encode(message.sha256));
            stone.items = 1;
            bury(tx, app, work.instansi, &stone).await
        })
        .await
}

/// A message without the lines of a PIN in its days; `None` for one that does not come in lines and names the PIN.
fn cut(bytes: &[u8], traces: &[Trace]) -> Option<Vec<u8>> {
    let in_lines = !bytes.contains(&0) && !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[' | b'<'));
    if !in_lines {
        let text = String::from_utf8_lossy(bytes);
        return if traces.iter().any(|trace| text.contains(&trace.key)) { None } else { Some(bytes.to_vec()) };
    }
    let mut copy = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(line);
        if !traces.iter().any(|trace| is_of(&text, trace)) {
            copy.extend_from_slice(line);
        }
    }
    Some(copy)
}

fn is_of(line: &str, trace: &Trace) -> bool {
    let fields = || line.trim_end().split('\t');
    let first = fields().next().unwrap_or_default().trim();
    let named = first == trace.key
        || fields().any(|field| {
            let value = field.rsplit_once('=').filter(|(name, _)| name.to_ascii_lowercase().trim().ends_with("pin"));
            value.is_some_and(|(_, value)| value.trim() == trace.key)
        });
    let date = fields().find_map(|field| {
        let text = field.rsplit('=').next().unwrap_or(field).trim();
        text.get(..10).and_then(|text| text.parse::<Date>().ok())
    });
    named && date.is_none_or(|date| trace.from <= date && date <= trace.to)
}

/// Takes the bytes from rows nobody could read that name the person.
async fn unread(work: &Work<'_>, needles: &[String], traces: &[Trace]) -> Result<(), ServiceError> {
    let (app, id) = (work.app, work.instansi.id);
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = app.db.read(async |tx| files::unread(tx, id, after, PAGE).await).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.received_at, last.id));
        let keyed = |row: &files::Unread| {
            traces
                .iter()
                .any(|trace| row.places.contains(&trace.place) && first_field(&row.raw) == trace.key.as_bytes())
        };
        found.extend(page.iter().filter(|row| holds_any(&row.raw, needles) || keyed(row)).map(|row| row.id));
    }
    for some in found.chunks(AT_ONCE as usize) {
        app.db
            .write(async |tx| {
                for row in some {
                    files::blank(tx, id, *row).await?;
                }
                let mut stone = stone(app, work.erasure, DataClass::RawFiles, Some(work.person));
                stone.items = some.len() as u64;
                bury(tx, app, work.instansi, &stone).await
            })
            .await?;
    }
    Ok(())
}

/// Punches to the minute in whose place one with seconds stood; nothing but their body names the person.
pub(super) async fn coarse(app: &App, instansi: &Instansi, erasure: &Erasure) -> Result<(), ServiceError> {
    let id = instansi.id;
    let traces = app.db.read(async |tx| files::traces(tx, id, erasure.new.id).await).await?;
    let at_terminals = traces.into_iter().filter_map(|trace| match trace.place {
        Place::Device(device) => Some(((device, trace.key), (trace.from, trace.to))),
        Place::Import(_) => None,
    });
    let traces: HashMap<(DeviceId, String), (Date, Date)> = at_terminals.collect();
    if traces.is_empty() {
        return Ok(());
    }
    let (mut after, mut found) = (Uuid::nil(), Vec::new());
    while let Some((last, page)) = app.db.read(async |tx| punches::without_fact(tx, id, after, PAGE).await).await? {
        after = last;
        found.extend(page.into_iter().filter(|punch| {
            let days = punch.device.and_then(|device| traces.get(&(device, punch.key.clone())));
            days.is_some_and(|(from, to)| *from <= punch.on && punch.on <= *to)
        }));
    }
    for some in found.chunks(AT_ONCE as usize) {
        app.db
            .write(async |tx| {
                let mut stone = stone(app, erasure.new.id, DataClass::Punches, erasure.new.person);
                stone.records = some.iter().map(|punch| punch.id).collect();
                stone.items = some.len() as u64;
                bury(tx, app, instansi, &stone).await
            })
            .await?;
    }
    Ok(())
}

/// Whole files and messages whose time of keeping is over. A file that holds punches of somebody under a hold stays; a
/// message does while any hold is in force, for nobody can tell whose it is without opening it.
pub(super) async fn whole(
    app: &App,
    instansi: &Instansi,
    erasure: &Erasure,
    held: &[PersonId],
) -> Result<(), ServiceError> {
    let Some(span) = span(erasure, DataClass::RawFiles) else { return Ok(()) };
    let (id, before) = (instansi.id, after(instansi, span.until_on));
    let mut last: Vec<u8> = Vec::new();
    loop {
        let page = app.db.read(async |tx| files::whole(tx, id, &last, before, AT_ONCE).await).await?;
        let Some(end) = page.last() else { break };
        last = end.sha256.to_vec();
        app.db
            .write(async |tx| {
                let mut stone = stone(app, erasure.new.id, DataClass::RawFiles, None);
                'files: for file in &page {
                    for person in held {
                        if files::names(tx, id, *person, &file.sha256).await? {
                            continue 'files;
                        }
                    }
                    if files::give_up(tx, id, &file.sha256, None, app.now()).await? {
                        files::queue(tx, id, erasure.new.id, &file.stored_path).await?;
                        stone.hashes.push(hex::encode(file.sha256));
                    }
                }
                stone.items = stone.hashes.len() as u64;
                if stone.items > 0 { bury(tx, app, instansi, &stone).await } else { Ok(()) }
            })
            .await?;
    }
    if !held.is_empty() {
        return Ok(());
    }
    for row in app.db.read(async |tx| devices::list(tx, id).await).await? {
        loop {
            let more = app
                .db
                .write(async |tx| {
                    let going = files::messages_over(tx, id, row.device.id, before, AT_ONCE).await?;
                    for message in &going {
                        files::remove_message(tx, id, *message).await?;
                    }
                    let mut stone = stone(app, erasure.new.id, DataClass::RawFiles, None);
                    stone.items = going.len() as u64;
                    if stone.items > 0 {
                        bury(tx, app, instansi, &stone).await?;
                    }
                    Ok::<_, ServiceError>(stone.items == u64::from(AT_ONCE))
                })
                .await?;
            if !more {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn trace(key: &str) -> Trace {
        Trace {
            place: Place::Device(DeviceId(Uuid::nil())),
            key: key.into(),
            from: date(2026, 1, 1),
            to: date(2026, 1, 31),
        }
    }

    #[test]
    fn only_the_lines_of_a_pin_in_its_days_are_cut() {
        let message = "7\t2026-01-05 07:31:00\t0\t1\n77\t2026-01-05 07:32:00\t0\t1\n7\t2025-12-31 07:00:00\t0\t1\n\
                       USER PIN=7\tName=Siti\nUSER PIN=8\tName=Budi\n";

        let copy = String::from_utf8(cut(message.as_bytes(), &[trace("7")]).unwrap()).unwrap();

        assert_eq!(copy, "77\t2026-01-05 07:32:00\t0\t1\n7\t2025-12-31 07:00:00\t0\t1\nUSER PIN=8\tName=Budi\n");
    }

    #[test]
    fn what_does_not_come_in_lines_is_not_cut_blindly() {
        assert!(cut(br#"{"pin":"7"}"#, &[trace("7")]).is_none());
        assert_eq!(cut(br#"{"pin":"8"}"#, &[trace("7")]).unwrap(), br#"{"pin":"8"}"#);
    }
}
