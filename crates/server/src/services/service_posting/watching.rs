//! The job that tells a head when a post lacks people for longer than the post allows: once an episode.
//!
//! **Invariant:** an episode is told once: it begins with one record in the transaction of its notices, and while it lasts
//! no other begins. Silence of a source begins none.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use hadir_domain::ids::{AccountId, InstansiId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::service_posts::{CoverState, is_to_be_told};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, units};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::covering::{self, PostCoverage};
use super::loading;
use crate::app::App;
use crate::auth::caller::path;
use crate::services::cross_checking::heads;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};
use crate::services::turns;

/// With which an episode begins.
pub const UNCOVERED: &str = "uncovered";
/// With which it ends.
pub const ENDED: &str = "ended";
/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_secs(180);
/// How far back an episode may have begun that still lasts.
const LOOKS_BACK_DAYS: i64 = 7;

/// A post lacks people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncoveredContent {
    /// Which.
    pub post: Uuid,
    /// Since when, as far as was seen.
    pub since: Timestamp,
    /// How it stood when the head was told.
    pub state: CoverState,
    /// How many were there.
    pub covered: u16,
    /// How many had to be.
    pub wanted: u16,
}

/// A post lacks people no more, or need not be staffed any longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedContent {
    /// How it stood then.
    pub state: CoverState,
}

/// The job with what it remembers.
pub struct Job {
    app: App,
    holder: String,
    /// Since when each post was seen to lack people.
    since: HashMap<(InstansiId, Uuid), Timestamp>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut job = Job::new(app);
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "service posts could not be watched: {error}");
            }
        }
    })
}

impl Job {
    /// A job that remembers nothing.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder, since: HashMap::new() }
    }

    /// Looks at every instansi whose turn this server has. Answers how many heads' episodes were told.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn once(&mut self) -> Result<usize, ServiceError> {
        let mut told = 0;
        for one in self.app.db.read(async |tx| instansi::all(tx).await).await? {
            if turns::take(&self.app, &one, "service_posts", &self.holder, LEASE).await? {
                told += self.of_instansi(&one).await?;
            }
        }
        Ok(told)
    }

    async fn of_instansi(&mut self, one: &Instansi) -> Result<usize, ServiceError> {
        let app = self.app.clone();
        let now = app.now();
        let known = covering::coverage(&app, one, None, now).await?;
        let open = open_episodes(&app, one, now).await?;
        let (posts, all_units) = app
            .db
            .read(async |tx| {
                let posts = loading::all(tx, one, now).await?;
                Ok::<_, StoreError>((posts, units::list(tx, one.id).await?))
            })
            .await?;
        let mut told = 0;
        for post in &known {
            let key = (one.id, post.post);
            if !post.state.is_uncovered() {
                self.since.remove(&key);
                if post.state != CoverState::Unknown
                    && let Some(episode) = open.get(&post.post)
                {
                    end(&app, one, episode, post.state).await?;
                }
                continue;
            }
            let since = *self.since.entry(key).or_insert(now);
            let after = posts.iter().find(|known| known.id == post.post);
            let after = after.map_or(u16::MAX, |known| known.standing.definition.tell_after_minutes);
            if !open.contains_key(&post.post) && is_to_be_told(since, now, after) {
                tell(&app, one, &all_units, post, since).await?;
                told += 1;
            }
        }
        // A post that was given up lacks nobody.
        for (_, episode) in open.iter().filter(|(post, _)| !known.iter().any(|one| one.post == **post)) {
            end(&app, one, episode, CoverState::Closed).await?;
        }
        Ok(told)
    }
}

/// The episodes that last, by post.
async fn open_episodes(app: &App, one: &Instansi, now: Timestamp) -> Result<BTreeMap<Uuid, Act>, ServiceError> {
    let today = one.zone.time_zone().to_datetime(now).date();
    let first = today.checked_sub(LOOKS_BACK_DAYS.days()).unwrap_or(today);
    let found = episodes(app, one, (first, today)).await?;
    Ok(found.into_iter().filter(|(_, ended)| ended.is_none()).map(|(act, _)| (act.content.clone(), act)).fold(
        BTreeMap::new(),
        |mut open, (content, act)| {
            if let Ok(content) = serde_json::from_value::<UncoveredContent>(content) {
                open.insert(content.post, act);
            }
            open
        },
    ))
}

/// The episodes of a span of days with what ended them, oldest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn episodes(app: &App, one: &Instansi, span: (Date, Date)) -> Result<Vec<(Act, Option<Act>)>, ServiceError> {
    let kind = (ActKind::ServicePost, UNCOVERED);
    let (begun, words) = app
        .db
        .read(async |tx| {
            let begun = acts::what_in_span(tx, one.id, kind, span).await?;
            let ids: Vec<Uuid> = begun.iter().map(|act| act.id).collect();
            Ok::<_, StoreError>((begun, acts::of_subjects(tx, one.id, &ids).await?))
        })
        .await?;
    let ended: HashMap<Uuid, Act> =
        words.into_iter().filter(|act| act.what == ENDED).map(|act| (act.subject, act)).collect();
    Ok(begun.into_iter().map(|act| (act.clone(), ended.get(&act.id).cloned())).collect())
}

async fn tell(
    app: &App,
    one: &Instansi,
    all_units: &[Unit],
    post: &PostCoverage,
    since: Timestamp,
) -> Result<(), ServiceError> {
    let now = app.now();
    let zone = one.zone.time_zone();
    let id = app.system.uuid();
    let content =
        UncoveredContent { post: post.post, since, state: post.state, covered: post.covered, wanted: post.wanted };
    let act = Act {
        id,
        subject: id,
        ordinal: Some(0),
        kind: ActKind::ServicePost,
        what: UNCOVERED.into(),
        unit: Some(post.unit),
        person: None,
        on: zone.to_datetime(now).date(),
        content: serde_json::to_value(&content).map_err(ServiceError::fault)?,
        by_login: "hadir".into(),
        by_person: None,
        received_at: now,
    };
    let office = all_units.iter().find(|unit| unit.id == post.unit).map_or("", |unit| unit.name.as_str());
    let from = zone.to_datetime(since);
    let word = Word::new(
        NoticeKind::PostUncovered,
        format!("post {} {since}", post.post),
        &format!("/desk/posts?post={}", post.post),
        ("Pos layanan kurang orang", "A service post lacks people"),
        (
            format!(
                "{} ({office}): {} dari {} orang sejak {}. Tugaskan pengganti dari daftar pos.",
                post.name,
                post.covered,
                post.wanted,
                from.strftime("%H.%M")
            ),
            format!(
                "{} ({office}): {} of {} people since {}. Send somebody from the list of the post.",
                post.name,
                post.covered,
                post.wanted,
                from.strftime("%H:%M")
            ),
        ),
    );
    app.db
        .write(async |tx| {
            let leads = heads::leads(tx, one.id, act.on).await?;
            // The nearest unit above that somebody leads.
            let carriers = path(all_units, post.unit).into_iter().map(|unit| heads::carriers(&leads, unit));
            let carriers = carriers.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
            let accounts: Vec<AccountId> = carriers.iter().map(|lead| lead.account).collect();
            acts::add(tx, one.id, std::slice::from_ref(&act), || app.system.bytes()).await?;
            telling::accounts(tx, app, one, &accounts, &word).await
        })
        .await?;
    Ok(())
}

/// Ends an episode; another server may have done so.
async fn end(app: &App, one: &Instansi, episode: &Act, state: CoverState) -> Result<(), ServiceError> {
    let act = Act {
        id: app.system.uuid(),
        ordinal: Some(1),
        what: ENDED.into(),
        content: serde_json::to_value(EndedContent { state }).map_err(ServiceError::fault)?,
        received_at: app.now(),
        ..episode.clone()
    };
    let ended =
        app.db.write(async |tx| acts::add(tx, one.id, std::slice::from_ref(&act), || app.system.bytes()).await).await;
    match ended {
        Ok(()) | Err(StoreError::Conflict(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}
