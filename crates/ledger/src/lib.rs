//! The seal: an append-only log over records. It knows only bytes.

pub mod leaf;
pub mod merkle;
