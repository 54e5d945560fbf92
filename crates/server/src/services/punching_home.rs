//! What a phone's first page needs, in one answer it can keep for a month without network.

use hadir_domain::ids::PersonId;
use hadir_domain::phones::DeviceKey;
use hadir_domain::policy::PhonePolicy;
use hadir_domain::sites::Site;
use hadir_domain::timeline::JudgedDay;
use hadir_store::punches::{self, KeyUse};
use hadir_store::{StoreError, phones, posts, sites};
use jiff::ToSpan;
use jiff::civil::Date;

use super::error::ServiceError;
use super::judging;
use super::punching::callers::{sites_of, zone_of};
use crate::app::App;
use crate::auth::Caller;

/// How many days of plan a phone is given: a month without network, and the days around it.
const DAYS_AHEAD: i64 = 35;

/// Everything but the server's own words.
pub struct Home {
    /// Where the person may punch.
    pub sites: Vec<Site>,
    /// The zone of their place of duty.
    pub zone: String,
    /// What is due, from yesterday on; empty where no pack covers today.
    pub plan: Vec<JudgedDay>,
    /// What is noticed of punches; `None` where no pack says so.
    pub policy: Option<PhonePolicy>,
    /// The phone asked about, with what is stored of it.
    pub phone: Option<(hadir_domain::phones::Phone, KeyUse)>,
    /// How many phones the person has on record.
    pub phones: usize,
}

/// Loads it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load(app: &App, caller: &Caller, person: PersonId, key: Option<&DeviceKey>) -> Result<Home, ServiceError> {
    let id = caller.id();
    let (all_sites, posts, mine, used) = app
        .db
        .read(async |tx| {
            let used = match key {
                Some(key) => punches::key_use(tx, id, key, Some(person)).await?,
                None => KeyUse::default(),
            };
            Ok::<_, StoreError>((
                sites::list(tx, id).await?,
                posts::of_people(tx, id, &[person]).await?,
                phones::of_person(tx, id, person).await?,
                used,
            ))
        })
        .await?;
    let mine_today = sites_of(&posts, caller.today);
    let zone = zone_of(&posts, &all_sites, caller.today).unwrap_or_else(|| caller.instansi.zone.clone());
    let today = app.now().to_zoned(zone.time_zone()).date();
    Ok(Home {
        sites: all_sites.into_iter().filter(|site| mine_today.contains(&site.id)).collect(),
        zone: zone.as_str().to_owned(),
        plan: plan(app, caller, person, today).await?,
        policy: app.packs_of(&caller.instansi).phone(caller.instansi.region_code(), today),
        phones: mine.len(),
        phone: mine.into_iter().find(|phone| key == Some(&phone.key)).map(|phone| (phone, used)),
    })
}

/// As many of the days as packs cover.
async fn plan(app: &App, caller: &Caller, person: PersonId, today: Date) -> Result<Vec<JudgedDay>, ServiceError> {
    let from = today.yesterday().map_err(ServiceError::fault)?;
    for ahead in (0..=DAYS_AHEAD).rev().step_by(7) {
        let to = today.checked_add(ahead.days()).map_err(ServiceError::fault)?;
        match judging::judge(app, &caller.instansi, &[person], from, to).await {
            Ok(judged) => return Ok(judged.people.into_iter().next().map(|one| one.days).unwrap_or_default()),
            Err(error) if judging::is_uncovered(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Vec::new())
}
