//! Posts as their words make them.

use std::collections::BTreeMap;

use hadir_domain::calendar::DayKind;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::service_posts::{Definition, Entry, PostCourse, Standing, Word};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;

/// With which a post begins.
pub const OPENED: &str = "opened";
/// It is another from now on.
pub const DEFINED: &str = "defined";
/// Somebody may staff it.
pub const STAFFED: &str = "staffed";
/// Somebody may no longer.
pub const UNSTAFFED: &str = "unstaffed";
/// Its sheet has another code.
pub const CODE_REPLACED: &str = "code_replaced";
/// It is given up.
pub const CLOSED: &str = "closed";

/// The days in which posts began.
const ALWAYS: (Date, Date) = (date(2000, 1, 1), date(9999, 12, 31));

/// With which a post begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenedContent {
    /// What it is.
    pub definition: Definition,
    /// The code of its sheet.
    pub code: String,
}

/// From when to when somebody may staff it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StaffedContent {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

/// Which entry of the list ends, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnstaffedContent {
    /// The entry.
    pub entry: Uuid,
    /// Its last day.
    pub to: Date,
}

/// A new code, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeContent {
    /// The code.
    pub code: String,
    /// Why.
    pub reason: String,
}

/// A post.
#[derive(Debug, Clone)]
pub struct ServicePost {
    /// Its key.
    pub id: Uuid,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// The day it began: every word about it carries that day.
    pub on: Date,
    /// As it stands.
    pub standing: Standing,
    /// How many words that come one after another were said of it; a change names the number it saw.
    pub version: u32,
    /// All words, the first one first.
    pub words: Vec<Act>,
}

impl ServicePost {
    fn of(words: Vec<Act>) -> Result<Option<Self>, StoreError> {
        let mut course = PostCourse::default();
        for act in &words {
            if let Some(word) = word(act)? {
                course.take(word);
            }
        }
        let Some((first, standing)) = words.first().zip(course.standing()) else { return Ok(None) };
        let unit = first.unit.ok_or_else(|| StoreError::corrupt("unit of a service post"))?;
        let version = words.iter().filter(|act| act.ordinal.is_some()).count();
        let version = u32::try_from(version).map_err(StoreError::corrupt)?;
        Ok(Some(Self { id: first.subject, unit, on: first.on, standing, version, words }))
    }

    /// The post with what it is called where: for lists and sentences.
    pub fn name(&self) -> &str {
        &self.standing.definition.name
    }
}

fn word(act: &Act) -> Result<Option<Word>, StoreError> {
    Ok(match act.what.as_str() {
        OPENED => {
            let content: OpenedContent = act.read()?;
            Some(Word::Opened { definition: content.definition, code: content.code })
        }
        DEFINED => Some(Word::Defined(act.read()?)),
        STAFFED => {
            let content: StaffedContent = act.read()?;
            act.person.map(|person| Word::Staffed(Entry { id: act.id, person, from: content.from, to: content.to }))
        }
        UNSTAFFED => {
            let content: UnstaffedContent = act.read()?;
            Some(Word::Unstaffed { entry: content.entry, to: content.to })
        }
        CODE_REPLACED => Some(Word::CodeReplaced { code: act.read::<CodeContent>()?.code }),
        CLOSED => Some(Word::Closed),
        _ => None,
    })
}

/// Every post, those given up too, as known at a moment; the most important first, then by name.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(tx: &mut Tx, instansi: &Instansi, as_of: Timestamp) -> Result<Vec<ServicePost>, StoreError> {
    let begun = acts::what_in_span(tx, instansi.id, (ActKind::ServicePost, OPENED), ALWAYS).await?;
    let subjects: Vec<Uuid> = begun.into_iter().map(|act| act.subject).collect();
    let mut by_post: BTreeMap<Uuid, Vec<Act>> = BTreeMap::new();
    for act in acts::of_subjects(tx, instansi.id, &subjects).await? {
        if act.received_at <= as_of {
            by_post.entry(act.subject).or_default().push(act);
        }
    }
    let mut posts = Vec::with_capacity(by_post.len());
    for (_, words) in by_post {
        posts.extend(ServicePost::of(in_order(words))?);
    }
    posts.sort_by(|one, other| {
        let key = |post: &ServicePost| (post.standing.definition.rank, post.name().to_lowercase(), post.id);
        key(one).cmp(&key(other))
    });
    Ok(posts)
}

/// One post.
///
/// # Errors
///
/// When the database does not answer.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Option<ServicePost>, StoreError> {
    let words = acts::of_subject(tx, instansi.id, id).await?;
    let is_post = words.iter().any(|act| act.kind == ActKind::ServicePost && act.what == OPENED);
    if is_post { ServicePost::of(in_order(words)) } else { Ok(None) }
}

/// In the order they were said; the first word comes first even when others came in the same instant.
fn in_order(mut words: Vec<Act>) -> Vec<Act> {
    words.sort_by_key(|act| (act.ordinal != Some(0), act.received_at, act.ordinal, act.id));
    words
}

/// Everybody who may staff one of these posts on a day, each once.
pub fn staff_of<'a>(posts: impl IntoIterator<Item = &'a ServicePost>, on: Date) -> Vec<PersonId> {
    let mut staff: Vec<PersonId> = posts.into_iter().flat_map(|post| post.standing.staff_on(on)).collect();
    staff.sort_unstable();
    staff.dedup();
    staff
}

/// Whether a day is a public holiday. A day no calendar covers is taken for none: a post is then asked about rather than
/// passed over.
pub fn is_holiday(app: &App, instansi: &Instansi, on: Date) -> bool {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    calendar.day(on, instansi.week).is_ok_and(|day| !matches!(day.kind, DayKind::Workday | DayKind::Weekend))
}
