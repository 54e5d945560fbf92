//! Asks witnesses to cosign checkpoints (C2SP tlog-witness). Somebody elsewhere thereby holds what the log was, and no
//! other log can take its place unseen.

mod posting;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hadir_ledger::note::{Algorithm, Note, SignatureLine, Verifier};
use hadir_store::instansi::{self, Instansi};
use hadir_store::seal::checkpoints::{self, StoredCheckpoint};
use hadir_store::seal::witnesses::{self, Witness};
use hadir_store::{StoreError, leases};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use url::Url;
use uuid::Uuid;

use self::posting::{Answer, post};
use super::nodes;
use crate::app::App;
use crate::metrics;
use crate::services::error::ServiceError;
use crate::services::noticing::reach;

/// How often it looks who is to be asked.
const EVERY: Duration = Duration::from_secs(5);
/// A witness is asked for something new no sooner than this after it was asked last.
const NEW_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// A witness is asked at least so often, so that one that fell silent, or that was shown another log, is noticed.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// The lease of the server that asks.
const LEASE: &str = "witnessing";
/// How long it is held.
const HELD: SignedDuration = SignedDuration::from_secs(120);

/// Asks whoever is to be asked, for as long as it is let.
pub async fn run(app: App) {
    let holder = app.system.uuid().to_string();
    loop {
        tokio::time::sleep(EVERY).await;
        let all = app.db.read(async |tx| instansi::all(tx).await).await.unwrap_or_default();
        for one in all {
            if let Err(error) = once(&app, &one, &holder).await {
                tracing::warn!(code = error.code, "witnesses could not be asked: {error}");
            }
        }
    }
}

/// Asks the witnesses of a log whose time has come. Answers how many signed.
///
/// # Errors
///
/// When the database does not answer, or the log is damaged.
pub async fn once(app: &App, instansi: &Instansi, holder: &str) -> Result<u32, ServiceError> {
    let (latest, all) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((checkpoints::latest(tx, instansi.id).await?, witnesses::all(tx, instansi.id).await?))
        })
        .await?;
    let now = app.now();
    let Some(latest) = latest else { return Ok(0) };
    let due: Vec<Witness> = all.into_iter().filter(|one| is_due(one, &latest, now)).collect();
    if due.is_empty() {
        return Ok(0);
    }
    let until = now.checked_add(HELD).unwrap_or(now);
    if !app.db.write(async |tx| leases::take(tx, instansi.id, LEASE, holder, now, until).await).await? {
        return Ok(0);
    }
    let mut signed = 0;
    for witness in &due {
        match ask(app, instansi, witness, &latest).await? {
            Ok(line) => {
                let place = (latest.size, latest.epoch);
                app.db
                    .write(async |tx| witnesses::signed(tx, instansi.id, witness.id, place, &line, app.now()).await)
                    .await?;
                signed += 1;
            }
            Err(trouble) => {
                tracing::warn!(url = witness.url, trouble, "a witness did not sign");
                app.db
                    .write(async |tx| witnesses::troubled(tx, instansi.id, witness.id, app.now(), &trouble).await)
                    .await?;
            }
        }
    }
    let all = app.db.read(async |tx| witnesses::all(tx, instansi.id).await).await?;
    let troubled = all.iter().filter(|one| one.ended_at.is_none() && !one.trouble.is_empty()).count();
    metrics::witness_trouble(&instansi.code, u32::try_from(troubled).unwrap_or(u32::MAX));
    Ok(signed)
}

fn is_due(witness: &Witness, latest: &StoredCheckpoint, now: Timestamp) -> bool {
    let since = witness.asked_at.map(|asked| now.duration_since(asked));
    witness.ended_at.is_none()
        && match since {
            None => true,
            Some(since) if latest.size > witness.seen_size || !witness.trouble.is_empty() => since >= NEW_AFTER,
            Some(since) => since >= AGAIN_AFTER,
        }
}

/// Asks one. The line it signed, or what it said instead.
async fn ask(
    app: &App,
    instansi: &Instansi,
    witness: &Witness,
    latest: &StoredCheckpoint,
) -> Result<Result<String, String>, ServiceError> {
    let Ok(verifier) = Verifier::parse(&witness.vkey) else { return Ok(Err("its key cannot be read".into())) };
    let known = app
        .db
        .read(async |tx| {
            let lines = witnesses::lines(tx, instansi.id, (witness.seen_size, latest.epoch)).await?;
            let signed = lines.iter().any(|line| SignatureLine::parse(line).is_ok_and(|l| l.name == verifier.name()));
            // An epoch is a log of its own to a witness, and begins with nothing.
            Ok::<_, StoreError>(if signed { witness.seen_size } else { 0 })
        })
        .await?;
    let first = add(app, instansi, witness, latest, known).await?;
    let answer = match first {
        // It knows better what it signed last: the answer was lost, or the database is an older one.
        Answer::Conflict(Some(size)) if size != known && size <= latest.size => {
            add(app, instansi, witness, latest, size).await?
        }
        other => other,
    };
    Ok(match answer {
        Answer::Signed(body) => cosigned(&verifier, latest, &body),
        Answer::Conflict(Some(size)) if size > latest.size => Err(format!(
            "IT SIGNED A LARGER LOG: {size} leaves, this one has {}; an older state may have been restored",
            latest.size
        )),
        Answer::Conflict(_) => Err("it signed another log of this size: ONE OF THE TWO WAS CHANGED".into()),
        Answer::Unprocessable => Err("this log does not continue what it signed: IT WAS CHANGED".into()),
        Answer::UnknownLog => Err("it does not watch this log; its keeper adds the log's key (HTTP 404)".into()),
        Answer::UnknownKey => Err("it does not know the key of this log (HTTP 403)".into()),
        Answer::Other(why) => Err(why),
    })
}

async fn add(
    app: &App,
    instansi: &Instansi,
    witness: &Witness,
    latest: &StoredCheckpoint,
    old: u64,
) -> Result<Answer, ServiceError> {
    let proof = match old {
        0 => Vec::new(),
        _ => app.db.read(async |tx| nodes::consistency(tx, instansi.id, old, latest.size).await).await?,
    };
    let mut body = format!("old {old}\n");
    for hash in proof {
        body.push_str(&STANDARD.encode(hash));
        body.push('\n');
    }
    body.push('\n');
    body.push_str(&latest.note);
    Ok(post(&witness.url, body, app.settings.notices.push_allow_private).await)
}

/// The witness's own line in an answer, once it holds for this checkpoint.
fn cosigned(verifier: &Verifier, latest: &StoredCheckpoint, body: &str) -> Result<String, String> {
    let Ok(note) = Note::parse(&latest.note) else { return Err("the checkpoint cannot be read".into()) };
    let lines = body.lines().filter_map(|line| SignatureLine::parse(line).ok());
    for line in lines.filter(|line| line.name == verifier.name() && line.id == verifier.id()) {
        let alone = Note { text: note.text.clone(), lines: vec![line] };
        if let (Ok(Some(_)), Some(line)) = (verifier.check(&alone), alone.lines.first()) {
            return Ok(line.to_string().trim_end().to_owned());
        }
    }
    Err("its answer holds no signature of its key that fits".into())
}

/// Takes a witness in office.
///
/// # Errors
///
/// `bad_witness` when address or key is none.
pub async fn take(app: &App, instansi: &Instansi, url: &str, vkey: &str, by: &str) -> Result<Witness, ServiceError> {
    let reachable = reach::endpoint(url, app.settings.notices.push_allow_private);
    let url = reachable.map_err(|why| {
        ServiceError::bad(
            "bad_witness",
            format!("alamat saksi tidak dapat dipakai ({why}); perlu https ke alamat umum"),
            format!("the address of the witness cannot be used ({why}); https to a public address is needed"),
        )
    })?;
    let key = Verifier::parse(vkey.trim()).ok().filter(|key| key.algorithm() == Algorithm::Cosignature);
    let key = key.ok_or_else(|| {
        ServiceError::bad(
            "bad_witness",
            "kunci saksi tidak terbaca; salin seluruhnya dari pengelola saksi: <nama>+<8 angka heksa>+<kunci>",
            "the key of the witness cannot be read; copy all of it from its keeper: <name>+<8 hex digits>+<key>",
        )
    })?;
    let witness = Witness {
        id: app.system.uuid(),
        url: url.as_str().trim_end_matches('/').to_owned(),
        vkey: key.vkey(),
        by_login: by.to_owned(),
        added_at: app.now(),
        ended_at: None,
        seen_size: 0,
        seen_at: None,
        trouble: String::new(),
        asked_at: None,
    };
    app.db
        .write(async |tx| {
            let all = witnesses::all(tx, instansi.id).await?;
            if let Some(known) = all.into_iter().find(|one| one.ended_at.is_none() && one.vkey == witness.vkey) {
                return Ok(known);
            }
            witnesses::add(tx, instansi.id, &witness).await?;
            Ok(witness)
        })
        .await
}

/// Lets a witness go. What it signed stays.
///
/// # Errors
///
/// `unknown_witness` when it is not in office.
pub async fn let_go(app: &App, instansi: &Instansi, id: Uuid) -> Result<(), ServiceError> {
    if app.db.write(async |tx| witnesses::end(tx, instansi.id, id, app.now()).await).await? {
        return Ok(());
    }
    Err(ServiceError::not_found(
        "unknown_witness",
        "tidak ada saksi bertugas dengan nomor itu; lihat `hadir ledger witness list`",
        "no witness of that number is in office; see `hadir ledger witness list`",
    ))
}

/// The address under which a witness takes checkpoints.
fn submission(url: &str) -> Option<Url> {
    Url::parse(&format!("{}/add-checkpoint", url.trim_end_matches('/'))).ok()
}
