//! A person's own events: those to come, today's, and what the last ones came to.

use std::collections::HashMap;

use hadir_domain::apel::{ApelDue, ApelJudged, ApelState, ApelWord, judge};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::sites::Area;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::closing::Sealed;
use super::correcting::Decided;
use super::gathering::{self, Ground, LetOff, tap_of};
use super::{Known, reading};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;
use crate::services::judging::{self, RulesInForce};

/// How far back results are shown, in days.
const BACK: i64 = 31;
/// How far ahead events are shown, in days.
const AHEAD: i64 = 14;

/// One event of the person.
#[derive(Debug, Clone, PartialEq)]
pub struct MyEvent {
    /// The event.
    pub known: Known,
    /// Where it is held now.
    pub area: Option<Area>,
    /// Whether the person is due.
    pub due: bool,
    /// What it comes to; none when it is cancelled.
    pub judged: Option<ApelJudged>,
    /// Who said what counts: name, else login.
    pub said_by: Option<String>,
    /// Whether two officers changed it after closing.
    pub corrected: bool,
}

/// The events of a person around a day, oldest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(app: &App, instansi: &Instansi, person: PersonId, today: Date) -> Result<Vec<MyEvent>, ServiceError> {
    let from = today.checked_sub(BACK.days()).unwrap_or(today);
    let to = today.checked_add(AHEAD.days()).unwrap_or(today);
    let (ground, all, own, mut rosters) = app
        .db
        .read(async |tx| {
            let ground = Ground::load(tx, app, instansi).await?;
            let all = reading::list(tx, instansi, (from, to)).await?;
            let own = acts::of_person(tx, instansi.id, ActKind::Apel, person, (from, to)).await?;
            let rosters = judging::rosters(tx, app, instansi, &[person], (from, to)).await?;
            Ok::<_, StoreError>((ground, all, own, rosters))
        })
        .await?;
    let Some(roster) = rosters.pop() else { return Ok(Vec::new()) };
    let in_force = RulesInForce::of(app, instansi);
    let mut by_event: HashMap<Uuid, Vec<Act>> = HashMap::new();
    for act in own {
        by_event.entry(act.subject).or_default().push(act);
    }
    let mut events = Vec::new();
    for known in all {
        let post = roster.posts.iter().find(|post| post.holds_on(known.event.on));
        let above: Vec<UnitId> = post.map(|post| path(&ground.units, post.unit)).unwrap_or_default();
        let own = by_event.remove(&known.id).unwrap_or_default();
        let is_mine = known.event.announced.units.iter().any(|unit| above.contains(unit));
        // Whoever was on the roster keeps seeing it, also after moving to another office.
        if !is_mine && own.is_empty() {
            continue;
        }
        events.push(one(app, instansi, (&ground, &in_force), (person, &roster, &above), known, own).await?);
    }
    Ok(events)
}

async fn one(
    app: &App,
    instansi: &Instansi,
    (ground, in_force): (&Ground, &RulesInForce),
    (person, roster, above): (PersonId, &judging::RosterOf, &[UnitId]),
    known: Known,
    own: Vec<Act>,
) -> Result<MyEvent, ServiceError> {
    let area = ground.area(&known, app.now().max(known.announced_at));
    let mut mine = MyEvent { known, area, due: false, judged: None, said_by: None, corrected: false };
    let known = &mine.known;
    match known.event.state {
        ApelState::Cancelled => {}
        ApelState::Closed => {
            let (judged, corrected) = sealed(&own)?;
            mine.due = judged.as_ref().is_some_and(|judged| judged.why.is_none());
            (mine.judged, mine.corrected) = (judged, corrected);
        }
        ApelState::Open => {
            let (excused, mut made) = app
                .db
                .read(async |tx| {
                    let word = ApelWord::Excused.as_str();
                    let excused = acts::what_of_subject(tx, instansi.id, known.id, word).await?;
                    Ok::<_, StoreError>((excused, gathering::made(tx, app, instansi, known, ground, &[person]).await?))
                })
                .await?;
            let let_off = LetOff::of(&excused)?;
            // A day no pack covers yet is not guessed: the officer who announced it is told, the person simply sees it.
            let due =
                gathering::due_of(in_force, known, roster, let_off.find(person, above)).unwrap_or(ApelDue::Expected);
            let taps = own.iter().filter(|act| act.what == ApelWord::Tap.as_str());
            let taps = taps.map(tap_of).collect::<Result<Vec<_>, _>>()?;
            let punches = made.remove(&person).unwrap_or_default();
            mine.due = due == ApelDue::Expected;
            mine.judged = Some(judge(&due, &taps, &punches, &known.event, false));
        }
    }
    if let Some(tap) = mine.judged.as_ref().and_then(|judged| judged.tap) {
        mine.said_by = speaker(app, instansi, own.iter().find(|act| act.id == tap)).await?;
    }
    Ok(mine)
}

fn sealed(own: &[Act]) -> Result<(Option<ApelJudged>, bool), StoreError> {
    let result = own.iter().find(|act| act.what == ApelWord::Result.as_str());
    let mut judged = result.map(Act::read::<Sealed>).transpose()?.map(|sealed| sealed.judged);
    let mut corrected = false;
    let mut decided = Vec::new();
    for act in own {
        let agreed = act.what == ApelWord::Corrected.as_str();
        if !agreed && act.what != ApelWord::CorrectionRefused.as_str() {
            continue;
        }
        let said: Decided = act.read()?;
        if decided.contains(&said.of) {
            continue;
        }
        decided.push(said.of);
        if let Some(judged) = judged.as_mut().filter(|_| agreed) {
            said.apply(judged);
            corrected = true;
        }
    }
    Ok((judged, corrected))
}

async fn speaker(app: &App, instansi: &Instansi, act: Option<&Act>) -> Result<Option<String>, ServiceError> {
    let Some(act) = act else { return Ok(None) };
    let Some(person) = act.by_person else { return Ok(Some(act.by_login.clone())) };
    let known = app.db.read(async |tx| people::get(tx, instansi.id, person).await).await?;
    Ok(Some(known.map_or_else(|| act.by_login.clone(), |person| person.name)))
}
