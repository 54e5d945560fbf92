//! The keys of the log: made when the log begins, put in use and out of it one after the other, each step sealed.
//!
//! **Invariant:** epoch and first keys of a log stand or fall together, and the epoch's own record is its first leaf.

use hadir_ledger::note::{Signer, Verifier};
use hadir_store::instansi::Instansi;
use hadir_store::seal::epochs::{self, Epoch};
use hadir_store::seal::keys::{self, KeyStep, KeyStepKind, Purpose, in_use};
use hadir_store::{Db, StoreError, Tx, leases, records};
use jiff::SignedDuration;

use super::naming::{self, secret_name, signer};
use super::sequencing;
use crate::app::App;
use crate::services::error::ServiceError;

/// How long a new key must have been in use before an older one may be ended: every server knows it by then.
pub const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

/// Who begins a log that nobody asked for.
const BY_ITSELF: &str = "sistem";

/// A log in its present epoch, with the history of its keys.
#[derive(Debug, Clone)]
pub struct Log {
    /// The epoch in force.
    pub epoch: Epoch,
    /// Every step of every key, oldest first.
    pub steps: Vec<KeyStep>,
}

impl Log {
    /// Reads it; `None` before it began.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn read(tx: &mut Tx, instansi: &Instansi) -> Result<Option<Self>, StoreError> {
        let Some(epoch) = epochs::all(tx, instansi.id).await?.pop() else { return Ok(None) };
        Ok(Some(Self { epoch, steps: keys::all(tx, instansi.id).await? }))
    }

    /// The keys in use, oldest first.
    pub fn in_use(&self, purpose: Purpose) -> Vec<&KeyStep> {
        in_use(&self.steps, purpose, self.epoch.epoch)
    }

    /// What signs a checkpoint: every log key in use, then the time keys.
    ///
    /// # Errors
    ///
    /// When a secret cannot be opened.
    pub async fn signers(&self, app: &App, instansi: &Instansi) -> Result<Vec<Signer>, ServiceError> {
        let mut signers = Vec::new();
        for purpose in [Purpose::Log, Purpose::Time] {
            for step in self.in_use(purpose) {
                let secret = app.keys.secret(&app.db, instansi.id, &step.secret).await.map_err(ServiceError::fault)?;
                let signer = signer(&self.epoch.origin, purpose, &secret)?;
                if signer.verifier().vkey() != step.vkey {
                    return Err(wrong_secret(step));
                }
                signers.push(signer);
            }
        }
        Ok(signers)
    }

    /// The log keys an epoch ever had, for checking its checkpoints.
    pub fn log_keys(&self, epoch: u32) -> Vec<Verifier> {
        self.steps
            .iter()
            .filter(|step| step.step == KeyStepKind::Begin && step.purpose == Purpose::Log && step.epoch == epoch)
            .filter_map(|step| Verifier::parse(&step.vkey).ok())
            .collect()
    }

    /// What the public address would name the log today, when that is not its name.
    pub fn other_origin(&self, app: &App, instansi: &Instansi) -> Option<String> {
        let today = naming::origin(app.settings.public_url.as_deref(), &instansi.code, self.epoch.epoch);
        (app.settings.public_url.is_some() && today != self.epoch.origin).then_some(today)
    }
}

fn wrong_secret(step: &KeyStep) -> ServiceError {
    ServiceError::fault(format!("secret {} is not the one of key {}", step.secret, step.vkey))
}

/// The log of an instansi, begun when it was not; `None` when another server is beginning it at this moment.
///
/// # Errors
///
/// When the database does not answer or a secret cannot be opened.
pub async fn ensure(app: &App, instansi: &Instansi, holder: &str) -> Result<Option<Log>, ServiceError> {
    if let Some(log) = app.db.read(async |tx| Log::read(tx, instansi).await).await? {
        return Ok(Some(log));
    }
    begin(app, instansi, holder, Beginning { epoch: 1, last_checkpoint: String::new(), by: BY_ITSELF.into() }).await?;
    Ok(app.db.read(async |tx| Log::read(tx, instansi).await).await?)
}

/// Begins the log anew after a restore, with new keys and a new origin. What was signed before stands under the old ones.
/// `at_least` is the number of the epoch where a later one than is stored is known from outside.
///
/// # Errors
///
/// When another server is placing records at this moment, or the database does not answer.
pub async fn begin_epoch(
    app: &App,
    instansi: &Instansi,
    at_least: u32,
    last_checkpoint: &str,
    by: &str,
) -> Result<Epoch, ServiceError> {
    let known = app.db.read(async |tx| epochs::all(tx, instansi.id).await).await?;
    let epoch = known.last().map_or(1, |last| last.epoch + 1).max(at_least);
    let holder = app.system.uuid().to_string();
    let beginning = Beginning { epoch, last_checkpoint: last_checkpoint.to_owned(), by: by.to_owned() };
    let begun = begin(app, instansi, &holder, beginning).await?;
    // Whoever sequences next need not wait for this turn to lapse.
    app.db.write(async |tx| leases::give_up(tx, instansi.id, sequencing::LEASE, &holder).await).await?;
    begun.ok_or_else(|| {
        ServiceError::conflict(
            "sequencer_busy",
            "server lain sedang menempatkan catatan di log; hentikan server itu, lalu coba lagi",
            "another server is placing records in the log; stop it, then try again",
        )
    })
}

struct Beginning {
    epoch: u32,
    last_checkpoint: String,
    by: String,
}

/// Begins an epoch unless it has begun. `None` when another server holds the turn.
async fn begin(
    app: &App,
    instansi: &Instansi,
    holder: &str,
    beginning: Beginning,
) -> Result<Option<Epoch>, ServiceError> {
    let (steps, known) = app
        .db
        .read(async |tx| Ok::<_, StoreError>((keys::all(tx, instansi.id).await?, epochs::all(tx, instansi.id).await?)))
        .await?;
    // The first name stays, whatever the server is called today.
    let origin = match known.first() {
        Some(first) => naming::later(&first.origin, beginning.epoch),
        None => naming::origin(app.settings.public_url.as_deref(), &instansi.code, beginning.epoch),
    };
    let mut first = Vec::new();
    for purpose in Purpose::ALL {
        let secret = next_secret(&steps, purpose);
        first.push(new_key(app, instansi, &origin, beginning.epoch, purpose, secret, &beginning.by, "").await?);
    }
    let now = app.now();
    let made = app
        .db
        .write(async |tx| {
            if matches!(app.db, Db::Postgres(_))
                && !leases::take(tx, instansi.id, sequencing::LEASE, holder, now, sequencing::until(now)).await?
            {
                return Ok::<_, StoreError>(None);
            }
            if let Some(known) = epochs::all(tx, instansi.id).await?.pop()
                && known.epoch >= beginning.epoch
            {
                return Ok(Some(known));
            }
            while records::place_waiting(tx, instansi.id, sequencing::PLACED_AT_ONCE).await? > 0 {}
            let epoch = Epoch {
                at: now,
                by_login: beginning.by.clone(),
                epoch: beginning.epoch,
                from_position: records::leaf_count(tx, instansi.id).await?,
                id: app.system.uuid(),
                last_checkpoint: beginning.last_checkpoint.clone(),
                origin: origin.clone(),
            };
            epochs::add(tx, instansi.id, &epoch, app.system.bytes()).await?;
            records::place_first(tx, instansi.id, epoch.id).await?;
            for step in &first {
                keys::add(tx, instansi.id, step, app.system.bytes()).await?;
            }
            Ok(Some(epoch))
        })
        .await?;
    if let Some(epoch) = &made {
        tracing::info!(origin = epoch.origin, epoch = epoch.epoch, "the log begins");
    }
    Ok(made)
}

/// The name of the first secret of a purpose that no key has grown from.
fn next_secret(steps: &[KeyStep], purpose: Purpose) -> String {
    let used = |name: &str| steps.iter().any(|step| step.secret == name);
    (1..).map(|number| secret_name(purpose, number)).find(|name| !used(name)).unwrap_or_default()
}

#[allow(clippy::too_many_arguments, reason = "the parts of one record")]
async fn new_key(
    app: &App,
    instansi: &Instansi,
    origin: &str,
    epoch: u32,
    purpose: Purpose,
    secret: String,
    by: &str,
    reason: &str,
) -> Result<KeyStep, ServiceError> {
    let bytes = app.keys.secret(&app.db, instansi.id, &secret).await.map_err(ServiceError::fault)?;
    Ok(KeyStep {
        at: app.now(),
        by_login: by.to_owned(),
        epoch,
        id: app.system.uuid(),
        purpose,
        reason: reason.to_owned(),
        vkey: signer(origin, purpose, &bytes)?.verifier().vkey(),
        secret,
        step: KeyStepKind::Begin,
    })
}

fn not_begun() -> ServiceError {
    ServiceError::not_found(
        "no_log",
        "log belum dimulai; jalankan `hadir serve` atau `hadir ledger checkpoint` sekali",
        "the log has not begun; run `hadir serve` or `hadir ledger checkpoint` once",
    )
}

/// The log of an instansi that has begun.
///
/// # Errors
///
/// `no_log` before it began.
pub async fn begun(app: &App, instansi: &Instansi) -> Result<Log, ServiceError> {
    app.db.read(async |tx| Log::read(tx, instansi).await).await?.ok_or_else(not_begun)
}

/// Puts a new key in use beside the one there is; both sign until the older one is ended.
///
/// # Errors
///
/// `no_log` before the log began.
pub async fn rotate(
    app: &App,
    instansi: &Instansi,
    purpose: Purpose,
    reason: &str,
    by: &str,
) -> Result<KeyStep, ServiceError> {
    let log = begun(app, instansi).await?;
    let secret = next_secret(&log.steps, purpose);
    let (origin, epoch) = (&log.epoch.origin, log.epoch.epoch);
    let step = new_key(app, instansi, origin, epoch, purpose, secret, by, reason).await?;
    app.db
        .write(async |tx| {
            let known = keys::all(tx, instansi.id).await?;
            if known.iter().any(|one| one.vkey == step.vkey) {
                return Err(StoreError::Conflict("a key of that name was put in use at the same moment".into()));
            }
            keys::add(tx, instansi.id, &step, app.system.bytes()).await
        })
        .await?;
    Ok(step)
}

/// Takes a key out of use. What it signed stands.
///
/// # Errors
///
/// `unknown_key` when it is not in use, `last_key` when it is the only one, `overlap` when the newer one is younger than a
/// minute: other servers may not know it yet.
pub async fn end(app: &App, instansi: &Instansi, vkey: &str, reason: &str, by: &str) -> Result<KeyStep, ServiceError> {
    let now = app.now();
    let log = begun(app, instansi).await?;
    let step = Purpose::ALL.into_iter().flat_map(|purpose| log.in_use(purpose)).find(|step| step.vkey == vkey);
    let Some(step) = step else {
        return Err(ServiceError::not_found(
            "unknown_key",
            "kunci itu tidak sedang dipakai; lihat `hadir ledger keys`",
            "that key is not in use; see `hadir ledger keys`",
        ));
    };
    let others = log.in_use(step.purpose).into_iter().filter(|other| other.vkey != vkey);
    let Some(newest) = others.max_by_key(|other| other.at) else {
        return Err(ServiceError::conflict(
            "last_key",
            "ini satu-satunya kunci untuk keperluan itu; pakai dahulu kunci baru dengan `hadir ledger keys rotate`",
            "this is the only key for that purpose; put a new one in use first with `hadir ledger keys rotate`",
        ));
    };
    if now.duration_since(newest.at) < OVERLAP {
        return Err(ServiceError::conflict(
            "overlap",
            "kunci baru belum dipakai satu menit; tunggu sebentar agar semua server mengenalnya, lalu coba lagi",
            "the new key has been in use for less than a minute; wait until every server knows it, then try again",
        ));
    }
    let end = KeyStep {
        at: now,
        by_login: by.to_owned(),
        id: app.system.uuid(),
        reason: reason.to_owned(),
        step: KeyStepKind::End,
        ..step.clone()
    };
    app.db.write(async |tx| keys::add(tx, instansi.id, &end, app.system.bytes()).await).await?;
    Ok(end)
}

/// The secret of the key that signs receipts: the newest, or the first one before the log began.
///
/// # Errors
///
/// When the database does not answer.
pub async fn receipt_secret(app: &App, instansi: &Instansi) -> Result<String, ServiceError> {
    let log = app.db.read(async |tx| Log::read(tx, instansi).await).await?;
    let newest = log.and_then(|log| log.in_use(Purpose::Receipt).last().map(|step| step.secret.clone()));
    Ok(newest.unwrap_or_else(|| secret_name(Purpose::Receipt, 1)))
}
