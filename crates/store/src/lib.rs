//! SQL for SQLite and PostgreSQL: one module per table group, one text per statement for both.
//!
//! Open a [`Db`], call [`Db::migrate`], then hand the [`Tx`] of [`Db::write`] or [`Db::read`] to the functions of
//! the modules. Time, identifiers and salts come from the caller.

pub mod access_log;
pub mod accounts;
pub mod activated_packs;
pub mod audits;
pub mod checks;
pub mod claim;
pub mod clock_corrections;
pub mod clock_evidence;
pub mod code_printings;
pub mod corrections;
pub mod cross_checks;
pub mod data_exports;
pub mod data_requests;
pub mod days;
pub mod devices;
pub mod directory;
pub mod dirty;
pub mod documents;
pub mod doubts;
pub mod erasures;
pub mod evidence;
pub mod grants;
pub mod holds;
pub mod imports;
pub mod instansi;
pub mod leases;
pub mod leave_openings;
pub mod maintenance;
pub mod marks;
pub mod months;
pub mod notices;
pub mod outages;
pub mod people;
pub mod periods;
pub mod phones;
pub mod photos;
pub mod pins;
pub mod posts;
pub mod problems;
pub mod punches;
pub mod raw_files;
pub mod reconcile;
pub mod records;
pub mod requests;
pub mod roster;
pub mod roster_changes;
pub mod roster_desk;
pub mod roster_lists;
pub mod seal;
pub mod sealed_days;
pub mod secrets;
pub mod sessions;
pub mod setup;
pub mod sheet_statements;
pub mod signed_rolls;
pub mod silence_alarms;
pub mod site_versions;
pub mod sites;
pub mod spot_checks;
pub mod stage_steps;
pub mod state_hash;
pub mod statements;
pub mod stations;
pub mod stored_files;
pub mod terminals;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tolerance_zones;
pub mod units;
pub mod unmatched;

mod bulk;
mod clocks;
mod db;
mod error;
pub mod matching;
mod reach;
mod values;
pub mod webhooks;
pub mod witnesses;

pub use db::{Db, Tx};
pub use error::StoreError;
pub use state_hash::state_hash;
