//! What a terminal sent while it waited for somebody to adopt it.

use std::sync::Arc;

use hadir_domain::ids::DeviceId;
use hadir_store::instansi::Instansi;
use hadir_store::punches::DedupeSecret;
use hadir_store::terminals::messages::{self, Message, MessageState, RowCounts};
use hadir_store::{Tx, devices};

use super::journal::{self, Delivery};
use super::known::Known;
use super::{message_label, pictures, reading};
use crate::app::App;
use crate::services::error::{ServiceError, unknown_device};
use crate::services::importing::DEDUPE_SECRET;

/// Messages of one transaction.
const AT_ONCE: u32 = 64;

/// Takes in everything an adopted terminal had said before, in the order it came, with the time it came.
///
/// May be repeated: what was taken in is not waiting any more.
///
/// # Errors
///
/// When the database does not answer, or the messages were sealed with another key.
pub async fn take_in(app: &App, instansi: &Instansi, device: DeviceId) -> Result<RowCounts, ServiceError> {
    let secret =
        DedupeSecret(*app.keys.secret(&app.db, instansi.id, DEDUPE_SECRET).await.map_err(ServiceError::fault)?);
    let row = app.db.read(async |tx| devices::get(tx, instansi.id, device).await).await?;
    let row = row.filter(|row| row.device.adopted).ok_or_else(|| unknown_device(&device.to_string()))?;
    let known = Arc::new(Known::of(Arc::new(instansi.clone()), &row));
    let mut sum = RowCounts::default();
    loop {
        let waiting = app.db.read(async |tx| messages::waiting(tx, instansi.id, device, AT_ONCE).await).await?;
        if waiting.is_empty() {
            app.dirty.notify_one();
            return Ok(sum);
        }
        let counts = app
            .db
            .write(async |tx| {
                let mut all = Vec::with_capacity(waiting.len());
                for message in &waiting {
                    all.push(take_one(tx, app, &known, &secret, message).await?);
                }
                Ok::<_, ServiceError>(all)
            })
            .await?;
        for one in counts {
            sum.rows += one.rows;
            sum.new += one.new;
            sum.repeated += one.repeated;
            sum.problems += one.problems;
        }
    }
}

async fn take_one(
    tx: &mut Tx,
    app: &App,
    known: &Arc<Known>,
    secret: &DedupeSecret,
    message: &Message,
) -> Result<RowCounts, ServiceError> {
    let instansi = known.instansi.id;
    let label = message_label(instansi, &message.sha256);
    let body = app.keys.unseal(&label, &message.nonce, &message.sealed).map_err(ServiceError::fault)?;
    if message.kind == pictures::KIND {
        let counts = pictures::take(tx, app, known, &body, message.received_at).await?;
        messages::taken(tx, instansi, known.device, message.id, MessageState::Taken, counts).await?;
        return Ok(counts);
    }
    let arrival = reading::Arrival { known, system: &app.system, received_at: message.received_at, language: None };
    let content = reading::read(arrival, &message.kind, &body);
    let state = if content.understood { MessageState::Taken } else { MessageState::NotUnderstood };
    let delivery = Delivery {
        known: Arc::clone(known),
        kind: message.kind.clone(),
        sha256: message.sha256,
        size: message.size,
        nonce: Vec::new(),
        sealed: Vec::new(),
        content,
        received_at: message.received_at,
    };
    let counts = journal::take(tx, instansi, secret, &[&delivery]).await?.pop().unwrap_or_default();
    messages::taken(tx, instansi, known.device, message.id, state, counts).await?;
    Ok(counts)
}
