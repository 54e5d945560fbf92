//! What speaks for and against a punch, weighed. It labels and never refuses; a doubt is a case for people.
//!
//! Everything is weighed from the set of what was received: the same set gives the same answer, in whatever order
//! it came. [`weigh`] looks for named, small signals ([`Signal`]), takes their weights from a dated policy
//! ([`EvidenceRules`]), bounds each by what a crowd does, caps families, and reads the sum as log-odds.

mod clocks;
mod engine;
mod hits;
mod index;
mod input;
mod model;
mod names;
mod odds;
mod signal;
mod signals;
mod weighed;
mod words;

pub use self::engine::weigh;
pub use self::input::{CallInput, CheckInput, CodeState, FixInput, Mode, PersonInput, PunchInput, Scene, SiteInput};
pub use self::model::{EvidenceNotCovered, EvidencePeriod, EvidenceRules, EvidenceTable, FamilyRule, SignalRule};
pub use self::names::name_of;
pub use self::signal::{Crowd, Family, Signal};
pub use self::weighed::{PersonWeighed, Reason, Verdict, Weighed, Weighing};

#[cfg(test)]
mod tests;
