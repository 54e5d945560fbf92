//! How one punch was weighed.

use hadir_domain::ids::{PersonId, PunchId};
use hadir_store::evidence::verdicts::{self, PunchVerdict};
use hadir_store::evidence::weighed_days::{self, WeighedDay};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, punches};
use jiff::civil::Date;

/// A punch as it was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedPunch {
    /// Whose.
    pub person: PersonId,
    /// The day it is of.
    pub on: Date,
    /// What was kept of it; nothing where only good was found.
    pub kept: Option<PunchVerdict>,
    /// What its day came to; nothing before it was weighed.
    pub day: Option<WeighedDay>,
}

impl WeighedPunch {
    /// What somebody looks at, in the words kept for the person.
    pub fn looked_at(&self) -> String {
        format!("bukti rekaman {}", self.on)
    }
}

/// One punch; `None` when there is none whose person is known.
///
/// # Errors
///
/// When the database does not answer.
pub async fn punch(tx: &mut Tx, instansi: &Instansi, id: PunchId) -> Result<Option<WeighedPunch>, StoreError> {
    let Some(row) = punches::get(tx, instansi.id, id).await? else { return Ok(None) };
    let Some(person) = row.person else { return Ok(None) };
    let on = instansi.date_of(row.at);
    let kept = verdicts::get_many(tx, instansi.id, &[id]).await?.pop();
    let day = weighed_days::in_span(tx, instansi.id, on, on).await?.pop();
    Ok(Some(WeighedPunch { person, on, kept, day }))
}
