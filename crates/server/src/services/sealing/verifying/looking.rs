//! The job that looks at the whole seal once a day while the server runs, and tells operators and inspectors when it does
//! not hold.

use std::time::Duration;

use hadir_domain::access::Role;
use hadir_domain::notices::NoticeKind;
use hadir_ledger::finding::Finding;
use hadir_store::instansi::{self, Instansi};
use hadir_store::seal::verifications::{self, Verification};
use hadir_store::{StoreError, grants};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{Report, verify};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};
use crate::services::sealing::activating;
use crate::services::turns;

/// How often it asks whether a look is due.
const EVERY: Duration = Duration::from_secs(300);
/// How long after a start it waits with its first.
const FIRST: Duration = Duration::from_secs(30);
/// How long between two looks.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// A look is for the hours in which nobody works, unless the last one is this long ago.
const LATEST: SignedDuration = SignedDuration::from_hours(30);
/// Those hours, local: from, and before.
const QUIET: (i8, i8) = (0, 5);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_hours(2);
/// How long looks that found nothing are remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        tokio::time::sleep(FIRST).await;
        loop {
            if let Err(error) = once(&app, &holder).await {
                tracing::warn!(code = error.code, "the seal could not be looked at: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// Seals what is in force, and looks at every instansi for which a look is due and this server has the turn.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        activating::keep(app, &one).await?;
        let last = app.db.read(async |tx| verifications::latest(tx, one.id).await).await?;
        if !is_due(&one, last.as_ref(), app.now()) {
            continue;
        }
        if turns::take(app, &one, "verifying", holder, LEASE).await? {
            look(app, &one).await?;
        }
    }
    Ok(())
}

/// At night once a day; at once when there was none for longer, so also after a server was off, or has just begun.
fn is_due(instansi: &Instansi, last: Option<&Verification>, now: Timestamp) -> bool {
    let Some(last) = last else { return true };
    let age = now.duration_since(last.at);
    let hour = instansi.zone.time_zone().to_datetime(now).hour();
    // Twice in one night would be a look of the day before that was late.
    age >= LATEST || (age >= DAILY - SignedDuration::from_hours(6) && hour >= QUIET.0 && hour < QUIET.1)
}

/// Looks, keeps what was found, and tells it once for each time the seal breaks.
///
/// # Errors
///
/// When the database does not answer.
pub async fn look(app: &App, instansi: &Instansi) -> Result<Report, ServiceError> {
    let began = app.now();
    let report = verify(app, instansi, &[]).await?;
    let took = app.now().duration_since(began).as_millis();
    let new = Verification {
        id: app.system.uuid(),
        at: began,
        took_ms: u64::try_from(took).unwrap_or_default(),
        size: report.size,
        records: report.records,
        holds: report.holds(),
        findings: report.findings.len() as u64 + report.more,
        first: report.first().map(|finding| in_json(finding).to_string()),
    };
    if let Some(first) = report.first() {
        tracing::error!(findings = new.findings, "the seal does not hold: {} ({})", first.detail, first.place);
    }
    let on = instansi.zone.time_zone().to_datetime(began).date();
    app.db
        .write(async |tx| {
            let before = verifications::latest(tx, instansi.id).await?;
            verifications::add(tx, instansi.id, &new).await?;
            verifications::forget(tx, instansi.id, began.checked_sub(KEPT).unwrap_or(began)).await?;
            if !new.holds && before.is_none_or(|before| before.holds) {
                let mut told = Vec::new();
                for role in [Role::Operator, Role::Inspektorat] {
                    told.extend(grants::holders(tx, instansi.id, role, on).await?);
                }
                told.sort_unstable();
                told.dedup();
                telling::accounts(tx, app, instansi, &told, &broken(&new)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(report)
}

/// A finding as it is kept and answered.
pub fn in_json(finding: &Finding) -> serde_json::Value {
    json!({
        "caught_by": finding.caught_by.as_str(),
        "what": finding.what.as_str(),
        "position": finding.position,
        "record": finding.record.map(Uuid::from_bytes),
        "kind": finding.kind.map(|kind| kind.as_str()),
        "place": finding.place,
        "detail": finding.detail,
    })
}

fn broken(look: &Verification) -> Word {
    Word::new(
        NoticeKind::SealBroken,
        format!("seal {}", look.id),
        "/desk/log",
        ("Segel catatan tidak utuh", "The seal does not hold"),
        (
            format!(
                "Pemeriksaan harian menemukan {} hal yang tidak cocok dengan segel. Jangan ubah apa pun; jalankan \
                 `hadir ledger verify` dan simpan hasilnya.",
                look.findings
            ),
            format!(
                "The daily look found {} things that do not fit the seal. Change nothing; run `hadir ledger verify` and \
                 keep what it says.",
                look.findings
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadir_domain::calendar::Week;
    use hadir_domain::ids::InstansiId;
    use hadir_domain::sites::Zone;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_look_is_due_each_night_and_at_once_after_a_long_time_without() {
        let city = Instansi {
            id: InstansiId(1),
            code: "kota-contoh".into(),
            name: "Kota Contoh".into(),
            region: "99.01".into(),
            zone: Zone::parse("WIB").unwrap(),
            week: Week::Five,
            settings: json!({}),
            created_at: at("2026-01-01T00:00:00Z"),
        };
        let last = Verification {
            id: Uuid::nil(),
            at: at("2026-01-18T18:00:00Z"),
            took_ms: 0,
            size: 0,
            records: 0,
            holds: true,
            findings: 0,
            first: None,
        };
        let due = |now: &str| is_due(&city, Some(&last), at(now));

        assert!(is_due(&city, None, at("2026-01-18T18:00:00Z")));
        assert!(!due("2026-01-18T21:00:00Z"));
        assert!(!due("2026-01-19T16:00:00Z"));
        assert!(due("2026-01-19T17:30:00Z"));
        assert!(due("2026-01-20T03:00:00Z"));
    }
}
