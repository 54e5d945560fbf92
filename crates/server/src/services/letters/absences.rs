//! Days without a word and minutes of a year of one person, month by month, from stored days.

use std::collections::BTreeSet;

use hadir_domain::discipline_letters::{AbsenceRecap, LetterHead, MonthLine, Official};
use hadir_domain::ids::PersonId;
use hadir_domain::status::Status;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, days, periods};
use jiff::civil::Date;

use crate::app::App;
use crate::services::casing::lettering::roll::Roll;
use crate::services::error::ServiceError;
use crate::services::judging;

/// The recap of a year, January to December or up to now. Only settled days count; a month is closed where the office the
/// person served in closed it.
///
/// # Errors
///
/// `bad_year` for a year that has not begun, or when the database does not answer.
pub async fn recap(
    app: &App,
    instansi: &Instansi,
    (person, year): (PersonId, i16),
    roll: &Roll,
    (head, signer): (LetterHead, Official),
) -> Result<AbsenceRecap, ServiceError> {
    let today = app.today(instansi);
    let bounds = Date::new(year, 1, 1).ok().zip(Date::new(year, 12, 31).ok()).filter(|(from, _)| *from <= today);
    let (from, last) = bounds.filter(|_| year >= 2000).ok_or_else(bad_year)?;
    let to = last.min(today);
    judging::project_waiting(app, instansi).await?;
    let (stored, closed) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                days::of_people(tx, instansi.id, &[person], from, to).await?,
                periods::of_months(tx, instansi.id, from, to.first_of_month()).await?,
            ))
        })
        .await?;
    let months = (1..=to.month()).filter_map(|month| Date::new(year, month, 1).ok()).map(|month| {
        let of_month = || stored.iter().filter(move |day| day.settled && day.on.first_of_month() == month);
        let absent: BTreeSet<Date> = of_month().filter(|day| day.status == Status::Tk).map(|day| day.on).collect();
        let offices = roll.path_on(person, month.last_of_month().min(to));
        let is_closed = closed.iter().any(|one| one.month == month && one.is_closed() && offices.contains(&one.unit));
        MonthLine {
            month,
            absent,
            late_minutes: of_month().map(|day| day.late_minutes).sum(),
            early_minutes: of_month().map(|day| day.early_minutes).sum(),
            closed: is_closed,
        }
    });
    Ok(AbsenceRecap { months: months.collect(), head, subject: roll.official(person), year, signer })
}

fn bad_year() -> ServiceError {
    ServiceError::bad(
        "bad_year",
        "Pilih tahun yang sudah mulai, paling awal 2000.",
        "Choose a year that has begun, 2000 at the earliest.",
    )
}
