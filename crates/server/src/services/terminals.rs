//! Terminals on walls: who speaks, what they sent, what they are told.
//!
//! **Invariant:** a terminal hears `OK` only when everything it sent is on disk; whatever else it hears makes it keep its
//! rows and send them again. Whoever is not adopted is kept apart and counts for nothing until somebody adopts it.

pub mod adopting;
pub mod commanding;
pub(super) mod completeness;
pub mod contacts;
pub mod feeding;
pub mod journal;
pub mod known;
pub mod managing;
pub mod pictures;
pub mod pulling;
pub mod rates;
pub mod reading;
pub mod receiving;
pub mod waiting;

use std::sync::Arc;

use hadir_domain::ids::InstansiId;

use self::contacts::Contacts;
use self::journal::Journal;
use self::known::Registry;
use self::rates::Rates;
use crate::app::App;

/// Calls of one terminal at once, and in each second after: a backlog comes in hundreds of messages.
const OF_TERMINAL: (u32, u32) = (400, 40);
/// The same for one address that nobody adopted a terminal of.
const OF_STRANGER: (u32, u32) = (60, 4);

/// Everything that takes in what terminals say.
pub struct Terminals {
    /// Who they are.
    pub registry: Registry,
    /// The one writer.
    pub journal: Journal,
    /// Their newest contacts.
    pub contacts: Arc<Contacts>,
    /// How often each may call.
    pub rates: Rates,
    /// How often an address may call for terminals nobody adopted.
    pub strangers: Rates,
}

impl Terminals {
    /// Starts the writer; it ends with this.
    pub fn start(app: &App) -> Self {
        Self {
            registry: Registry::default(),
            journal: Journal::start(app.clone()),
            contacts: Arc::default(),
            rates: Rates::new(OF_TERMINAL.0, OF_TERMINAL.1),
            strangers: Rates::new(OF_STRANGER.0, OF_STRANGER.1),
        }
    }
}

/// What a message is sealed as.
pub fn message_label(instansi: InstansiId, sha256: &[u8; 32]) -> String {
    format!("terminal message {} {}", instansi.0, hex::encode(sha256))
}
