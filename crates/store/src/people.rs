//! People and the numbers they are known by.

use std::collections::BTreeMap;

use hadir_domain::access::AccessFilter;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Person};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::reach::Reach;
use crate::statements::statements;
use crate::values::{self, FIRST_DAY, LAST_DAY};

/// A person as lists show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The lasting key.
    pub id: PersonId,
    /// Name as the office writes it.
    pub name: String,
    /// Employment today.
    pub employee_type: EmployeeType,
    /// The number to print beside the name.
    pub number: Option<String>,
    /// The unit of the oldest post that holds on the day asked for.
    pub unit: Option<UnitId>,
    /// Title of that post.
    pub title: Option<String>,
    /// Place in the list, for the next page.
    pub cursor: PeopleCursor,
}

/// Where a page of people ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct PeopleCursor {
    /// The name in lower case.
    pub name_key: String,
    /// The key, to tell equal names apart.
    pub id: Uuid,
}

/// Which people to list.
#[derive(Debug, Clone)]
pub struct PeopleFilter {
    /// What the asking account may see.
    pub access: AccessFilter,
    /// Only those of this unit and below.
    pub unit: Option<UnitId>,
    /// Only those whose name or number contains this.
    pub search: Option<String>,
    /// The day on which posts must hold.
    pub on: Date,
}

/// What saving a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// Nobody with these numbers was there.
    New,
    /// Somebody was, and name, employment or numbers were changed.
    Changed,
    /// Everything was there already.
    Same,
}

statements! {
    Tenant ADD = "
        INSERT INTO people (instansi_id, id, name, name_key, employee_type, came_from, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    Tenant CHANGE = "
        UPDATE people SET name = $3, name_key = $4, employee_type = $5 WHERE instansi_id = $1 AND id = $2";
    Tenant ADD_IDENTIFIER = "
        INSERT INTO identifiers (instansi_id, person_id, kind, value, from_on, to_on) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (instansi_id, person_id, kind, value)
            DO UPDATE SET from_on = excluded.from_on, to_on = excluded.to_on";
    Tenant OTHERS_WITH = "
        SELECT person_id, from_on, to_on FROM identifiers
         WHERE instansi_id = $1 AND kind = $2 AND value = $3 AND person_id <> $4";
    Tenant COUNT = "SELECT COUNT(*) FROM people WHERE instansi_id = $1";
    Tenant IDS = "SELECT id FROM people WHERE instansi_id = $1 ORDER BY id";
}

/// `$2` chosen unit, `$3` everybody, `$4` own, `$5` day, `$6` pattern, `$7` and `$8` cursor, `$9` limit, then roots.
pub(crate) static LIST: InList = InList::new(
    "
        WITH RECURSIVE chosen (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id = $2
             UNION
            SELECT u.id FROM units u JOIN chosen c ON u.parent_id = c.id WHERE u.instansi_id = $1
        ), reached (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id IN",
    10,
    "
             UNION
            SELECT u.id FROM units u JOIN reached r ON u.parent_id = r.id WHERE u.instansi_id = $1
        )
        SELECT p.id, p.name, p.name_key, p.employee_type,
               (SELECT i.value FROM identifiers i
                 WHERE i.instansi_id = $1 AND i.person_id = p.id AND i.kind <> 'nik_hash'
                 ORDER BY CASE i.kind WHEN 'nip' THEN 1 WHEN 'ni_pppk' THEN 2 ELSE 3 END, i.value LIMIT 1) AS number,
               (SELECT s.unit_id FROM posts s
                 WHERE s.instansi_id = $1 AND s.person_id = p.id
                   AND s.from_on <= $5 AND (s.to_on IS NULL OR s.to_on >= $5)
                 ORDER BY s.from_on, s.unit_id, s.title LIMIT 1) AS unit_id,
               (SELECT s.title FROM posts s
                 WHERE s.instansi_id = $1 AND s.person_id = p.id
                   AND s.from_on <= $5 AND (s.to_on IS NULL OR s.to_on >= $5)
                 ORDER BY s.from_on, s.unit_id, s.title LIMIT 1) AS title
          FROM people p
         WHERE p.instansi_id = $1
           AND (p.name_key, p.id) > ($7, $8)
           AND ($2 IS NULL OR EXISTS (
                SELECT 1 FROM posts s JOIN chosen c ON c.id = s.unit_id
                 WHERE s.instansi_id = $1 AND s.person_id = p.id
                   AND s.from_on <= $5 AND (s.to_on IS NULL OR s.to_on >= $5)))
           AND ($3 = TRUE OR p.id = $4 OR EXISTS (
                SELECT 1 FROM posts s JOIN reached r ON r.id = s.unit_id
                 WHERE s.instansi_id = $1 AND s.person_id = p.id
                   AND s.from_on <= $5 AND (s.to_on IS NULL OR s.to_on >= $5)))
           AND (p.name_key LIKE $6 ESCAPE '\\' OR $6 IS NULL OR EXISTS (
                SELECT 1 FROM identifiers i
                 WHERE i.instansi_id = $1 AND i.person_id = p.id AND i.kind <> 'nik_hash'
                   AND lower(i.value) LIKE $6 ESCAPE '\\'))
         ORDER BY p.name_key, p.id
         LIMIT $9",
);

pub(crate) static IDENTIFIERS: InList = InList::new(
    "
        SELECT p.id, p.name, p.employee_type, i.kind, i.value, i.from_on, i.to_on
          FROM people p LEFT JOIN identifiers i ON i.instansi_id = p.instansi_id AND i.person_id = p.id
         WHERE p.instansi_id = $1 AND p.id IN",
    2,
    "ORDER BY p.id, i.kind, i.value",
);

pub(crate) static BY_NUMBERS: InList = InList::new(
    "
        SELECT value, person_id, from_on, to_on FROM identifiers
         WHERE instansi_id = $1 AND kind <> 'nik_hash' AND value IN",
    2,
    "ORDER BY value, person_id",
);

#[derive(FromRow)]
struct ListRow {
    id: Uuid,
    name: String,
    name_key: String,
    employee_type: String,
    number: Option<String>,
    unit_id: Option<Uuid>,
    title: Option<String>,
}

/// A number with its owner and the days it is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberOwner {
    /// The number.
    pub value: String,
    /// Whose it is.
    pub person: PersonId,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
}

/// Adds a person with their numbers.
///
/// # Errors
///
/// [`StoreError::Conflict`] when somebody else has one of the numbers in the same days.
pub async fn add(
    tx: &mut Tx,
    person: &Person,
    came_from: Option<&str>,
    created_at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(person.instansi.0)
        .bind(person.id.0)
        .bind(&person.name)
        .bind(person.name.to_lowercase())
        .bind(person.employee_type.as_str())
        .bind(came_from)
        .bind(created_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    for identifier in &person.identifiers {
        add_identifier(tx, person.instansi, person.id, identifier).await?;
    }
    Ok(())
}

/// Changes name and employment.
pub async fn change(
    tx: &mut Tx,
    instansi: InstansiId,
    id: PersonId,
    name: &str,
    employee_type: EmployeeType,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CHANGE)
        .bind(instansi.0)
        .bind(id.0)
        .bind(name)
        .bind(name.to_lowercase())
        .bind(employee_type.as_str())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("person")) } else { Ok(()) }
}

/// Gives a person a number, or changes its dates.
///
/// # Errors
///
/// [`StoreError::Conflict`] when somebody else has it in the same days.
pub async fn add_identifier(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    new: &Identifier,
) -> Result<(), StoreError> {
    let others: Vec<(Uuid, Option<String>, Option<String>)> = on_db!(tx, |conn| sqlx::query_as(OTHERS_WITH)
        .bind(instansi.0)
        .bind(new.kind.as_str())
        .bind(&new.value)
        .bind(person.0)
        .fetch_all(conn)
        .await)?;
    for (_, from_on, to_on) in &others {
        let from = values::date_or_none(from_on.as_deref())?.unwrap_or(FIRST_DAY);
        let to = values::date_or_none(to_on.as_deref())?.unwrap_or(LAST_DAY);
        if from <= new.to_on.unwrap_or(LAST_DAY) && new.from_on.unwrap_or(FIRST_DAY) <= to {
            return Err(StoreError::conflict(format!("{} {} is another person's", new.kind.as_str(), new.value)));
        }
    }
    on_db!(tx, |conn| sqlx::query(ADD_IDENTIFIER)
        .bind(instansi.0)
        .bind(person.0)
        .bind(new.kind.as_str())
        .bind(&new.value)
        .bind(values::date_text(new.from_on))
        .bind(values::date_text(new.to_on))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds a person or completes the one who has one of the numbers, as a list of people does.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the numbers belong to different people.
pub async fn save(tx: &mut Tx, person: &Person, created_at: Timestamp) -> Result<(PersonId, Saved), StoreError> {
    let numbers: Vec<&str> = person.identifiers.iter().map(|identifier| identifier.value.as_str()).collect();
    let mut owners: Vec<PersonId> =
        by_numbers(tx, person.instansi, &numbers).await?.into_iter().map(|owner| owner.person).collect();
    owners.sort();
    owners.dedup();
    let id = match owners.as_slice() {
        [] => {
            add(tx, person, None, created_at).await?;
            return Ok((person.id, Saved::New));
        }
        [id] => *id,
        _ => return Err(StoreError::conflict("the numbers of one row belong to different people")),
    };
    let there = get(tx, person.instansi, id).await?.ok_or_else(|| StoreError::not_found("person"))?;
    let mut saved = Saved::Same;
    if there.name != person.name || there.employee_type != person.employee_type {
        change(tx, person.instansi, id, &person.name, person.employee_type).await?;
        saved = Saved::Changed;
    }
    for identifier in &person.identifiers {
        let known = |old: &Identifier| old.kind == identifier.kind && old.value == identifier.value;
        if !there.identifiers.iter().any(known) {
            add_identifier(tx, person.instansi, id, identifier).await?;
            saved = Saved::Changed;
        }
    }
    Ok((id, saved))
}

/// One person with their numbers.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(get_many(tx, instansi, &[id]).await?.pop())
}

/// Several people with their numbers, in the order of their keys; unknown keys are left out.
pub async fn get_many(tx: &mut Tx, instansi: InstansiId, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    type Row = (Uuid, String, String, Option<String>, Option<String>, Option<String>, Option<String>);
    let mut people: BTreeMap<PersonId, Person> = BTreeMap::new();
    for (sql, piece) in IDENTIFIERS.pieces(ids) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(id.0);
            }
            query.fetch_all(conn).await
        })?;
        for (id, name, employee_type, kind, value, from_on, to_on) in rows {
            let employee_type = employee_type.parse().map_err(StoreError::corrupt)?;
            let person = people.entry(PersonId(id)).or_insert_with(|| Person {
                instansi,
                id: PersonId(id),
                name,
                employee_type,
                identifiers: Vec::new(),
            });
            if let Some((kind, value)) = kind.zip(value) {
                person.identifiers.push(Identifier {
                    kind: kind.parse::<IdentifierKind>().map_err(StoreError::corrupt)?,
                    value,
                    from_on: values::date_or_none(from_on.as_deref())?,
                    to_on: values::date_or_none(to_on.as_deref())?,
                });
            }
        }
    }
    Ok(people.into_values().collect())
}

/// A page of people, by name.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &PeopleFilter,
    after: Option<&PeopleCursor>,
    limit: u32,
) -> Result<Vec<PersonRow>, StoreError> {
    let Some(reach) = Reach::of(&filter.access)? else { return Ok(Vec::new()) };
    let pattern = filter.search.as_deref().map(values::contains_pattern);
    let after = after.cloned().unwrap_or_default();
    let (sql, roots) = reach.list(&LIST)?;
    let rows: Vec<ListRow> = on_db!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(sql))
            .bind(instansi.0)
            .bind(filter.unit.map(|unit| unit.0))
            .bind(reach.all)
            .bind(reach.own)
            .bind(filter.on.to_string())
            .bind(&pattern)
            .bind(&after.name_key)
            .bind(after.id)
            .bind(i64::from(limit));
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter()
        .map(|row| {
            Ok(PersonRow {
                id: PersonId(row.id),
                name: row.name,
                employee_type: row.employee_type.parse().map_err(StoreError::corrupt)?,
                number: row.number,
                unit: row.unit_id.map(UnitId),
                title: row.title,
                cursor: PeopleCursor { name_key: row.name_key, id: row.id },
            })
        })
        .collect()
}

/// Who a word on the command line may mean: a key, a NIP or local number, else part of a name. At most 20.
pub async fn find_by_key(
    tx: &mut Tx,
    instansi: InstansiId,
    text: &str,
    on: Date,
) -> Result<Vec<PersonRow>, StoreError> {
    let text = text.trim();
    let number: String = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '`' | '\'')).collect();
    let mut exact: Vec<PersonId> = match text.parse::<PersonId>() {
        Ok(id) => vec![id],
        Err(_) => by_numbers(tx, instansi, &[&number]).await?.into_iter().map(|owner| owner.person).collect(),
    };
    exact.sort();
    exact.dedup();
    let search = |search: Option<String>| PeopleFilter { access: AccessFilter::All, unit: None, search, on };
    if exact.is_empty() {
        return list(tx, instansi, &search(Some(text.to_owned())), None, 20).await;
    }
    let mut found = Vec::new();
    for person in exact {
        let just_this = AccessFilter::Some { units: Vec::new(), person: Some(person) };
        let filter = PeopleFilter { access: just_this, ..search(None) };
        found.extend(list(tx, instansi, &filter, None, 1).await?);
    }
    Ok(found)
}

/// Who has, or had, these numbers.
pub async fn by_numbers(tx: &mut Tx, instansi: InstansiId, numbers: &[&str]) -> Result<Vec<NumberOwner>, StoreError> {
    let mut owners = Vec::new();
    for (sql, piece) in BY_NUMBERS.pieces(numbers) {
        let rows: Vec<(String, Uuid, Option<String>, Option<String>)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for number in piece {
                query = query.bind(*number);
            }
            query.fetch_all(conn).await
        })?;
        for (value, person, from_on, to_on) in rows {
            owners.push(NumberOwner {
                value,
                person: PersonId(person),
                from_on: values::date_or_none(from_on.as_deref())?.unwrap_or(FIRST_DAY),
                to_on: values::date_or_none(to_on.as_deref())?.unwrap_or(LAST_DAY),
            });
        }
    }
    Ok(owners)
}

/// How many people there are.
pub async fn count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(COUNT).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// The keys of all people, in order.
pub async fn ids(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(IDS).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}
