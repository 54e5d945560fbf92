//! What visitors see of a post by its sheet, and what they report. Nobody signs in; no address is kept.
//!
//! **Invariant:** a visitor learns the name of a post, its office and its hours, nothing of people or numbers. Of who
//! reports there stays a keyed hash that is another one on every day and at every post.

use std::net::IpAddr;

use hadir_domain::ids::InstansiId;
use hadir_domain::service_posts::{CoverState, Saw};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, sites, units};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::loading::{self, ServicePost, is_holiday};
use super::{covering, repeats};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::requesting;

/// What visitors said of a post.
pub const REPORT: &str = "report";
/// Longest text of a report.
pub const MOST_LETTERS: usize = 300;
/// Reports of one address about one post in a day.
const MOST_OF_ADDRESS: usize = 5;
/// Reports about one post in a day.
const MOST_OF_POST: usize = 200;

/// A report as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportContent {
    /// About which post.
    pub post: Uuid,
    /// What was seen.
    pub saw: Saw,
    /// In the visitor's words; may be empty.
    pub text: String,
    /// Tells reports of one address on one day at one post from others; leads nowhere else.
    pub from: String,
    /// What the records said at that moment.
    pub believed: CoverState,
    /// How many people they knew to be there.
    pub covered: u16,
    /// How many had to be.
    pub wanted: u16,
    /// The last day to answer in time.
    pub due_on: Date,
}

/// A post as its sheet shows it.
#[derive(Debug, Clone)]
pub struct Door {
    /// The government.
    pub instansi: Instansi,
    /// The post.
    pub post: ServicePost,
    /// Its office.
    pub unit: Unit,
    /// The local time there.
    pub local: DateTime,
    /// Whether it is open now.
    pub open: bool,
    /// Whether today is a public holiday.
    pub holiday: bool,
}

/// The post a code leads to.
///
/// # Errors
///
/// `unknown_code` for one that leads nowhere, or no longer.
pub async fn door(app: &App, code: &str) -> Result<Door, ServiceError> {
    let unknown = || {
        ServiceError::not_found(
            "unknown_code",
            "Kode ini tidak berlaku atau sudah diganti. Pindai lembar QR yang sekarang terpasang di loket.",
            "This code is not valid, or was replaced. Scan the sheet that hangs at the counter now.",
        )
    };
    let code = code.trim().to_lowercase();
    let number = code.split_once('-').and_then(|(number, _)| number.parse().ok()).ok_or_else(unknown)?;
    let now = app.now();
    let found = app
        .db
        .read(async |tx| {
            let Some(instansi) = instansi::get(tx, InstansiId(number)).await? else { return Ok(None) };
            let posts = loading::all(tx, &instansi, now).await?;
            let post = posts.into_iter().find(|post| post.standing.code == code && !post.standing.closed);
            let Some(post) = post else { return Ok(None) };
            let all = units::list(tx, instansi.id).await?;
            let all_sites = sites::list(tx, instansi.id).await?;
            let unit = all.into_iter().find(|unit| unit.id == post.unit);
            Ok::<_, StoreError>(unit.map(|unit| (instansi, post, unit, all_sites)))
        })
        .await?;
    let (instansi, post, unit, all_sites) = found.ok_or_else(unknown)?;
    let local = covering::local_at(&instansi, &post, &all_sites, now);
    let holiday = is_holiday(app, &instansi, local.date());
    let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
    let open = post.standing.definition.wanted(local.date(), minute, holiday).is_some();
    Ok(Door { instansi, post, unit, local, open, holiday })
}

/// A report as it came.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Its key, made by the page.
    pub id: Uuid,
    /// What was seen.
    pub saw: Saw,
    /// In the visitor's words.
    pub text: String,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It is kept.
    Kept,
    /// It was kept before.
    Repeated,
    /// Enough came from there, or about this post, today.
    TooMany,
}

/// Keeps a report with what the records said at that moment.
///
/// # Errors
///
/// `unknown_code`, `id_taken`, `text_too_long`.
pub async fn receive(app: &App, code: &str, address: IpAddr, new: &NewReport) -> Result<Received, ServiceError> {
    let Door { instansi, post, local, .. } = door(app, code).await?;
    let text = plain(&new.text)?;
    let today = local.date();
    let from = from_where(app, instansi.id, post.id, today, address);
    let span = (today, today);
    let kind = (ActKind::ServicePost, REPORT);
    let before = app.db.read(async |tx| acts::what_in_span(tx, instansi.id, kind, span).await).await?;
    let mut of_post = Vec::new();
    for act in &before {
        let content: ReportContent = act.read()?;
        if content.post == post.id {
            of_post.push((act.id, content));
        }
    }
    if let Some((_, there)) = of_post.iter().find(|(id, _)| *id == new.id) {
        let same = there.saw == new.saw && there.text == text;
        return if same { Ok(Received::Repeated) } else { Err(taken()) };
    }
    let of_address = of_post.iter().filter(|(_, there)| there.from == from).count();
    if of_address >= MOST_OF_ADDRESS || of_post.len() >= MOST_OF_POST {
        return Ok(Received::TooMany);
    }
    let units = [post.unit];
    // A report is kept also where the records cannot be read: then they said nothing.
    let known = covering::coverage(app, &instansi, Some(&units), app.now()).await.unwrap_or_default();
    let known = known.into_iter().find(|one| one.post == post.id);
    let answer_workdays = post.standing.definition.answer_workdays;
    let content = ReportContent {
        post: post.id,
        saw: new.saw,
        text,
        from,
        believed: known.as_ref().map_or(CoverState::Unknown, |one| one.state),
        covered: known.as_ref().map_or(0, |one| one.covered),
        wanted: known.as_ref().map_or(0, |one| one.wanted),
        due_on: requesting::workdays_after(app, &instansi, today, answer_workdays),
    };
    let act = Act {
        id: new.id,
        subject: new.id,
        ordinal: Some(0),
        kind: ActKind::ServicePost,
        what: REPORT.into(),
        unit: Some(post.unit),
        person: None,
        on: today,
        content: serde_json::to_value(&content).map_err(ServiceError::fault)?,
        by_login: "publik".into(),
        by_person: None,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
                return repeats(&there, &act).map(|()| Received::Repeated);
            }
            acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes()).await?;
            Ok(Received::Kept)
        })
        .await
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Laporan ini sudah dikirim dengan isi lain. Muat ulang halaman untuk membuat laporan baru.",
        "This report was sent with other content. Load the page again to make a new one.",
    )
}

/// The visitor's words on one line.
fn plain(text: &str) -> Result<String, ServiceError> {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > MOST_LETTERS {
        return Err(ServiceError::bad(
            "text_too_long",
            format!("Cerita paling panjang {MOST_LETTERS} huruf. Ringkas dahulu."),
            format!("The text may have {MOST_LETTERS} letters. Shorten it."),
        ));
    }
    Ok(text)
}

/// A keyed hash of an address that means nothing on another day or at another post. Of the newer addresses the part that
/// names a household or an office counts.
fn from_where(app: &App, instansi: InstansiId, post: Uuid, today: Date, address: IpAddr) -> String {
    let whole = match address.to_canonical() {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => six.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
    };
    let hash = app.keys.hash("service post report", &format!("{}\n{post}\n{today}\n{whole}", instansi.0));
    hex::encode(&hash[..8])
}
