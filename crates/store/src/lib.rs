//! SQL for SQLite and PostgreSQL: one module per table group, one text per statement for both.
//!
//! Open a [`Db`], call [`Db::migrate`], then hand the [`Tx`] of [`Db::write`] or [`Db::read`] to the functions of
//! the modules. Time, identifiers and salts come from the caller.

pub mod access_log;
pub mod accounts;
pub mod activated_packs;
pub mod claim;
pub mod days;
pub mod devices;
pub mod directory;
pub mod dirty;
pub mod grants;
pub mod imports;
pub mod instansi;
pub mod leases;
pub mod marks;
pub mod months;
pub mod people;
pub mod pins;
pub mod posts;
pub mod problems;
pub mod punches;
pub mod raw_files;
pub mod records;
pub mod roster;
pub mod secrets;
pub mod sessions;
pub mod setup;
pub mod sheet_statements;
pub mod sites;
pub mod state_hash;
pub mod statements;
#[cfg(feature = "testing")]
pub mod testing;
pub mod units;

mod bulk;
mod clocks;
mod db;
mod error;
pub mod matching;
mod reach;
mod values;

pub use db::{Db, Tx};
pub use error::StoreError;
pub use state_hash::state_hash;
