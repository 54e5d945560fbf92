//! Terminals and the numbers they know people by.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, InstansiId, PersonId, SiteId};
use crate::sites::Zone;

/// A terminal on a wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Whose terminal it is.
    pub instansi: InstansiId,
    /// The lasting key.
    pub id: DeviceId,
    /// Serial number as printed on the case.
    pub serial: String,
    /// Where it hangs.
    pub site: Option<SiteId>,
    /// The zone its clock runs in.
    pub zone: Zone,
    /// Whether an operator took it over; rows of others are kept but not counted.
    pub adopted: bool,
}

/// "This PIN on this device or site was this person in these days": never the PIN alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinMapping {
    /// The device the PIN lives on; `None` when the PIN is shared by a whole site.
    pub device: Option<DeviceId>,
    /// The site whose machines share the PIN, when no single device is named.
    pub site: Option<SiteId>,
    /// The PIN as text, as the machine writes it without padding.
    pub pin: String,
    /// Whose it is.
    pub person: PersonId,
    /// First day.
    pub from_on: Option<Date>,
    /// Last day.
    pub to_on: Option<Date>,
}
