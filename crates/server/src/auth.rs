//! Who is calling, and how they proved it.

pub mod backoff;
pub mod caller;
pub mod enrolment;
pub mod login;
pub mod password;
pub mod session;
pub mod setup;

pub use caller::Caller;
pub use enrolment::issue_code;
pub use session::issue_token;
pub use setup::issue_setup;
