//! How everybody of some units stands on a watched day: what sources and papers say, the heads' words beside it.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::day_rolls::RollWord;
use hadir_domain::first_days::{Known, Standing, standing};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::requests::RequestKind;
use hadir_store::instansi::Instansi;
use hadir_store::requests;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::app::App;
use crate::services::board::gathering::{self, Gathered, Seen};
use crate::services::day_rolls;
use crate::services::error::ServiceError;

/// Everybody of some units with how they stand.
pub struct Stood {
    /// What sources and papers say.
    pub gathered: Gathered,
    /// What heads say.
    pub words: BTreeMap<PersonId, RollWord>,
    /// Who gave notice that nobody has decided on yet.
    pub notices: BTreeSet<PersonId>,
}

impl Stood {
    /// Everybody who serves in these units, as known at a moment.
    ///
    /// # Errors
    ///
    /// When no pack covers the day, or the database does not answer.
    pub async fn load(
        app: &App,
        instansi: &Instansi,
        units: Option<&[UnitId]>,
        on: Date,
        at: Timestamp,
    ) -> Result<Self, ServiceError> {
        let gathered = gathering::gather(app, instansi, units, on, at).await?;
        let (rolls, waiting) = app
            .db
            .read(async |tx| {
                let rolls = day_rolls::of_day(tx, instansi.id, on, at).await?;
                Ok::<_, hadir_store::StoreError>((rolls, requests::touching(tx, instansi.id, on, on).await?))
            })
            .await?;
        let notice = |kind: RequestKind| {
            matches!(
                kind,
                RequestKind::Leave
                    | RequestKind::FieldDuty
                    | RequestKind::Wfh
                    | RequestKind::Permission
                    | RequestKind::Training
            )
        };
        let notices = waiting
            .iter()
            .filter(|request| request.submitted_at <= at && notice(request.wish.kind()))
            .map(|request| request.person)
            .collect();
        Ok(Self { gathered, words: rolls.counts.words, notices })
    }

    /// How somebody stands.
    pub fn of(&self, one: &Seen) -> Standing {
        standing(one.known, self.words.get(&one.person).copied())
    }

    /// Whether somebody who has not come gave notice that waits for a decision.
    pub fn gave_notice(&self, one: &Seen) -> bool {
        matches!(one.known, Known::NotYetIn | Known::Unheard | Known::NotYetDue) && self.notices.contains(&one.person)
    }
}
