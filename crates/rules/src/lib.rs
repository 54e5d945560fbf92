//! hadir-rules
