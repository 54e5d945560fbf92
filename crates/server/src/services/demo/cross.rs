//! The last working day's cross-check of the city: some heads answered, one was late, one stayed silent. Through the same
//! services as any day, with a clock that stands at the hours of that day.

use hadir_domain::access::{Grant, Holder, Role, Scope};
use hadir_domain::checks::Seen;
use hadir_domain::ids::{AccountId, PersonId, UnitId};
use hadir_sim::City;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::grants::{self, GrantRow};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, days, directory};
use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan};

use super::super::cross_checking::answering::{self, NewAnswer};
use super::super::cross_checking::{Lists, drawing, following, workdays};
use super::super::error::ServiceError;
use crate::app::App;
use crate::auth::Caller;
use crate::lang::Lang;
use crate::system::System;

/// Heads beside the one with a login, so that the table has something to compare.
const MORE_HEADS: usize = 3;

/// A city smaller than this has too few offices to compare.
const FEWEST_PEOPLE: usize = 200;

/// Lets that day happen; a city too small for it has none.
pub(super) async fn happen(app: &App, one: &Instansi, city: &City, today: Date) -> Result<(), ServiceError> {
    let Some(before) = today.yesterday().ok().filter(|_| city.people.len() >= FEWEST_PEOPLE) else { return Ok(()) };
    let back = before.checked_sub(14.days()).unwrap_or(before);
    let Some(on) = workdays(app, one, back, before).pop() else { return Ok(()) };
    lead(app, city, on).await?;
    let at = |hour, minute| {
        let local = on.to_datetime(time(hour, minute, 0, 0));
        one.zone.time_zone().to_ambiguous_timestamp(local).compatible().unwrap_or_else(|_| app.now())
    };
    drawing::draw(&then(app, at(9, 0)), one).await?;
    let lists = app.db.read(async |tx| Lists::in_span(tx, one.id, on, on).await).await?;
    let led: Vec<_> = lists.lists.iter().filter(|list| list.head.is_some()).collect();
    let kepala = city_head(app, one).await?;
    let mut others = 0;
    for list in &led {
        let Some(head) = list.head else { continue };
        let (hour, minute) = if Some(head) == kepala {
            (9, 20)
        } else {
            others += 1;
            match others {
                1 => continue,
                2 => (13, 40),
                _ => (10, 5),
            }
        };
        answer(app, one, &lists, list.id, head, at(hour, minute)).await?;
    }
    for (hour, minute) in [(10, 31), (12, 5), (15, 5), (16, 31)] {
        following::follow(&then(app, at(hour, minute)), one).await?;
    }
    Ok(())
}

/// The same application at another moment.
fn then(app: &App, at: Timestamp) -> App {
    let mut seed = [0; 8];
    app.system.fill(&mut seed);
    App { system: System::fixed(at, u64::from_be_bytes(seed)), ..app.clone() }
}

async fn city_head(app: &App, one: &Instansi) -> Result<Option<PersonId>, ServiceError> {
    let account = app.db.read(async |tx| accounts::by_login(tx, one.id, Role::Kepala.as_str()).await).await?;
    Ok(account.and_then(|account| account.person))
}

/// Gives the heads of a few more OPDs an account nobody has a password of, and the head with a login the right from that
/// day on.
async fn lead(app: &App, city: &City, on: Date) -> Result<(), ServiceError> {
    let heads: Vec<(UnitId, PersonId)> = city
        .units
        .iter()
        .filter(|unit| unit.parent.is_none() && !unit.name.contains("Kesehatan"))
        .filter_map(|unit| {
            let post = city.posts.iter().find(|post| post.unit == unit.id && post.heads_unit)?;
            Some((unit.id, post.person))
        })
        .take(MORE_HEADS)
        .collect();
    let now = app.now();
    app.db
        .write(async |tx| {
            for (place, (unit, person)) in heads.iter().enumerate() {
                let account = Account {
                    instansi: city.instansi,
                    id: AccountId(app.system.uuid()),
                    login: format!("kepala_{}", place + 2),
                    password_hash: None,
                    person: Some(*person),
                    lang: "id".into(),
                    state: AccountState::Active,
                    failed_tries: 0,
                    locked_until: None,
                    created_at: now,
                };
                accounts::add(tx, &account).await?;
                directory::put(tx, city.instansi, directory::Key::Login, &account.login).await?;
                grants::add(tx, city.instansi, &right(app, account.id, *unit, on), app.system.bytes()).await?;
            }
            let known = accounts::by_login(tx, city.instansi, Role::Kepala.as_str()).await?;
            if let Some(account) = known {
                for row in grants::of_account(tx, city.instansi, account.id).await? {
                    if let (Role::Kepala, Some(unit)) = (row.grant.role, row.grant.unit) {
                        let mut earlier = right(app, account.id, unit, on);
                        earlier.grant.to_on = row.grant.from_on.yesterday().ok();
                        grants::add(tx, city.instansi, &earlier, app.system.bytes()).await?;
                    }
                }
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

fn right(app: &App, account: AccountId, unit: UnitId, on: Date) -> GrantRow {
    GrantRow {
        id: app.system.uuid(),
        account,
        grant: Grant {
            role: Role::Kepala,
            scope: Scope::Unit,
            unit: Some(unit),
            from_on: on,
            to_on: None,
            acting: None,
        },
        granted_by: "demo".into(),
        granted_at: app.now(),
        reason: None,
    }
}

/// The head says what the day was: who came is seen, who did not is not.
async fn answer(
    app: &App,
    one: &Instansi,
    lists: &Lists,
    list: uuid::Uuid,
    head: PersonId,
    at: Timestamp,
) -> Result<(), ServiceError> {
    let people: Vec<PersonId> = lists.names(list).iter().map(|name| name.person).collect();
    let on = at.to_zoned(one.zone.time_zone()).date();
    let read = app.db.read(async |tx| {
        let account = accounts::of_person(tx, one.id, head).await?.into_iter().next();
        let grants = match &account {
            Some(account) => grants::of_account(tx, one.id, account.id).await?,
            None => Vec::new(),
        };
        Ok::<_, StoreError>((account, grants, days::of_people(tx, one.id, &people, on, on).await?))
    });
    let (account, grants, days) = read.await?;
    let Some(account) = account else { return Ok(()) };
    let came = |person: &PersonId| {
        days.iter()
            .any(|day| day.person == *person && day.first_in.is_some_and(|first| first.time() < time(9, 30, 0, 0)))
    };
    let rows: Vec<NewAnswer> = people
        .iter()
        .zip(0_i64..)
        .map(|(person, place)| NewAnswer {
            id: app.system.uuid(),
            person: *person,
            seen: if came(person) { Seen::Present } else { Seen::Absent },
            at: at.checked_sub((100 - 8 * place.min(12)).seconds()).unwrap_or(at),
            note: String::new(),
        })
        .collect();
    let caller = Caller {
        instansi: one.clone(),
        by: account.login.clone(),
        lang: Lang::Id,
        holder: Holder {
            instansi: one.id,
            person: Some(head),
            grants: grants.into_iter().map(|row| row.grant).collect(),
        },
        account,
        today: on,
    };
    answering::answer(&then(app, at), &caller, list, &rows).await.map(drop)
}
