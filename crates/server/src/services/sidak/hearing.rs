//! The phone's side: which sidak call its owner, and that it heard of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hadir_domain::access::{Role, Scope};
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::sidak::{Answered, SidakFacts, SidakState};
use hadir_domain::units::{Unit, subtree};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, punches, units};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use uuid::Uuid;

use super::content::{Begun, Rolled, Stood, call_of, what};
use super::live::best;
use crate::app::App;
use crate::auth::Caller;

/// What is heard at nearly the same moment is kept together.
const GATHER: Duration = Duration::from_millis(400);
/// Most that wait to be kept; beyond it nothing is noted, which speaks for the person.
const WAITING: usize = 50_000;

/// A call of the caller's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyCall {
    /// The sidak.
    pub sidak: Uuid,
    /// How it began.
    pub begun: Begun,
    /// How the caller stands.
    pub state: SidakState,
    /// The trace that answered.
    pub answer: Option<Answered>,
    /// Whether the phone is known to have heard of it.
    pub delivered: bool,
    /// Where the caller serves, and the day of the sidak.
    pub of: (UnitId, Date),
    /// Whether it is closed.
    pub closed: bool,
}

/// A unit the caller is asked to speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyUnit {
    /// The sidak.
    pub sidak: Uuid,
    /// How it began.
    pub begun: Begun,
    /// The unit.
    pub unit: Unit,
    /// When it was attested.
    pub attested_at: Option<Timestamp>,
    /// Whether it is closed.
    pub closed: bool,
}

/// The sidak that began today or yesterday, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn recent(tx: &mut Tx, app: &App, instansi: &Instansi) -> Result<Vec<(Act, Begun)>, StoreError> {
    let on = app.today(instansi);
    let from = on.checked_sub(1.day()).unwrap_or(on);
    let found = acts::what_in_span(tx, instansi.id, (ActKind::Sidak, what::BEGUN), (from, on)).await?;
    let mut found = found
        .into_iter()
        .map(|act| Ok((act.clone(), act.read()?)))
        .collect::<Result<Vec<(Act, Begun)>, StoreError>>()?;
    found.reverse();
    Ok(found)
}

/// The caller's own calls of today and yesterday, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn mine(tx: &mut Tx, app: &App, instansi: &Instansi, person: PersonId) -> Result<Vec<MyCall>, StoreError> {
    let (on, now) = (app.today(instansi), app.now());
    let from = on.checked_sub(1.day()).unwrap_or(on);
    let own = acts::of_person(tx, instansi.id, ActKind::Sidak, person, (from, on)).await?;
    let mut found = Vec::new();
    for act in own.iter().filter(|act| act.what == what::CALL) {
        let Some(begun) = acts::get(tx, instansi.id, act.subject).await? else { continue };
        let begun: Begun = begun.read()?;
        let call = call_of(act)?;
        let of_sidak = |word: &str| own.iter().rfind(|one| one.subject == act.subject && one.what == word);
        let traces = punches::traces_of(tx, instansi.id, person, (begun.started_at, begun.ends_at)).await?;
        let rolled: Option<Rolled> = of_sidak(what::ROLL).map(Act::read).transpose()?;
        let facts = SidakFacts {
            answer: best(&traces),
            delivered: of_sidak(what::DELIVERED).is_some(),
            roll: rolled.map(|rolled| rolled.word),
            over: now > begun.ends_at,
        };
        let stood: Option<Stood> = of_sidak(what::RESULT).map(Act::read).transpose()?;
        found.push(MyCall {
            sidak: act.subject,
            state: stood.as_ref().map_or_else(|| call.state(&facts), |stood| stood.state),
            answer: facts.answer,
            delivered: facts.delivered,
            of: (call.unit, act.on),
            closed: stood.is_some(),
            begun,
        });
    }
    found.sort_by_key(|call| std::cmp::Reverse((call.begun.started_at, call.sidak)));
    Ok(found)
}

/// Whether a sidak that names these units calls people of that one.
fn calls(all: &[Unit], named: &[UnitId], unit: UnitId) -> bool {
    let below = |root: UnitId, one: UnitId| subtree(all, root).contains(&one);
    named.is_empty() || named.iter().any(|root| below(*root, unit) || below(unit, *root))
}

/// The units the caller leads and is asked to speak for, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn led(tx: &mut Tx, app: &App, caller: &Caller) -> Result<Vec<MyUnit>, StoreError> {
    let grants = caller.holder.in_force(caller.today);
    let lead = grants.iter().filter(|grant| grant.role == Role::Kepala && grant.scope == Scope::Unit);
    let led: Vec<UnitId> = lead.filter_map(|grant| grant.unit).collect();
    if led.is_empty() {
        return Ok(Vec::new());
    }
    let all = units::list(tx, caller.id()).await?;
    let mut found = Vec::new();
    for (act, begun) in recent(tx, app, &caller.instansi).await? {
        let closed = !acts::what_of_subject(tx, caller.id(), act.id, what::CLOSED).await?.is_empty();
        let attested = acts::what_of_subject(tx, caller.id(), act.id, what::ATTEST).await?;
        for unit in all.iter().filter(|unit| led.contains(&unit.id) && calls(&all, &begun.units, unit.id)) {
            let spoke = attested.iter().rfind(|act| act.unit == Some(unit.id));
            found.push(MyUnit {
                sidak: act.id,
                begun: begun.clone(),
                unit: unit.clone(),
                attested_at: spoke.map(|act| act.received_at),
                closed,
            });
        }
    }
    Ok(found)
}

/// Keeps that phones heard of calls: thousands ask at the same moment, and each is written once, many together.
#[derive(Default)]
pub struct Hearing {
    known: Mutex<HashSet<(InstansiId, Uuid, PersonId)>>,
    waiting: Arc<Mutex<BTreeMap<InstansiId, Vec<Act>>>>,
}

impl Hearing {
    /// Notes that the caller's phone heard of those of its calls that are open. It is on disk a moment later; what is lost
    /// by a crash speaks for the person.
    pub fn note(&self, app: &App, caller: &Caller, person: PersonId, calls: &[MyCall]) {
        let now = app.now();
        let open = calls.iter().filter(|call| !call.closed && !call.delivered && now <= call.begun.ends_at);
        let mut first = false;
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            for call in open {
                let all: usize = waiting.values().map(Vec::len).sum();
                if all < WAITING && known.insert((caller.id(), call.sidak, person)) {
                    first |= all == 0;
                    waiting.entry(caller.id()).or_default().push(act(app, caller, person, call));
                }
            }
        }
        if first {
            let (app, waiting) = (app.clone(), Arc::clone(&self.waiting));
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                let heard = std::mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner));
                for (instansi, acts) in heard {
                    let kept =
                        app.db.write(async |tx| acts::add(tx, instansi, &acts, || app.system.bytes()).await).await;
                    if let Err(error) = kept {
                        tracing::warn!(%error, "that phones heard of a sidak could not be kept");
                    }
                }
            });
        }
    }
}

fn act(app: &App, caller: &Caller, person: PersonId, call: &MyCall) -> Act {
    Act {
        id: app.system.uuid(),
        subject: call.sidak,
        ordinal: None,
        kind: ActKind::Sidak,
        what: what::DELIVERED.to_owned(),
        unit: Some(call.of.0),
        person: Some(person),
        on: call.of.1,
        content: json!({}),
        by_login: caller.by.clone(),
        by_person: Some(person),
        received_at: app.now(),
    }
}
