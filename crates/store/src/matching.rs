//! From the key a source uses to the person it means, by dated mappings and numbers.

use std::collections::HashMap;

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, InstansiId, PersonId, SiteId};
use hadir_domain::punches::Source;
use jiff::civil::Date;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::pins::PinChange;
use crate::values::{FIRST_DAY, LAST_DAY};
use crate::{devices, people, pins};

type Dated = Vec<(Date, Date, PersonId)>;

/// Everything needed to match a set of claims. Two people on one day match nobody.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    sites: HashMap<DeviceId, Option<SiteId>>,
    pins: HashMap<Uuid, HashMap<String, Dated>>,
    numbers: HashMap<String, Dated>,
}

impl Matcher {
    /// Loads the mappings of a device and of its site.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when there is no such device.
    pub(crate) async fn load_device(
        &mut self,
        tx: &mut Tx,
        instansi: InstansiId,
        device: DeviceId,
    ) -> Result<(), StoreError> {
        if self.sites.contains_key(&device) {
            return Ok(());
        }
        let row = devices::get(tx, instansi, device).await?.ok_or_else(|| StoreError::not_found("device"))?;
        self.sites.insert(device, row.device.site);
        let mut mappings = pins::of_device(tx, instansi, device).await?;
        if let Some(site) = row.device.site.filter(|site| !self.pins.contains_key(&site.0)) {
            self.pins.entry(site.0).or_default();
            mappings.extend(pins::of_site(tx, instansi, site).await?);
        }
        for mapping in mappings {
            let scope = mapping.device.map(|device| device.0).or(mapping.site.map(|site| site.0));
            let Some(scope) = scope else { continue };
            let days = (mapping.from_on.unwrap_or(FIRST_DAY), mapping.to_on.unwrap_or(LAST_DAY), mapping.person);
            self.pins.entry(scope).or_default().entry(mapping.pin).or_default().push(days);
        }
        Ok(())
    }

    /// Makes what is only supposed hold, for the devices that are loaded.
    pub(crate) fn suppose(&mut self, change: &PinChange) {
        let scope = |mapping: &PinMapping| mapping.device.map(|device| device.0).or(mapping.site.map(|site| site.0));
        for (mapping, last) in &change.end {
            let known = scope(mapping).and_then(|scope| self.pins.get_mut(&scope)?.get_mut(&mapping.pin));
            let first = mapping.from_on.unwrap_or(FIRST_DAY);
            for days in known.into_iter().flatten() {
                if (days.0, days.2) == (first, mapping.person) {
                    days.1 = *last;
                }
            }
        }
        for mapping in &change.add {
            let Some(scope) = scope(mapping) else { continue };
            let days = (mapping.from_on.unwrap_or(FIRST_DAY), mapping.to_on.unwrap_or(LAST_DAY), mapping.person);
            self.pins.entry(scope).or_default().entry(mapping.pin.clone()).or_default().push(days);
        }
    }

    /// Loads who has these numbers.
    pub(crate) async fn load_numbers(
        &mut self,
        tx: &mut Tx,
        instansi: InstansiId,
        keys: impl IntoIterator<Item = &str>,
    ) -> Result<(), StoreError> {
        let mut unknown: Vec<&str> = keys.into_iter().filter(|key| !self.numbers.contains_key(*key)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        for key in &unknown {
            self.numbers.insert((*key).to_owned(), Vec::new());
        }
        for owner in people::by_numbers(tx, instansi, &unknown).await? {
            self.numbers.entry(owner.value).or_default().push((owner.from_on, owner.to_on, owner.person));
        }
        Ok(())
    }

    /// Who is meant.
    pub(crate) fn person(&self, source: Source, device: Option<DeviceId>, key: &str, on: Date) -> Option<PersonId> {
        if let Some(device) = device {
            let site = self.sites.get(&device).copied().flatten();
            let scopes = [Some(device.0), site.map(|site| site.0)];
            let by_pin = scopes.into_iter().flatten().find_map(|scope| the_one(self.pins.get(&scope)?.get(key)?, on));
            if by_pin.is_some() {
                return by_pin;
            }
        }
        if !may_be_number(source, key) {
            return None;
        }
        the_one(self.numbers.get(key)?, on)
    }
}

/// Whom these keys of one source mean on their days, by the mappings and numbers of today.
///
/// # Errors
///
/// [`StoreError::NotFound`] when there is no such device.
pub async fn who(
    tx: &mut Tx,
    instansi: InstansiId,
    source: Source,
    device: Option<DeviceId>,
    keys: &[(&str, Date)],
) -> Result<Vec<Option<PersonId>>, StoreError> {
    let mut matcher = Matcher::default();
    if let Some(device) = device {
        matcher.load_device(tx, instansi, device).await?;
    }
    let numbers = keys.iter().map(|(key, _)| *key).filter(|key| may_be_number(source, key));
    matcher.load_numbers(tx, instansi, numbers).await?;
    Ok(keys.iter().map(|(key, on)| matcher.person(source, device, key, *on)).collect())
}

/// Whether a key can stand for a person without a mapping: always outside terminals, on terminals only 18 digits,
/// which no PIN is by chance.
pub(crate) fn may_be_number(source: Source, key: &str) -> bool {
    !matches!(source, Source::Machine | Source::Kiosk)
        || (key.len() == 18 && key.bytes().all(|byte| byte.is_ascii_digit()))
}

fn the_one(dated: &Dated, on: Date) -> Option<PersonId> {
    let mut found = dated.iter().filter(|(from, to, _)| *from <= on && on <= *to).map(|(_, _, person)| *person);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ON: Date = date(2026, 1, 5);
    const SITI: PersonId = PersonId(Uuid::from_u128(1));
    const BUDI: PersonId = PersonId(Uuid::from_u128(2));

    #[test]
    fn a_pin_alone_is_nobody() {
        let mut matcher = Matcher::default();
        matcher.numbers.insert("1021".into(), vec![(FIRST_DAY, LAST_DAY, SITI)]);

        assert_eq!(matcher.person(Source::Machine, None, "1021", ON), None);
        assert_eq!(matcher.person(Source::Portal, None, "1021", ON), Some(SITI));
    }

    #[test]
    fn a_number_of_two_people_on_one_day_is_nobody() {
        let mut matcher = Matcher::default();
        let until = date(2025, 12, 31);
        matcher.numbers.insert("7".into(), vec![(FIRST_DAY, LAST_DAY, SITI), (FIRST_DAY, until, BUDI)]);

        assert_eq!(matcher.person(Source::Manual, None, "7", until), None);
        assert_eq!(matcher.person(Source::Manual, None, "7", ON), Some(SITI));
    }
}
