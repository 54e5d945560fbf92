//! The roster of an event with what is known of each: due or let off, seen by an officer, recorded by a phone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hadir_domain::apel::{
    ApelDue, ApelExcuse, ApelHow, ApelJudged, ApelPunch, ApelSeen, ApelState, ApelTap, ApelWord, due, judge, look,
};
use hadir_domain::arrival::Fix;
use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::roster;
use hadir_domain::sites::{Area, Drawn};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act};
use hadir_store::instansi::Instansi;
use hadir_store::punches::{self, ApelClaim};
use hadir_store::{StoreError, Tx, doubts, site_versions, units};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::announcing::Reason;
use super::closing::Sealed;
use super::{Known, correcting};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;
use crate::services::judging::{self, RosterOf, RulesInForce, not_covered};

/// People loaded together.
const AT_ONCE: usize = 500;

/// What an officer said of one person, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapContent {
    /// What was seen.
    pub seen: ApelSeen,
    /// How.
    pub how: ApelHow,
    /// When.
    pub at: Timestamp,
    /// Why, where it was said.
    pub note: String,
}

/// One person of the roster of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct ApelRow {
    /// Who.
    pub person: PersonId,
    /// The unit they serve in on that day.
    pub unit: UnitId,
    /// What it comes to.
    pub judged: ApelJudged,
    /// Whether two officers changed it after closing.
    pub corrected: bool,
    /// What was noticed of the punch.
    pub labels: Vec<String>,
    /// Whether the person is absent while their phone has sent a punch that counts: it came after closing.
    pub came_later: bool,
}

/// Whether somebody was let off by an officer, and why. Nobody lets themselves off together with their unit.
#[derive(Debug, Default)]
pub struct LetOff {
    people: HashMap<PersonId, String>,
    units: HashMap<UnitId, (String, Option<PersonId>)>,
}

impl LetOff {
    /// From the acts of an event.
    ///
    /// # Errors
    ///
    /// When an act is not one of these.
    pub fn of(acts: &[Act]) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for act in acts {
            let reason = act.read::<Reason>()?.reason;
            if let Some(person) = act.person {
                all.people.insert(person, reason);
            } else if let Some(unit) = act.unit {
                all.units.insert(unit, (reason, act.by_person));
            }
        }
        Ok(all)
    }

    /// Of somebody in a unit with all above it.
    pub fn find(&self, person: PersonId, above: &[UnitId]) -> Option<(ApelExcuse, &str)> {
        if let Some(reason) = self.people.get(&person) {
            return Some((ApelExcuse::Person, reason));
        }
        let unit = above.iter().find_map(|unit| self.units.get(unit));
        unit.filter(|(_, by)| *by != Some(person)).map(|(reason, _)| (ApelExcuse::Unit, reason.as_str()))
    }
}

/// What judging an event needs beside its people.
pub struct Ground {
    /// All units.
    pub units: Vec<Unit>,
    /// How sites were drawn.
    drawn: BTreeMap<SiteId, Arc<[Drawn]>>,
    poor_accuracy_m: f64,
}

impl Ground {
    /// Loads it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, app: &App, instansi: &Instansi) -> Result<Self, StoreError> {
        let today = app.today(instansi);
        let policy = app.packs_of(instansi).phone(instansi.region_code(), today);
        Ok(Self {
            units: units::list(tx, instansi.id).await?,
            drawn: site_versions::drawn(tx, instansi.id).await?,
            // Without a rule no position is exact enough to be surely inside.
            poor_accuracy_m: policy.map_or(0.0, |policy| f64::from(policy.poor_accuracy_m)),
        })
    }

    /// Where an event reached to at a moment.
    pub fn area(&self, known: &Known, at: Timestamp) -> Option<Area> {
        let place = known.event.place_at(at);
        if let Some(site) = place.site {
            let drawn = self.drawn.get(&site)?;
            let then = drawn.iter().rfind(|drawn| drawn.from_at <= at).or(drawn.first());
            return then.and_then(|drawn| drawn.area.clone());
        }
        let ring = place.point?;
        Some(Area { middle: (ring.lat, ring.lon), radius_m: ring.radius_m, outline: Arc::new([]) })
    }

    /// A punch as it is judged.
    pub fn punch(&self, known: &Known, claim: &ApelClaim) -> ApelPunch {
        let area = self.area(known, claim.at);
        let fix = claim.body.as_deref().and_then(fix_of);
        let place = look(fix.as_ref(), area.as_ref(), self.poor_accuracy_m);
        ApelPunch { id: claim.punch, at: claim.at, place, labels: claim.labels.clone() }
    }
}

/// The position of a phone's punch within its sealed body.
fn fix_of(body: &[u8]) -> Option<Fix> {
    let sealed: Value = serde_json::from_slice(body).ok()?;
    let fix = sealed.get("detail")?.get("punch")?.get("fix")?;
    let number = |name: &str| fix.get(name).and_then(Value::as_f64);
    Some(Fix {
        latitude: number("lat")?,
        longitude: number("lon")?,
        accuracy_m: number("accuracy_m"),
        fixed_at: None,
        mock: fix.get("mock").and_then(Value::as_bool),
    })
}

/// The people of an event on its day, each with their roster.
async fn rosters(
    app: &App,
    instansi: &Instansi,
    known: &Known,
    units: &[Unit],
    only: Option<&BTreeSet<UnitId>>,
) -> Result<Vec<(RosterOf, UnitId)>, ServiceError> {
    let on = known.event.on;
    let mut due = known.units(units);
    if let Some(only) = only {
        due.retain(|unit| only.contains(unit));
    }
    let due: Vec<UnitId> = due.into_iter().collect();
    let people = judging::people_of_units(app, instansi, Some(&due), on).await?;
    let mut found = Vec::with_capacity(people.len());
    for some in people.chunks(AT_ONCE) {
        let rosters = app.db.read(async |tx| judging::rosters(tx, app, instansi, some, (on, on)).await).await?;
        found.extend(rosters.into_iter().filter_map(|one| {
            let unit = one.posts.iter().filter(|post| post.holds_on(on)).find(|post| due.contains(&post.unit))?.unit;
            Some((one, unit))
        }));
    }
    Ok(found)
}

/// Whether one person is due.
///
/// # Errors
///
/// When no pack covers the day.
pub fn due_of(
    in_force: &RulesInForce,
    known: &Known,
    one: &RosterOf,
    let_off: Option<(ApelExcuse, &str)>,
) -> Result<ApelDue, ServiceError> {
    let (on, rules) = (known.event.on, in_force.rules());
    let plan = roster::plan(on, &one.assignments, &one.exceptions, rules.fallback, rules.calendar, rules.hours)
        .map_err(not_covered)?;
    Ok(due(&plan, on, known.event.hours(), known.event.announced.on_holidays_too, let_off))
}

async fn let_off(app: &App, instansi: &Instansi, known: &Known) -> Result<LetOff, ServiceError> {
    let word = ApelWord::Excused.as_str();
    let acts = app.db.read(async |tx| acts::what_of_subject(tx, instansi.id, known.id, word).await).await?;
    Ok(LetOff::of(&acts)?)
}

/// Everybody who is due and not let off.
///
/// # Errors
///
/// When no pack covers the day, or the database does not answer.
pub async fn expected(app: &App, instansi: &Instansi, known: &Known) -> Result<Vec<PersonId>, ServiceError> {
    let ground = app.db.read(async |tx| Ground::load(tx, app, instansi).await).await?;
    let let_off = let_off(app, instansi, known).await?;
    let in_force = RulesInForce::of(app, instansi);
    let mut due = Vec::new();
    for (one, unit) in rosters(app, instansi, known, &ground.units, None).await? {
        let above = path(&ground.units, unit);
        if due_of(&in_force, known, &one, let_off.find(one.person, &above))? == ApelDue::Expected {
            due.push(one.person);
        }
    }
    Ok(due)
}

/// The table of an event, of some of its units or of all: live while it is open, as it was sealed once it is closed.
///
/// # Errors
///
/// When no pack covers the day, or the database does not answer.
pub async fn table(
    app: &App,
    instansi: &Instansi,
    known: &Known,
    only: Option<&BTreeSet<UnitId>>,
) -> Result<Vec<ApelRow>, ServiceError> {
    match known.event.state {
        ApelState::Closed => sealed(app, instansi, known, only).await,
        ApelState::Open | ApelState::Cancelled => live(app, instansi, known, only, false).await,
    }
}

/// The table as it would be sealed now, or as it stands.
pub(super) async fn live(
    app: &App,
    instansi: &Instansi,
    known: &Known,
    only: Option<&BTreeSet<UnitId>>,
    closing: bool,
) -> Result<Vec<ApelRow>, ServiceError> {
    let ground = app.db.read(async |tx| Ground::load(tx, app, instansi).await).await?;
    let let_off = let_off(app, instansi, known).await?;
    let people = rosters(app, instansi, known, &ground.units, only).await?;
    let ids: Vec<PersonId> = people.iter().map(|(one, _)| one.person).collect();
    let mut taps = app.db.read(async |tx| taps(tx, instansi, known).await).await?;
    let mut made = app.db.read(async |tx| made(tx, app, instansi, known, &ground, &ids).await).await?;
    let in_force = RulesInForce::of(app, instansi);
    let mut rows = Vec::with_capacity(people.len());
    for (one, unit) in people {
        let above = path(&ground.units, unit);
        let due = due_of(&in_force, known, &one, let_off.find(one.person, &above))?;
        let taps = taps.remove(&one.person).unwrap_or_default();
        let punches = made.remove(&one.person).unwrap_or_default();
        let judged = judge(&due, &taps, &punches, &known.event, closing);
        rows.push(ApelRow {
            person: one.person,
            unit,
            labels: labels(&judged, &punches),
            judged,
            corrected: false,
            came_later: false,
        });
    }
    Ok(rows)
}

fn labels(judged: &ApelJudged, punches: &[ApelPunch]) -> Vec<String> {
    let punch = punches.iter().find(|punch| Some(punch.id) == judged.punch);
    punch.map(|punch| punch.labels.clone()).unwrap_or_default()
}

/// What officers said, by person.
///
/// # Errors
///
/// When the database does not answer.
pub async fn taps(
    tx: &mut Tx,
    instansi: &Instansi,
    known: &Known,
) -> Result<HashMap<PersonId, Vec<ApelTap>>, StoreError> {
    let acts = acts::what_of_subject(tx, instansi.id, known.id, ApelWord::Tap.as_str()).await?;
    let mut taps: HashMap<PersonId, Vec<ApelTap>> = HashMap::new();
    for act in &acts {
        if let Some(person) = act.person {
            taps.entry(person).or_default().push(tap_of(act)?);
        }
    }
    Ok(taps)
}

/// One word of an officer.
///
/// # Errors
///
/// When the act is another.
pub fn tap_of(act: &Act) -> Result<ApelTap, StoreError> {
    let TapContent { seen, how, at, note } = act.read()?;
    Ok(ApelTap { id: act.id, seen, how, at, received_at: act.received_at, note })
}

/// What phones sent for an event, by person; what two officers found to be misuse is left out.
///
/// # Errors
///
/// When the database does not answer.
pub async fn made(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    known: &Known,
    ground: &Ground,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<ApelPunch>>, StoreError> {
    let claims = punches::apel_of_people(tx, instansi.id, people, known.event.span()).await?;
    let on = known.event.on;
    let days = (on.checked_sub(1.day()).unwrap_or(on), on.checked_add(1.day()).unwrap_or(on));
    let void = doubts::voids::of_people(tx, instansi.id, people, days, app.now()).await?;
    let mut made: HashMap<PersonId, Vec<ApelPunch>> = HashMap::new();
    for claim in claims.iter().filter(|claim| !void.contains_key(&claim.punch)) {
        made.entry(claim.person).or_default().push(ground.punch(known, claim));
    }
    Ok(made)
}

async fn sealed(
    app: &App,
    instansi: &Instansi,
    known: &Known,
    only: Option<&BTreeSet<UnitId>>,
) -> Result<Vec<ApelRow>, ServiceError> {
    let (results, changes, ground) = app
        .db
        .read(async |tx| {
            let results = acts::what_of_subject(tx, instansi.id, known.id, ApelWord::Result.as_str()).await?;
            let changes = correcting::in_force(tx, instansi, known.id).await?;
            Ok::<_, StoreError>((results, changes, Ground::load(tx, app, instansi).await?))
        })
        .await?;
    let mut rows = Vec::with_capacity(results.len());
    for act in &results {
        let (Some(person), Some(unit)) = (act.person, act.unit) else { continue };
        if only.is_some_and(|only| !only.contains(&unit)) {
            continue;
        }
        let mut judged = act.read::<Sealed>()?.judged;
        let change = changes.get(&person);
        if let Some(change) = change {
            change.apply(&mut judged);
        }
        let corrected = change.is_some();
        rows.push(ApelRow { person, unit, judged, corrected, labels: Vec::new(), came_later: false });
    }
    let absent: Vec<PersonId> = rows.iter().filter(|row| is_absent(row)).map(|row| row.person).collect();
    let made = app.db.read(async |tx| made(tx, app, instansi, known, &ground, &absent).await).await?;
    for row in rows.iter_mut().filter(|row| is_absent(row)) {
        // An officer's word that somebody was not in the ranks saw the phone's; silence did not.
        let late = made.get(&row.person).map(Vec::as_slice).unwrap_or_default();
        let would = judge(&ApelDue::Expected, &[], late, &known.event, true);
        row.came_later = row.judged.tap.is_none() && !is_absence(&would);
    }
    Ok(rows)
}

fn is_absent(row: &ApelRow) -> bool {
    is_absence(&row.judged)
}

fn is_absence(judged: &ApelJudged) -> bool {
    judged.standing == hadir_domain::apel::ApelStanding::TidakHadir
}

/// Who said the words that count: login and person, by the key of the word.
///
/// # Errors
///
/// When the database does not answer.
pub async fn speakers(
    tx: &mut Tx,
    instansi: &Instansi,
    known: &Known,
) -> Result<HashMap<Uuid, (String, Option<PersonId>)>, StoreError> {
    let acts = acts::what_of_subject(tx, instansi.id, known.id, ApelWord::Tap.as_str()).await?;
    Ok(acts.into_iter().map(|act| (act.id, (act.by_login, act.by_person))).collect())
}
