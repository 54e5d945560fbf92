//! The one writer of punches that arrive one by one: what many people send at the same moment becomes one transaction.
//!
//! **Invariant:** an answer leaves only after the commit is on disk. The queue is bounded; when it is full the sender is
//! told to come back, and nothing was taken.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use hadir_domain::arrival::Label;
use hadir_domain::ids::InstansiId;
use hadir_domain::punches::Source;
use hadir_ledger::leaf::Commitment;
use hadir_store::claim::Claim;
use hadir_store::problems::{self, NewProblem};
use hadir_store::punches::{self, DedupeSecret, NewPunch, StoredPunch};
use hadir_store::{StoreError, Tx, marks, sessions};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::wire::Refusal;
use crate::app::App;
use crate::error::Text;
use crate::metrics;
use crate::services::error::{Kind, ServiceError};
use crate::system::System;

/// Punches that may wait, over all requests.
const PLACES: usize = 20_000;
/// Punches of one transaction.
const GROUP: usize = 1_000;
/// Requests that may wait.
const QUEUE: usize = 8_192;

/// One punch on its way into the journal.
#[derive(Debug, Clone)]
pub enum Draft {
    /// To be stored, unless it is there.
    New(Box<NewPunch>),
    /// Refused; its bytes are kept among the problems.
    Refused {
        /// Why.
        refusal: Refusal,
        /// As it came.
        raw: Value,
    },
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// It was stored now.
    Stored(Record),
    /// It was there already, the same.
    Repeated(Record),
    /// It was refused.
    Refused(Refusal),
}

/// A stored punch, as far as its sender is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What stands for it in the log.
    pub commitment: Commitment,
    /// When it was received first.
    pub received_at: Timestamp,
    /// What was noticed.
    pub labels: Vec<String>,
}

impl Kept {
    /// What stands for it in the log, when it is in the journal.
    pub fn commitment(&self) -> Option<Commitment> {
        match self {
            Self::Stored(record) | Self::Repeated(record) => Some(record.commitment),
            Self::Refused(_) => None,
        }
    }
}

/// What one request brings.
#[derive(Debug)]
pub struct Batch {
    /// Whose journal.
    pub instansi: InstansiId,
    /// The secret behind its dedupe keys.
    pub secret: DedupeSecret,
    /// Its punches.
    pub drafts: Vec<Draft>,
    /// A source that has spoken, and until when.
    pub spoken: Option<(Source, String, Timestamp)>,
    /// More people than this with one code of an office are noticed.
    pub office_code_people: u16,
    /// The session whose use is noted.
    pub seen: Option<[u8; 32]>,
    /// When it came.
    pub received_at: Timestamp,
    /// Where the answer goes.
    pub reply: Option<Reply>,
}

/// Where an answer goes, and the places the request holds until then.
#[derive(Debug)]
pub struct Reply {
    to: oneshot::Sender<Result<Vec<Kept>, ServiceError>>,
    _places: OwnedSemaphorePermit,
}

/// The queue in front of the writer.
pub struct Journal {
    queue: mpsc::Sender<Batch>,
    places: Arc<Semaphore>,
}

/// No place in the queue: come back.
pub fn overloaded() -> ServiceError {
    ServiceError {
        kind: Kind::Unavailable,
        code: "overloaded",
        text: Text::new(
            "Server sedang sangat sibuk. Tap Anda tetap aman di HP dan dikirim lagi sebentar lagi.",
            "The server is very busy. Your punch stays safe on the phone and is sent again shortly.",
        ),
    }
}

impl Journal {
    /// Starts the writer; it ends when this is dropped and the queue is empty.
    pub fn start(app: App) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write_for_ever(app, waiting));
        Self { queue, places: Arc::new(Semaphore::new(PLACES)) }
    }

    /// Hands a request to the writer and waits until it is on disk.
    ///
    /// # Errors
    ///
    /// `overloaded` at once when there is no place; else what the database says.
    pub async fn append(&self, mut batch: Batch) -> Result<Vec<Kept>, ServiceError> {
        let count = u32::try_from(batch.drafts.len().max(1)).unwrap_or(u32::MAX);
        let Ok(places) = Arc::clone(&self.places).try_acquire_many_owned(count) else {
            metrics::counter(metrics::PUNCHES, "overloaded");
            return Err(overloaded());
        };
        let (to, answer) = oneshot::channel();
        batch.reply = Some(Reply { to, _places: places });
        self.queue.try_send(batch).map_err(|_| overloaded())?;
        answer.await.map_err(ServiceError::fault)?
    }
}

async fn write_for_ever(app: App, mut waiting: mpsc::Receiver<Batch>) {
    while let Some(first) = waiting.recv().await {
        let mut count = first.drafts.len();
        let mut group = vec![first];
        while count < GROUP {
            let Ok(next) = waiting.try_recv() else { break };
            count += next.drafts.len();
            group.push(next);
        }
        write_group(&app, group).await;
    }
}

/// Writes a group; when it fails each request is tried alone, so that one cannot take the others with it.
async fn write_group(app: &App, mut group: Vec<Batch>) {
    let replies: Vec<Option<Reply>> = group.iter_mut().map(|batch| batch.reply.take()).collect();
    let together = write(app, &group).await;
    let results = match together {
        Ok(kept) => kept.into_iter().map(Ok).collect(),
        Err(error) if group.len() == 1 => vec![Err(error)],
        Err(_) => {
            let mut results = Vec::with_capacity(group.len());
            for batch in &group {
                let alone = write(app, std::slice::from_ref(batch)).await;
                results.push(alone.map(|mut kept| kept.pop().unwrap_or_default()));
            }
            results
        }
    };
    app.dirty.notify_one();
    for (reply, result) in replies.into_iter().zip(results) {
        if let Ok(kept) = &result {
            count(kept);
        }
        if let Some(reply) = reply {
            // Whoever hung up asks again and is told that it is there.
            let _ = reply.to.send(result);
        }
    }
}

fn count(kept: &[Kept]) {
    for one in kept {
        let outcome = match one {
            Kept::Stored(_) => "stored",
            Kept::Repeated(_) => "repeated",
            Kept::Refused(_) => "refused",
        };
        metrics::counter(metrics::PUNCHES, outcome);
    }
}

async fn write(app: &App, group: &[Batch]) -> Result<Vec<Vec<Kept>>, ServiceError> {
    let mut by_instansi: BTreeMap<InstansiId, Vec<usize>> = BTreeMap::new();
    for (place, batch) in group.iter().enumerate() {
        by_instansi.entry(batch.instansi).or_default().push(place);
    }
    let kept = app
        .db
        .write(async |tx| {
            let mut kept: Vec<Vec<Kept>> = vec![Vec::new(); group.len()];
            for (instansi, places) in &by_instansi {
                let batches: Vec<&Batch> = places.iter().map(|place| &group[*place]).collect();
                for (place, one) in places.iter().zip(of_instansi(tx, app, *instansi, &batches).await?) {
                    kept[*place] = one;
                }
            }
            Ok::<_, StoreError>(kept)
        })
        .await?;
    Ok(kept)
}

/// The id of a punch within its source.
type ClientId<'a> = (Source, &'a str);

async fn of_instansi(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    batches: &[&Batch],
) -> Result<Vec<Vec<Kept>>, StoreError> {
    let Some(secret) = batches.first().map(|batch| &batch.secret) else { return Ok(Vec::new()) };
    let drafts: Vec<&Draft> = batches.iter().flat_map(|batch| &batch.drafts).collect();
    let ids: Vec<ClientId<'_>> = drafts.iter().filter_map(|draft| client_id(draft)).collect();
    let mut there: HashMap<ClientId<'_>, StoredPunch> = HashMap::new();
    for (id, stored) in ids.iter().zip(punches::by_client_ids(tx, instansi, secret, &ids).await?) {
        there.extend(stored.map(|stored| (*id, stored)));
    }
    let mut fresh = fresh(tx, instansi, &drafts, &there).await?;
    let most = batches.iter().map(|batch| batch.office_code_people).min().unwrap_or(u16::MAX);
    notice_crowds(tx, instansi, &mut fresh, most).await?;
    let appended = punches::append(tx, instansi, secret, &fresh).await?;
    for (new, (outcome, commitment)) in fresh.iter().zip(appended.outcomes.iter().zip(&appended.commitments)) {
        let Some(id) = new.client_id.as_deref().map(|id| (new.claim.source, id)) else { continue };
        if *outcome == punches::Outcome::Repeated {
            // Another server was faster.
            let stored = punches::by_client_ids(tx, instansi, secret, &[id]).await?;
            for (id, stored) in ids.iter().filter(|one| **one == id).zip(stored) {
                there.extend(stored.map(|stored| (*id, stored)));
            }
            continue;
        }
        let stored = StoredPunch {
            id: new.id,
            commitment: *commitment,
            received_at: new.received_at,
            claim: Some(new.claim.clone()),
        };
        if let Some(id) = ids.iter().find(|one| **one == id) {
            there.insert(*id, stored);
        }
    }

    let mut problems = Vec::new();
    let mut kept = Vec::with_capacity(batches.len());
    for batch in batches {
        let of_batch = batch.drafts.iter().map(|draft| {
            let one = outcome(draft, &there);
            if let (Kept::Refused(refusal), raw) = (&one, raw_of(draft)) {
                problems.push(problem(&app.system, refusal.as_str(), &raw, batch.received_at));
            }
            one
        });
        kept.push(of_batch.collect());
    }
    problems::append(tx, instansi, secret, &problems).await?;
    note(tx, instansi, batches).await?;
    Ok(kept)
}

fn client_id(draft: &Draft) -> Option<ClientId<'_>> {
    match draft {
        Draft::New(new) => Some((new.claim.source, new.client_id.as_deref()?)),
        Draft::Refused { .. } => None,
    }
}

/// The drafts to append, each id once, with the label for a counter that was used before.
async fn fresh(
    tx: &mut Tx,
    instansi: InstansiId,
    drafts: &[&Draft],
    there: &HashMap<ClientId<'_>, StoredPunch>,
) -> Result<Vec<NewPunch>, StoreError> {
    let mut seen = HashSet::new();
    let mut fresh: Vec<NewPunch> = Vec::new();
    for draft in drafts {
        let (Draft::New(new), Some(id)) = (draft, client_id(draft)) else { continue };
        if !there.contains_key(&id) && seen.insert(id) {
            fresh.push((**new).clone());
        }
    }
    let key_seqs: Vec<Option<String>> = fresh.iter().map(|new| new.claim.key_seq()).collect();
    let asked: Vec<&str> = key_seqs.iter().flatten().map(String::as_str).collect();
    let mut used = punches::seqs_there(tx, instansi, &asked).await?;
    for (new, key_seq) in fresh.iter_mut().zip(key_seqs) {
        if key_seq.is_some_and(|key_seq| !used.insert(key_seq)) {
            new.claim.labels.push(Label::SeqReused.as_str().to_owned());
        }
    }
    Ok(fresh)
}

/// Labels punches whose office code more people used than can stand before a screen.
async fn notice_crowds(tx: &mut Tx, instansi: InstansiId, fresh: &mut [NewPunch], most: u16) -> Result<(), StoreError> {
    let steps: BTreeSet<String> = fresh.iter().filter_map(|new| new.claim.office_step.clone()).collect();
    if steps.is_empty() {
        return Ok(());
    }
    let asked: Vec<&str> = steps.iter().map(String::as_str).collect();
    let mut crowds = punches::crowds(tx, instansi, &asked).await?;
    for new in fresh {
        let (Some(step), Some(person)) = (&new.claim.office_step, new.claim.person) else { continue };
        let crowd = crowds.entry(step.clone()).or_default();
        crowd.insert(person);
        if crowd.len() > usize::from(most) {
            new.claim.labels.push(Label::OfficeCodeCrowded.as_str().to_owned());
        }
    }
    Ok(())
}

/// What became of a draft, now that everything new is stored.
fn outcome(draft: &Draft, there: &HashMap<ClientId<'_>, StoredPunch>) -> Kept {
    let new = match draft {
        Draft::New(new) => new,
        Draft::Refused { refusal, .. } => return Kept::Refused(*refusal),
    };
    let Some(stored) = client_id(draft).and_then(|id| there.get(&id)) else {
        return Kept::Refused(Refusal::Unreadable);
    };
    let labels = stored.claim.as_ref().map(|claim| claim.labels.clone()).unwrap_or_default();
    let record = Record { commitment: stored.commitment, received_at: stored.received_at, labels };
    if stored.id == new.id {
        return Kept::Stored(record);
    }
    match &stored.claim {
        // Destroyed by law: that it was there is all that is known.
        None => Kept::Repeated(record),
        Some(claim) if claim.person != new.claim.person => Kept::Refused(Refusal::NotYours),
        Some(claim) if sent(claim) != sent(&new.claim) => Kept::Refused(Refusal::IdReused),
        Some(_) => Kept::Repeated(record),
    }
}

/// The punch as it was sent.
fn sent(claim: &Claim) -> Option<&Value> {
    claim.detail.as_ref()?.get("punch")
}

fn raw_of(draft: &Draft) -> Value {
    match draft {
        Draft::New(new) => sent(&new.claim).cloned().unwrap_or(Value::Null),
        Draft::Refused { raw, .. } => raw.clone(),
    }
}

/// A refused punch, for the work list.
pub fn problem(system: &System, reason: &str, raw: &Value, received_at: Timestamp) -> NewProblem {
    NewProblem {
        id: system.uuid(),
        source: Source::Phone.as_str().into(),
        import: None,
        file: None,
        device: None,
        sheet: None,
        line: None,
        cell: None,
        reason: reason.into(),
        raw: raw.to_string().into_bytes(),
        owner_role: hadir_domain::access::Role::Bkpsdm.as_str().into(),
        received_at,
    }
}

/// How far phones have spoken, and which sessions were used.
async fn note(tx: &mut Tx, instansi: InstansiId, batches: &[&Batch]) -> Result<(), StoreError> {
    let mut spoken: BTreeMap<&'static str, BTreeMap<String, Timestamp>> = BTreeMap::new();
    for (source, name, until) in batches.iter().filter_map(|batch| batch.spoken.as_ref()) {
        let of_source = spoken.entry(source.as_str()).or_default();
        let reached = of_source.entry(name.clone()).or_insert(*until);
        *reached = (*reached).max(*until);
    }
    for (source, reached) in &spoken {
        marks::reach_many(tx, instansi, source, reached).await?;
    }
    let seen: BTreeMap<[u8; 32], Timestamp> =
        batches.iter().filter_map(|batch| Some((batch.seen?, batch.received_at))).collect();
    for (hash, at) in seen {
        sessions::seen(tx, instansi, &hash, at).await?;
    }
    Ok(())
}
