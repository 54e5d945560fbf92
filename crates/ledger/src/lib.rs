//! The seal: an append-only log over records. It knows only bytes.
//!
//! Hashing follows RFC 6962; tiles, checkpoints, notes, cosignatures and proofs follow C2SP, so that tools that know
//! nothing of this project can check the log.

pub mod bundle;
pub mod checkpoint;
pub mod dating;
pub mod finding;
pub mod leaf;
pub mod merkle;
pub mod note;
pub mod proof;
pub mod receipt;
pub mod tile;
pub mod tree;
