//! Load over real HTTP: many phones with keys of their own, as `hadir tokens create --all --keys` writes them, and
//! terminals by their serial numbers.

mod http;
mod phone;
mod run;
mod terminal;
mod watch;

pub use http::{Answer, Connection};
pub use phone::{Phone, read_phones};
pub use run::{Acknowledged, Load, Plan, Request, requests, run};
pub use terminal::{read_serials, uploads};
pub use watch::{Seen, Watched, adds_up, watch};
