//! hadir-sim
