//! Which person a PIN on a device, or on the machines of a site, was in which days. Who decided it is in [`steps`].
//!
//! A mapping that was wrong from its first day ends on the day before; such a one holds on no day and is listed nowhere.

pub mod steps;

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, InstansiId, PersonId, SiteId};
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values::{self, FIRST_DAY, LAST_DAY};

statements! {
    Tenant OVERLAPPING = "
        SELECT person_id, from_on FROM pin_mappings
         WHERE instansi_id = $1 AND scope = $2 AND scope_id = $3 AND pin = $4 AND from_on <= $6 AND to_on >= $5";
    Tenant ADD = "
        INSERT INTO pin_mappings (instansi_id, scope, scope_id, pin, from_on, to_on, person_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (instansi_id, scope, scope_id, pin, from_on)
            DO UPDATE SET to_on = excluded.to_on, person_id = excluded.person_id";
    Tenant END = "
        UPDATE pin_mappings SET to_on = $6
         WHERE instansi_id = $1 AND scope = $2 AND scope_id = $3 AND pin = $4 AND from_on = $5";
    Tenant LIST = "
        SELECT scope, scope_id, pin, from_on, to_on, person_id FROM pin_mappings
         WHERE instansi_id = $1 ORDER BY scope, scope_id, pin, from_on";
    Tenant OF_SCOPE = "
        SELECT scope, scope_id, pin, from_on, to_on, person_id FROM pin_mappings
         WHERE instansi_id = $1 AND scope = $2 AND scope_id = $3 ORDER BY pin, from_on";
    Tenant OF_PERSON = "
        SELECT scope, scope_id, pin, from_on, to_on, person_id FROM pin_mappings
         WHERE instansi_id = $1 AND person_id = $2 ORDER BY scope, scope_id, pin, from_on";
}

pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT scope, scope_id, pin, from_on, to_on, person_id FROM pin_mappings
      WHERE instansi_id = $1 AND person_id IN",
    2,
    "ORDER BY scope, scope_id, pin, from_on",
);

/// What is to become of mappings, decided or only supposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PinChange {
    /// Mappings that end, each with its last day.
    pub end: Vec<(PinMapping, Date)>,
    /// Mappings that are made.
    pub add: Vec<PinMapping>,
}

#[derive(FromRow)]
struct Row {
    scope: String,
    scope_id: Uuid,
    pin: String,
    from_on: String,
    to_on: String,
    person_id: Uuid,
}

impl Row {
    fn read(self) -> Result<PinMapping, StoreError> {
        let on_device = self.scope == "device";
        let from_on = values::date(&self.from_on)?;
        let to_on = values::date(&self.to_on)?;
        Ok(PinMapping {
            device: on_device.then_some(DeviceId(self.scope_id)),
            site: (!on_device).then_some(SiteId(self.scope_id)),
            pin: self.pin,
            person: PersonId(self.person_id),
            from_on: (from_on != FIRST_DAY).then_some(from_on),
            to_on: (to_on != LAST_DAY).then_some(to_on),
        })
    }
}

/// Adds a mapping. `punches::rematch` then finds the punches it explains.
///
/// # Errors
///
/// [`StoreError::Conflict`] when it names neither device nor site, or the PIN was somebody else there in these days.
pub async fn add(tx: &mut Tx, instansi: InstansiId, mapping: &PinMapping) -> Result<(), StoreError> {
    let (scope, scope_id) = scope_of(mapping)?;
    let from_on = mapping.from_on.unwrap_or(FIRST_DAY).to_string();
    let to_on = mapping.to_on.unwrap_or(LAST_DAY).to_string();
    let others: Vec<(Uuid, String)> = on_db!(tx, |conn| sqlx::query_as(OVERLAPPING)
        .bind(instansi.0)
        .bind(scope)
        .bind(scope_id)
        .bind(&mapping.pin)
        .bind(&from_on)
        .bind(&to_on)
        .fetch_all(conn)
        .await)?;
    if others.iter().any(|(person, from)| *person != mapping.person.0 || *from != from_on) {
        return Err(StoreError::conflict(format!("PIN {} is mapped there in these days", mapping.pin)));
    }
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(scope)
        .bind(scope_id)
        .bind(&mapping.pin)
        .bind(&from_on)
        .bind(&to_on)
        .bind(mapping.person.0)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends a mapping on a day, which is its last.
pub async fn end(tx: &mut Tx, instansi: InstansiId, mapping: &PinMapping, to_on: Date) -> Result<(), StoreError> {
    let (scope, scope_id) = scope_of(mapping)?;
    let rows = on_db!(tx, |conn| sqlx::query(END)
        .bind(instansi.0)
        .bind(scope)
        .bind(scope_id)
        .bind(&mapping.pin)
        .bind(mapping.from_on.unwrap_or(FIRST_DAY).to_string())
        .bind(to_on.to_string())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("PIN mapping")) } else { Ok(()) }
}

/// Every mapping.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<PinMapping>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    read(rows)
}

/// The mappings of one device, without those of its site.
pub async fn of_device(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Vec<PinMapping>, StoreError> {
    of_scope(tx, instansi, "device", device.0).await
}

/// The mappings shared by the machines of a site.
pub async fn of_site(tx: &mut Tx, instansi: InstansiId, site: SiteId) -> Result<Vec<PinMapping>, StoreError> {
    of_scope(tx, instansi, "site", site.0).await
}

/// The mappings of one person.
pub async fn of_person(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Vec<PinMapping>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_PERSON).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    read(rows)
}

/// The mappings of many people.
pub async fn of_people(tx: &mut Tx, instansi: InstansiId, people: &[PersonId]) -> Result<Vec<PinMapping>, StoreError> {
    let rows: Vec<Row> = OF_PEOPLE.rows_of_people(tx, instansi, people).await?;
    read(rows)
}

async fn of_scope(tx: &mut Tx, instansi: InstansiId, scope: &str, id: Uuid) -> Result<Vec<PinMapping>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_SCOPE).bind(instansi.0).bind(scope).bind(id).fetch_all(conn).await)?;
    read(rows)
}

/// Those that hold on some day. Dates of four digits compare as text.
fn read(rows: Vec<Row>) -> Result<Vec<PinMapping>, StoreError> {
    rows.into_iter().filter(|row| row.from_on <= row.to_on).map(Row::read).collect()
}

/// The last day of a mapping that never held: the day before its first.
pub fn never(mapping: &PinMapping) -> Date {
    let first = mapping.from_on.unwrap_or(FIRST_DAY);
    first.yesterday().unwrap_or(first)
}

fn scope_of(mapping: &PinMapping) -> Result<(&'static str, Uuid), StoreError> {
    match (mapping.device, mapping.site) {
        (Some(device), _) => Ok(("device", device.0)),
        (None, Some(site)) => Ok(("site", site.0)),
        (None, None) => Err(StoreError::conflict("a PIN alone is nobody: name a device or a site")),
    }
}
