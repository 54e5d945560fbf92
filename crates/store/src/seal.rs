//! The sealed log as it is published: epochs, keys, tiles, checkpoints and who cosigns them. The leaves themselves are
//! those of [`crate::records`].

pub mod audit;
pub mod bundles;
pub mod checkpoints;
pub mod epochs;
pub mod finder;
pub mod keys;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tiles;
pub mod verifications;
pub mod watched;
pub mod witnesses;

use crate::error::StoreError;

/// Whole numbers of the log as the database holds them.
pub(crate) fn number(size: u64) -> Result<i64, StoreError> {
    i64::try_from(size).map_err(|_| StoreError::conflict("no such place in the log"))
}
