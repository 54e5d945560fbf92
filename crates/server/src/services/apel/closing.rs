//! Closing an event: what it came to is sealed, one act a person.

use hadir_domain::apel::{ApelJudged, ApelKind, ApelStanding, ApelTally, ApelWord};
use hadir_domain::ids::PersonId;
use hadir_store::acts;
use hadir_store::instansi::Instansi;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Known, NewAct, gathering, open, raced};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// What an event came to for one person, as it is sealed. It names nobody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    /// Which kind of event.
    pub event: ApelKind,
    /// Its title.
    pub title: String,
    /// What it came to, and why.
    pub judged: ApelJudged,
}

/// How an event was closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosedContent {
    /// Who led it.
    pub leader: Option<PersonId>,
    /// What else is to be said.
    pub note: String,
    /// How many people have which standing, in the order of the standings.
    pub counts: Vec<(ApelStanding, u32)>,
}

/// Closes an event. Sent again with the same key, it changes nothing.
///
/// # Errors
///
/// `still_running`, `apel_closed`, `apel_cancelled`, `changed_meanwhile`.
pub async fn close(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    (leader, note): (Option<PersonId>, String),
) -> Result<(), ServiceError> {
    if known.said(ApelWord::Closed).is_some_and(|act| act.id == id && act.by_login == officer.login) {
        return Ok(());
    }
    open(known)?;
    let window = known.event.window();
    if app.now() < window.to {
        let until = known.event.hours().to.strftime("%H.%M").to_string();
        return Err(ServiceError::conflict(
            "still_running",
            format!(
                "Waktu absen masih berjalan sampai pukul {until}. Tutup sesudahnya, supaya tidak ada yang terlewat."
            ),
            format!("It runs until {until}. Close it afterwards, so that nobody is left out."),
        ));
    }
    let rows = gathering::live(app, instansi, known, None, true).await?;
    let tally = ApelTally::of(rows.iter().map(|row| row.judged.standing));
    let counts = ApelStanding::ALL.iter().map(|standing| (*standing, tally.count(*standing))).collect();
    let mut word = NewAct::of(known, id, ApelWord::Closed, &ClosedContent { leader, note, counts })?;
    word.ordinal = Some(known.event.words);
    let mut sealed = vec![word.act(app, officer)];
    let (event, title) = (known.event.announced.kind, &known.event.announced.title);
    for row in rows {
        let content = Sealed { event, title: title.clone(), judged: row.judged };
        let mut act = NewAct::of(known, app.system.uuid(), ApelWord::Result, &content)?;
        (act.unit, act.person) = (Some(row.unit), Some(row.person));
        sealed.push(act.act(app, officer));
    }
    app.db.write(async |tx| acts::add(tx, instansi.id, &sealed, || app.system.bytes()).await).await.map_err(raced)
}
