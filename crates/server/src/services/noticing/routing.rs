//! Chooses the ways of new notices: what the account wants, over what it has, and when it may go.

use hadir_domain::notices::{NoticeChannel, Sending};
use hadir_store::accounts::{self, AccountState};
use hadir_store::instansi::Instansi;
use hadir_store::notices::{Notice, choices, outbox, subscriptions};
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::app::App;
use crate::services::error::ServiceError;

/// Notices looked at in one transaction.
const AT_ONCE: u32 = 100;

/// Chooses for every notice that waits; answers how many.
///
/// # Errors
///
/// When the database does not answer.
pub async fn route(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let now = app.now();
    let mail = app.settings.notices.mail.is_some();
    let mut routed = 0;
    loop {
        let waiting = app.db.read(async |tx| outbox::unrouted(tx, instansi.id, AT_ONCE).await).await?;
        if waiting.is_empty() {
            return Ok(routed);
        }
        routed += waiting.len();
        app.db
            .write(async |tx| {
                for notice in &waiting {
                    let (ways, not_before) = ways_of(tx, instansi, notice, mail, now).await?;
                    outbox::route(tx, instansi.id, notice.id, &ways, not_before, now).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
}

async fn ways_of(
    tx: &mut Tx,
    instansi: &Instansi,
    notice: &Notice,
    mail: bool,
    now: Timestamp,
) -> Result<(Vec<(NoticeChannel, Uuid)>, Timestamp), StoreError> {
    let account = accounts::get(tx, instansi.id, notice.account).await?;
    if account.is_none_or(|account| account.state != AccountState::Active) {
        return Ok((Vec::new(), now));
    }
    let chosen = choices::get(tx, instansi.id, notice.account).await?;
    let mut ways = Vec::new();
    if chosen.wants(notice.kind, NoticeChannel::Push) {
        let browsers = subscriptions::of_account(tx, instansi.id, notice.account).await?;
        ways.extend(browsers.into_iter().map(|browser| (NoticeChannel::Push, browser.id)));
    }
    if mail && chosen.wants(notice.kind, NoticeChannel::Email) {
        let email = choices::email(tx, instansi.id, notice.account).await?;
        if email.is_some_and(|email| email.confirmed_at.is_some()) {
            ways.push((NoticeChannel::Email, notice.account.0));
        }
    }
    let zone = instansi.zone.time_zone();
    let not_before = match chosen.sending(notice.kind, zone.to_datetime(now)) {
        Sending::Now => now,
        Sending::NotBefore(local) => zone.to_ambiguous_timestamp(local).compatible().unwrap_or(now),
    };
    Ok((ways, not_before))
}
