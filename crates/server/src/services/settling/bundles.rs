//! Many discrepancies at once: previewed, proposed with the hash of what was previewed, and decided as a whole by another.

use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::{Outcome, Says, SettleState, SettleStep, Standing, barred};
use hadir_domain::timeline::JudgedDay;
use hadir_store::Tx;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, DiscrepancyRow};
use hadir_store::reconcile::settlements::{self, ListFilter, Listed, Position, StateFilter};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::acting::{self, blank, confirmed};
use super::planning::{Desk, Plan, changes};
use super::writing::{self, Prepared};
use super::{changed_meanwhile, id_taken, refused};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// Most discrepancies of one bundle.
pub const MOST: usize = 20_000;
/// Looked up, judged and planned in one go.
const AT_ONCE: u32 = 500;

/// How a whole set is to end.
#[derive(Debug, Clone)]
pub struct BundleAsk {
    /// Which discrepancies, within the reach of whoever asks.
    pub filter: ListFilter,
    /// How they end.
    pub outcome: Outcome,
    /// What every day of it was, where the side that is followed does not say.
    pub says: Says,
}

/// A day that would change.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleChange {
    /// Whose.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Which day.
    pub on: Date,
    /// As it is now.
    pub before: JudgedDay,
    /// As it would be.
    pub after: JudgedDay,
}

/// What a set is and what would follow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    /// The discrepancies in it.
    pub count: usize,
    /// The people they are about.
    pub people: usize,
    /// The days that would count otherwise, by date and name.
    pub changes: Vec<BundleChange>,
    /// Left out: about the officer's own days.
    pub own: usize,
    /// Left out: neither the side that is followed nor the officer says what was so.
    pub unclear: usize,
    /// Left out: proposed already.
    pub proposed: usize,
    /// SHA-256 over the set, what its sources say and how it is to end.
    pub hash: [u8; 32],
}

/// The set, ready to be proposed.
struct Set {
    preview: Preview,
    items: Vec<(DiscrepancyRow, Says, bool)>,
}

/// What a set would come to. Stores nothing.
///
/// # Errors
///
/// `too_many`; when no pack covers one of the days.
pub async fn preview(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    ask: &BundleAsk,
) -> Result<Preview, ServiceError> {
    Ok(collect(app, instansi, officer, ask, None).await?.preview)
}

async fn collect(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    ask: &BundleAsk,
    bundle: Option<Uuid>,
) -> Result<Set, ServiceError> {
    acting::sayable(ask.says)?;
    let filter = ListFilter { state: StateFilter::Waiting, ..ask.filter.clone() };
    let mut set = Set { preview: Preview::default(), items: Vec::new() };
    let mut hasher = Sha256::new();
    hasher.update(ask.outcome.as_str());
    hasher.update(serde_json::to_vec(&ask.says).map_err(ServiceError::fault)?);
    let mut people = std::collections::BTreeSet::new();
    let mut after: Option<Position> = None;
    loop {
        let page = app.db.read(async |tx| settlements::list(tx, instansi.id, &filter, after, AT_ONCE).await).await?;
        let Some(last) = page.last() else { break };
        after = Some(Position { on: last.row.on, id: last.row.id });
        let page: Vec<Listed> = page.into_iter().filter(|one| wanted(one, officer, bundle, &mut set.preview)).collect();
        let rows: Vec<&DiscrepancyRow> = page.iter().map(|one| &one.row).collect();
        let desk = Desk::of(app, instansi, &rows).await?;
        for one in &page {
            let Ok(plan) = desk.plan(&one.row, ask.outcome, ask.says) else {
                set.preview.unclear += 1;
                continue;
            };
            hasher.update(one.row.id.as_bytes());
            hasher.update(one.row.evidence);
            people.insert(one.row.person);
            note(&desk, &one.row, &plan, &mut set.preview)?;
            set.items.push((one.row.clone(), plan.says, one.state == SettleState::Proposed));
        }
        if set.items.len() > MOST {
            return Err(too_many());
        }
    }
    set.preview.changes.sort_by(|a, b| (a.on, &a.name, a.person).cmp(&(b.on, &b.name, b.person)));
    (set.preview.count, set.preview.people) = (set.items.len(), people.len());
    set.preview.hash = hasher.finalize().into();
    Ok(set)
}

/// Whether a discrepancy belongs to the set; what is left out is counted.
fn wanted(one: &Listed, officer: Officer<'_>, bundle: Option<Uuid>, preview: &mut Preview) -> bool {
    if officer.person == Some(one.row.person) {
        preview.own += 1;
        return false;
    }
    // A bundle that was cut short is gone on with: what it proposed already is still of its set.
    let elsewhere = one.state == SettleState::Proposed && (bundle.is_none() || one.bundle != bundle);
    preview.proposed += usize::from(elsewhere);
    !elsewhere
}

fn note(desk: &Desk, row: &DiscrepancyRow, plan: &Plan, preview: &mut Preview) -> Result<(), ServiceError> {
    let (of, before) = desk.day(row)?;
    if changes(before, &plan.after) {
        preview.changes.push(BundleChange {
            person: row.person,
            name: of.name.clone(),
            on: row.on,
            before: before.clone(),
            after: plan.after.clone(),
        });
    }
    Ok(())
}

/// Proposes how a whole previewed set ends; answers how many are proposed. Sent again with the same key it goes on where
/// it was cut short, and changes nothing once it is whole.
///
/// # Errors
///
/// `changed_meanwhile` when the set is no longer the previewed one, `nothing_to_settle`, `id_taken`, `too_many`.
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    ask: &BundleAsk,
    (bundle, hash): (Uuid, [u8; 32]),
    reason: &str,
) -> Result<usize, ServiceError> {
    let known = app.db.read(async |tx| proposed_by(tx, instansi, bundle).await).await?;
    if known.as_ref().is_some_and(|by| by != officer.login) {
        return Err(id_taken());
    }
    let set = collect(app, instansi, officer, ask, Some(bundle)).await?;
    if set.preview.hash != hash {
        return Err(changed_meanwhile());
    }
    if set.items.is_empty() {
        return Err(ServiceError::conflict(
            "nothing_to_settle",
            "Tidak ada selisih yang dapat diselesaikan sekaligus dengan pilihan itu. Ubah pilihan atau selesaikan satu per satu.",
            "No discrepancy can be settled at once in that way. Choose otherwise or settle them one by one.",
        ));
    }
    let count = set.items.len();
    let ids: Vec<Uuid> = set.items.iter().map(|(row, ..)| row.id).collect();
    let mut steps = app.db.read(async |tx| settlements::steps_of(tx, instansi.id, &ids).await).await?;
    let prepared = set.items.into_iter().filter(|(_, _, done)| !done).map(|(row, says, _)| {
        let before = Standing::of(&steps.remove(&row.id).unwrap_or_default());
        let mut word = blank(app, officer, app.system.uuid(), SettleStep::Propose, &row, reason);
        (word.outcome, word.says, word.bundle) = (Some(ask.outcome), says, Some(bundle));
        Prepared { row, before, word, corrected: Vec::new() }
    });
    let prepared: Vec<Prepared> = prepared.collect();
    writing::write(app, instansi, prepared).await?;
    Ok(count)
}

async fn proposed_by(tx: &mut Tx, instansi: &Instansi, bundle: Uuid) -> Result<Option<String>, ServiceError> {
    let ids = settlements::of_bundle(tx, instansi.id, bundle, SettleStep::Propose).await?;
    let Some(first) = ids.first() else { return Ok(None) };
    let steps = settlements::steps_of(tx, instansi.id, &[*first]).await?;
    let of_bundle = steps.into_values().flatten().find(|word| word.bundle == Some(bundle));
    Ok(of_bundle.map(|word| word.by))
}

/// A bundle's proposals that still wait, those the sources have overtaken, and whether it was decided before.
async fn waiting(app: &App, instansi: &Instansi, bundle: Uuid) -> Result<(Vec<Prepared>, usize), ServiceError> {
    app.db
        .read(async |tx| {
            let ids = settlements::waiting_of_bundle(tx, instansi.id, bundle).await?;
            let mut steps = settlements::steps_of(tx, instansi.id, &ids).await?;
            let (mut found, mut lapsed) = (Vec::with_capacity(ids.len()), 0);
            for id in ids {
                let before = Standing::of(&steps.remove(&id).unwrap_or_default());
                let row = discrepancies::get(tx, instansi.id, id).await?;
                let waits =
                    |row: &DiscrepancyRow| before.state(&row.evidence, row.gone_at.is_some()) == SettleState::Proposed;
                match (row.filter(waits), before.proposal.clone()) {
                    (Some(row), Some(word)) => found.push(Prepared { row, before, word, corrected: Vec::new() }),
                    _ => lapsed += 1,
                }
            }
            Ok::<_, ServiceError>((found, lapsed))
        })
        .await
}

/// What deciding a bundle did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// How many were decided.
    pub count: usize,
    /// How many were not, because their sources say something else by now: they are open again.
    pub lapsed: usize,
}

/// Confirms, rejects or takes back a bundle as a whole. Sent again it goes on where it was cut short.
///
/// # Errors
///
/// `own_record` when a day of the officer's own is in it, `own_proposal`, `not_yours`, `nothing_waits`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    bundle: Uuid,
    step: SettleStep,
    reason: &str,
) -> Result<Decided, ServiceError> {
    let (found, lapsed) = waiting(app, instansi, bundle).await?;
    if found.is_empty() {
        return repeated(app, instansi, officer, bundle, step).await;
    }
    for one in &found {
        if let Some(bar) = barred(step, one.row.person, &one.before, officer.login, officer.person) {
            return Err(refused(bar));
        }
    }
    let count = found.len();
    for some in found.chunks(writing::AT_ONCE) {
        let rows: Vec<&DiscrepancyRow> = some.iter().map(|one| &one.row).collect();
        let desk = Desk::of(app, instansi, &rows).await?;
        let mut prepared = Vec::with_capacity(some.len());
        for one in some {
            let mut word = blank(app, officer, app.system.uuid(), step, &one.row, reason);
            word.bundle = Some(bundle);
            let corrected = match step {
                SettleStep::Confirm => confirmed(&desk, &one.row, &one.before, &mut word)?,
                _ => Vec::new(),
            };
            prepared.push(Prepared { word, corrected, ..one.clone() });
        }
        writing::write(app, instansi, prepared).await?;
    }
    Ok(Decided { count, lapsed })
}

/// Nothing waits: the same officer said the same before, or there is nothing to decide.
async fn repeated(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    bundle: Uuid,
    step: SettleStep,
) -> Result<Decided, ServiceError> {
    let said = app
        .db
        .read(async |tx| {
            let ids = settlements::of_bundle(tx, instansi.id, bundle, step).await?;
            let steps = settlements::steps_of(tx, instansi.id, ids.get(..1).unwrap_or_default()).await?;
            let mine = steps.into_values().flatten().any(|word| word.step == step && word.by == officer.login);
            Ok::<_, ServiceError>(mine.then_some(ids.len()))
        })
        .await?;
    said.map(|count| Decided { count, lapsed: 0 }).ok_or_else(|| {
        ServiceError::conflict(
            "nothing_waits",
            "Tidak ada usulan yang menunggu dalam paket itu. Muat ulang daftar selisih.",
            "No proposal waits in that bundle. Load the list of discrepancies again.",
        )
    })
}

/// What confirming a bundle would change, for the second officer.
///
/// # Errors
///
/// When no pack covers one of the days.
pub async fn effects(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    bundle: Uuid,
) -> Result<Preview, ServiceError> {
    let (found, _) = waiting(app, instansi, bundle).await?;
    let mut preview = Preview { count: found.len(), ..Preview::default() };
    let people: std::collections::BTreeSet<PersonId> = found.iter().map(|one| one.row.person).collect();
    preview.people = people.len();
    preview.own = found.iter().filter(|one| officer.person == Some(one.row.person)).count();
    for some in found.chunks(AT_ONCE as usize) {
        let rows: Vec<&DiscrepancyRow> = some.iter().map(|one| &one.row).collect();
        let desk = Desk::of(app, instansi, &rows).await?;
        for one in some {
            let (of, day) = desk.day(&one.row)?;
            let plan = desk.follow(of, day, one.word.says)?;
            note(&desk, &one.row, &plan, &mut preview)?;
        }
    }
    preview.changes.sort_by(|a, b| (a.on, &a.name, a.person).cmp(&(b.on, &b.name, b.person)));
    Ok(preview)
}

fn too_many() -> ServiceError {
    ServiceError::bad(
        "too_many",
        format!("Lebih dari {MOST} selisih sekaligus. Persempit unit atau tanggalnya."),
        format!("More than {MOST} discrepancies at once. Choose a smaller unit or fewer days."),
    )
}
