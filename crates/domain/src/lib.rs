//! What Hadir decides, without any I/O: people, units, duty, punches, day verdicts, recap, survey.
//!
//! Everything here takes values and returns values with their reasons. The time, the rules and the
//! records are handed in; nothing reads a clock, a file or a database.

pub mod access;
pub mod apel;
pub mod arrival;
pub mod audit;
pub mod calendar;
pub mod checks;
pub mod clocks;
mod codes;
pub mod cross_checks;
pub mod curves;
pub mod day;
pub mod day_rolls;
pub mod devices;
pub mod discipline;
pub mod doubts;
pub mod erasing;
pub mod evidence;
pub mod first_days;
pub mod follow_ups;
pub mod groups;
pub mod hours;
pub mod ids;
pub mod instructions;
pub mod leave;
pub mod marks;
pub mod matching;
pub mod notices;
pub mod origins;
pub mod outages;
pub mod patterns;
pub mod people;
pub mod phones;
pub mod policy;
pub mod privacy;
pub mod publications;
pub mod punches;
pub mod readiness;
pub mod recap;
pub mod reconcile;
pub mod requests;
pub mod rhythm;
pub mod roster;
pub mod service_posts;
pub mod sidak;
pub mod sites;
pub mod spot_checks;
pub mod stages;
pub mod status;
pub mod survey;
pub mod timeline;
pub mod units;
pub mod visits;
pub mod witnesses;
pub mod zones;
