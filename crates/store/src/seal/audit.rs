//! Reading for a look at the whole seal: rows as they lie there, whatever somebody made of them.
//!
//! **Invariant:** a value that cannot be read is a cell that says so, never an error: whoever flips a byte must not be
//! able to stop the look.

mod cell;
mod compare;
mod grants;
mod log;
mod outside;
mod packs;
mod statements;
mod tables;

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{Commitment, RecordKind, Salt};
use sqlx::AssertSqlSafe;
use tokio_stream::StreamExt;

pub use self::cell::Cell;
pub use self::compare::{Checker, differences};
pub use self::grants::strange_grants;
pub use self::log::{
    RawCheckpoint, RawCosignature, RawEpoch, RawKey, RawLeaf, bodies, checkpoints, cosignatures, epochs, keys,
    largest_checkpoint, leaves, lost_records, place_of, stray_bodies, tile, tiles, waiting, waits,
};
pub use self::outside::{LOG, OUTSIDE};
pub use self::packs::strange_packs;
pub use self::statements::strange_statements;
pub use self::tables::{SEALED, Sealed};

use self::cell::{ReadCell, bytes, text};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::{Scope, Statement};

/// A row of a sealed table with everything that must fit it.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedRow {
    /// The key of the record.
    pub record: Cell,
    /// The commitment beside it.
    pub commitment: Option<Commitment>,
    /// Its place in the log, with kind and leaf as they stand there.
    pub placed: Option<(i64, Option<RecordKind>, Option<Commitment>)>,
    /// Kind and leaf as they wait for a place.
    pub waiting: Option<(Option<RecordKind>, Option<Commitment>)>,
    /// The body and its salt; `None` when there is none.
    pub body: Option<(Option<Salt>, Vec<u8>)>,
    /// The columns, in the order of [`Sealed::columns`].
    pub cells: Vec<Cell>,
}

/// Columns that stand before those of the table.
const FIXED: usize = 9;

/// Hands every row of a sealed table to `each`, one after the other; none is held longer.
///
/// # Errors
///
/// When the database does not answer.
pub async fn walk(
    tx: &mut Tx,
    instansi: InstansiId,
    sealed: &'static Sealed,
    mut each: impl FnMut(SealedRow) + Send,
) -> Result<u64, StoreError> {
    let mut count = 0;
    on_db!(tx, |conn| {
        let mut rows = sqlx::query(AssertSqlSafe(sealed.sql())).bind(instansi.0).fetch(conn);
        while let Some(row) = rows.next().await {
            let row = row?;
            let kind_and_leaf = |at: usize| {
                let kind = text(row.cell(at)).and_then(|kind| RecordKind::parse(&kind));
                (kind, bytes(row.cell(at + 1)).and_then(|leaf| leaf.try_into().ok()))
            };
            let placed = match row.whole(2) {
                Cell::Int(position) => {
                    let (kind, leaf) = kind_and_leaf(3);
                    Some((position, kind, leaf))
                }
                _ => None,
            };
            let waiting = (row.cell(5) != Cell::Null).then(|| kind_and_leaf(5));
            let body = match row.cell(8) {
                Cell::Null => None,
                payload => {
                    let salt = bytes(row.cell(7)).and_then(|salt| salt.try_into().ok());
                    Some((salt, bytes(payload).unwrap_or_default()))
                }
            };
            let cells = sealed.columns.iter().enumerate();
            let cells = cells.map(|(at, column)| row.read(FIXED + at, column.kind())).collect();
            each(SealedRow {
                record: row.read(0, cell::Kind::Id),
                commitment: bytes(row.cell(1)).and_then(|leaf| leaf.try_into().ok()),
                placed,
                waiting,
                body,
                cells,
            });
            count += 1;
        }
    });
    Ok(count)
}

/// Every statement of this module.
pub(crate) fn all_statements() -> Vec<Statement> {
    let walks = SEALED.iter().map(|sealed| Statement { name: sealed.table, sql: sealed.sql(), scope: Scope::Tenant });
    let lost =
        RecordKind::ALL.map(|kind| Statement { name: kind.as_str(), sql: log::lost_sql(kind), scope: Scope::Tenant });
    [log::STATEMENTS, grants::STATEMENTS, packs::STATEMENTS, statements::STATEMENTS]
        .concat()
        .into_iter()
        .chain(walks)
        .chain(lost)
        .collect()
}
