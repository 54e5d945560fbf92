//! The one writer of what terminals send: raw message and rows in one commit, many messages at a time, then `OK`.
//!
//! **Invariant:** `OK` leaves only after the commit is on disk: it tells the terminal that it may forget. A message that
//! came before changes nothing but its own counter. The queue is bounded; a full one answers "come back".

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_store::punches::{self, DedupeSecret, NewPunch};
use hadir_store::terminals::messages::{self, Message, MessageState, RowCounts};
use hadir_store::terminals::{contacts, events, people};
use hadir_store::{StoreError, Tx, devices, problems};
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::known::Known;
use super::reading::Content;
use crate::app::App;
use crate::error::Text;
use crate::metrics;
use crate::services::error::{Kind, ServiceError};
use crate::services::importing::DEDUPE_SECRET;

/// Messages that may wait.
const QUEUE: usize = 4_096;
/// Rows of one transaction.
const GROUP: u64 = 4_000;
/// Messages of one transaction.
const MESSAGES: usize = 512;
/// Bytes an unadopted terminal may have waiting.
const MOST_WAITING_BYTES: u64 = 16 << 20;

/// One message on its way in.
#[derive(Debug)]
pub struct Delivery {
    /// Its terminal.
    pub known: Arc<Known>,
    /// The table it named.
    pub kind: String,
    /// SHA-256 of its body as it came.
    pub sha256: [u8; 32],
    /// Length of its body as it came.
    pub size: u64,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// Its body, encrypted.
    pub sealed: Vec<u8>,
    /// What it says.
    pub content: Content,
    /// When it came.
    pub received_at: Timestamp,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Whether it had come before.
    pub again: bool,
    /// What its rows became, then or now.
    pub counts: RowCounts,
}

type Reply = oneshot::Sender<Result<Kept, ServiceError>>;

/// The queue in front of the writer.
pub struct Journal {
    queue: mpsc::Sender<(Delivery, Reply)>,
}

/// No place: the terminal keeps what it has and comes back.
fn overloaded() -> ServiceError {
    ServiceError {
        kind: Kind::Unavailable,
        code: "overloaded",
        text: Text::new(
            "Server sedang sangat sibuk. Mesin menyimpan rekamannya dan mengirim lagi sebentar lagi.",
            "The server is very busy. The terminal keeps its rows and sends them again shortly.",
        ),
    }
}

fn too_much_waits() -> ServiceError {
    ServiceError {
        kind: Kind::Unavailable,
        code: "too_much_waits",
        text: Text::new(
            "Mesin ini belum diambil alih dan sudah banyak kirimannya yang menunggu. Ambil alih lebih dahulu.",
            "This terminal is not adopted and much of it waits already. Adopt it first.",
        ),
    }
}

impl Journal {
    /// Starts the writer; it ends when this is dropped and the queue is empty.
    pub fn start(app: App) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write_for_ever(app, waiting));
        Self { queue }
    }

    /// Hands a message to the writer and waits until it is on disk.
    ///
    /// # Errors
    ///
    /// `overloaded` at once when there is no place; else what the database says. Nothing was taken then.
    pub async fn append(&self, delivery: Delivery) -> Result<Kept, ServiceError> {
        let (to, answer) = oneshot::channel();
        self.queue.try_send((delivery, to)).map_err(|_| overloaded())?;
        answer.await.map_err(ServiceError::fault)?
    }
}

async fn write_for_ever(app: App, mut waiting: mpsc::Receiver<(Delivery, Reply)>) {
    while let Some((first, reply)) = waiting.recv().await {
        let mut rows = first.content.lines;
        let (mut group, mut replies) = (vec![first], vec![reply]);
        while rows < GROUP && group.len() < MESSAGES {
            let Ok((next, reply)) = waiting.try_recv() else { break };
            rows += next.content.lines;
            group.push(next);
            replies.push(reply);
        }
        let results = write_group(&app, &group).await;
        app.dirty.notify_one();
        for (reply, result) in replies.into_iter().zip(results) {
            if let Ok(kept) = &result {
                metrics::terminal_rows(kept.again, &kept.counts);
            }
            // A terminal that hung up sends again and is told that it is there.
            let _ = reply.send(result);
        }
    }
}

/// Writes a group; when it fails each message is tried alone, so that one cannot take the others with it.
async fn write_group(app: &App, group: &[Delivery]) -> Vec<Result<Kept, ServiceError>> {
    match write(app, group).await {
        Ok(kept) => kept.into_iter().map(Ok).collect(),
        Err(error) if group.len() == 1 => vec![Err(error)],
        Err(_) => {
            let mut results = Vec::with_capacity(group.len());
            for one in group {
                let alone = write(app, std::slice::from_ref(one)).await;
                results.push(alone.and_then(|mut kept| kept.pop().ok_or_else(|| ServiceError::fault("no answer"))));
            }
            results
        }
    }
}

async fn write(app: &App, group: &[Delivery]) -> Result<Vec<Kept>, ServiceError> {
    let mut by_instansi: BTreeMap<InstansiId, Vec<usize>> = BTreeMap::new();
    for (place, one) in group.iter().enumerate() {
        by_instansi.entry(one.known.instansi.id).or_default().push(place);
    }
    let mut secrets = BTreeMap::new();
    for instansi in by_instansi.keys() {
        let secret = app.keys.secret(&app.db, *instansi, DEDUPE_SECRET).await.map_err(ServiceError::fault)?;
        secrets.insert(*instansi, DedupeSecret(*secret));
    }
    app.db
        .write(async |tx| {
            let mut kept = vec![Kept { again: false, counts: RowCounts::default() }; group.len()];
            for (instansi, places) in &by_instansi {
                let some: Vec<&Delivery> = places.iter().map(|place| &group[*place]).collect();
                let of_instansi = of_instansi(tx, app, *instansi, &secrets[instansi], &some).await?;
                for (place, one) in places.iter().zip(of_instansi) {
                    kept[*place] = one;
                }
            }
            Ok(kept)
        })
        .await
}

async fn of_instansi(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    secret: &DedupeSecret,
    deliveries: &[&Delivery],
) -> Result<Vec<Kept>, ServiceError> {
    let mut kept: Vec<Option<Kept>> = vec![None; deliveries.len()];
    let mut new = Vec::new();
    let mut seen: HashSet<(DeviceId, &str, &[u8; 32])> = HashSet::new();
    for (place, one) in deliveries.iter().enumerate() {
        if !seen.insert((one.known.device, one.kind.as_str(), &one.sha256)) {
            continue;
        }
        match again(tx, instansi, one).await? {
            Some(before) => kept[place] = Some(before),
            None => new.push(place),
        }
    }
    let (waiting, taken): (Vec<usize>, Vec<usize>) =
        new.into_iter().partition(|place| !deliveries[*place].known.adopted);
    for place in waiting {
        kept[place] = Some(wait(tx, app, instansi, deliveries[place]).await?);
    }
    let fresh: Vec<&Delivery> = taken.iter().map(|place| deliveries[*place]).collect();
    for (place, counts) in taken.iter().zip(take(tx, instansi, secret, &fresh).await?) {
        let one = deliveries[*place];
        let state = if one.content.understood { MessageState::Taken } else { MessageState::NotUnderstood };
        messages::add(tx, instansi, &message(app, one, state, counts)).await?;
        kept[*place] = Some(Kept { again: false, counts });
    }
    // The same message twice within one group.
    let mut all = Vec::with_capacity(kept.len());
    for (one, kept) in deliveries.iter().zip(kept) {
        all.push(match kept {
            Some(kept) => kept,
            None => again(tx, instansi, one).await?.ok_or_else(|| ServiceError::fault("a message vanished"))?,
        });
    }
    Ok(all)
}

async fn again(tx: &mut Tx, instansi: InstansiId, one: &Delivery) -> Result<Option<Kept>, StoreError> {
    let known = messages::again(tx, instansi, one.known.device, &one.kind, &one.sha256, one.received_at).await?;
    Ok(known.map(|counts| Kept { again: true, counts }))
}

/// Keeps a message of a terminal nobody adopted: its rows count when somebody does.
async fn wait(tx: &mut Tx, app: &App, instansi: InstansiId, one: &Delivery) -> Result<Kept, ServiceError> {
    let (_, bytes) = messages::held(tx, instansi, one.known.device).await?;
    if bytes + one.size > MOST_WAITING_BYTES {
        return Err(too_much_waits());
    }
    let counts = RowCounts { rows: one.content.lines, ..RowCounts::default() };
    messages::add(tx, instansi, &message(app, one, MessageState::Waiting, counts)).await?;
    Ok(Kept { again: false, counts })
}

/// Takes what messages of adopted terminals say into the journal; answers what the rows of each became.
///
/// # Errors
///
/// When the database refuses; nothing was taken then.
pub async fn take(
    tx: &mut Tx,
    instansi: InstansiId,
    secret: &DedupeSecret,
    deliveries: &[&Delivery],
) -> Result<Vec<RowCounts>, StoreError> {
    let all: Vec<NewPunch> = deliveries.iter().flat_map(|one| one.content.punches.iter().cloned()).collect();
    let appended = punches::append(tx, instansi, secret, &all).await?;
    let mut outcomes = appended.outcomes.iter();
    let mut accounted: BTreeMap<DeviceId, (u64, Timestamp)> = BTreeMap::new();
    let mut all_counts = Vec::with_capacity(deliveries.len());
    for one in deliveries {
        let mine = outcomes.by_ref().take(one.content.punches.len());
        let repeated = mine.filter(|outcome| **outcome == punches::Outcome::Repeated).count() as u64;
        let found = one.content.problems.len() as u64;
        let rows = one.content.lines;
        let counts = RowCounts { rows, new: rows.saturating_sub(repeated + found), repeated, problems: found };
        all_counts.push(counts);
        problems::append(tx, instansi, secret, &one.content.problems).await?;
        people::put(tx, instansi, &one.content.people).await?;
        events::add(tx, instansi, &one.content.events).await?;
        if !one.content.options.is_empty() {
            let info: serde_json::Map<String, serde_json::Value> =
                one.content.options.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            devices::heard(tx, instansi, one.known.device, one.received_at, Some(&info.into())).await?;
        }
        if one.content.is_punches() {
            let of_device = accounted.entry(one.known.device).or_insert((0, one.received_at));
            of_device.0 += counts.new + counts.problems;
        }
    }
    for (device, (rows, at)) in accounted {
        contacts::account(tx, instansi, device, rows, at).await?;
    }
    Ok(all_counts)
}

fn message(app: &App, one: &Delivery, state: MessageState, counts: RowCounts) -> Message {
    Message {
        id: app.system.uuid(),
        device: one.known.device,
        kind: one.kind.clone(),
        sha256: one.sha256,
        size: one.size,
        nonce: one.nonce.clone(),
        sealed: one.sealed.clone(),
        redacted: one.content.redacted.is_some(),
        state,
        counts,
        received_at: one.received_at,
        last_at: one.received_at,
        times: 1,
    }
}
