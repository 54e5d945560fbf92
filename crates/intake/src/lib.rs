//! Bytes of a file or a machine's message in; punches, status marks and problems out.
//!
//! [`read`] tells files apart by their content, never by their name. A bad row never stops a file and no row
//! vanishes: each one ends as an event, as a problem with its place and reason, or in a counter. Nothing here
//! opens a file, reads a clock or keeps anything.

pub mod adms;
mod clock;
mod dates;
mod detect;
mod easylink;
mod facts;
mod fingerspot;
mod format;
mod glog;
mod hikvision;
mod input;
mod json;
mod keys;
mod portal_columns;
mod portal_corrections;
mod portal_csv;
mod portal_dialect;
mod problem;
mod reading;
mod roster_pins;
mod scenario;
pub mod sheets;
mod stamp;
mod table;
mod terminal_row;
mod text;
mod typed_roll;
pub mod vendors;
mod zk_attlog;

pub use detect::{read, read_as};
pub use facts::{FileFacts, Malformed, WarningFact};
pub use format::Format;
pub use input::{Caps, DateOrder, Input, IntakeError, Options};
pub use portal_corrections::{NotSaid, NotWritten, PortalFile, PortalFix, portal_corrections};
pub use problem::{Lang, Problem, Reason, Warning, WarningCode};
pub use reading::{
    Event, Label, Period, Place, Precision, PrintedTotal, Reading, RosterPin, RowRef, SheetPerson, Side, StatusCell,
};
pub use scenario::{Scenario, ScenarioError, read_scenario};
pub use sheets::{TotalCheck, checked_totals};
