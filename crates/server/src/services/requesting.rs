//! Requests: handed in by a person, decided step by step by others, and what follows an approval.
//!
//! **Invariant:** nobody decides about themselves. Every way to a decision goes through [`deciding::decide`], which asks
//! `hadir_domain::requests::may_decide`.

pub mod checking;
pub mod deciding;
pub mod effects;
pub mod filing;
pub mod inbox;
pub mod leave;
mod noticing;
pub mod problems;
pub mod reminding;
pub mod standing;
pub mod submitting;
pub mod view;

use hadir_domain::ids::PersonId;
use hadir_domain::requests::{Chain, Who};
use hadir_rules::RequestPolicy;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::error::ServiceError;
use crate::app::App;

/// How requests are handled in an instansi on a day.
///
/// # Errors
///
/// `no_request_rule` when no pack covers the day.
pub fn policy(app: &App, instansi: &Instansi, on: Date) -> Result<RequestPolicy, ServiceError> {
    app.packs_of(instansi).requests(instansi.region_code(), on).ok_or_else(|| {
        ServiceError::bad(
            "no_request_rule",
            format!("alur permohonan untuk {on} belum ada dalam paket aturan; tambahkan aturannya"),
            format!("no rule pack says who decides on requests on {on}; add the rule"),
        )
    })
}

/// The n-th working day after a day; where the calendar ends, plain days are counted instead.
pub fn workdays_after(app: &App, instansi: &Instansi, from: Date, days: u16) -> Date {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    let (mut on, mut left) = (from, days);
    while left > 0 {
        let Ok(next) = on.tomorrow() else { break };
        on = next;
        if calendar.day(on, instansi.week).map_or(true, |day| day.workday) {
            left -= 1;
        }
    }
    on
}

/// When a step that begins today is due.
fn due_on(app: &App, instansi: &Instansi, chain: &Chain, step: usize, today: Date) -> Option<Date> {
    chain.get(step).map(|step| workdays_after(app, instansi, today, u16::from(step.days)))
}

/// Whose the record is and who has a part in it.
fn is_party(request: &hadir_store::requests::Request, person: PersonId) -> bool {
    request.person == person || request.filed_by == Some(person) || request.colleague == Some(person)
}

/// The seat in words.
fn seat_id(who: Who) -> &'static str {
    match who {
        Who::Rekan => "rekan",
        Who::Atasan => "atasan",
        Who::Kepegawaian => "kepegawaian",
    }
}
