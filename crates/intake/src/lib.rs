//! hadir-intake
