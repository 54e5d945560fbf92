//! One random tampering: what was done, and what must show it.

use hadir_server::app::App;
use hadir_server::system::System;
use hadir_store::seal::audit::SEALED;
use hadir_store::seal::testing::{count, tamper};
use hadir_store::{StoreError, Tx};

use super::CaughtBy::{self, Leaf, OutsideCheckpoint, Rebuild, Shape, Signature, Tree};

/// Random choices that a seed repeats.
pub struct Hands(System);

impl Hands {
    pub fn new(seed: u64) -> Self {
        Self(System::fixed("2026-01-01T00:00:00Z".parse().unwrap(), seed))
    }

    fn below(&mut self, limit: u64) -> u64 {
        u64::from_le_bytes(self.0.bytes()) % limit.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// What was done.
pub struct Done {
    pub what: String,
    pub class: &'static str,
    /// One of these must show it.
    pub shown_by: &'static [CaughtBy],
    /// Whether only the look at what is derived can show it.
    pub derived: bool,
}

/// Meddles once; `None` when the database did not take it or nothing changed.
pub async fn tampering(app: &App, hands: &mut Hands) -> Option<Done> {
    app.db.write(async |tx| chosen(tx, hands).await).await.ok().flatten()
}

async fn chosen(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    // Whoever has the file in their hands asks no constraint.
    tamper(tx, "PRAGMA ignore_check_constraints = ON").await?;
    tamper(tx, "PRAGMA defer_foreign_keys = ON").await?;
    match hands.below(16) {
        0..=4 => column(tx, hands).await,
        5 | 6 => body(tx, hands).await,
        7 => leaf(tx, hands).await,
        8 => tile(tx, hands).await,
        9 => checkpoint(tx, hands).await,
        10 | 11 => gone(tx, hands).await,
        12 | 13 => swapped(tx, hands).await,
        14 => truncated(tx, hands).await,
        _ => beside(tx, hands).await,
    }
}

/// An expression for a column's value with one byte, letter or number another.
fn another(hands: &mut Hands, column: &str, holds: &str) -> String {
    let k = hands.below(1000);
    let at = format!("{k} % length({column})");
    match holds {
        "INTEGER" => format!("COALESCE({column}, 0) + {}", 1 << hands.below(20)),
        "TEXT" => format!(
            "CASE WHEN {column} IS NULL OR {column} = '' THEN 'x'
                  ELSE substr({column}, 1, {at}) || char(unicode(substr({column}, 1 + {at}, 1)) + 1)
                       || substr({column}, 2 + {at}) END"
        ),
        _ => format!(
            "CASE WHEN {column} IS NULL THEN x'07'
                  ELSE CAST(substr({column}, 1, {at})
                            || CASE WHEN substr({column}, 1 + {at}, 1) = x'41' THEN x'42' ELSE x'41' END
                            || substr({column}, 2 + {at}) AS BLOB) END"
        ),
    }
}

/// A row of a table by its place among those of the city.
async fn row(tx: &mut Tx, hands: &mut Hands, table: &str, key: &str, and: &str) -> Result<String, StoreError> {
    let rows = count(tx, &format!("SELECT COUNT(*) FROM {table} WHERE instansi_id = 1 {and}")).await?;
    let at = hands.below(rows);
    Ok(format!(
        "instansi_id = 1 AND {key} = (SELECT {key} FROM {table} WHERE instansi_id = 1 {and} ORDER BY {key} LIMIT 1 OFFSET {at})"
    ))
}

async fn set(
    tx: &mut Tx,
    (table, place): (&str, &str),
    assignment: &str,
    class: &'static str,
    shown_by: &'static [CaughtBy],
) -> Result<Option<Done>, StoreError> {
    let what = format!("UPDATE {table} SET {assignment} WHERE {place}");
    let rows = tamper(tx, &what).await?;
    Ok((rows > 0).then_some(Done { what, class, shown_by, derived: false }))
}

async fn column(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let sealed = &SEALED[usize::try_from(hands.below(SEALED.len() as u64)).unwrap()];
    let at = hands.below(sealed.columns.len() as u64 + 1);
    let (name, holds) = sealed
        .columns
        .get(usize::try_from(at).unwrap())
        .map_or(("commitment", "BLOB"), |column| (column.name(), column.holds()));
    // What stands beside a body that was erased by law cannot be compared with it.
    let whole = format!("AND {} IN (SELECT record_id FROM record_bodies WHERE instansi_id = 1)", sealed.id);
    let place = row(tx, hands, sealed.table, "commitment", &whole).await?;
    let shown_by: &[CaughtBy] = if name == sealed.id { &[Shape] } else { &[Leaf] };
    let value = another(hands, name, holds);
    set(tx, (sealed.table, &place), &format!("{name} = {value}"), "a column", shown_by).await
}

async fn body(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let place = row(tx, hands, "record_bodies", "record_id", "").await?;
    let (name, shown_by): (&str, &[CaughtBy]) =
        hands.one(&[("payload", [Leaf].as_slice()), ("salt", &[Leaf]), ("payload", &[Leaf]), ("record_id", &[Shape])]);
    let value = another(hands, name, "BLOB");
    set(tx, ("record_bodies", &place), &format!("{name} = {value}"), "body or salt", shown_by).await
}

async fn leaf(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let place = row(tx, hands, "leaf_positions", "position", "").await?;
    let (name, holds, shown_by): (&str, &str, &[CaughtBy]) = hands.one(&[
        ("leaf", "BLOB", [Leaf].as_slice()),
        ("kind", "TEXT", &[Shape]),
        ("record_id", "BLOB", &[Shape]),
        ("position", "INTEGER", &[Shape]),
    ]);
    let value = if name == "position" { "position + 1000000".into() } else { another(hands, name, holds) };
    set(tx, ("leaf_positions", &place), &format!("{name} = {value}"), "a leaf", shown_by).await
}

async fn tile(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let place = row(tx, hands, "log_tiles", "tile_index", "").await?;
    let (name, holds) = hands.one(&[("hashes", "BLOB"), ("hashes", "BLOB"), ("tile_index", "INTEGER"), ("level", "")]);
    let value = if name == "level" { "level + 1".into() } else { another(hands, name, holds) };
    set(tx, ("log_tiles", &place), &format!("{name} = {value}"), "a tile", &[Tree]).await
}

async fn checkpoint(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let place = row(tx, hands, "checkpoints", "size", "").await?;
    let (name, holds) =
        hands.one(&[("root", "BLOB"), ("note", "TEXT"), ("note", "TEXT"), ("size", ""), ("epoch", ""), ("at", "")]);
    let value = match name {
        // The signed date counts whole seconds.
        "at" => format!("at - {}", 1_000_000 * (1 + hands.below(100_000))),
        "size" | "epoch" => format!("{name} + 1"),
        _ => another(hands, name, holds),
    };
    set(tx, ("checkpoints", &place), &format!("{name} = {value}"), "a checkpoint", &[Signature]).await
}

async fn gone(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let sealed = &SEALED[usize::try_from(hands.below(SEALED.len() as u64)).unwrap()];
    let (table, key, shown_by): (&str, &str, &[CaughtBy]) = hands.one(&[
        (sealed.table, "commitment", [Shape].as_slice()),
        (sealed.table, "commitment", &[Shape]),
        ("record_bodies", "record_id", &[Shape]),
        ("leaf_positions", "position", &[Shape, Tree]),
        ("log_tiles", "tile_index", &[Tree]),
    ]);
    // A row whose record was erased by law may go.
    let erased = "(SELECT record_id FROM erased_records)";
    let and = match table {
        _ if table == sealed.table => format!("AND {} NOT IN {erased}", sealed.id),
        _ => String::new(),
    };
    let place = row(tx, hands, table, key, &and).await?;
    let what = format!("DELETE FROM {table} WHERE {place}");
    let rows = tamper(tx, &what).await?;
    Ok((rows > 0).then_some(Done { what, class: "a row gone", shown_by, derived: false }))
}

async fn swapped(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let sealed = &SEALED[usize::try_from(hands.below(SEALED.len() as u64)).unwrap()];
    let (table, key, columns, shown_by): (&str, &str, &[&str], &[CaughtBy]) = hands.one(&[
        ("record_bodies", "record_id", ["payload", "salt"].as_slice(), [Leaf].as_slice()),
        ("leaf_positions", "position", &["leaf"], &[Leaf]),
        ("leaf_positions", "position", &["record_id", "kind", "leaf"], &[Tree]),
        (sealed.table, sealed.id, &["commitment"], &[Leaf]),
    ]);
    let rows = count(tx, &format!("SELECT COUNT(*) FROM {table} WHERE instansi_id = 1")).await?;
    let (first, second) = (hands.below(rows), hands.below(rows));
    if first == second {
        return Ok(None);
    }
    // The other's values, read from a copy so that no key stands twice.
    tamper(tx, &format!("CREATE TEMP TABLE swapped AS SELECT * FROM {table} WHERE instansi_id = 1 ORDER BY {key}"))
        .await?;
    let keys = [first, second].map(|at| format!("(SELECT {key} FROM swapped LIMIT 1 OFFSET {at})"));
    tamper(tx, &format!("DELETE FROM {table} WHERE instansi_id = 1 AND {key} IN ({}, {})", keys[0], keys[1])).await?;
    tamper(tx, &format!("CREATE TEMP TABLE pair AS SELECT * FROM swapped WHERE {key} IN ({}, {})", keys[0], keys[1]))
        .await?;
    let exchanged: String = columns
        .iter()
        .map(|column| format!("{column} = (SELECT s.{column} FROM swapped s WHERE s.{key} IN (SELECT {key} FROM pair) AND s.{key} <> pair.{key})"))
        .collect::<Vec<_>>()
        .join(", ");
    tamper(tx, &format!("UPDATE pair SET {exchanged}")).await?;
    let rows = tamper(tx, &format!("INSERT INTO {table} SELECT * FROM pair")).await?;
    let what = format!("swap {columns:?} of rows {first} and {second} of {table}");
    Ok((rows == 2).then_some(Done { what, class: "two rows swapped", shown_by, derived: false }))
}

/// The end of the log with everything that knows of it: nothing inside is left to tell.
async fn truncated(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let size = count(tx, "SELECT COUNT(*) FROM leaf_positions WHERE instansi_id = 1").await?;
    let to = size - 1 - hands.below(60);
    let gone = format!("SELECT record_id FROM leaf_positions WHERE instansi_id = 1 AND position >= {to}");
    for sealed in &SEALED {
        tamper(tx, &format!("DELETE FROM {} WHERE instansi_id = 1 AND {} IN ({gone})", sealed.table, sealed.id))
            .await?;
    }
    tamper(tx, &format!("DELETE FROM record_bodies WHERE instansi_id = 1 AND record_id IN ({gone})")).await?;
    tamper(tx, &format!("DELETE FROM leaf_positions WHERE instansi_id = 1 AND position >= {to}")).await?;
    tamper(tx, &format!("DELETE FROM checkpoints WHERE instansi_id = 1 AND size > {to}")).await?;
    let signed = count(tx, "SELECT COALESCE(MAX(size), 0) FROM checkpoints WHERE instansi_id = 1").await?;
    let bytes = (signed >> 8) * 32;
    tamper(tx, &format!("UPDATE log_tiles SET hashes = substr(hashes, 1, {bytes}) WHERE instansi_id = 1")).await?;
    tamper(tx, "DELETE FROM log_tiles WHERE length(hashes) = 0").await?;
    let what = format!("everything from leaf {to} on");
    Ok(Some(Done { what, class: "the end cut off", shown_by: &[OutsideCheckpoint], derived: false }))
}

/// What hangs on sealed records, and what is derived.
async fn beside(tx: &mut Tx, hands: &mut Hands) -> Result<Option<Done>, StoreError> {
    let (table, key, name, shown_by): (&str, &str, &str, &[CaughtBy]) = hands.one(&[
        ("grants", "id", "role", [Rebuild].as_slice()),
        ("grants", "id", "to_on", &[Rebuild]),
        ("grants", "id", "granted_by", &[Rebuild]),
        ("activated_packs", "sha256", "body", &[Leaf]),
        ("activated_packs", "sha256", "by_login", &[Leaf]),
        ("sheet_statements", "ordinal", "code", &[Leaf]),
        ("sheet_statements", "ordinal", "day_on", &[Leaf]),
        ("punch_facts", "punch_id", "person_key", &[Rebuild]),
        ("punch_facts", "punch_id", "state", &[Rebuild]),
    ]);
    let place = row(tx, hands, table, key, "").await?;
    let value = another(hands, name, "TEXT");
    let done = set(tx, (table, &place), &format!("{name} = {value}"), "what hangs on records", shown_by).await?;
    Ok(done.map(|done| Done { derived: table == "punch_facts", ..done }))
}
