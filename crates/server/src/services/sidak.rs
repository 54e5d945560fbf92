//! An online sidak: offices are called at the same moment, everybody due shows themselves, heads say who is there and
//! answer the agenda; when it is closed, how it stood is sealed for good.
//!
//! **Invariant:** the roster of a sidak is frozen when it begins, and everybody on it is in exactly one state at every
//! moment ([`hadir_domain::sidak`]); what arrives moves somebody from one state to another and never changes the sum.

pub mod attesting;
pub mod calling;
pub mod closing;
pub mod content;
pub mod following;
pub mod hearing;
pub mod live;
pub mod streams;

use hadir_domain::sidak::SidakRule;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::error::ServiceError;
use crate::app::App;

/// The times in force on a day.
///
/// # Errors
///
/// `no_sidak_rule` for days no pack covers.
pub fn rule(app: &App, instansi: &Instansi, on: Date) -> Result<SidakRule, ServiceError> {
    app.packs_of(instansi).sidak(instansi.region_code()).on(on).cloned().map_err(|_| {
        ServiceError::bad(
            "no_sidak_rule",
            format!("aturan sidak untuk {on} belum ada dalam paket aturan; tambahkan aturannya"),
            format!("no rule pack says how a sidak is held on {on}; add the rule"),
        )
    })
}

/// There is no such sidak, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_sidak",
        "Sidak itu tidak ada. Lihat daftar sidak.",
        "There is no such sidak. See the list.",
    )
}
