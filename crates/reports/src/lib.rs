//! hadir-reports
