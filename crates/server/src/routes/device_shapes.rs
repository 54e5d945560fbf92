//! Terminals as the API shows them.

use hadir_domain::sites::Site;
use hadir_store::devices::DeviceRow;
use hadir_store::terminals::clock_readings::ClockReading;
use hadir_store::terminals::commands::DeviceCommand;
use hadir_store::terminals::contacts::{Contact, Warning};
use hadir_store::terminals::events::DeviceEvent;
use hadir_store::terminals::guards::Guard;
use hadir_store::terminals::messages::{Message, RowCounts};
use hadir_store::terminals::people::DevicePerson;
use hadir_store::terminals::steps::DeviceStep;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A terminal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceJson {
    id: Uuid,
    serial: String,
    /// Name of the site it hangs at.
    name: Option<String>,
    /// Code of that site.
    site: Option<String>,
    /// What people call it; may be empty.
    label: String,
    /// How it speaks: `zk`, `fingerspot`, `easylink`, `hikvision` or `other`.
    kind: String,
    /// The zone its clock runs in.
    zone: String,
    /// Whether its rows count.
    adopted: bool,
    /// The last day it hung there, `YYYY-MM-DD`.
    retired_on: Option<String>,
    /// The newest contact.
    #[schema(value_type = Option<String>)]
    seen_at: Option<Timestamp>,
    /// The newest message with rows.
    #[schema(value_type = Option<String>)]
    data_at: Option<Timestamp>,
    /// Its firmware, as it says.
    firmware: Option<String>,
    /// The version of the protocol it speaks.
    push_version: Option<String>,
    /// The address it called from.
    peer: Option<String>,
    /// Rows it says it holds.
    reported_rows: Option<u64>,
    /// Rows of it that are stored or kept as problems.
    accounted_rows: u64,
    /// Rows that are under way, when it is known that everything had arrived once.
    under_way: Option<u64>,
    /// How far its clock is ahead of the server's, milliseconds; negative when it is behind.
    clock_offset_ms: Option<i64>,
    /// When that was measured.
    #[schema(value_type = Option<String>)]
    clock_measured_at: Option<Timestamp>,
    /// What is not as it was, newest last.
    warnings: Vec<DeviceWarning>,
    /// The proposal to adopt it that waits for a second officer.
    proposal: Option<DeviceProposal>,
}

/// Terminals.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceList {
    /// By serial number.
    pub items: Vec<DeviceJson>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// Something about a terminal that is not as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceWarning {
    #[schema(value_type = String)]
    at: Timestamp,
    /// `other_address`, `other_program`, `other_firmware`, `wrong_network`, `wrong_path_key`, `wrong_certificate` or
    /// `answer_never_asked`.
    code: String,
    detail: String,
}

/// Where somebody wants a terminal adopted.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceProposal {
    /// Code of the site.
    site: Option<String>,
    zone: Option<String>,
    label: Option<String>,
    by: String,
    #[schema(value_type = String)]
    at: Timestamp,
    reason: String,
}

impl DeviceJson {
    /// The zone its clock runs in.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// A terminal with what is known of its contacts.
    pub fn of(
        row: DeviceRow,
        site: Option<&Site>,
        contact: Option<Contact>,
        clock: Option<ClockReading>,
        proposal: Option<&DeviceStep>,
    ) -> Self {
        let known = contact.as_ref();
        let gap = known.and_then(|one| {
            let reported = i64::try_from(one.reported_rows?).ok()?;
            let gap = i64::try_from(one.accounted_rows).ok()? - reported;
            u64::try_from((one.row_floor? - gap).max(0)).ok()
        });
        Self {
            id: row.device.id.0,
            serial: row.device.serial,
            name: site.map(|site| site.name.clone()),
            site: site.map(|site| site.code.clone()),
            label: row.name,
            kind: row.kind,
            zone: row.device.zone.as_str().to_owned(),
            adopted: row.device.adopted,
            retired_on: row.retired_on.map(|on| on.to_string()),
            seen_at: row.seen_at.max(known.map(|one| one.last_at)),
            data_at: known.and_then(|one| one.data_at),
            firmware: known.and_then(|one| one.firmware.clone()),
            push_version: known.and_then(|one| one.push_version.clone()),
            peer: known.map(|one| one.peer.clone()).filter(|peer| !peer.is_empty()),
            reported_rows: known.and_then(|one| one.reported_rows),
            accounted_rows: known.map_or(0, |one| one.accounted_rows),
            under_way: gap,
            clock_offset_ms: clock.map(|clock| clock.offset_ms),
            clock_measured_at: clock.map(|clock| clock.measured_at),
            warnings: contact.map_or_else(Vec::new, |one| one.warnings.into_iter().map(Into::into).collect()),
            proposal: proposal.map(Into::into),
        }
    }
}

impl From<Warning> for DeviceWarning {
    fn from(warning: Warning) -> Self {
        Self { at: warning.at, code: warning.code, detail: warning.detail }
    }
}

impl From<&DeviceStep> for DeviceProposal {
    fn from(step: &DeviceStep) -> Self {
        let text = |name: &str| step.detail[name].as_str().map(str::to_owned);
        Self {
            site: text("site"),
            zone: text("zone"),
            label: text("name"),
            by: step.by_login.clone(),
            at: step.received_at,
            reason: step.reason.clone(),
        }
    }
}

/// Everything known of one terminal.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceDetail {
    /// The terminal.
    pub device: DeviceJson,
    /// Until when everything it holds has arrived.
    #[schema(value_type = Option<String>)]
    pub reached: Option<Timestamp>,
    /// What its rows became, in all.
    pub counts: RowCountsJson,
    /// Pictures it sent.
    pub photos: u64,
    /// How its door is guarded; null when the plain address is enough.
    pub guard: Option<DeviceGuard>,
    /// The newest commands, newest first.
    pub commands: Vec<DeviceCommandJson>,
    /// The newest entries of its own log, newest first.
    pub events: Vec<DeviceEventJson>,
    /// Who is enrolled on it, as it says.
    pub people: Vec<DevicePersonJson>,
    /// Readings of its clock in the last 60 days, oldest first.
    pub clock: Vec<ClockReadingJson>,
    /// What was decided about it, oldest first.
    pub steps: Vec<DeviceStepJson>,
}

/// What rows became; they add up: rows = new + repeated + problems.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = DeviceRowCounts)]
pub struct RowCountsJson {
    rows: u64,
    new: u64,
    repeated: u64,
    problems: u64,
}

impl From<RowCounts> for RowCountsJson {
    fn from(counts: RowCounts) -> Self {
        Self { rows: counts.rows, new: counts.new, repeated: counts.repeated, problems: counts.problems }
    }
}

/// How the door of a terminal is guarded.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceGuard {
    /// Networks it may call from; none means anywhere.
    networks: Vec<String>,
    /// Whether its address holds a secret.
    secret_address: bool,
    /// SHA-256 of the certificate it must show, hexadecimal.
    certificate: Option<String>,
    #[schema(value_type = String)]
    changed_at: Timestamp,
    changed_by: String,
}

impl From<Guard> for DeviceGuard {
    fn from(guard: Guard) -> Self {
        Self {
            networks: guard.networks,
            secret_address: guard.path_key.is_some(),
            certificate: guard.certificate.map(hex::encode),
            changed_at: guard.changed_at,
            changed_by: guard.changed_by,
        }
    }
}

/// A command and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceCommand)]
pub struct DeviceCommandJson {
    number: i64,
    kind: String,
    /// `waiting`, `sent`, `done`, `failed` or `withdrawn`.
    state: String,
    by: String,
    #[schema(value_type = String)]
    queued_at: Timestamp,
    #[schema(value_type = Option<String>)]
    sent_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Timestamp>,
    /// The terminal's code; from 0 on it was done.
    code: Option<i64>,
}

impl From<DeviceCommand> for DeviceCommandJson {
    fn from(command: DeviceCommand) -> Self {
        let state = match (command.answered, command.withdrawn_at, command.sent_at) {
            (Some((_, 0..)), ..) => "done",
            (Some(_), ..) => "failed",
            (None, Some(_), _) => "withdrawn",
            (None, None, Some(_)) => "sent",
            (None, None, None) => "waiting",
        };
        Self {
            number: command.number,
            kind: command.kind,
            state: state.to_owned(),
            by: command.by_login,
            queued_at: command.queued_at,
            sent_at: command.sent_at,
            answered_at: command.answered.map(|(at, _)| at),
            code: command.answered.map(|(_, code)| code),
        }
    }
}

/// An entry of a terminal's own log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceEvent)]
pub struct DeviceEventJson {
    /// By its own clock, `YYYY-MM-DDTHH:MM:SS`.
    local_time: String,
    /// The maker's code: 0 switched on, 21 clock set, 23 log deleted.
    code: i64,
    operator: String,
    detail: String,
    #[schema(value_type = String)]
    received_at: Timestamp,
}

impl From<DeviceEvent> for DeviceEventJson {
    fn from(event: DeviceEvent) -> Self {
        Self {
            local_time: event.local_time.to_string(),
            code: event.code,
            operator: event.operator,
            detail: event.detail,
            received_at: event.received_at,
        }
    }
}

/// Somebody enrolled on a terminal, as it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DevicePerson)]
pub struct DevicePersonJson {
    pin: String,
    name: String,
    /// 0 user, 2 registrar, 6 administrator, 14 highest administrator.
    privilege: i64,
    #[schema(value_type = String)]
    seen_at: Timestamp,
}

impl From<DevicePerson> for DevicePersonJson {
    fn from(person: DevicePerson) -> Self {
        Self { pin: person.pin, name: person.name, privilege: person.privilege, seen_at: person.seen_at }
    }
}

/// A reading of a terminal's clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceClockReading)]
pub struct ClockReadingJson {
    #[schema(value_type = String)]
    at: Timestamp,
    /// Terminal minus server, milliseconds.
    offset_ms: i64,
    /// `handshake`, `live_row` or `event`.
    how: String,
}

impl From<ClockReading> for ClockReadingJson {
    fn from(reading: ClockReading) -> Self {
        Self { at: reading.measured_at, offset_ms: reading.offset_ms, how: reading.how.as_str().to_owned() }
    }
}

/// A step in the life of a terminal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceStep)]
pub struct DeviceStepJson {
    /// `propose`, `adopt`, `reject`, `move`, `guard`, `retire` or `restore`.
    step: String,
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    by: String,
    reason: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl From<DeviceStep> for DeviceStepJson {
    fn from(step: DeviceStep) -> Self {
        Self {
            step: step.step.as_str().to_owned(),
            detail: step.detail,
            by: step.by_login,
            reason: step.reason,
            at: step.received_at,
        }
    }
}

/// A message of a terminal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceMessage)]
pub struct DeviceMessageJson {
    id: Uuid,
    /// The table it named: `attlog`, `operlog`, …
    kind: String,
    /// `taken`, `waiting` or `not_understood`.
    state: String,
    /// Bytes as it came.
    size: u64,
    sha256: String,
    /// Whether passwords and templates were left out of what is kept.
    redacted: bool,
    counts: RowCountsJson,
    #[schema(value_type = String)]
    received_at: Timestamp,
    /// When it came last.
    #[schema(value_type = String)]
    last_at: Timestamp,
    /// How often it came.
    times: u64,
}

impl From<&Message> for DeviceMessageJson {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id,
            kind: message.kind.clone(),
            state: message.state.as_str().to_owned(),
            size: message.size,
            sha256: hex::encode(message.sha256),
            redacted: message.redacted,
            counts: message.counts.into(),
            received_at: message.received_at,
            last_at: message.last_at,
            times: message.times,
        }
    }
}
