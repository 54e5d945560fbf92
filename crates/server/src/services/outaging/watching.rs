//! The job that beats, and proposes the silences it notices: its own, and those of terminals that call by themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hadir_domain::ids::{OutageId, SiteId};
use hadir_domain::outages::{
    Finding, MachineContact, Outage, OutageRule, OutageScope, OutageState, OutageStep, SYSTEM, Silence,
    machine_silences, server_gaps,
};
use hadir_domain::punches::Source;
use hadir_store::instansi::{self, Instansi};
use hadir_store::outages::{self, NewOutage, NewStep, beats};
use hadir_store::terminals::heard;
use hadir_store::{StoreError, Tx, devices, marks, posts};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::telling;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::turns;
use crate::services::{judging, zoning};

/// How often a server beats.
const EVERY: Duration = Duration::from_secs(30);
/// A pause longer than this ends a stretch of beats.
const PAUSE: SignedDuration = SignedDuration::from_secs(90);
/// How far back gaps of the server are looked for.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long the right to propose is held.
const LEASE: SignedDuration = SignedDuration::from_secs(90);

/// The stretch of beats a server is in.
#[derive(Debug, Default)]
pub struct Heart {
    stretch: Option<(Uuid, Timestamp)>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        let mut heart = Heart::default();
        loop {
            if let Err(error) = beat(&app, &mut heart).await {
                tracing::warn!(code = error.code, "the beat of this server could not be noted: {error}");
            }
            if let Err(error) = notice(&app, &holder).await {
                tracing::warn!(code = error.code, "silence could not be looked for: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// Notes that this server lives.
///
/// # Errors
///
/// When the database does not answer; the stretch ends if that lasts.
pub async fn beat(app: &App, heart: &mut Heart) -> Result<(), ServiceError> {
    let now = app.now();
    let stretch = match heart.stretch {
        Some((stretch, last)) if now.duration_since(last) <= PAUSE => stretch,
        _ => app.system.uuid(),
    };
    app.db.write(async |tx| beats::beat(tx, stretch, now).await).await?;
    heart.stretch = Some((stretch, now));
    Ok(())
}

/// Looks for silences in every instansi and proposes each once; one server at a time does.
///
/// # Errors
///
/// When the database does not answer.
pub async fn notice(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        let now = app.now();
        if !turns::take(app, &one, "outages", holder, LEASE).await? {
            continue;
        }
        let today = now.to_zoned(one.zone.time_zone()).date();
        let table = app.packs_of(&one).outages(one.region_code());
        let Ok(rule) = table.on(today) else { continue };
        if look(app, &one, rule, today, now).await? {
            judging::project(app, &one).await?;
        }
        zoning::remind(app, &one, rule, today).await?;
    }
    Ok(())
}

/// One look; true when days may have changed.
async fn look(
    app: &App,
    instansi: &Instansi,
    rule: &OutageRule,
    today: Date,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let workday = app
        .packs_of(instansi)
        .calendar(instansi.region_code(), None)
        .day(today, instansi.week)
        .is_ok_and(|day| day.workday);
    app.db
        .write(async |tx| {
            let contacts = contacts(tx, instansi).await?;
            let ended = end_heard(tx, app, instansi, &contacts, now).await?;
            let since = now.checked_sub(LOOK_BACK).unwrap_or(instansi.created_at).max(instansi.created_at);
            let mut found = server_gaps(&beats::since(tx, since).await?, rule.server_minutes);
            if workday {
                let zone = instansi.zone.time_zone();
                let at = |time| zone.to_ambiguous_timestamp(today.to_datetime(time)).compatible().unwrap_or(now);
                let watch =
                    Silence { from: at(rule.watched.0), to: at(rule.watched.1), minutes: rule.machine_minutes, now };
                found.extend(machine_silences(&contacts, &phones(tx, instansi, today).await?, watch));
            }
            for finding in found {
                propose(tx, app, instansi, finding, now).await?;
            }
            Ok::<_, ServiceError>(ended)
        })
        .await
}

/// Adopted terminals that called at least once by themselves.
async fn contacts(tx: &mut Tx, instansi: &Instansi) -> Result<Vec<MachineContact>, StoreError> {
    let newest = heard::newest(tx, instansi.id).await?;
    if newest.is_empty() {
        return Ok(Vec::new());
    }
    let machines = devices::list(tx, instansi.id).await?;
    let known = |(device, last)| {
        let row = machines.iter().find(|row| row.device.id == device && row.device.adopted)?;
        Some(MachineContact { device, site: row.device.site, last })
    };
    Ok(newest.into_iter().filter_map(known).collect())
}

/// When a phone of somebody serving there was heard last, by site.
async fn phones(tx: &mut Tx, instansi: &Instansi, today: Date) -> Result<BTreeMap<SiteId, Timestamp>, StoreError> {
    let heard: BTreeMap<String, Timestamp> = marks::all(tx, instansi.id)
        .await?
        .into_iter()
        .filter(|mark| mark.source == Source::Phone.as_str())
        .map(|mark| (mark.name, mark.reached))
        .collect();
    let mut newest: BTreeMap<SiteId, Timestamp> = BTreeMap::new();
    for post in posts::all(tx, instansi.id).await?.iter().filter(|post| post.holds_on(today)) {
        if let (Some(site), Some(reached)) = (post.site, heard.get(&post.person.to_string())) {
            let known = newest.entry(site).or_insert(*reached);
            *known = (*known).max(*reached);
        }
    }
    Ok(newest)
}

/// Proposes a silence, unless an outage of that scope lies over it already. One turned down while it still went on is not
/// proposed again for the time before it was turned down.
async fn propose(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    finding: Finding,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let until = finding.to.unwrap_or(now);
    let known = outages::touching(tx, instansi.id, finding.from, until, now).await?;
    let answered = |outage: &&Outage| match (outage.state, &outage.decided) {
        (OutageState::Rejected, Some(word)) => outage.to.is_some() || finding.from <= word.at,
        _ => true,
    };
    if known.iter().filter(answered).any(|outage| outage.overlaps(finding.scope, finding.from, finding.to)) {
        return Ok(());
    }
    let new = NewOutage {
        id: OutageId(app.system.uuid()),
        scope: finding.scope,
        from: finding.from,
        to: finding.to,
        cause: finding.cause,
        words: noticed(finding.scope).to_owned(),
        by_login: SYSTEM.to_owned(),
        by_person: None,
        received_at: now,
    };
    outages::add(tx, instansi.id, &new, app.system.bytes()).await?;
    if let Some(outage) = outages::get(tx, instansi.id, new.id).await? {
        telling::waits(tx, app, instansi, &outage).await?;
    }
    Ok(())
}

/// What was noticed, as the proposal says it.
fn noticed(scope: OutageScope) -> &'static str {
    match scope {
        OutageScope::Server => "Server Hadir tidak berdetak pada waktu itu.",
        OutageScope::Site(_) => {
            "Semua mesin di lokasi ini berhenti menghubungi server dan tidak ada HP yang terdengar."
        }
        _ => "Mesin ini berhenti menghubungi server.",
    }
}

/// Ends what the server proposed itself once the terminal calls again; true when a confirmed one ended.
async fn end_heard(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    contacts: &[MachineContact],
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let open = outages::touching(tx, instansi.id, now, now, now).await?;
    let mut narrowed = false;
    for outage in open.iter().filter(|outage| outage.to.is_none() && outage.proposed_by == SYSTEM) {
        let here: BTreeSet<Timestamp> = contacts
            .iter()
            .filter(|contact| match outage.scope {
                OutageScope::Device(device) => contact.device == device,
                OutageScope::Site(site) => contact.site == Some(site),
                _ => false,
            })
            .map(|contact| contact.last)
            .collect();
        let Some(last) = here.into_iter().next_back().filter(|last| outage.may_end(*last, now)) else { continue };
        let step = NewStep {
            id: app.system.uuid(),
            outage: outage.id,
            step: OutageStep::End,
            ended_at: Some(last),
            reason: "Mesin menghubungi server lagi.".into(),
            by_login: SYSTEM.into(),
            by_person: None,
            received_at: now,
        };
        outages::step(tx, instansi.id, &step, app.system.bytes()).await?;
        if outage.state == OutageState::Confirmed {
            super::deciding::mark(tx, app, instansi, outage).await?;
            narrowed = true;
        }
    }
    Ok(narrowed)
}
