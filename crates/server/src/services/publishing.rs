//! The public page: figures of settled days and of sidak, published by a job while two officers hold it open.
//!
//! **Invariant:** an act of publishing holds the published table only, never the exact one, and names no person; who is
//! counted where is kept beside it, by number, and is never shown.

pub mod counting;
pub mod csv;
pub mod daily;
pub mod jobs;
pub mod journal;
pub mod naming;
pub mod previewing;
pub mod showing;
pub mod snapshot;
pub mod switching;
pub mod withdrawing;

pub use self::jobs::start;
pub use self::snapshot::from_snapshot;
