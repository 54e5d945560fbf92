//! The seed of each day: promised by its hash the day before, revealed when the day is over.
//!
//! A seed follows from a secret of the instansi, so that it lies nowhere before its time, and no crash can lose it.

use hadir_domain::spot_checks::{Seed, commitment};
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::{SeedKind, SeedOfDay, seeds};
use hadir_store::{StoreError, Tx};
use hmac::{Hmac, KeyInit, Mac};
use jiff::ToSpan;
use jiff::civil::Date;
use sha2::Sha256;

use crate::app::App;
use crate::services::error::ServiceError;

/// The secret behind the seeds.
const SECRET: &str = "spot checks";
/// How far back promises are made good.
const LOOK_BACK: i64 = 40;

/// The seed of a day, known to nobody but this server before it is revealed.
///
/// # Errors
///
/// When the secret cannot be read.
pub async fn seed_of(app: &App, instansi: &Instansi, on: Date) -> Result<Seed, ServiceError> {
    let secret = app.keys.secret(&app.db, instansi.id, SECRET).await.map_err(ServiceError::fault)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_slice()).map_err(ServiceError::fault)?;
    mac.update(format!("hadir-spot-seed-v1\n{on}").as_bytes());
    Ok(Seed(mac.finalize().into_bytes().into()))
}

/// Promises the seeds of today and tomorrow, and reveals those of days that are over.
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    let now = app.now();
    let today = instansi.date_of(now);
    let tomorrow = today.tomorrow().unwrap_or(today);
    let first = today.checked_sub(LOOK_BACK.days()).unwrap_or(today);
    let there = app.db.read(async |tx| seeds::in_span(tx, instansi.id, first, tomorrow).await).await?;
    let known = |on: Date| there.iter().find(|seed| seed.on == on);
    let mut new: Vec<(Date, SeedKind, [u8; 32])> = Vec::new();
    for on in [today, tomorrow] {
        if known(on).is_none() {
            new.push((on, SeedKind::Commit, commitment(&seed_of(app, instansi, on).await?)));
        }
    }
    for seed in there.iter().filter(|seed| seed.on < today && seed.revealed.is_none()) {
        new.push((seed.on, SeedKind::Reveal, seed_of(app, instansi, seed.on).await?.0));
    }
    if new.is_empty() {
        return Ok(());
    }
    app.db
        .write(async |tx| {
            for (on, kind, value) in &new {
                let (id, salt) = (app.system.uuid(), app.system.bytes());
                seeds::add(tx, instansi.id, id, (*on, *kind), *value, now, salt).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .or_else(|error| if matches!(error, StoreError::Conflict(_)) { Ok(()) } else { Err(error.into()) })
}

/// The seed of a day with its promise, when it holds; refusals say what to do.
///
/// # Errors
///
/// `no_seed` when none was promised, `seed_lost` when the secret is no longer the one of the promise.
pub async fn promised(
    tx: &mut Tx,
    instansi: &Instansi,
    on: Date,
    seed: Seed,
) -> Result<(Seed, SeedOfDay), ServiceError> {
    let promise = seeds::of_day(tx, instansi.id, on).await?.ok_or_else(|| {
        ServiceError::conflict(
            "no_seed",
            "Benih undian hari ini belum dikunci. Tunggu satu menit lalu coba lagi; server menguncinya sendiri.",
            "The seed of today is not fixed yet. Wait a minute and try again; the server fixes it by itself.",
        )
    })?;
    if commitment(&seed) != promise.commitment {
        return Err(ServiceError::conflict(
            "seed_lost",
            "Benih hari ini tidak cocok dengan yang dikunci, sehingga hari ini tidak ada undian. Undian berjalan lagi besok.",
            "The seed of today is not the one that was fixed, so there is no draw today. Draws go on tomorrow.",
        ));
    }
    Ok((seed, promise))
}
