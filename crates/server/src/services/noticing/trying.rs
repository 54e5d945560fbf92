//! A notice sent at once to the browsers of an account, to see whether it arrives.

use hadir_domain::ids::AccountId;
use hadir_domain::notices::NoticeKind;
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use hadir_store::notices::{Notice, subscriptions};
use jiff::SignedDuration;
use uuid::Uuid;

use super::vapid::Vapid;
use super::{post, sending, texts};
use crate::app::App;
use crate::lang::Lang;
use crate::services::error::ServiceError;

/// How long a push service keeps a try.
const KEPT: SignedDuration = SignedDuration::from_mins(10);

/// How a try at one browser ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Which browser.
    pub id: Uuid,
    /// Its name.
    pub device: String,
    /// What was wrong, in words for whoever looks after the server; `None` when it was taken.
    pub problem: Option<String>,
    /// Whether the browser is subscribed no more, and was forgotten.
    pub gone: bool,
}

/// Sends it.
///
/// # Errors
///
/// `no_browser` when none is subscribed.
pub async fn send(app: &App, instansi: &Instansi, account: AccountId, lang: Lang) -> Result<Vec<Tried>, ServiceError> {
    let browsers = app.db.read(async |tx| subscriptions::of_account(tx, instansi.id, account).await).await?;
    if browsers.is_empty() {
        return Err(ServiceError::conflict(
            "no_browser",
            "Belum ada HP yang menerima pemberitahuan. Nyalakan dulu di HP ini.",
            "No phone takes notices yet. Turn them on on this phone first.",
        ));
    }
    let vapid = Vapid::of(app).await.map_err(ServiceError::fault)?;
    let notice = Notice {
        id: app.system.uuid(),
        account,
        kind: NoticeKind::Privacy,
        text: texts::of_test(),
        link: "/notices".into(),
        created_at: app.now(),
        read_at: None,
        expires_at: None,
    };
    let mut tried = Vec::with_capacity(browsers.len());
    for browser in browsers {
        let outcome = sending::push(app, &vapid, &browser, &notice, lang, KEPT).await;
        let taken = (outcome == post::Outcome::Taken).then(|| app.now());
        let gone = matches!(outcome, post::Outcome::Gone(_));
        app.db
            .write(async |tx| {
                if gone {
                    subscriptions::delete(tx, instansi.id, account, browser.id).await?;
                } else {
                    subscriptions::note(tx, instansi.id, browser.id, taken).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        let problem = match outcome {
            post::Outcome::Taken => None,
            post::Outcome::Gone(status) => Some(format!("HTTP {status}")),
            post::Outcome::Later(why, _) | post::Outcome::Refused(why) => Some(why),
        };
        tried.push(Tried { id: browser.id, device: browser.device, problem, gone });
    }
    Ok(tried)
}
