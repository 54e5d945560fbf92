//! Visits as they are read: folded from their acts, with what evidence that came later would change.

use std::collections::BTreeMap;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::visits::{Believed, Cell, Sighting};
use hadir_store::StoreError;
use hadir_store::acts::{self, Act, ActKind, files};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::believing::Known;
use super::{
    AskedContent, ReceiverContent, RowContent, StrangerContent, VisitContent, check_span, unknown_visit, what,
};
use crate::app::App;
use crate::services::error::ServiceError;

/// A visit with everything that was kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its key.
    pub id: Uuid,
    /// The unit visited.
    pub unit: UnitId,
    /// The day.
    pub on: Date,
    /// What it is.
    pub content: VisitContent,
    /// The roster, each name once.
    pub rows: Vec<(PersonId, RowContent)>,
    /// Who was named and does not serve there.
    pub strangers: Vec<(PersonId, Sighting)>,
    /// Who received the team.
    pub receiver: Option<(Option<PersonId>, ReceiverContent)>,
    /// Who was asked to explain, by which follow-up.
    pub asked: BTreeMap<PersonId, Uuid>,
    /// Who sent it.
    pub by_login: String,
    /// When it arrived.
    pub received_at: Timestamp,
}

impl Visit {
    /// Folds the acts of one visit.
    ///
    /// # Errors
    ///
    /// When the journal does not hold what it should.
    pub fn of(acts: &[Act]) -> Result<Option<Self>, ServiceError> {
        let Some(first) = acts.iter().find(|act| act.what == what::VISIT) else { return Ok(None) };
        let Some(unit) = first.unit else { return Ok(None) };
        let mut visit = Self {
            id: first.id,
            unit,
            on: first.on,
            content: first.read()?,
            rows: Vec::new(),
            strangers: Vec::new(),
            receiver: None,
            asked: BTreeMap::new(),
            by_login: first.by_login.clone(),
            received_at: first.received_at,
        };
        for act in acts.iter().filter(|act| act.subject == first.id) {
            match (act.what.as_str(), act.person) {
                (what::ROW, Some(person)) => visit.rows.push((person, act.read()?)),
                (what::STRANGER, Some(person)) => visit.strangers.push((person, act.read::<StrangerContent>()?.seen)),
                (what::RECEIVER, person) => visit.receiver = Some((person, act.read()?)),
                (what::ASKED, Some(person)) => {
                    visit.asked.insert(person, act.read::<AskedContent>()?.follow_up);
                }
                _ => {}
            }
        }
        visit.rows.sort_by_key(|(person, _)| *person);
        Ok(Some(visit))
    }
}

/// A visit on a list: what it came to, without names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub id: Uuid,
    /// The unit visited.
    pub unit: UnitId,
    /// The day.
    pub on: Date,
    /// What it is.
    pub content: VisitContent,
    /// How many were asked to explain.
    pub asked: u32,
    /// Who sent it.
    pub by_login: String,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// The visits of some days, newest first.
///
/// # Errors
///
/// `bad_span`.
pub async fn list(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Vec<Listed>, ServiceError> {
    check_span(from, to)?;
    let span = (from, to);
    let (visits, asked) = app
        .db
        .read(async |tx| {
            let visits = acts::what_in_span(tx, instansi.id, (ActKind::Visit, what::VISIT), span).await?;
            let asked = acts::what_in_span(tx, instansi.id, (ActKind::Visit, what::ASKED), span).await?;
            Ok::<_, StoreError>((visits, asked))
        })
        .await?;
    let mut counts: BTreeMap<Uuid, u32> = BTreeMap::new();
    for act in &asked {
        *counts.entry(act.subject).or_default() += 1;
    }
    let mut found = Vec::new();
    for act in visits.iter().rev() {
        let Some(unit) = act.unit else { continue };
        found.push(Listed {
            id: act.id,
            unit,
            on: act.on,
            content: act.read()?,
            asked: counts.get(&act.id).copied().unwrap_or(0),
            by_login: act.by_login.clone(),
            received_at: act.received_at,
        });
    }
    found.sort_by_key(|visit| std::cmp::Reverse((visit.on, visit.content.began_at, visit.id)));
    Ok(found)
}

/// A visit opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What was kept.
    pub visit: Visit,
    /// What the records say now of the moment of each row, and where that would put the name.
    pub now: BTreeMap<PersonId, (Believed, Cell)>,
    /// Which of the files and signatures it names have arrived.
    pub arrived: Vec<String>,
}

/// Opens a visit.
///
/// # Errors
///
/// `unknown_visit`.
pub async fn open(app: &App, instansi: &Instansi, id: Uuid) -> Result<Opened, ServiceError> {
    let (kept, arrived) = app
        .db
        .read(async |tx| {
            let kept = acts::of_subject(tx, instansi.id, id).await?;
            Ok::<_, StoreError>((kept, files::of_subject(tx, instansi.id, id).await?))
        })
        .await?;
    let visit = Visit::of(&kept)?.ok_or_else(unknown_visit)?;
    let people: Vec<PersonId> = visit.rows.iter().map(|(person, _)| *person).collect();
    let known = Known::load(app, instansi, &people, visit.on, app.now()).await?;
    let now = visit.rows.iter().map(|(person, row)| {
        let believed = known.at(*person, row.at);
        (*person, (believed, Cell::of(row.cell == Cell::Team, row.seen, believed)))
    });
    let now = now.collect();
    let arrived = arrived.iter().filter(|file| file.destroyed_at.is_none()).map(|file| hex::encode(file.sha256));
    let arrived = arrived.collect();
    Ok(Opened { visit, now, arrived })
}
