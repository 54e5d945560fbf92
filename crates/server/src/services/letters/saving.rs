//! Keeps what an office says about its letters, sealed; older versions stay.

use hadir_domain::ids::UnitId;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::services::act_refusals;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// Something new about letters.
#[derive(Debug, Clone)]
pub struct NewVersion<'a, T> {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What it is.
    pub what: &'a str,
    /// First day it holds for.
    pub from: Date,
    /// The agency it is about.
    pub unit: Option<UnitId>,
    /// What is said.
    pub said: &'a T,
}

/// Keeps a version. Sent again with the same key and content, it changes nothing.
///
/// # Errors
///
/// `bad_day` for a day that is over, `id_taken`.
pub async fn save<T: Serialize + Sync>(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: NewVersion<'_, T>,
) -> Result<Act, ServiceError> {
    let today = app.today(instansi);
    let act = Act {
        id: new.id,
        subject: new.id,
        ordinal: None,
        kind: ActKind::Letter,
        what: new.what.to_owned(),
        unit: new.unit,
        person: None,
        on: new.from,
        content: serde_json::to_value(new.said).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
                let same = there.kind == ActKind::Letter
                    && (&there.what, there.on, &there.content, &there.by_login)
                        == (&act.what, act.on, &act.content, &act.by_login);
                return if same { Ok(there) } else { Err(act_refusals::id_taken()) };
            }
            if new.from < today {
                return Err(ServiceError::bad(
                    "bad_day",
                    format!("Berlaku paling awal hari ini, {today}: surat yang sudah terbit tidak berubah."),
                    format!("It holds from today, {today}, at the earliest: letters that were issued do not change."),
                ));
            }
            acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes())
                .await
                .map_err(act_refusals::raced)?;
            Ok(act.clone())
        })
        .await
}
