//! The job of keeping times: goes on with what was confirmed, proposes what is over, and, where the instansi said so,
//! destroys photos past their days by itself.

use std::time::Duration;

use hadir_domain::erasing::{DataClass, Ground, spans};
use hadir_store::erasures::{self, NewErasure, SYSTEM, Step, Word, due};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{Tx, grants};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use super::{after, carrying, list, planning};
use crate::app::App;
use crate::services::error::ServiceError;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);
/// How often it looks for what is over.
const LOOK: SignedDuration = SignedDuration::from_hours(6);
/// After a decision about everybody nothing is proposed for so long.
const REST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Photos are looked at once in so long.
const A_DAY: SignedDuration = SignedDuration::from_hours(20);
/// What the program's own erasures rest on.
const PHOTOS: &str = "foto";
const EVERYTHING: &str = "retensi";
/// Erasures gone on with in one look.
const MOST: u32 = 20;

/// What an instansi set; off until it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Switches {
    /// Whether what is over is proposed to officers.
    pub propose: bool,
    /// Whether photos past their days go by themselves.
    pub photos: bool,
}

/// What an instansi set.
pub fn switches(instansi: &Instansi) -> Switches {
    serde_json::from_value(instansi.settings["retention"].clone()).unwrap_or_default()
}

/// Sets it.
///
/// # Errors
///
/// When the database refuses.
pub async fn switch(app: &App, instansi: &Instansi, to: Switches) -> Result<Instansi, ServiceError> {
    let mut changed = instansi.clone();
    if !changed.settings.is_object() {
        changed.settings = serde_json::json!({});
    }
    changed.settings["retention"] = serde_json::to_value(to).map_err(ServiceError::fault)?;
    app.db.write(async |tx| instansi::change(tx, &changed).await).await?;
    Ok(changed)
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut looked: Option<Timestamp> = None;
        loop {
            tokio::time::sleep(EVERY).await;
            let now = app.now();
            let look = looked.is_none_or(|looked| now.duration_since(looked) >= LOOK);
            match once(&app, look).await {
                Ok(()) if look => looked = Some(now),
                Ok(()) => {}
                Err(error) => tracing::warn!(code = error.code, "what is over could not be looked at: {error}"),
            }
        }
    })
}

/// Goes on with what was confirmed, and looks for what is over.
///
/// # Errors
///
/// When the database or the disk refuses.
pub async fn once(app: &App, look: bool) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        if look {
            let set = switches(&one);
            if set.photos {
                photos(app, &one).await?;
            }
            if set.propose {
                everything(app, &one).await?;
            }
        }
        carrying::remove_files(app, &one).await?;
        for id in app.db.read(async |tx| erasures::unfinished(tx, one.id, MOST).await).await? {
            match carrying::run(app, &one, id, carrying::Holds::Win).await {
                // It goes on when the hold is over, or when the other one is done.
                Err(error) if matches!(error.code, "legal_hold" | "busy") => {}
                other => other?,
            }
        }
    }
    Ok(())
}

fn proposal(app: &App, instansi: &Instansi, wanted: &[DataClass], reference: &str) -> Result<NewErasure, ServiceError> {
    let rules = planning::rules(app, instansi)?;
    Ok(NewErasure {
        id: app.system.uuid(),
        person: None,
        ground: Ground::Retention,
        spans: spans(Ground::Retention, wanted, &rules, app.today(instansi)),
        reference: reference.into(),
        reason: "masa simpan habis / the time of keeping is over".into(),
        request: None,
        by_login: SYSTEM.into(),
        by_person: None,
        received_at: app.now(),
    })
}

/// Photos past their days go without a word of officers: the instansi switched it on.
async fn photos(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    let new = proposal(app, instansi, &[DataClass::Photos], PHOTOS)?;
    let Some(span) = new.spans.first().copied() else { return Ok(()) };
    let before = after(instansi, span.until_on);
    let step = Step {
        id: app.system.uuid(),
        erasure: new.id,
        word: Word::Confirm,
        reason: "foto lewat masanya / photos past their days".into(),
        by_login: SYSTEM.into(),
        by_person: None,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            // Those of people under a hold stay, and are no reason to begin again before tomorrow.
            let since = app.now().checked_sub(A_DAY).unwrap_or(Timestamp::MIN);
            let begun = due::proposed_since(tx, instansi.id, PHOTOS, since).await?;
            if begun || !due::photos(tx, instansi.id, before).await? {
                return Ok(());
            }
            erasures::add(tx, instansi.id, &new, app.system.bytes()).await?;
            erasures::step(tx, instansi.id, &step, app.system.bytes()).await?;
            list::order(app, instansi, &new)
        })
        .await
}

/// What is over of everybody is proposed once, for two officers to decide.
async fn everything(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    let new = proposal(app, instansi, DataClass::ALL, EVERYTHING)?;
    let since = app.now().checked_sub(REST).unwrap_or(Timestamp::MIN);
    let until = |class| new.spans.iter().find(|span| span.class == class).map(|span| after(instansi, span.until_on));
    let (punches, files) = (until(DataClass::Punches), until(DataClass::RawFiles));
    app.db
        .write(async |tx| {
            if due::proposed_since(tx, instansi.id, EVERYTHING, since).await? {
                return Ok(());
            }
            let old_punches = match punches {
                Some(before) => due::punches(tx, instansi.id, before).await?,
                None => false,
            };
            let old_files = match files {
                Some(before) => due::raw_files(tx, instansi.id, before).await?,
                None => false,
            };
            if !old_punches && !old_files {
                return Ok(());
            }
            erasures::add(tx, instansi.id, &new, app.system.bytes()).await?;
            tell(tx, app, instansi, &new).await
        })
        .await
}

async fn tell(tx: &mut Tx, app: &App, instansi: &Instansi, new: &NewErasure) -> Result<(), ServiceError> {
    use hadir_domain::access::{Action, Reach};
    use hadir_domain::notices::NoticeKind;

    use crate::services::noticing::telling::{self, Word as Notice};

    let today = app.today(instansi);
    let mut told = Vec::new();
    for row in grants::list(tx, instansi.id).await? {
        let may = row.grant.holds_on(today) && row.grant.reach(Action::ErasuresConfirm) > Reach::Nothing;
        if may && !told.contains(&row.account) {
            told.push(row.account);
        }
    }
    let notice = Notice::new(
        NoticeKind::Privacy,
        format!("erasure {}", new.id),
        "/desk/erasures",
        ("Ada data yang habis masa simpannya", "Data whose time of keeping is over"),
        (
            "Dua petugas memutuskan apakah data itu dihapus. Buka Penghapusan data.".into(),
            "Two officers decide whether it is erased. Open Erasures.".into(),
        ),
    );
    telling::accounts(tx, app, instansi, &told, &notice).await?;
    Ok(())
}
