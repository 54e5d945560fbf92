//! Feeds of other makers: a machine or its cloud sends to an address with a secret in it, or is asked now and then.
//!
//! What comes goes the way of any terminal's message: raw and rows in one commit, strangers kept apart, each once.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use hadir_intake::Options;
use hadir_intake::vendors::{self, FkHeaders, Kind, Message, Reply};
use hadir_store::devices;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::feeds::{self, Feed, FeedKind, FeedWay};
use hadir_store::terminals::people::DevicePerson;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::contacts::Note;
use super::journal::{Delivery, Kept};
use super::known::{Door, Known, Visitor};
use super::reading::{self, Arrival, Content};
use super::{Terminals, message_label, receiving};
use crate::app::App;
use crate::services::error::ServiceError;

/// Longest name of a machine that is kept as its serial number.
const LONGEST_SERIAL: usize = 32;

/// Sets up a feed that is pushed to; answers it with the secret of its address, which is shown only now.
///
/// # Errors
///
/// When the database refuses.
pub async fn add_push(
    app: &App,
    instansi: &Instansi,
    by: &str,
    kind: FeedKind,
    name: &str,
) -> Result<(Feed, String), ServiceError> {
    let secret = hex::encode(app.system.bytes::<16>());
    let way = FeedWay::Push { key_hash: key_hash(app, &secret) };
    let feed = feed(app, by, kind, name, way);
    app.db.write(async |tx| feeds::add(tx, instansi.id, &feed).await).await?;
    Ok((feed, secret))
}

/// Sets up a feed that is fetched.
///
/// # Errors
///
/// `bad_url` when the address is none, `not_fetched` for a kind that only pushes.
#[allow(clippy::too_many_arguments, reason = "the fields of one record")]
pub async fn add_pull(
    app: &App,
    instansi: &Instansi,
    by: &str,
    kind: FeedKind,
    name: &str,
    url: &str,
    machine: &str,
    secret: &str,
    every_minutes: i64,
) -> Result<Feed, ServiceError> {
    if !matches!(kind, FeedKind::Fingerspot | FeedKind::Easylink) {
        return Err(ServiceError::bad(
            "not_fetched",
            "Hanya Fingerspot dan EasyLink yang dapat diambil. Untuk yang lain, atur mesinnya mengirim sendiri.",
            "Only Fingerspot and EasyLink can be fetched. Let other machines send by themselves.",
        ));
    }
    let good = url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !good {
        return Err(ServiceError::bad(
            "bad_url",
            format!("{url} bukan alamat; tulis misalnya http://10.0.0.5:8090"),
            format!("{url} is no address; write for example http://10.0.0.5:8090"),
        ));
    }
    let id = app.system.uuid();
    let sealed = app.keys.seal(&secret_label(instansi, id), secret.as_bytes());
    let way = FeedWay::Pull {
        url: url.trim_end_matches('/').to_owned(),
        nonce: sealed.nonce.to_vec(),
        sealed: sealed.ciphertext,
        machine: machine.to_owned(),
        every_minutes: every_minutes.clamp(5, 24 * 60),
    };
    let feed = Feed { id, ..feed(app, by, kind, name, way) };
    app.db.write(async |tx| feeds::add(tx, instansi.id, &feed).await).await?;
    Ok(feed)
}

fn feed(app: &App, by: &str, kind: FeedKind, name: &str, way: FeedWay) -> Feed {
    Feed {
        id: app.system.uuid(),
        kind,
        name: name.to_owned(),
        way,
        created_at: app.now(),
        created_by: by.to_owned(),
        last_at: None,
        failure: None,
        revoked_at: None,
    }
}

/// The keyed hash under which the secret of a feed's address is stored.
pub fn key_hash(app: &App, secret: &str) -> [u8; 32] {
    app.keys.hash("feed address", secret)
}

/// What lets us in at a pull feed is sealed as.
pub fn secret_label(instansi: &Instansi, feed: uuid::Uuid) -> String {
    format!("feed {} {feed}", instansi.id.0)
}

/// What came with a message beside its body.
#[derive(Debug, Clone, Copy, Default)]
pub struct Envelope<'a> {
    /// Headers of the FkWeb mode.
    pub fk: FkHeaders<'a>,
    /// The program that sent it.
    pub user_agent: &'a str,
}

/// Reads one message of a maker.
pub fn read(kind: FeedKind, envelope: Envelope<'_>, zone: &TimeZone, body: &[u8]) -> Message {
    let options = Options { zone: zone.clone(), ..Options::default() };
    match kind {
        FeedKind::Fingerspot => vendors::fingerspot(body, &options),
        FeedKind::Easylink => vendors::easylink(body, &options),
        FeedKind::Hikvision => vendors::hikvision(body, &options),
        FeedKind::Fkweb => vendors::fkweb(&envelope.fk, body),
    }
}

/// What a message says, as records on their way in.
pub fn content(arrival: Arrival<'_>, message: &Message) -> Content {
    let people = message.people.iter().map(|one| DevicePerson {
        device: arrival.known.device,
        pin: one.pin.clone(),
        name: one.name.clone(),
        privilege: i64::from(one.privilege),
        seen_at: arrival.received_at,
    });
    let mut content = reading::of_rows(arrival, &message.rows);
    let enrolled: Vec<DevicePerson> = people.collect();
    content.lines = (content.punches.len() + content.problems.len() + enrolled.len()) as u64;
    content.people = enrolled;
    content.redacted.clone_from(&message.redacted);
    content
}

/// Takes one message in; answers what the sender waits for, once it is on disk.
///
/// # Errors
///
/// When there is no place or the database does not answer: the sender must send again.
pub async fn take(
    app: &App,
    terminals: &Terminals,
    instansi: &Instansi,
    feed: &Feed,
    address: IpAddr,
    envelope: Envelope<'_>,
    body: Bytes,
) -> Result<(Reply, Option<Kept>, Kind), ServiceError> {
    let message = read(feed.kind, envelope, &instansi.zone.time_zone(), &body);
    let pulled = match &feed.way {
        FeedWay::Pull { machine, .. } => Some(machine.as_str()),
        FeedWay::Push { .. } => None,
    };
    let serial = pulled.or(message.device.as_deref()).and_then(serial_of);
    let serial = serial.unwrap_or_else(|| format!("FEED-{}", &feed.id.simple().to_string()[..12]));
    let visitor = Visitor {
        serial,
        address,
        path_key: None,
        certificate: None,
        host: None,
        city: Some(instansi.id),
        user_agent: envelope.user_agent.chars().take(80).collect(),
    };
    let known = match terminals.registry.open(app, &terminals.strangers, &visitor).await? {
        Door::Open(known) => known,
        Door::Shut(shut, _) => {
            return Err(ServiceError::conflict(
                "turned_away",
                format!("mesin {} tidak diterima di sini ({})", visitor.serial, shut.as_str()),
                format!("machine {} is not let in here ({})", visitor.serial, shut.as_str()),
            ));
        }
    };
    let silent = matches!(message.kind, Kind::Heartbeat | Kind::Poll);
    let kept = match silent {
        true => {
            receiving::note(app, terminals, &known, &visitor, Note { poll: true, ..Note::default() }).await?;
            None
        }
        false => Some(keep(app, terminals, &known, &visitor, feed, &message, body).await?),
    };
    let now = app.now();
    let device_kind = if feed.kind == FeedKind::Fkweb { "fingerspot" } else { feed.kind.as_str() };
    app.db
        .write(async |tx| {
            devices::set_kind(tx, instansi.id, known.device, device_kind).await?;
            if pulled.is_none() { feeds::spoke(tx, instansi.id, feed.id, now).await } else { Ok(()) }
        })
        .await?;
    Ok((message.reply, kept, message.kind))
}

async fn keep(
    app: &App,
    terminals: &Terminals,
    known: &Arc<Known>,
    visitor: &Visitor,
    feed: &Feed,
    message: &Message,
    body: Bytes,
) -> Result<Kept, ServiceError> {
    let received_at = app.now();
    let arrival = Arrival { known, system: &app.system, received_at, language: None };
    let mut content = content(arrival, message);
    let sha256: [u8; 32] = Sha256::digest(&body).into();
    let kept: &[u8] = content.redacted.as_deref().unwrap_or(&body);
    let sealed = app.keys.seal(&message_label(known.instansi.id, &sha256), kept);
    content.redacted = content.redacted.take().map(|_| Vec::new());
    let delivery = Delivery {
        known: Arc::clone(known),
        kind: match (feed.kind, &message.kind) {
            (FeedKind::Fkweb, Kind::Punches | Kind::Unreadable) => "fkweb".to_owned(),
            (FeedKind::Fkweb, _) => "fkweb_other".to_owned(),
            (kind, _) => kind.as_str().to_owned(),
        },
        sha256,
        size: body.len() as u64,
        nonce: sealed.nonce.to_vec(),
        sealed: sealed.ciphertext,
        content,
        received_at,
    };
    let kept = terminals.journal.append(delivery).await?;
    receiving::note(app, terminals, known, visitor, Note { data: true, ..Note::default() }).await?;
    Ok(kept)
}

/// A maker's name for a machine as a serial number: letters, digits, `-` and `_`.
fn serial_of(name: &str) -> Option<String> {
    let usual = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let serial: String = name.chars().filter(usual).take(LONGEST_SERIAL).collect();
    (!serial.is_empty()).then_some(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_makers_name_becomes_a_serial_number_without_strange_letters() {
        assert_eq!(serial_of("C263 04/55").as_deref(), Some("C2630455"));
        assert_eq!(serial_of("../"), None);
    }
}
