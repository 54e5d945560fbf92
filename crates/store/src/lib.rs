//! hadir-store
