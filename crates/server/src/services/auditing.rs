//! The inspectorate's workbench: patterns of checking, random samples anybody can draw again, findings and what follows.

pub mod facts;
pub mod findings;
pub mod minutes;
pub mod sampling;

use hadir_domain::audit::{AuditRule, Ranked, rank};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

pub use self::facts::Level;
pub use self::minutes::{MinutesContent, MinutesOrder, minutes_content};
use super::error::ServiceError;
use crate::app::App;

/// Most days looked at at once.
pub const MOST_DAYS: i32 = 184;

/// Offices with their reasons, and by which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns {
    /// Offices, those to look at first.
    pub ranked: Vec<Ranked>,
    /// The figures.
    pub rule: AuditRule,
}

/// Ranks offices by patterns of how they record and check, never people.
///
/// # Errors
///
/// `bad_span`, `no_audit_rule` for days no pack covers.
pub async fn patterns(
    app: &App,
    instansi: &Instansi,
    from: Date,
    to: Date,
    level: Level,
) -> Result<Patterns, ServiceError> {
    let rule = rule(app, instansi, to)?;
    let units = facts::load(app, instansi, from, to, level).await?;
    let ranked = tokio::task::spawn_blocking(move || Patterns { ranked: rank(&units, &rule), rule });
    ranked.await.map_err(ServiceError::fault)
}

/// The figures in force on a day.
pub(super) fn rule(app: &App, instansi: &Instansi, on: Date) -> Result<AuditRule, ServiceError> {
    app.packs_of(instansi).audit(instansi.region_code()).on(on).cloned().map_err(|_| {
        ServiceError::bad(
            "no_audit_rule",
            format!("aturan pola pemeriksaan untuk {on} belum ada dalam paket aturan; pilih tanggal lain"),
            format!("no rule pack says from which figures a pattern counts on {on}; choose other days"),
        )
    })
}

/// Refuses days the wrong way round, too many, or to come.
pub(super) fn check_span(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<(), ServiceError> {
    let today = app.today(instansi);
    if from <= to && to <= today && from.until(to).is_ok_and(|span| span.get_days() < MOST_DAYS) {
        return Ok(());
    }
    Err(ServiceError::bad(
        "bad_span",
        format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari, sampai hari ini."),
        format!("Choose a first day before the last, at most {MOST_DAYS} days, up to today."),
    ))
}
