//! What units call their turns, which posts they cover and which cycles they know. Ended, never deleted.

use hadir_domain::ids::{InstansiId, UnitId};
use hadir_domain::roster::Turn;
use hadir_domain::roster::desk::{DutyPost, NamedCycle, NamedTurn};
use jiff::Timestamp;
use jiff::civil::Time;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant ADD_TURN = "
        INSERT INTO shift_turns (instansi_id, id, unit_id, code, name, starts, minutes, break_minutes, grace_minutes,
                                 colour, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant TURNS = "
        SELECT id, unit_id, code, name, starts, minutes, break_minutes, grace_minutes, colour, ended_at
          FROM shift_turns WHERE instansi_id = $1 ORDER BY created_at, id";
    Tenant RENAME_TURN = "UPDATE shift_turns SET name = $3, colour = $4 WHERE instansi_id = $1 AND id = $2";
    Tenant END_TURN = "
        UPDATE shift_turns SET ended_at = $3, ended_by = $4 WHERE instansi_id = $1 AND id = $2 AND ended_at IS NULL";
    Tenant ADD_POST = "
        INSERT INTO duty_posts (instansi_id, id, unit_id, name, turn_code, weekday_needed, weekend_needed, created_at,
                                created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant POSTS = "
        SELECT id, unit_id, name, turn_code, weekday_needed, weekend_needed, ended_at
          FROM duty_posts WHERE instansi_id = $1 ORDER BY created_at, id";
    Tenant END_POST = "
        UPDATE duty_posts SET ended_at = $3, ended_by = $4 WHERE instansi_id = $1 AND id = $2 AND ended_at IS NULL";
    Tenant ADD_CYCLE = "
        INSERT INTO roster_patterns (instansi_id, id, unit_id, name, turns, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    Tenant CYCLES = "
        SELECT id, unit_id, name, turns, ended_at FROM roster_patterns WHERE instansi_id = $1 ORDER BY created_at, id";
    Tenant END_CYCLE = "
        UPDATE roster_patterns SET ended_at = $3, ended_by = $4
         WHERE instansi_id = $1 AND id = $2 AND ended_at IS NULL";
}

/// Who made or ended something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Their login.
    pub login: &'a str,
    /// When.
    pub at: Timestamp,
}

/// What can be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A turn.
    Turn,
    /// A post.
    Post,
    /// A cycle.
    Cycle,
}

#[derive(FromRow)]
struct TurnRow {
    id: Uuid,
    unit_id: Uuid,
    code: String,
    name: String,
    starts: String,
    minutes: i64,
    break_minutes: i64,
    grace_minutes: i64,
    colour: i64,
    ended_at: Option<i64>,
}

#[derive(FromRow)]
struct PostRow {
    id: Uuid,
    unit_id: Uuid,
    name: String,
    turn_code: String,
    weekday_needed: i64,
    weekend_needed: i64,
    ended_at: Option<i64>,
}

#[derive(FromRow)]
struct CycleRow {
    id: Uuid,
    unit_id: Uuid,
    name: String,
    turns: String,
    ended_at: Option<i64>,
}

fn small<T: TryFrom<i64>>(number: i64) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| StoreError::corrupt("a small number"))
}

/// Adds a turn.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a turn of the unit that has not ended bears the letter, or the id is taken.
pub async fn add_turn(tx: &mut Tx, instansi: InstansiId, turn: &NamedTurn, by: By<'_>) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD_TURN)
        .bind(instansi.0)
        .bind(turn.id)
        .bind(turn.unit.0)
        .bind(&turn.code)
        .bind(&turn.name)
        .bind(turn.turn.starts.strftime("%H:%M").to_string())
        .bind(i64::from(turn.turn.minutes))
        .bind(i64::from(turn.turn.break_minutes))
        .bind(i64::from(turn.turn.grace_minutes))
        .bind(i64::from(turn.colour))
        .bind(by.at.as_microsecond())
        .bind(by.login)
        .execute(conn)
        .await
        .map(drop)
        .map_err(StoreError::from))
}

/// Every turn, ended ones too, oldest first.
pub async fn turns(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<NamedTurn>, StoreError> {
    let rows: Vec<TurnRow> = on_db!(tx, |conn| sqlx::query_as(TURNS).bind(instansi.0).fetch_all(conn).await)?;
    let turns = rows.into_iter().map(|row| {
        let starts: Time = row.starts.parse().map_err(|_| StoreError::corrupt("start of a turn"))?;
        Ok(NamedTurn {
            id: row.id,
            unit: UnitId(row.unit_id),
            code: row.code,
            name: row.name,
            turn: Turn {
                starts,
                minutes: small(row.minutes)?,
                break_minutes: small(row.break_minutes)?,
                grace_minutes: small(row.grace_minutes)?,
            },
            colour: small(row.colour)?,
            ended: row.ended_at.is_some(),
        })
    });
    turns.collect()
}

/// Gives a turn another name or colour; its letter and hours stay, others begin with a new turn.
pub async fn rename_turn(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    name: &str,
    colour: u8,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(RENAME_TURN)
        .bind(instansi.0)
        .bind(id)
        .bind(name)
        .bind(i64::from(colour))
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("turn")) } else { Ok(()) }
}

/// Adds a post.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the id is taken or the unit is not there.
pub async fn add_post(tx: &mut Tx, instansi: InstansiId, post: &DutyPost, by: By<'_>) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD_POST)
        .bind(instansi.0)
        .bind(post.id)
        .bind(post.unit.0)
        .bind(&post.name)
        .bind(&post.turn_code)
        .bind(i64::from(post.weekday_needed))
        .bind(i64::from(post.weekend_needed))
        .bind(by.at.as_microsecond())
        .bind(by.login)
        .execute(conn)
        .await
        .map(drop)
        .map_err(StoreError::from))
}

/// Every post, ended ones too, oldest first.
pub async fn posts(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<DutyPost>, StoreError> {
    let rows: Vec<PostRow> = on_db!(tx, |conn| sqlx::query_as(POSTS).bind(instansi.0).fetch_all(conn).await)?;
    let posts = rows.into_iter().map(|row| {
        Ok(DutyPost {
            id: row.id,
            unit: UnitId(row.unit_id),
            name: row.name,
            turn_code: row.turn_code,
            weekday_needed: small(row.weekday_needed)?,
            weekend_needed: small(row.weekend_needed)?,
            ended: row.ended_at.is_some(),
        })
    });
    posts.collect()
}

/// Adds a cycle.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the id is taken or the unit is not there.
pub async fn add_cycle(tx: &mut Tx, instansi: InstansiId, cycle: &NamedCycle, by: By<'_>) -> Result<(), StoreError> {
    let turns = values::json_text(&cycle.turns)?;
    on_db!(tx, |conn| sqlx::query(ADD_CYCLE)
        .bind(instansi.0)
        .bind(cycle.id)
        .bind(cycle.unit.0)
        .bind(&cycle.name)
        .bind(&turns)
        .bind(by.at.as_microsecond())
        .bind(by.login)
        .execute(conn)
        .await
        .map(drop)
        .map_err(StoreError::from))
}

/// Every cycle, ended ones too, oldest first.
pub async fn cycles(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<NamedCycle>, StoreError> {
    let rows: Vec<CycleRow> = on_db!(tx, |conn| sqlx::query_as(CYCLES).bind(instansi.0).fetch_all(conn).await)?;
    let cycles = rows.into_iter().map(|row| {
        Ok(NamedCycle {
            id: row.id,
            unit: UnitId(row.unit_id),
            name: row.name,
            turns: values::json(&row.turns)?,
            ended: row.ended_at.is_some(),
        })
    });
    cycles.collect()
}

/// Ends a turn, post or cycle; one that has ended stays as it is. Answers whether it ended now.
pub async fn end(tx: &mut Tx, instansi: InstansiId, kind: Kind, id: Uuid, by: By<'_>) -> Result<bool, StoreError> {
    let sql = match kind {
        Kind::Turn => END_TURN,
        Kind::Post => END_POST,
        Kind::Cycle => END_CYCLE,
    };
    let rows = on_db!(tx, |conn| sqlx::query(sql)
        .bind(instansi.0)
        .bind(id)
        .bind(by.at.as_microsecond())
        .bind(by.login)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
