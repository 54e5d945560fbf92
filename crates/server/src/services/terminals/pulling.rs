//! Feeds that are fetched: one question at a time, page by page, repeated without harm. A feed that was fetched whole has
//! spoken up to the moment it was asked.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hadir_domain::punches::Source;
use hadir_intake::vendors::Kind;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::feeds::{self, Feed, FeedKind, FeedWay};
use hadir_store::terminals::messages::RowCounts;
use hadir_store::{devices, instansi, leases, marks};
use jiff::{SignedDuration, Timestamp, ToSpan};
use tokio::task::JoinHandle;
use url::Url;

use super::Terminals;
use super::feeding::{self, Envelope};
use crate::app::App;
use crate::services::fetching;

/// How often the job looks which feeds are due.
const EVERY: Duration = Duration::from_secs(60);
/// How long the right to fetch is held.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// Pages of one fetch at most.
const MOST_PAGES: usize = 2_000;
/// Rows of one page.
const PAGE: usize = 100;
/// The pause between two pages: the service beside a machine hangs when it is hurried.
const PAUSE: Duration = Duration::from_millis(200);
/// Days a cloud gives at once.
const CLOUD_DAYS: i64 = 2;
/// Days a cloud is asked for when it was never fetched before.
const FIRST_DAYS: i64 = 14;

/// Fetches one feed, and notes how it went.
///
/// # Errors
///
/// When it cannot be fetched whole; what came before the failure is kept.
pub async fn fetch(app: &App, terminals: &Terminals, one: &Instansi, feed: &Feed) -> anyhow::Result<RowCounts> {
    let began = app.now();
    let fetched = pages(app, terminals, one, feed).await;
    match &fetched {
        Ok(_) => {
            app.db
                .write(async |tx| {
                    feeds::spoke(tx, one.id, feed.id, began).await?;
                    let FeedWay::Pull { machine, .. } = &feed.way else { return Ok(()) };
                    let Some(row) = devices::by_serial(tx, one.id, machine).await? else { return Ok(()) };
                    let name = row.device.id.to_string();
                    marks::reach(tx, one.id, Source::Machine.as_str(), &name, began).await.map(drop)
                })
                .await?;
            app.dirty.notify_one();
        }
        Err(error) => {
            let failure = format!("{error:#}");
            app.db.write(async |tx| feeds::failed(tx, one.id, feed.id, began, &failure).await).await?;
        }
    }
    fetched
}

async fn pages(app: &App, terminals: &Terminals, one: &Instansi, feed: &Feed) -> anyhow::Result<RowCounts> {
    let FeedWay::Pull { url, nonce, sealed, machine, .. } = &feed.way else { anyhow::bail!("the feed is pushed to") };
    let secret = app.keys.unseal(&feeding::secret_label(one, feed.id), nonce, sealed)?;
    let secret = String::from_utf8(secret)?;
    let mut sum = RowCounts::default();
    match feed.kind {
        FeedKind::Easylink => {
            let url = Url::parse(&format!("{url}/scanlog/all/paging"))?;
            for _ in 0..MOST_PAGES {
                let body = format!("sn={}&limit={PAGE}", encoded(machine)).into_bytes();
                let page = fetching::post(&url, "application/x-www-form-urlencoded", None, body).await?;
                if !take(app, terminals, one, feed, page, &mut sum).await? {
                    return Ok(sum);
                }
                tokio::time::sleep(PAUSE).await;
            }
            anyhow::bail!("more than {MOST_PAGES} pages")
        }
        FeedKind::Fingerspot => {
            let url = Url::parse(&format!("{url}/api/get_attlog"))?;
            let today = app.now().to_zoned(one.zone.time_zone()).date();
            let first = feed.last_at.map(|at| at.to_zoned(one.zone.time_zone()).date());
            let mut from = first.unwrap_or(today.saturating_sub((FIRST_DAYS - 1).days()));
            while from <= today {
                let to = from.saturating_add((CLOUD_DAYS - 1).days()).min(today);
                let body = serde_json::json!({
                    "trans_id": app.system.uuid().simple().to_string(), "cloud_id": machine,
                    "start_date": from.to_string(), "end_date": to.to_string(),
                });
                let authorization = format!("Bearer {secret}");
                let body = body.to_string().into_bytes();
                let page = fetching::post(&url, "application/json", Some(&authorization), body).await?;
                take(app, terminals, one, feed, page, &mut sum).await?;
                from = to.saturating_add(1.day());
            }
            Ok(sum)
        }
        FeedKind::Hikvision | FeedKind::Fkweb => anyhow::bail!("{} is not fetched", feed.kind.as_str()),
    }
}

/// Takes a page in; answers whether another follows.
async fn take(
    app: &App,
    terminals: &Terminals,
    one: &Instansi,
    feed: &Feed,
    page: hyper::body::Bytes,
    sum: &mut RowCounts,
) -> anyhow::Result<bool> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let envelope = Envelope { user_agent: "pull", ..Envelope::default() };
    let (_, kept, kind) = feeding::take(app, terminals, one, feed, here, envelope, page)
        .await
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    if let Some(kept) = kept {
        sum.rows += kept.counts.rows;
        if kept.again {
            sum.repeated += kept.counts.rows;
        } else {
            sum.new += kept.counts.new;
            sum.repeated += kept.counts.repeated;
            sum.problems += kept.counts.problems;
        }
    }
    match kind {
        Kind::Page { more } => Ok(more),
        Kind::Refused(words) => anyhow::bail!("the service refused: {words}"),
        Kind::Unreadable => anyhow::bail!("the answer cannot be read; it is kept among the problems"),
        _ => Ok(false),
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Fetches the feeds that are due; on several servers one does it.
///
/// # Errors
///
/// When the database does not answer. A feed that fails is noted and does not stop the others.
pub async fn once(app: &App, terminals: &Terminals, holder: &str) -> anyhow::Result<()> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        let now = app.now();
        let all = app.db.read(async |tx| feeds::list(tx, one.id).await).await?;
        let due: Vec<Feed> = all.into_iter().filter(|feed| is_due(feed, now)).collect();
        if due.is_empty() {
            continue;
        }
        let until = now.checked_add(LEASE).context("the end of time")?;
        if !app.db.write(async |tx| leases::take(tx, one.id, "puller", holder, now, until).await).await? {
            continue;
        }
        for feed in due {
            if let Err(error) = fetch(app, terminals, &one, &feed).await {
                tracing::warn!(feed = %feed.id, "a feed could not be fetched: {error:#}");
            }
        }
    }
    Ok(())
}

fn is_due(feed: &Feed, now: Timestamp) -> bool {
    let FeedWay::Pull { every_minutes, .. } = &feed.way else { return false };
    let last = feed.last_at.max(feed.failure.as_ref().map(|(at, _)| *at));
    let every = SignedDuration::from_mins(*every_minutes);
    feed.revoked_at.is_none() && last.is_none_or(|last| now.duration_since(last) >= every)
}

/// Starts the job that fetches.
pub fn start(app: App, terminals: Arc<Terminals>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = once(&app, &terminals, &holder).await {
                tracing::warn!("feeds could not be fetched: {error:#}");
            }
        }
    })
}
