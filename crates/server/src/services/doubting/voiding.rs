//! What a confirmed misuse does to punches, and what undoes it. The days concerned are judged again; months that are closed
//! get the difference.

use std::collections::BTreeSet;

use hadir_domain::doubts::{DoubtStep, DoubtWord};
use hadir_domain::ids::PersonId;
use hadir_store::doubts::WholeCase;
use hadir_store::doubts::voids::{self, PunchVoid, VoidKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, dirty};
use jiff::civil::Date;

use crate::app::App;

/// Writes what follows from the newest word of a case; answers whether days have to be judged again.
pub(super) async fn follow(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    before: &WholeCase,
    after: &WholeCase,
    word: &DoubtWord,
) -> Result<bool, StoreError> {
    let kind = match (before.course.voids(), after.course.voids()) {
        (false, true) => VoidKind::Void,
        (true, false) => VoidKind::Restore,
        _ => return Ok(false),
    };
    let found = before.course.review.as_ref();
    let named = after.reviewed(found);
    let records: Vec<PunchVoid> = named
        .iter()
        .map(|punch| PunchVoid {
            id: app.system.uuid(),
            punch: punch.punch,
            person: after.case.person,
            on: punch.on,
            case: after.case.id,
            kind,
            reason: word.text.clone(),
            found_by: (word.step == DoubtStep::Confirm).then(|| found.map(|word| word.by.clone())).flatten(),
            by_login: word.by.clone(),
            by_person: word.by_person,
            received_at: word.at,
        })
        .collect();
    voids::add(tx, instansi.id, &records, || app.system.bytes()).await?;
    let days = named.iter().flat_map(|punch| around(after.case.person, punch.on)).collect();
    dirty::mark(tx, instansi.id, &days).await?;
    Ok(true)
}

/// The day of a punch and both neighbours, since windows turn at the midpoints between duties.
fn around(person: PersonId, on: Date) -> BTreeSet<(PersonId, Date)> {
    [on.yesterday().ok(), Some(on), on.tomorrow().ok()].into_iter().flatten().map(|on| (person, on)).collect()
}
