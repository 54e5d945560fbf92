//! One's own month of turns, and who of one's unit is on duty on a date.

use hadir_domain::ids::{PersonId, UnitId};
use hadir_store::instansi::Instansi;
use hadir_store::posts;
use jiff::civil::Date;

use super::grid::Cell;
use super::loading::Desk;
use crate::app::App;
use crate::services::error::ServiceError;

/// The unit somebody serves in on a day, or served in last.
///
/// # Errors
///
/// `no_unit` for somebody who never had a post.
pub async fn unit_of(app: &App, instansi: &Instansi, person: PersonId, on: Date) -> Result<UnitId, ServiceError> {
    let posts = app.db.read(async |tx| posts::of_people(tx, instansi.id, &[person]).await).await?;
    let post = posts.iter().find(|post| post.holds_on(on)).or(posts.last());
    post.map(|post| post.unit).ok_or_else(|| {
        ServiceError::not_found(
            "no_unit",
            "Anda belum ditempatkan di unit; tanyakan kepada admin unit",
            "you have no post in a unit; ask the unit's admin",
        )
    })
}

/// One's own cells of some days, with the desk they lie on.
///
/// # Errors
///
/// `no_unit`, or when no pack covers the days.
pub async fn month(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    first: Date,
    last: Date,
) -> Result<(Desk, Vec<Cell>), ServiceError> {
    let unit = unit_of(app, instansi, person, last).await?;
    let desk = app.db.read(async |tx| Desk::load(tx, app, instansi, unit, first, last).await).await?;
    let cells = desk.person(person).map(|one| desk.cells_of(one)).transpose()?.unwrap_or_default();
    Ok((desk, cells))
}

/// The others of one's own unit who are on duty on a date: name and cell.
///
/// # Errors
///
/// `no_unit`, or when no pack covers the date.
pub async fn colleagues(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    on: Date,
) -> Result<(Desk, Vec<(String, Cell)>), ServiceError> {
    let unit = unit_of(app, instansi, person, on).await?;
    let desk = app.db.read(async |tx| Desk::load(tx, app, instansi, unit, on, on).await).await?;
    let mut found = Vec::new();
    for one in desk.people.iter().filter(|one| one.person.id != person && one.unit == unit) {
        let cells = desk.cells_of(one)?;
        let on_duty = cells.into_iter().find(|cell| cell.serves && cell.duty.is_some() && !cell.excused);
        found.extend(on_duty.map(|cell| (one.person.name.clone(), cell)));
    }
    Ok((desk, found))
}
