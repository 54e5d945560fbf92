//! From local times to instants, through the zone that held.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hadir_domain::clocks::{ClockCorrection, CorrectionState, covering};
use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_domain::sites::Zone;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::claim::Claim;
use crate::db::Tx;
use crate::error::StoreError;
use crate::{clock_corrections, devices, instansi};

/// The zones needed for a set of claims.
#[derive(Debug)]
pub(crate) struct Clocks {
    home: TimeZone,
    devices: HashMap<DeviceId, Vec<(Date, TimeZone)>>,
    named: HashMap<Zone, TimeZone>,
    corrections: HashMap<DeviceId, Vec<ClockCorrection>>,
}

impl Clocks {
    /// Starts with the zone of the instansi.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when there is no such instansi.
    pub(crate) async fn of(tx: &mut Tx, id: InstansiId) -> Result<Self, StoreError> {
        let home = instansi::get(tx, id).await?.ok_or_else(|| StoreError::not_found("instansi"))?.zone.time_zone();
        Ok(Self { home, devices: HashMap::new(), named: HashMap::new(), corrections: HashMap::new() })
    }

    /// Loads the dated zones of a device.
    pub(crate) async fn load_device(
        &mut self,
        tx: &mut Tx,
        instansi: InstansiId,
        device: DeviceId,
    ) -> Result<(), StoreError> {
        if let Entry::Vacant(place) = self.devices.entry(device) {
            let zones = devices::zones(tx, instansi, device).await?;
            place.insert(zones.into_iter().map(|(from, zone)| (from, zone.time_zone())).collect());
            let proposals = clock_corrections::of_device(tx, instansi, device).await?;
            self.corrections.insert(device, proposals.into_iter().map(|row| row.correction).collect());
        }
        Ok(())
    }

    /// The instant a claim means: the one it states, else its local time in the zone that held on that date.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] for a time outside the calendar.
    pub(crate) fn instant(&mut self, claim: &Claim) -> Result<Timestamp, StoreError> {
        if let Some(at) = claim.at {
            return Ok(at);
        }
        let dated = claim.device.and_then(|device| self.device_zone(device, claim.local_time.date()).cloned());
        let zone = match (dated, &claim.zone) {
            (Some(zone), _) => zone,
            (None, Some(zone)) => self.named.entry(zone.clone()).or_insert_with(|| zone.time_zone()).clone(),
            (None, None) => self.home.clone(),
        };
        instant_in(&zone, claim.local_time)
    }

    /// What is said of the clock behind a claim: seconds to add, and a label. Nothing where the source states an instant.
    pub(crate) fn doubt(
        &self,
        claim: &Claim,
        local_time: DateTime,
        received_at: Timestamp,
    ) -> (Option<i64>, Option<&'static str>) {
        match claim.device.filter(|_| claim.at.is_none()) {
            Some(device) => self.doubt_row(device, local_time, received_at),
            None => (None, None),
        }
    }

    /// The same of a row of a terminal.
    pub(crate) fn doubt_row(
        &self,
        device: DeviceId,
        local_time: DateTime,
        received_at: Timestamp,
    ) -> (Option<i64>, Option<&'static str>) {
        let Some(corrections) = self.corrections.get(&device) else { return (None, None) };
        let Some(one) = covering(corrections, local_time, received_at) else { return (None, None) };
        let confirmed = one.state == CorrectionState::Confirmed;
        let shift = one.shift.filter(|_| confirmed).map(|shift| shift.seconds_at(local_time));
        (shift, Some(one.kind.label()))
    }

    /// The instant at which a terminal's clock showed a time.
    pub(crate) fn device_instant(&self, device: DeviceId, local_time: DateTime) -> Result<Timestamp, StoreError> {
        instant_in(self.device_zone(device, local_time.date()).unwrap_or(&self.home), local_time)
    }

    fn device_zone(&self, device: DeviceId, on: Date) -> Option<&TimeZone> {
        let zones = self.devices.get(&device)?;
        zones.iter().rev().find(|(from, _)| *from <= on).map(|(_, zone)| zone)
    }
}

fn instant_in(zone: &TimeZone, local_time: DateTime) -> Result<Timestamp, StoreError> {
    zone.to_timestamp(local_time).map_err(|_| StoreError::conflict(format!("{local_time} is no time a clock can show")))
}
