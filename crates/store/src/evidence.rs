//! How punches were weighed, and the networks of offices.

pub mod claims;
pub mod networks;
pub mod verdicts;
pub mod weighed_days;
