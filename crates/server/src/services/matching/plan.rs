//! What a decision about a key does to mappings, checked against what stands. Decides nothing yet.

use std::collections::BTreeSet;

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, InstansiId, PersonId};
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_store::pins::{self, PinChange};
use hadir_store::{Tx, people};
use jiff::civil::Date;
use uuid::Uuid;

use super::places::Places;
use super::{Officer, own_record, unknown_key, unknown_person};
use crate::services::error::ServiceError;

/// What an officer wants of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It means somebody in some days.
    Match {
        /// Whom.
        person: PersonId,
        /// First day; open when missing.
        from_on: Option<Date>,
        /// Last day; open when missing.
        to_on: Option<Date>,
        /// On every terminal of the site, which share their people.
        whole_site: bool,
        /// What other mappings say of these days ends.
        replace: bool,
    },
    /// A mapping ends.
    End {
        /// Which: the one of the site instead of the terminal's own.
        whole_site: bool,
        /// Which: by its first day.
        from_on: Option<Date>,
        /// Its last day; it never held when missing.
        to_on: Option<Date>,
    },
    /// It means nobody of the register.
    Aside,
    /// It is to be looked at again.
    Reopen,
    /// The officer takes it in hand.
    Take,
}

/// One decision as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its key, made by the client.
    pub id: Uuid,
    /// About which key.
    pub key: KeyRef,
    /// What.
    pub what: What,
    /// Why.
    pub reason: String,
}

/// What follows from decisions.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// For the mappings.
    pub change: PinChange,
    /// Keys whose punches may change hands.
    pub keys: BTreeSet<(DeviceId, String)>,
    /// People whose mappings change, with the days.
    pub people: Vec<(PersonId, Option<Date>, Option<Date>)>,
    /// The mapping a decision is about, for its step; in the order of the decisions.
    pub about: Vec<Option<PinMapping>>,
}

/// Looks at decisions together: they are made together or not at all.
///
/// # Errors
///
/// `unknown_key`, `unknown_person` and others when a decision cannot be made; each says what to do instead.
pub async fn plan(
    tx: &mut Tx,
    instansi: InstansiId,
    officer: &Officer,
    places: &Places,
    wanted: &[Wanted],
) -> Result<Plan, ServiceError> {
    let mut plan = Plan::default();
    for one in wanted {
        if !places.within(officer, one.key.place) {
            return Err(unknown_key());
        }
        let about = match &one.what {
            What::Match { person, from_on, to_on, whole_site, replace } => {
                let mapping = mapping(places, &one.key, *person, (*from_on, *to_on), *whole_site)?;
                check_person(tx, instansi, officer, places, &mapping).await?;
                make_room(tx, instansi, officer, &mapping, *replace, &mut plan).await?;
                plan.people.push((*person, *from_on, *to_on));
                plan.change.add.push(mapping.clone());
                Some(mapping)
            }
            What::End { whole_site, from_on, to_on } => {
                let mapping = standing(tx, instansi, places, &one.key, *whole_site, *from_on).await?;
                let last = end_of(&mapping, *to_on)?;
                if officer.person == Some(mapping.person) {
                    return Err(own_record());
                }
                let freed_from = to_on.and_then(|day| day.tomorrow().ok()).or(mapping.from_on);
                plan.people.push((mapping.person, freed_from, mapping.to_on));
                plan.change.end.push((mapping.clone(), last));
                Some(PinMapping { to_on: Some(last), ..mapping })
            }
            What::Aside if one.reason.is_empty() => return Err(reason_needed()),
            What::Aside | What::Reopen | What::Take => None,
        };
        if let Some(mapping) = &about {
            let place =
                mapping.device.map(KeyPlace::Device).or(mapping.site.map(KeyPlace::Site)).unwrap_or(one.key.place);
            plan.keys.extend(places.terminals(place).into_iter().map(|device| (device, one.key.key.clone())));
        }
        plan.about.push(about);
    }
    Ok(plan)
}

fn mapping(
    places: &Places,
    key: &KeyRef,
    person: PersonId,
    (from_on, to_on): (Option<Date>, Option<Date>),
    whole_site: bool,
) -> Result<PinMapping, ServiceError> {
    let KeyPlace::Device(device) = key.place else { return Err(no_terminal()) };
    if !places.devices.contains_key(&device) {
        return Err(unknown_key());
    }
    if from_on.zip(to_on).is_some_and(|(from, to)| to < from) {
        return Err(ServiceError::bad(
            "wrong_period",
            "hari terakhir lebih awal daripada hari pertama; perbaiki masa berlakunya",
            "the last day lies before the first; correct the period",
        ));
    }
    let site = places.site_of(key.place);
    if whole_site && site.is_none() {
        return Err(ServiceError::bad(
            "no_site",
            "mesin ini belum punya lokasi; cocokkan untuk mesin ini saja",
            "this terminal has no site yet; match for this terminal only",
        ));
    }
    Ok(PinMapping {
        device: (!whole_site).then_some(device),
        site: site.filter(|_| whole_site),
        pin: key.key.clone(),
        person,
        from_on,
        to_on,
    })
}

async fn check_person(
    tx: &mut Tx,
    instansi: InstansiId,
    officer: &Officer,
    places: &Places,
    mapping: &PinMapping,
) -> Result<(), ServiceError> {
    if officer.person == Some(mapping.person) {
        return Err(own_record());
    }
    let posts: Vec<_> = places.posts.iter().filter(|post| post.person == mapping.person).collect();
    if people::get(tx, instansi, mapping.person).await?.is_none() || !officer.reaches(posts.iter().copied()) {
        return Err(unknown_person());
    }
    let (from, to) = (mapping.from_on.unwrap_or(Date::MIN), mapping.to_on.unwrap_or(Date::MAX));
    if posts.iter().any(|post| post.holds_within(from, to)) {
        return Ok(());
    }
    Err(ServiceError::bad(
        "not_serving",
        "pegawai itu tidak bertugas di mana pun pada masa itu; ubah masanya atau isi dulu jabatannya",
        "that person serves nowhere in those days; change the period or enter the post first",
    ))
}

/// Shortens what stands in the way: its days before stay, and so do its days after.
async fn make_room(
    tx: &mut Tx,
    instansi: InstansiId,
    officer: &Officer,
    new: &PinMapping,
    replace: bool,
    plan: &mut Plan,
) -> Result<(), ServiceError> {
    let there = match (new.device, new.site) {
        (Some(device), _) => pins::of_device(tx, instansi, device).await?,
        (None, Some(site)) => pins::of_site(tx, instansi, site).await?,
        (None, None) => return Err(no_terminal()),
    };
    let planned = plan
        .change
        .add
        .iter()
        .any(|one| (one.device, one.site, &one.pin) == (new.device, new.site, &new.pin) && overlap(one, new));
    if planned {
        return Err(ServiceError::conflict(
            "pin_twice",
            format!("PIN {} dicocokkan dua kali dalam satu kiriman; kirim satu saja", new.pin),
            format!("PIN {} is matched twice in one request; send one only", new.pin),
        ));
    }
    let (first, last) = (new.from_on.unwrap_or(Date::MIN), new.to_on.unwrap_or(Date::MAX));
    for old in there.into_iter().filter(|old| old.pin == new.pin && overlap(old, new)) {
        let (old_first, old_last) = (old.from_on.unwrap_or(Date::MIN), old.to_on.unwrap_or(Date::MAX));
        if old.person == new.person && old_first <= first && last <= old_last {
            return Err(ServiceError::conflict(
                "already_matched",
                format!("PIN {} sudah dicocokkan dengan pegawai itu pada masa itu", new.pin),
                format!("PIN {} is matched to that person in those days already", new.pin),
            ));
        }
        if old.person != new.person && !replace {
            return Err(ServiceError::conflict(
                "pin_taken",
                format!(
                    "PIN {} pada masa itu sudah milik pegawai lain; akhiri dulu, atau pilih menggantikannya",
                    new.pin
                ),
                format!("PIN {} is another person's in those days; end that first, or choose to replace it", new.pin),
            ));
        }
        if officer.person == Some(old.person) {
            return Err(own_record());
        }
        let before = if old_first < first { first.yesterday().ok() } else { None };
        plan.change.end.push((old.clone(), before.unwrap_or_else(|| pins::never(&old))));
        if last < old_last {
            plan.change.add.push(PinMapping { from_on: last.tomorrow().ok(), ..old.clone() });
        }
        plan.people.push((old.person, new.from_on.max(old.from_on), new.to_on));
    }
    Ok(())
}

async fn standing(
    tx: &mut Tx,
    instansi: InstansiId,
    places: &Places,
    key: &KeyRef,
    whole_site: bool,
    from_on: Option<Date>,
) -> Result<PinMapping, ServiceError> {
    let there = match (key.place, places.site_of(key.place)) {
        (KeyPlace::Device(_), Some(site)) if whole_site => pins::of_site(tx, instansi, site).await?,
        (KeyPlace::Device(device), _) if !whole_site => pins::of_device(tx, instansi, device).await?,
        _ => return Err(no_terminal()),
    };
    there.into_iter().find(|old| old.pin == key.key && old.from_on == from_on).ok_or_else(|| {
        ServiceError::not_found(
            "unknown_mapping",
            "pencocokan itu tidak ada lagi; muat ulang halamannya",
            "that mapping is not there any more; load the page again",
        )
    })
}

fn end_of(mapping: &PinMapping, to_on: Option<Date>) -> Result<Date, ServiceError> {
    let Some(to_on) = to_on else { return Ok(pins::never(mapping)) };
    let within = mapping.from_on.is_none_or(|from| from <= to_on) && mapping.to_on.is_none_or(|last| to_on < last);
    if within {
        return Ok(to_on);
    }
    Err(ServiceError::bad(
        "wrong_period",
        "hari terakhir harus berada di dalam masa pencocokan itu",
        "the last day must lie within the period of that mapping",
    ))
}

fn overlap(one: &PinMapping, other: &PinMapping) -> bool {
    let first = |one: &PinMapping| one.from_on.unwrap_or(Date::MIN);
    let last = |one: &PinMapping| one.to_on.unwrap_or(Date::MAX);
    first(one) <= last(other) && first(other) <= last(one)
}

fn no_terminal() -> ServiceError {
    ServiceError::bad(
        "no_terminal",
        "kunci ini berasal dari daftar, bukan mesin: isikan nomornya pada data pegawai, lalu rekamannya cocok sendiri",
        "this key stands on a sheet, not on a terminal: enter the number in the register, and its punches match by it",
    )
}

fn reason_needed() -> ServiceError {
    ServiceError::bad("reason_needed", "tulis alasannya", "say why")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn mapping(from_on: Option<Date>, to_on: Option<Date>) -> PinMapping {
        PinMapping { device: None, site: None, pin: "7".into(), person: PersonId(Uuid::nil()), from_on, to_on }
    }

    #[test]
    fn a_mapping_ends_within_its_days_or_never_held() {
        let january = mapping(Some(date(2026, 1, 1)), Some(date(2026, 1, 31)));

        assert_eq!(end_of(&january, Some(date(2026, 1, 10))), Ok(date(2026, 1, 10)));
        assert_eq!(end_of(&january, None), Ok(date(2025, 12, 31)));
        for outside in [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 1)] {
            assert_eq!(end_of(&january, Some(outside)).unwrap_err().code, "wrong_period");
        }
        assert!(overlap(&january, &mapping(None, None)));
        assert!(!overlap(&january, &mapping(Some(date(2026, 2, 1)), None)));
    }
}
