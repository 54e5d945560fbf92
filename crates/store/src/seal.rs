//! The sealed log as it is published: epochs, keys, tiles, checkpoints and who cosigns them. The leaves themselves are
//! those of [`crate::records`].

pub mod checkpoints;
pub mod epochs;
pub mod keys;
pub mod tiles;
pub mod witnesses;

use crate::error::StoreError;

/// Whole numbers of the log as the database holds them.
pub(crate) fn number(size: u64) -> Result<i64, StoreError> {
    i64::try_from(size).map_err(|_| StoreError::conflict("no such place in the log"))
}
