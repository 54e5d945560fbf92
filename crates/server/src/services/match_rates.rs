//! How often sources agree, with history: per OPD, or of a unit and those directly below it.

use hadir_domain::ids::UnitId;
use hadir_domain::reconcile::history::{Grain, History, UnitDay, history};
use hadir_domain::reconcile::{DoesNotAdd, ReconcileTable};
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::match_days::{self, MatchDay};
use hadir_store::{StoreError, units};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::error::ServiceError;
use crate::app::App;

/// Most days of one table.
pub const MOST_DAYS: i64 = 800;
/// Most days of one table that is told by day.
pub const MOST_BY_DAY: i64 = 93;

/// The table with what it is held against.
pub struct MatchRates {
    /// The table.
    pub history: History,
    /// Every unit, to name them.
    pub units: Vec<Unit>,
    /// What holds when.
    pub rules: ReconcileTable,
    /// When the oldest of its rows was computed; none without rows.
    pub computed_at: Option<Timestamp>,
}

impl MatchRates {
    /// The rate to reach on a day, in ten-thousandths; none where no pack says.
    pub fn target(&self, on: Date) -> Option<u16> {
        self.rules.on(on).ok().map(|rule| rule.target)
    }
}

/// The days to look at when nobody says which: of days two weeks, of weeks twelve, of months twelve.
pub fn usual_span(grain: Grain, today: Date) -> (Date, Date) {
    let back = match grain {
        Grain::Day => 13.days(),
        Grain::Week => (11 * 7).days(),
        Grain::Month => 11.months(),
    };
    let first = today.checked_sub(back).unwrap_or(today);
    (grain.around(first).0, today)
}

/// Makes the table.
///
/// # Errors
///
/// `bad_span`, `span_too_long`, `does_not_add` when a stored row does not add up: then nothing is shown.
pub async fn list(
    app: &App,
    instansi: &Instansi,
    root: Option<UnitId>,
    (from, to): (Date, Date),
    grain: Grain,
) -> Result<MatchRates, ServiceError> {
    if to < from {
        return Err(ServiceError::bad(
            "bad_span",
            "Tanggal akhir lebih awal daripada tanggal mulai. Tukar keduanya.",
            "The last day lies before the first. Swap them.",
        ));
    }
    let most = if grain == Grain::Day { MOST_BY_DAY } else { MOST_DAYS };
    if i64::from(from.until(to).map_or(i32::MAX, |span| span.get_days())) >= most {
        return Err(ServiceError::bad(
            "span_too_long",
            format!("Paling banyak {most} hari sekaligus. Pendekkan rentangnya, atau lihat per minggu atau per bulan."),
            format!("At most {most} days at once. Choose fewer, or look by week or by month."),
        ));
    }
    let (rows, all) = app
        .db
        .read(async |tx| {
            let rows = match_days::in_span(tx, instansi.id, from, to).await?;
            Ok::<_, StoreError>((rows, units::list(tx, instansi.id).await?))
        })
        .await?;
    let computed_at = rows.iter().map(|row| row.computed_at).min();
    let history = history(&unit_days(&rows), &all, root, (from, to), grain).map_err(|error| does_not_add(&error))?;
    Ok(MatchRates { history, units: all, rules: app.packs_of(instansi).reconcile(instansi.region_code()), computed_at })
}

/// The rows as the history reads them.
pub fn unit_days(rows: &[MatchDay]) -> Vec<UnitDay> {
    rows.iter().map(|row| UnitDay { unit: row.unit, on: row.on, tally: row.tally }).collect()
}

/// A table that does not add up is not shown.
pub fn does_not_add(error: &DoesNotAdd) -> ServiceError {
    ServiceError::conflict(
        "does_not_add",
        format!(
            "Tabel kecocokan tidak ditampilkan karena jumlahnya tidak sama dengan daftar pegawai ({error}). Jalankan \
                 rekonsiliasi lagi untuk rentang itu."
        ),
        format!(
            "The table is not shown because it does not add up to its roster ({error}). Run reconciliation again for \
                 these days."
        ),
    )
}
