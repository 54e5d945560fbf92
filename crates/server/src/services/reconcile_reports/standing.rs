//! How the discrepancies of a span stand, for reports, and which settled days the portal is to be corrected by.

use std::collections::HashMap;

use hadir_domain::reconcile::{Outcome, SettleState, SettleWord, Speaker, follows};
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, DiscrepancyRow};
use hadir_store::reconcile::settlements;
use hadir_store::{StoreError, people};
use jiff::civil::Date;
use uuid::Uuid;

use super::Standing;
use super::portal::SettledPortalDay;
use crate::app::App;
use crate::services::error::ServiceError;

struct Stood {
    row: DiscrepancyRow,
    state: SettleState,
    settled: Option<SettleWord>,
}

async fn stood(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Vec<Stood>, ServiceError> {
    let (rows, mut steps) = app
        .db
        .read(async |tx| {
            let rows = discrepancies::in_span(tx, instansi.id, from, to).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let steps: HashMap<Uuid, Vec<SettleWord>> = settlements::steps_of(tx, instansi.id, &ids).await?;
            Ok::<_, StoreError>((rows, steps))
        })
        .await?;
    let of = |row: DiscrepancyRow| {
        let words = steps.remove(&row.id).unwrap_or_default();
        let standing = hadir_domain::reconcile::Standing::of(&words);
        let state = standing.state(&row.evidence, row.gone_at.is_some());
        Stood { row, state, settled: standing.settled }
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The state of each discrepancy in words.
///
/// # Errors
///
/// When the database does not answer.
pub async fn standing(app: &App, instansi: &Instansi, (from, to): (Date, Date)) -> Result<Standing, ServiceError> {
    let mut standing = Standing::default();
    for one in stood(app, instansi, from, to).await? {
        if one.state == SettleState::Settled {
            standing.settled.insert(one.row.id);
        }
        standing.words.insert(one.row.id, in_words(one.state, one.settled.and_then(|word| word.outcome)));
    }
    Ok(standing)
}

fn in_words(state: SettleState, outcome: Option<Outcome>) -> String {
    let how = match outcome {
        Some(Outcome::ARight) => "pihak pertama benar",
        Some(Outcome::BRight) => "pihak kedua benar",
        Some(Outcome::BothWrong) => "keduanya keliru",
        Some(Outcome::CannotBeKnown) => "tidak dapat diketahui",
        None => "",
    };
    match state {
        SettleState::Settled => format!("selesai: {how}"),
        SettleState::Open => "terbuka".into(),
        SettleState::Assigned => "sedang ditangani".into(),
        SettleState::Proposed => "menunggu persetujuan".into(),
        SettleState::Reopened => "terbuka lagi: buktinya berubah".into(),
        SettleState::Gone => "tidak ditemukan lagi".into(),
    }
}

/// The settled days of a span on which the portal is wrong, by number and day.
///
/// # Errors
///
/// When the database does not answer.
pub async fn portal_days(
    app: &App,
    instansi: &Instansi,
    (from, to): (Date, Date),
) -> Result<Vec<SettledPortalDay>, ServiceError> {
    let settled: Vec<(DiscrepancyRow, SettleWord)> = stood(app, instansi, from, to)
        .await?
        .into_iter()
        .filter(|one| one.state == SettleState::Settled)
        .filter_map(|one| one.settled.map(|word| (one.row, word)))
        .filter(|(row, word)| portal_is_wrong(row, word))
        .collect();
    let ids: Vec<_> = settled.iter().map(|(row, _)| row.person).collect();
    let known = app.db.read(async |tx| people::get_many(tx, instansi.id, &ids).await).await?;
    let known: HashMap<_, _> = known.into_iter().map(|person| (person.id, person)).collect();
    let mut days: Vec<SettledPortalDay> = settled
        .into_iter()
        .filter_map(|(row, word)| {
            let person = known.get(&row.person)?;
            Some(SettledPortalDay {
                number: person.printed_number()?.value.clone(),
                name: person.name.clone(),
                on: row.on,
                arrived: word.says.arrived.map(|at| at.time()),
                left: word.says.left.map(|at| at.time()),
                status: word.says.status.map(|status| status.to_string()),
                reason: word.reason,
            })
        })
        .collect();
    days.sort_by(|one, other| (&one.number, one.on).cmp(&(&other.number, other.on)));
    Ok(days)
}

fn portal_is_wrong(row: &DiscrepancyRow, word: &SettleWord) -> bool {
    let (a, b) = (row.a.0, row.b.0);
    let concerned = a == Speaker::Portal || b == Speaker::Portal;
    let outcome = word.outcome.filter(|outcome| *outcome != Outcome::CannotBeKnown);
    concerned && outcome.is_some_and(|outcome| follows(outcome, a, b) != Some(Speaker::Portal))
}
