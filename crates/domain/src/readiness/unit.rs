//! What a unit as a whole is missing.

/// What is known of a unit: of it alone, without the units below, but for whom it is reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnitFacts {
    /// People who serve in it.
    pub people: u32,
    /// Places of work of these people.
    pub sites: u32,
    /// Those of them nobody has drawn.
    pub sites_without_point: u32,
    /// Terminals at these places that count.
    pub machines: u32,
    /// Terminals there that wait to be adopted.
    pub machines_waiting: u32,
    /// People who head it today.
    pub heads: u32,
    /// Accounts that are its personnel officer, or that of a unit above.
    pub admins: u32,
}

/// Something a unit is missing. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitLack {
    /// Nobody serves in it.
    NoPeople,
    /// Nobody heads it.
    NoHead,
    /// Nobody is its personnel officer.
    NoAdmin,
    /// No place of work is named.
    NoSite,
    /// A place of work is not drawn.
    SiteWithoutPoint,
    /// A terminal waits to be adopted.
    MachineWaiting,
    /// No terminal hangs at its places; phones alone may do.
    NoMachine,
}

impl UnitLack {
    /// Every lack, in the order in which an office sees to them.
    pub const ALL: [Self; 7] = [
        Self::NoPeople,
        Self::NoHead,
        Self::NoAdmin,
        Self::NoSite,
        Self::SiteWithoutPoint,
        Self::MachineWaiting,
        Self::NoMachine,
    ];

    /// The code of the API and of files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoPeople => "no_people",
            Self::NoHead => "no_head",
            Self::NoAdmin => "no_admin",
            Self::NoSite => "no_site",
            Self::SiteWithoutPoint => "site_without_point",
            Self::MachineWaiting => "machine_waiting",
            Self::NoMachine => "no_machine",
        }
    }
}

/// What a unit is missing, in the order of [`UnitLack::ALL`]. A unit without people misses nothing else.
pub fn lacks_of_unit(facts: &UnitFacts) -> Vec<UnitLack> {
    let lacks = |lack: &UnitLack| match lack {
        UnitLack::NoPeople => facts.people == 0,
        _ if facts.people == 0 => false,
        UnitLack::NoHead => facts.heads == 0,
        UnitLack::NoAdmin => facts.admins == 0,
        UnitLack::NoSite => facts.sites == 0,
        UnitLack::SiteWithoutPoint => facts.sites_without_point > 0,
        UnitLack::MachineWaiting => facts.machines_waiting > 0,
        UnitLack::NoMachine => facts.machines == 0,
    };
    UnitLack::ALL.into_iter().filter(lacks).collect()
}
