//! What the city leaves behind: traces, and the truth they are measured against.

use hadir_domain::ids::{DeviceId, InstansiId, PersonId, PunchId, SiteId};
use hadir_domain::punches::{Clock, Punch, Source};
use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// Why a trace was left. Nothing that judges may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// The person was there and meant it.
    Honest,
    /// The same tap again within a minute.
    PressedTwice,
    /// The person was there although a paper excused them.
    CameAnyway,
}

/// One tap, terminal line or roll entry of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The same on every run.
    pub id: PunchId,
    /// Whose it is.
    pub person: PersonId,
    /// Where it comes from.
    pub source: Source,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// The site, where the source names one.
    pub site: Option<SiteId>,
    /// What the source knows the person by: PIN, NIP, NI PPPK or local number.
    pub key: String,
    /// When it truly happened. Only a simulator knows.
    pub happened_at: Timestamp,
    /// The local time the source wrote.
    pub local_time: DateTime,
    /// The instant of that local time in the zone of the place.
    pub at: Timestamp,
    /// When the server received it.
    pub received_at: Timestamp,
    /// The key pressed, as the source writes it: `0` in, `1` out.
    pub state: Option<String>,
    /// How the terminal knew the person: `1` finger, `15` face.
    pub verify: Option<String>,
    /// Whether the clock can be believed.
    pub clock: Clock,
    /// Why it was left.
    pub truth: Truth,
}

impl Trace {
    /// The punch a server stores for it.
    pub fn punch(&self, instansi: InstansiId) -> Punch {
        Punch {
            instansi,
            id: self.id,
            source: self.source,
            device: self.device,
            site: self.site,
            person_key: self.key.clone(),
            person: Some(self.person),
            local_time: self.local_time,
            at: self.at,
            received_at: self.received_at,
            state: self.state.clone(),
            verify: self.verify.clone(),
            clock: self.clock,
            labels: Vec::new(),
            shift_s: None,
        }
    }
}

/// What truly happened on one person's day, whatever traces it left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTruth {
    /// What somebody who saw everything would call the day; never [`Status::Belum`].
    pub status: Status,
    /// From and to when duty was due, local time.
    pub due: Option<(DateTime, DateTime)>,
    /// When the person came, local time; `None` when not at work.
    pub arrived: Option<DateTime>,
    /// When the person left.
    pub left: Option<DateTime>,
    /// Minutes late past the grace, rounded down.
    pub late_minutes: u16,
    /// Minutes left too early, rounded up to whole minutes begun.
    pub early_minutes: u16,
    /// Came, but left no trace of it.
    pub forgot_in: bool,
    /// Left without a trace of it.
    pub forgot_out: bool,
}

/// How far one source of the city has spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which kind of source.
    pub source: Source,
    /// The terminal, for a machine.
    pub device: Option<DeviceId>,
    /// The site, for a roll.
    pub site: Option<SiteId>,
    /// The person, for a phone.
    pub person: Option<PersonId>,
    /// Its name as shown.
    pub name: String,
    /// Everything up to this instant has been received; `None` before anything was.
    pub reached: Option<Timestamp>,
}

impl Mark {
    /// What the source speaks for, as text: the terminal, else the person, else the site.
    pub fn subject(&self) -> Option<String> {
        let device = self.device.map(|device| device.to_string());
        let person = self.person.map(|person| person.to_string());
        device.or(person).or(self.site.map(|site| site.to_string()))
    }
}
