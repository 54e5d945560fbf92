//! Spot checks: promises seeds, draws rounds, tells those who are called, and says what became of each call.
//!
//! **Invariant:** a round is drawn by a seed whose hash was sealed before it, among people fixed by their hash, by a
//! published share; whoever has these draws it again. **Invariant:** a call no phone heard of is counted against nobody.

pub mod answering;
pub mod drawing;
mod gathering;
pub mod promising;
pub mod reading;
pub mod watching;

use hadir_domain::spot_checks::SpotTable;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::error::ServiceError;
use crate::app::App;

/// Most days read at once.
pub const MOST_DAYS: i32 = 92;

/// The rules of an instansi, by date.
pub fn rules(app: &App, instansi: &Instansi) -> SpotTable {
    app.packs_of(instansi).spot_checks(instansi.region_code())
}

/// The refusal of a day no pack covers.
pub fn not_covered(on: Date) -> ServiceError {
    ServiceError::bad(
        "no_spot_rule",
        format!("Aturan cek acak belum mencakup {on}. Minta BKPSDM melengkapi paket aturan cek-acak."),
        format!("No rule of spot checks covers {on}. Ask BKPSDM to complete the rule pack cek-acak."),
    )
}

/// Makes sure of a span of days.
pub(super) fn check_span(from: Date, to: Date) -> Result<(), ServiceError> {
    if to < from || from.until(to).map_or(true, |span| span.get_days() > MOST_DAYS) {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari."),
            format!("Choose a first day before the last, at most {MOST_DAYS} days."),
        ));
    }
    Ok(())
}
