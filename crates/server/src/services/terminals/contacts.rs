//! What each contact of a terminal tells: that it lives, how much it holds, how far its clock is off, and whether
//! everything it holds has arrived. Collected in memory, written every few seconds.
//!
//! **Invariant:** a terminal's mark moves only when it said how many rows it holds and all of them are accounted for.
//! Rows alone never move it: after an outage a live row may come before the backlog.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_domain::punches::Source;
use hadir_store::terminals::clock_readings::{self, ClockReading, How};
use hadir_store::terminals::contacts::{self, Contact, Warning};
use hadir_store::{StoreError, Tx, devices, marks};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use super::completeness::{self, Holding, Judged};
use super::known::{Known, Visitor};
use crate::app::App;
use crate::network::Network;

/// How often what was collected is written.
const EVERY: Duration = Duration::from_secs(3);
/// How long a contact is remembered before it is read again: another server may have heard the terminal too.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(5);
/// Warnings kept of one terminal.
const MOST_WARNINGS: usize = 20;
/// Between two readings of one clock, unless it moved.
const BETWEEN_READINGS: SignedDuration = SignedDuration::from_mins(10);
/// A clock that moved by more than this is read at once.
const MOVED_MS: i64 = 15_000;
/// A terminal silent for longer has a backlog when it comes back: its first rows tell nothing of its clock.
const LIVE: SignedDuration = SignedDuration::from_mins(3);

/// What a contact was about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// It greeted.
    pub handshake: bool,
    /// It asked for commands.
    pub poll: bool,
    /// It brought rows.
    pub data: bool,
    /// The version of the protocol it named.
    pub push_version: Option<String>,
    /// Its firmware.
    pub firmware: Option<String>,
    /// How many rows it holds.
    pub rows: Option<u64>,
    /// How many people.
    pub people: Option<u64>,
    /// What its clock showed, in seconds since 1970 by its own zone: a reading, and how it was told.
    pub clock: Option<(Timestamp, How)>,
    /// Something that is not as it should be: stable code and detail.
    pub warning: Option<(&'static str, String)>,
}

#[derive(Clone)]
struct Entry {
    known: Arc<Known>,
    loaded_at: Timestamp,
    changed: bool,
    contact: Contact,
    readings: Vec<ClockReading>,
    last_reading: Option<ClockReading>,
    /// A poll that named a count, not yet judged.
    told: Option<Timestamp>,
}

/// The contacts of this server.
#[derive(Default)]
pub struct Contacts(Mutex<HashMap<(InstansiId, DeviceId), Entry>>);

impl Contacts {
    /// Notes a contact.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn note(&self, app: &App, known: &Arc<Known>, visitor: &Visitor, note: Note) -> Result<(), StoreError> {
        self.load(app, known).await?;
        let (now, key) = (app.now(), (known.instansi.id, known.device));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = all.get_mut(&key) {
            entry.known = Arc::clone(known);
            entry.changed = true;
            entry.take(visitor, note, now);
        }
        Ok(())
    }

    async fn load(&self, app: &App, known: &Arc<Known>) -> Result<(), StoreError> {
        let now = app.now();
        let key = (known.instansi.id, known.device);
        let fresh = |entry: &Entry| entry.changed || now.duration_since(entry.loaded_at).abs() < REMEMBERED;
        if !self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).is_some_and(fresh) {
            let (stored, reading) = app
                .db
                .read(async |tx| {
                    let stored = contacts::get(tx, key.0, key.1).await?;
                    Ok::<_, StoreError>((stored, clock_readings::newest(tx, key.0, key.1).await?))
                })
                .await?;
            let contact = stored.unwrap_or_else(|| first_contact(key.1, now));
            let loaded = Entry {
                known: Arc::clone(known),
                loaded_at: now,
                changed: true,
                contact,
                readings: Vec::new(),
                last_reading: reading,
                told: None,
            };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, loaded);
        }
        Ok(())
    }

    /// Notes that somebody was turned away who named this terminal; nothing else of the contact counts.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn warn(
        &self,
        app: &App,
        known: &Arc<Known>,
        code: &'static str,
        detail: String,
    ) -> Result<(), StoreError> {
        self.load(app, known).await?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = all.get_mut(&(known.instansi.id, known.device)) {
            let again = entry.contact.warnings.last().is_some_and(|last| last.code == code && last.detail == detail);
            if !again {
                entry.warn(app.now(), code, detail);
                entry.changed = true;
            }
        }
        Ok(())
    }

    /// Whether a terminal was in touch until just now, so that what it brings was not held back.
    pub fn is_live(&self, known: &Known, now: Timestamp) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&(known.instansi.id, known.device))
            .is_some_and(|entry| now.duration_since(entry.contact.last_at) < LIVE)
    }

    /// Writes what was collected, moves marks, asks for what is missing.
    ///
    /// # Errors
    ///
    /// When the database does not answer; what was collected is lost then, the next contact tells it anew.
    pub async fn flush(&self, app: &App) -> Result<(), StoreError> {
        let mut by_instansi: BTreeMap<InstansiId, Vec<Entry>> = BTreeMap::new();
        {
            let now = app.now();
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|_, entry| entry.changed || now.duration_since(entry.loaded_at).abs() < REMEMBERED);
            for ((instansi, _), entry) in all.iter_mut().filter(|(_, entry)| entry.changed) {
                by_instansi.entry(*instansi).or_default().push(entry.clone());
                entry.changed = false;
                entry.told = None;
                entry.readings.clear();
            }
        }
        for (instansi, entries) in by_instansi {
            let written = app.db.write(async |tx| write(tx, app, instansi, &entries).await).await?;
            self.remember(instansi, &entries, &written);
            if written.iter().any(|judged| judged.complete) {
                app.dirty.notify_one();
            }
        }
        Ok(())
    }

    fn remember(&self, instansi: InstansiId, entries: &[Entry], written: &[Judged]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (entry, judged) in entries.iter().zip(written) {
            if let Some(known) = all.get_mut(&(instansi, entry.known.device)) {
                known.contact.row_floor = judged.floor;
            }
        }
    }
}

/// Starts the job that writes what was collected.
pub fn start(app: App, contacts: Arc<Contacts>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = contacts.flush(&app).await {
                tracing::warn!("contacts of terminals could not be written: {error}");
            }
        }
    })
}

/// Writes contacts, and answers of each whether everything it holds has arrived.
async fn write(tx: &mut Tx, app: &App, instansi: InstansiId, entries: &[Entry]) -> Result<Vec<Judged>, StoreError> {
    let mut reached = BTreeMap::new();
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let device = entry.known.device;
        let mut contact = entry.contact.clone();
        let mut judged = Judged { complete: false, floor: contact.row_floor };
        clock_readings::add(tx, instansi, &entry.readings).await?;
        devices::heard(tx, instansi, device, contact.last_at, None).await?;
        let stored = contacts::get(tx, instansi, device).await?;
        // A row that came after the word is counted here and not there: the difference would be wrong for ever.
        let rows_at = stored.as_ref().and_then(|stored| stored.data_at);
        let told = entry.told.filter(|at| rows_at.is_none_or(|rows_at| rows_at <= *at));
        if let (Some(at), Some(reported), true) = (told, contact.reported_rows, entry.known.adopted) {
            let accounted = stored.map_or(0, |stored| stored.accounted_rows);
            let holding = Holding { accounted, reported, at };
            judged = completeness::judge(tx, app, &entry.known, &contact, holding).await?;
            contact.row_floor = judged.floor;
            if judged.complete {
                reached.insert(device.to_string(), at);
            }
        }
        contacts::put(tx, instansi, &contact).await?;
        all.push(judged);
    }
    marks::reach_many(tx, instansi, Source::Machine.as_str(), &reached).await?;
    Ok(all)
}

impl Entry {
    fn take(&mut self, visitor: &Visitor, note: Note, now: Timestamp) {
        let mut warnings = Vec::new();
        let peer = visitor.address.to_string();
        if !same_network(&self.contact.peer, visitor) {
            warnings.push(("other_address", format!("{} -> {peer}", self.contact.peer)));
        }
        let changed = |was: &str, is: &str| !was.is_empty() && !is.is_empty() && was != is;
        if changed(&self.contact.user_agent, &visitor.user_agent) {
            warnings.push(("other_program", format!("{} -> {}", self.contact.user_agent, visitor.user_agent)));
        }
        if let (Some(was), Some(is)) = (&self.contact.firmware, &note.firmware)
            && was != is
        {
            warnings.push(("other_firmware", format!("{was} -> {is}")));
        }
        warnings.extend(note.warning.clone());
        for (code, detail) in warnings {
            self.warn(now, code, detail);
        }

        if let Some((shown, how)) = note.clock {
            self.read_clock(shown, how, now);
        }
        let contact = &mut self.contact;
        contact.last_at = contact.last_at.max(now);
        contact.peer = peer;
        if !visitor.user_agent.is_empty() {
            contact.user_agent.clone_from(&visitor.user_agent);
        }
        let newest = |set: bool, was: Option<Timestamp>| if set { Some(now) } else { was };
        contact.handshake_at = newest(note.handshake, contact.handshake_at);
        contact.poll_at = newest(note.poll, contact.poll_at);
        contact.data_at = newest(note.data, contact.data_at);
        contact.push_version = note.push_version.or(contact.push_version.take());
        contact.firmware = note.firmware.or(contact.firmware.take());
        contact.reported_people = note.people.or(contact.reported_people);
        if let Some(rows) = note.rows {
            contact.reported_rows = Some(rows);
            contact.reported_at = Some(now);
            self.told = Some(now);
        }
    }

    fn warn(&mut self, at: Timestamp, code: &str, detail: String) {
        let warnings = &mut self.contact.warnings;
        warnings.push(Warning { at, code: code.to_owned(), detail: detail.chars().take(200).collect() });
        let spare = warnings.len().saturating_sub(MOST_WARNINGS);
        warnings.drain(..spare);
    }

    fn read_clock(&mut self, shown: Timestamp, how: How, now: Timestamp) {
        let offset = shown.duration_since(now).as_millis();
        let offset_ms = i64::try_from(offset).unwrap_or(if offset < 0 { i64::MIN } else { i64::MAX });
        let reading = ClockReading { device: self.known.device, measured_at: now, offset_ms, how };
        let news = self.last_reading.is_none_or(|last| {
            now.duration_since(last.measured_at) >= BETWEEN_READINGS
                || last.offset_ms.abs_diff(offset_ms) > MOVED_MS.unsigned_abs()
        });
        if news {
            self.readings.push(reading);
            self.last_reading = Some(reading);
        }
    }
}

fn first_contact(device: DeviceId, now: Timestamp) -> Contact {
    Contact {
        device,
        last_at: now,
        handshake_at: None,
        poll_at: None,
        data_at: None,
        peer: String::new(),
        user_agent: String::new(),
        push_version: None,
        firmware: None,
        reported_rows: None,
        reported_people: None,
        reported_at: None,
        row_floor: None,
        accounted_rows: 0,
        warnings: Vec::new(),
    }
}

/// Whether two addresses are of one neighbourhood (/24 or /48): a line of a provider changes its address now and then.
fn same_network(was: &str, visitor: &Visitor) -> bool {
    if was.is_empty() {
        return true;
    }
    let width = if was.contains(':') { 48 } else { 24 };
    Network::parse(&format!("{was}/{width}")).is_ok_and(|network| network.contains(visitor.address))
}
