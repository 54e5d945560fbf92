//! Where and as what people serve, with dates.

use hadir_domain::ids::{InstansiId, PersonId, SiteId, UnitId};
use hadir_domain::people::{EmployeeType, Post};
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant ADD = "
        INSERT INTO posts (instansi_id, person_id, unit_id, from_on, title, to_on, site_id, rank, heads_unit)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, person_id, unit_id, from_on, title)
            DO UPDATE SET to_on = excluded.to_on, site_id = excluded.site_id, rank = excluded.rank,
                          heads_unit = excluded.heads_unit";
    Tenant END = "
        UPDATE posts SET to_on = $6
         WHERE instansi_id = $1 AND person_id = $2 AND unit_id = $3 AND from_on = $4 AND title = $5";
    Tenant KEEP_KIND = "
        UPDATE posts SET employee_type = $3
         WHERE instansi_id = $1 AND person_id = $2 AND to_on IS NOT NULL AND to_on < $4 AND employee_type IS NULL";
    Tenant KINDS = "
        SELECT person_id, from_on, to_on, employee_type
          FROM posts WHERE instansi_id = $1 AND employee_type IS NOT NULL ORDER BY person_id, from_on, unit_id, title";
    Tenant ALL = "
        SELECT person_id, unit_id, from_on, title, to_on, site_id, rank, heads_unit
          FROM posts WHERE instansi_id = $1 ORDER BY person_id, from_on, unit_id, title";
}

pub(crate) static OF_PEOPLE: InList = InList::new(
    "
        SELECT person_id, unit_id, from_on, title, to_on, site_id, rank, heads_unit
          FROM posts WHERE instansi_id = $1 AND person_id IN",
    2,
    "ORDER BY person_id, from_on, unit_id, title",
);

#[derive(FromRow)]
struct Row {
    person_id: Uuid,
    unit_id: Uuid,
    from_on: String,
    title: String,
    to_on: Option<String>,
    site_id: Option<Uuid>,
    rank: Option<String>,
    heads_unit: bool,
}

impl Row {
    fn read(self) -> Result<Post, StoreError> {
        Ok(Post {
            person: PersonId(self.person_id),
            unit: UnitId(self.unit_id),
            site: self.site_id.map(SiteId),
            title: self.title,
            rank: self.rank,
            heads_unit: self.heads_unit,
            from_on: values::date(&self.from_on)?,
            to_on: values::date_or_none(self.to_on.as_deref())?,
        })
    }
}

/// Adds a post, or changes the one of the same person, unit, first day and title.
///
/// # Errors
///
/// [`StoreError::Conflict`] when person, unit or site is not there.
pub async fn add(tx: &mut Tx, instansi: InstansiId, post: &Post) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(post.person.0)
        .bind(post.unit.0)
        .bind(post.from_on.to_string())
        .bind(&post.title)
        .bind(values::date_text(post.to_on))
        .bind(post.site.map(|site| site.0))
        .bind(&post.rank)
        .bind(post.heads_unit)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends a post on a day, which is its last.
pub async fn end(tx: &mut Tx, instansi: InstansiId, post: &Post, to_on: Date) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(END)
        .bind(instansi.0)
        .bind(post.person.0)
        .bind(post.unit.0)
        .bind(post.from_on.to_string())
        .bind(&post.title)
        .bind(to_on.to_string())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("post")) } else { Ok(()) }
}

/// The kind of employment somebody had in an ended post, before it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindInPost {
    /// Whose.
    pub person: PersonId,
    /// First day of the post.
    pub from_on: Date,
    /// Its last day.
    pub to_on: Option<Date>,
    /// The kind.
    pub kind: EmployeeType,
}

/// Keeps with the posts somebody left before a day the kind of employment they had in them, because it changes with that
/// day. What was kept of an earlier change stays.
///
/// # Errors
///
/// When the database refuses.
pub async fn keep_kind(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    kind: EmployeeType,
    before: Date,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(KEEP_KIND)
        .bind(instansi.0)
        .bind(person.0)
        .bind(kind.as_str())
        .bind(before.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The kinds kept with posts, of everybody, by person and first day. Days in other posts are of today's kind.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a stored kind cannot be read.
pub async fn kinds(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<KindInPost>, StoreError> {
    let rows: Vec<(Uuid, String, Option<String>, String)> =
        on_db!(tx, |conn| sqlx::query_as(KINDS).bind(instansi.0).fetch_all(conn).await)?;
    let read = |(person, from_on, to_on, kind): (Uuid, String, Option<String>, String)| {
        Ok(KindInPost {
            person: PersonId(person),
            from_on: values::date(&from_on)?,
            to_on: values::date_or_none(to_on.as_deref())?,
            kind: kind.parse().map_err(StoreError::corrupt)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The posts of these people, ended ones too, by person and first day.
pub async fn of_people(tx: &mut Tx, instansi: InstansiId, people: &[PersonId]) -> Result<Vec<Post>, StoreError> {
    let rows: Vec<Row> = OF_PEOPLE.rows_of_people(tx, instansi, people).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Every post.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Post>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
