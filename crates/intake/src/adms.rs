//! What terminals of the ZKTeco family say over their push protocol ("ADMS", "iclock"), and what they want to hear.
//!
//! One function a message: bytes in, punches and everything else out, nothing dropped. Each line of a body ends as a
//! punch, as nobody's, as another event or as a problem with its place and reason, so that a server may answer `OK`
//! to the whole of it. Only secrets leave: passwords and biometric templates are counted, blanked in the copy that
//! is kept ([`OperLog::redacted`]), and go nowhere else.

mod attlog;
mod clock_number;
pub mod command;
mod doubt;
mod inventory;
mod operlog;
mod pairs;
mod photo;
mod query;
pub mod reply;
mod rows;
mod rtlog;

pub use attlog::attlog;
pub use clock_number::{decode_time, encode_time};
pub use doubt::{ClockDoubt, clock_reset};
pub use inventory::{CommandResult, CommandResults, command_results, options};
pub use operlog::{EnrolledPerson, MachineEvent, OperLog, operlog, operlog_in, userinfo};
pub(crate) use photo::digits_time;
pub use photo::{BadPhoto, Photo, photo};
pub use query::{BadQuery, Info, Page, Query, page, query};
pub use rows::{DoorEvent, Extra, Row, Rows};
pub use rtlog::rtlog;
