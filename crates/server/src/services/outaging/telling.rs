//! Tells the officers who may decide that an outage waits, or a tolerance zone is due. The words name no person.

use hadir_domain::access::{Action, Reach};
use hadir_domain::ids::{AccountId, PersonId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::outages::Outage;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, accounts, grants};
use jiff::civil::Date;

use super::words;
use crate::app::App;
use crate::services::noticing::telling::{self, Word};

/// Most accounts told.
const MOST_TOLD: usize = 20;

/// Tells those who may decide about an outage, but for whoever proposed it.
///
/// # Errors
///
/// When the database refuses.
pub async fn waits(tx: &mut Tx, app: &App, instansi: &Instansi, outage: &Outage) -> Result<(), StoreError> {
    let told = officers(tx, app, instansi, Action::OutagesDecide, outage.proposed_person).await?;
    let span = words::span(outage.from, outage.to, &instansi.zone);
    let bodies = (
        format!("{}, {span}. Lihat pegawai yang terdampak lalu putuskan.", words::cause_id(outage.cause)),
        format!("Cause {}, {span}. Look at who is affected and decide.", outage.cause.as_str()),
    );
    let titles = ("Gangguan menunggu keputusan Anda", "An outage waits for your word");
    let key = format!("{} waits", outage.id);
    let word = Word::new(NoticeKind::OutageWaiting, key, "/desk/outages", titles, bodies);
    telling::accounts(tx, app, instansi, &told, &word).await
}

/// Tells those who decide about zones, and whoever proposed this one, that it is to be looked at again; once for each
/// stage of its review.
///
/// # Errors
///
/// When the database refuses.
pub async fn zone_due(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    key: String,
    site: &str,
    review_on: Date,
    proposer: Option<PersonId>,
) -> Result<(), StoreError> {
    let told = officers(tx, app, instansi, Action::ZonesDecide, None).await?;
    let on = review_on.strftime("%d-%m-%Y");
    let bodies = (
        format!("Zona toleransi {site} harus ditinjau paling lambat {on}. Perpanjang atau akhiri."),
        format!("The tolerance zone {site} is to be reviewed by {on}. Renew or end it."),
    );
    let titles = ("Zona toleransi perlu ditinjau", "A tolerance zone is due for review");
    let word = Word::new(NoticeKind::ZoneDue, key, "/desk/zones", titles, bodies);
    telling::accounts(tx, app, instansi, &told, &word).await?;
    // The key of the notice keeps an officer who proposed it from being told twice.
    telling::people(tx, app, instansi, proposer.as_slice(), &word).await
}

async fn officers(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    action: Action,
    but: Option<PersonId>,
) -> Result<Vec<AccountId>, StoreError> {
    let today = app.today(instansi);
    let mut told: Vec<AccountId> = Vec::new();
    for row in grants::list(tx, instansi.id).await? {
        let may = row.grant.holds_on(today) && row.grant.reach(action) > Reach::Nothing;
        if !may || told.contains(&row.account) || told.len() >= MOST_TOLD {
            continue;
        }
        let account = accounts::get(tx, instansi.id, row.account).await?;
        if account.is_some_and(|account| but.is_none() || account.person != but) {
            told.push(row.account);
        }
    }
    Ok(told)
}
