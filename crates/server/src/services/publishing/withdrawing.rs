//! Taking a published table back: one officer is enough, for what is taken back harms nobody. Its reason is public.

use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use uuid::Uuid;

use super::daily::act;
use super::journal::{Journal, WITHDRAWN, WithdrawnContent};
use super::switching::meanwhile;
use crate::app::App;
use crate::services::act_refusals;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWithdrawal {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// The day.
    pub on: Date,
    /// Whether it is the table of a sidak.
    pub sidak: bool,
    /// Why; anybody may read it.
    pub reason: String,
}

/// Takes a table back. It is not published again. Sent again with the same key and content, it changes nothing.
///
/// # Errors
///
/// `not_published`, `withdrawn_already`, `id_taken`, `changed_meanwhile`.
pub async fn withdraw(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewWithdrawal,
) -> Result<(), ServiceError> {
    let today = app.today(instansi);
    let content = WithdrawnContent { reason: new.reason.clone() };
    let write = async |tx: &mut Tx| {
        if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
            let same = there.kind == ActKind::Publication
                && there.what == WITHDRAWN
                && there.on == new.on
                && there.read::<WithdrawnContent>().is_ok_and(|known| known == content);
            return if same { Ok(()) } else { Err(act_refusals::id_taken()) };
        }
        let journal = Journal::of_page(tx, instansi, today).await?;
        let tables = if new.sidak { &journal.sidaks } else { &journal.days };
        let published = tables.get(&new.on).ok_or_else(not_published)?;
        if published.standing.withdrawn.is_some() {
            return Err(ServiceError::conflict(
                "withdrawn_already",
                "Angka hari itu sudah ditarik. Muat ulang halaman.",
                "The figures of that day were taken back already. Load the page again.",
            ));
        }
        let place = u32::try_from(published.later.len() + 1).map_err(ServiceError::fault)?;
        let act = Act {
            by_login: officer.login.to_owned(),
            by_person: officer.person,
            ..act(app, new.id, (published.first.id, place), WITHDRAWN, new.on, &content)?
        };
        acts::add(tx, instansi.id, &[act], || app.system.bytes()).await.map_err(|error| match error {
            StoreError::Conflict(_) => meanwhile(),
            other => other.into(),
        })
    };
    app.db.write(write).await
}

/// Nothing was published of that day.
pub fn not_published() -> ServiceError {
    ServiceError::not_found(
        "not_published",
        "Angka hari itu tidak diterbitkan di sini. Lihat daftar hari yang ada di /public.",
        "No figures of that day are published here. See the list of days at /public.",
    )
}
