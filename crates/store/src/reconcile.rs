//! What reconciliation found, kept so that it can be listed, settled and counted. Derived: written anew at any time.

pub mod claims;
pub mod discrepancies;
pub mod match_days;
pub mod settlements;
