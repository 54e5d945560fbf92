//! The fictional city: built once into an empty data folder, then kept alive by its own traces.

mod accounts;
mod allowances;
mod cross;
mod desks;
mod disputed;
mod feed;

use std::sync::Arc;

use hadir_domain::ids::InstansiId;
use hadir_sim::City;
use hadir_store::activated_packs::{self, ActivatedPack};
use hadir_store::instansi::Instansi;
use hadir_store::punches::{DedupeSecret, NewPunch};
use hadir_store::{
    StoreError, Tx, devices, directory, instansi, marks, people, pins, posts, punches, roster, sites, units,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};

use super::error::ServiceError;
use super::{allowing, judging};
use crate::app::App;

pub use self::accounts::{DemoLogin, logins};
pub use self::feed::start;

/// The seed every demo city grows from.
const SEED: u64 = 9901;

/// Punches written in one transaction.
const PUNCHES_AT_ONCE: usize = 10_000;

/// How far the making has come: words in both languages, done and all.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str, &'static str, usize, usize);

/// Whether the data folder holds nothing yet.
///
/// # Errors
///
/// When the database does not answer.
pub async fn is_empty(app: &App) -> Result<bool, ServiceError> {
    Ok(app.db.read(async |tx| instansi::all(tx).await).await?.is_empty())
}

/// The city of this data folder, grown again from what its settings name; `None` when it is a real one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn city_of(app: &App) -> Result<Option<(Instansi, Arc<City>)>, ServiceError> {
    let all = app.db.read(async |tx| instansi::all(tx).await).await?;
    let Some(one) = all.into_iter().find(crate::routes::info::is_demo) else { return Ok(None) };
    let size = one.settings["people"].as_u64().and_then(|people| usize::try_from(people).ok()).unwrap_or(0);
    Ok(Some((one, Arc::new(grow(app, size)?))))
}

fn grow(app: &App, size: usize) -> Result<City, ServiceError> {
    let region = Some(hadir_sim::REGION);
    City::build(InstansiId(1), SEED, size, app.shipped.calendar(region, None), app.shipped.hours(region))
        .map_err(ServiceError::fault)
}

/// Builds a city of `size` people whose history runs from the first of last month to now.
///
/// # Errors
///
/// When the database refuses, or no pack covers these days.
pub async fn build(app: &App, size: usize, progress: Progress<'_>) -> Result<(), ServiceError> {
    let now = app.now();
    let city = grow(app, size)?;
    let today = now.to_zoned(city.zone.time_zone()).date();
    let first = today.first_of_month().yesterday().unwrap_or(today).first_of_month();
    progress("pegawai dan unit", "people and units", 0, city.people.len());
    app.db.write(async |tx| lay_out(tx, app, &city, size, now).await).await?;
    people_and_papers(app, &city, first, today, progress).await?;
    accounts::create(app, &city, today).await?;
    let one = the_instansi(app).await?;
    allowances::record(app, &one, &city, first).await?;
    history(app, &one, &city, first, now, progress).await?;
    feed::reach(app, &one, &city, now).await?;
    settle(app, &one, first, today, progress).await?;
    disputed::take_in(app, &one, &city, first, progress).await?;
    cross::happen(app, &one, &city, today).await
}

async fn the_instansi(app: &App) -> Result<Instansi, ServiceError> {
    let all = app.db.read(async |tx| instansi::all(tx).await).await?;
    all.into_iter().next().ok_or_else(|| ServiceError::fault("the city was not written"))
}

async fn lay_out(tx: &mut Tx, app: &App, city: &City, size: usize, now: Timestamp) -> Result<(), StoreError> {
    let one = Instansi {
        id: city.instansi,
        code: "contoh".into(),
        name: format!("Pemerintah {}", city.name),
        region: city.region.into(),
        zone: city.zone.clone(),
        week: hadir_domain::calendar::Week::Five,
        settings: serde_json::json!({
            "demo": true, "people": size, "fed_until": now.as_microsecond(), allowing::schedules::SETTING: allowances::SCHEDULE
        }),
        created_at: now,
    };
    instansi::add(tx, &one).await?;
    directory::put(tx, one.id, directory::Key::Code, &one.code).await?;
    for unit in &city.units {
        units::add(tx, unit).await?;
    }
    for site in &city.sites {
        sites::add(tx, site).await?;
    }
    for device in &city.devices {
        devices::add(tx, device, now).await?;
        directory::put(tx, one.id, directory::Key::Serial, &device.serial).await?;
    }
    for (path, text) in app.shipped.texts() {
        let pack = ActivatedPack {
            sha256: Sha256::digest(text.as_bytes()).into(),
            name: path.trim_end_matches(".toml").to_owned(),
            body: text.to_owned(),
            activated_at: now,
            by_login: "demo".into(),
        };
        activated_packs::add(tx, one.id, &pack, app.system.uuid(), app.system.bytes()).await?;
    }
    Ok(())
}

async fn people_and_papers(
    app: &App,
    city: &City,
    first: Date,
    today: Date,
    progress: Progress<'_>,
) -> Result<(), ServiceError> {
    const AT_ONCE: usize = 500;
    let id = city.instansi;
    let now = app.now();
    let entry = || roster::Entry { by_login: "demo".into(), received_at: now, salt: app.system.bytes() };
    let numbered: Vec<usize> = (0..city.people.len()).collect();
    for some in numbered.chunks(AT_ONCE) {
        app.db
            .write(async |tx| {
                for number in some {
                    people::add(tx, &city.people[*number], None, now).await?;
                    posts::add(tx, id, &city.posts[*number]).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        progress("pegawai dan unit", "people and units", some.last().map_or(0, |last| last + 1), city.people.len());
    }
    let papers = city.papers(first, today.last_of_month());
    app.db
        .write(async |tx| {
            for pin in &city.pins {
                pins::add(tx, id, pin).await?;
            }
            for assignment in &city.assignments {
                roster::assign(tx, id, assignment, &entry()).await?;
            }
            for paper in &papers {
                roster::except(tx, id, paper, &entry()).await?;
            }
            desks::lay_out(tx, app, city, now).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// Writes every trace that was received by now.
async fn history(
    app: &App,
    one: &Instansi,
    city: &City,
    first: Date,
    now: Timestamp,
    progress: Progress<'_>,
) -> Result<(), ServiceError> {
    let secret = feed::secret(app, one).await?;
    let today = now.to_zoned(city.zone.time_zone()).date();
    let all = usize::try_from((today - first).get_days()).unwrap_or(0) + 1;
    let mut waiting: Vec<NewPunch> = Vec::with_capacity(PUNCHES_AT_ONCE);
    let mut on = first;
    let mut done = 0;
    while on <= today {
        let traces = city.traces_until(on, now).map_err(judging::not_covered)?;
        waiting.extend(traces.map(|trace| feed::new_punch(app, &trace, city)));
        if waiting.len() >= PUNCHES_AT_ONCE || on == today {
            write(app, one, &secret, &waiting).await?;
            waiting.clear();
        }
        done += 1;
        progress("rekaman kehadiran", "records of presence", done, all);
        on = on.checked_add(1.day()).map_err(ServiceError::fault)?;
    }
    Ok(())
}

async fn write(app: &App, one: &Instansi, secret: &DedupeSecret, new: &[NewPunch]) -> Result<(), ServiceError> {
    app.db.write(async |tx| punches::append(tx, one.id, secret, new).await).await?;
    Ok(())
}

async fn settle(
    app: &App,
    one: &Instansi,
    first: Date,
    today: Date,
    progress: Progress<'_>,
) -> Result<(), ServiceError> {
    const AT_ONCE: usize = 250;
    let everybody = app.db.read(async |tx| people::ids(tx, one.id).await).await?;
    for (place, some) in everybody.chunks(AT_ONCE).enumerate() {
        judging::settle_people(app, one, some, first, today).await?;
        progress("hari dinilai", "days judged", (place * AT_ONCE + some.len()).min(everybody.len()), everybody.len());
    }
    // What the history marked is settled now.
    app.db
        .write(async |tx| {
            while !hadir_store::dirty::take(tx, one.id, 50_000).await?.is_empty() {}
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// How far every source of the city has spoken, as the store names them.
pub(super) async fn write_marks(tx: &mut Tx, id: InstansiId, city: &City, now: Timestamp) -> Result<(), StoreError> {
    for mark in city.marks(now) {
        if let (Some(subject), Some(reached)) = (mark.subject(), mark.reached) {
            marks::reach(tx, id, mark.source.as_str(), &subject, reached).await?;
        }
    }
    Ok(())
}
