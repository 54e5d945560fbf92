//! What waits for somebody's decision, what they decided, and what they may see.

use hadir_domain::access::Action;
use hadir_domain::ids::{RequestId, UnitId};
use hadir_domain::requests::RequestKind;
use hadir_domain::units::Unit;
use hadir_store::requests::{self, Request};
use hadir_store::{StoreError, Tx, people, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deciding;
use super::view::{self, RequestView, Whole};
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::path;
use crate::services::error::ServiceError;

/// Requests looked at for one page.
const SCAN: u32 = 400;

/// Requests looked at to count; more is "many".
const COUNTED: u32 = 4_000;

/// Which requests.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// `waiting`, `overdue` or `decided`.
    pub state: InboxState,
    /// Only this kind.
    pub kind: Option<RequestKind>,
    /// Only people of these units.
    pub units: Option<Vec<UnitId>>,
    /// Part of a name, in lower case.
    pub q: String,
    /// From the page before.
    pub cursor: Option<Cursor>,
}

/// The shelves of an inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InboxState {
    /// Waits for the caller.
    #[default]
    Waiting,
    /// Waits for the caller, and its day is over.
    Overdue,
    /// The caller decided.
    Decided,
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    /// After this request in the order of the days they are due.
    Due(Date, RequestId),
    /// Before this decision.
    Decided(Timestamp),
}

/// How much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct InboxCounts {
    /// Waits for the caller.
    pub waiting: u32,
    /// Of these, past their day.
    pub overdue: u32,
}

/// A page.
pub struct Page {
    /// The requests.
    pub items: Vec<RequestView>,
    /// The place after them.
    pub next: Option<Cursor>,
    /// How much waits in all.
    pub counts: InboxCounts,
}

/// A page of the caller's inbox.
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(app: &App, caller: &Caller, wanted: &Wanted, most: usize) -> Result<Page, ServiceError> {
    app.db
        .read(async |tx| {
            let id = caller.id();
            let all_units = units::list(tx, id).await?;
            let counts = count(tx, caller, &all_units).await?;
            let mut items = Vec::new();
            let mut next = None;
            if wanted.state == InboxState::Decided {
                let Some(person) = caller.account.person else {
                    return Ok::<_, StoreError>(Page { items, next, counts });
                };
                let before = match wanted.cursor {
                    Some(Cursor::Decided(at)) => Some(at),
                    _ => None,
                };
                let found = requests::decided_by(tx, id, person, before, most as u32).await?;
                if found.len() == most {
                    next = found.last().map(|(_, at)| Cursor::Decided(*at));
                }
                let found: Vec<Request> = found.into_iter().map(|(request, _)| request).collect();
                let found = matching(tx, caller, wanted, found).await?;
                let (whole, names) = view::load(tx, &caller.instansi, found).await?;
                items.extend(whole.into_iter().map(|one| one.view(&names, caller.today, Vec::new())));
                return Ok(Page { items, next, counts });
            }
            let mut after = match &wanted.cursor {
                Some(Cursor::Due(due, request)) => Some((*due, *request)),
                _ => None,
            };
            loop {
                let scanned = requests::waiting(tx, id, after, SCAN).await?;
                after = (scanned.len() == SCAN as usize).then(|| scanned.last()).flatten().and_then(place_of);
                let fitting = matching(tx, caller, wanted, scanned).await?;
                let mut mine = seated(tx, caller, &all_units, fitting).await?;
                if wanted.state == InboxState::Overdue {
                    mine.retain(|request| is_overdue(request, caller.today));
                }
                let room = most - items.len();
                if mine.len() > room {
                    mine.truncate(room);
                    next = mine.last().and_then(place_of).map(|(due, request)| Cursor::Due(due, request));
                }
                let (whole, names) = view::load(tx, &caller.instansi, mine).await?;
                items.extend(whole.into_iter().map(|one| {
                    let can = deciding::actions(&one);
                    one.view(&names, caller.today, can)
                }));
                if next.is_some() || after.is_none() {
                    break;
                }
                if items.len() == most {
                    next = after.map(|(due, request)| Cursor::Due(due, request));
                    break;
                }
            }
            Ok(Page { items, next, counts })
        })
        .await
        .map_err(ServiceError::from)
}

fn place_of(request: &Request) -> Option<(Date, RequestId)> {
    request.due_on.map(|due| (due, request.id))
}

fn is_overdue(request: &Request, today: Date) -> bool {
    request.due_on.is_some_and(|due| due < today)
}

/// Those in which the caller has a seat now.
async fn seated(
    tx: &mut Tx,
    caller: &Caller,
    all_units: &[Unit],
    requests: Vec<Request>,
) -> Result<Vec<Request>, StoreError> {
    let whole = view::with_steps(tx, &caller.instansi, requests).await?;
    let seats = deciding::seats(tx, caller, all_units, &whole).await?;
    Ok(whole.into_iter().zip(seats).filter(|(_, seat)| seat.is_ok()).map(|(one, _)| one.request).collect())
}

/// Those of the kind, the units and the name asked for that the caller could have a seat in.
async fn matching(
    tx: &mut Tx,
    caller: &Caller,
    wanted: &Wanted,
    found: Vec<Request>,
) -> Result<Vec<Request>, StoreError> {
    let mut found: Vec<Request> = found
        .into_iter()
        .filter(|request| wanted.kind.is_none_or(|kind| request.kind() == kind))
        .filter(|request| {
            wanted.units.as_ref().is_none_or(|units| request.unit.is_some_and(|unit| units.contains(&unit)))
        })
        .filter(|request| caller.account.person != Some(request.person))
        .collect();
    if !wanted.q.is_empty() {
        let ids: Vec<_> = found.iter().map(|request| request.person).collect();
        let named = people::get_many(tx, caller.id(), &ids).await?;
        let fits = |request: &Request| {
            named.iter().any(|person| person.id == request.person && person.name.to_lowercase().contains(&wanted.q))
        };
        found.retain(fits);
    }
    Ok(found)
}

async fn count(tx: &mut Tx, caller: &Caller, all_units: &[Unit]) -> Result<InboxCounts, StoreError> {
    let waiting = requests::waiting(tx, caller.id(), None, COUNTED).await?;
    let mine = seated(tx, caller, all_units, waiting).await?;
    let overdue = mine.iter().filter(|request| is_overdue(request, caller.today)).count();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(InboxCounts { waiting: number(mine.len()), overdue: number(overdue) })
}

/// Whether the caller may see a request: it is theirs, waits or waited for them, or lies in units they decide for.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sees(app: &App, caller: &Caller, whole: &Whole) -> Result<bool, ServiceError> {
    let request = &whole.request;
    if let Some(person) = caller.account.person {
        let took_part = whole.steps.iter().any(|step| step.by_person == Some(person));
        if super::is_party(request, person) || took_part {
            return Ok(true);
        }
    }
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = caller.units_in_reach(Action::RequestsDecide, &all_units);
    Ok(match reach {
        None => true,
        Some(reach) => request.unit.is_some_and(|unit| path(&all_units, unit).iter().any(|one| reach.contains(one))),
    })
}
