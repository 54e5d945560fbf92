//! hadir-ledger
