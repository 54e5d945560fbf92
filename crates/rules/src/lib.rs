//! Reads rule packs and answers what holds on a day, and by which source.
//!
//! A pack is one TOML text: a law's values, each dated and with its source. The shipped packs stand in
//! `rulepacks/`; an instansi may activate others. Nothing here reads a file or a clock: texts are handed
//! in. A pack that is not understood whole is rejected whole, with every reason; no value is ever guessed.

mod allowance;
mod allowance_cases;
mod audit;
mod audit_cases;
mod breaches;
pub mod cases;
mod cross_checks;
mod cross_checks_cases;
mod days_off;
mod diff;
mod discipline;
mod discipline_cases;
mod discipline_process;
mod discipline_process_cases;
mod doubts;
mod doubts_cases;
mod error;
mod evidence;
mod evidence_cases;
mod figures;
mod first_days;
mod first_days_cases;
mod hours;
mod hours_table;
mod leave;
mod leave_cases;
mod notices;
mod outages;
mod pack;
mod packs;
mod phone;
mod policy;
mod powers;
mod privacy;
mod ramadan;
mod read;
mod reconcile;
mod reconcile_cases;
mod requests;
mod retention;
mod shifts;
mod shipped;
mod sidak;
mod sidak_cases;
mod spot_check_cases;
mod spot_checks;
mod statuses;
mod survey;
mod wording;

pub use diff::{Change, changed_days};
pub use error::{PackError, Problem};
pub use pack::Provenance;
pub use packs::{PackInfo, Packs, Supposed};
pub use requests::RequestPolicy;
pub use shipped::{SHIPPED, SHIPPED_CASES};
pub use statuses::{CellReading, CountsAs, MarkCode, MarkMeaning, Resolved, Sheet, StatusCodes, StatusMeaning};
pub use survey::SurveyScheme;
pub use wording::{FactChange, OpenFact, PackChange, differences, open_facts};
