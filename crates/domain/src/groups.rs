//! The groups of employment that figures stand side by side for.

use serde::{Deserialize, Serialize};

use crate::people::EmployeeType;

/// A group of employment. Everybody is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// PNS and candidates.
    Pns,
    /// PPPK.
    Pppk,
    /// PPPK who work part of the time.
    PppkParuhWaktu,
    /// Everybody else.
    NonAsn,
}

impl Group {
    /// Every group, in the order reports print them.
    pub const ALL: [Self; 4] = [Self::Pns, Self::Pppk, Self::PppkParuhWaktu, Self::NonAsn];

    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pns => "pns",
            Self::Pppk => "pppk",
            Self::PppkParuhWaktu => "pppk_paruh_waktu",
            Self::NonAsn => "non_asn",
        }
    }

    /// Its name as papers print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pns => "PNS",
            Self::Pppk => "PPPK",
            Self::PppkParuhWaktu => "PPPK paruh waktu",
            Self::NonAsn => "Non-ASN",
        }
    }

    /// Its place in [`Self::ALL`].
    pub fn place(self) -> usize {
        match self {
            Self::Pns => 0,
            Self::Pppk => 1,
            Self::PppkParuhWaktu => 2,
            Self::NonAsn => 3,
        }
    }
}

impl From<EmployeeType> for Group {
    fn from(kind: EmployeeType) -> Self {
        match kind {
            EmployeeType::Pns | EmployeeType::Cpns => Self::Pns,
            EmployeeType::Pppk => Self::Pppk,
            EmployeeType::PppkParuhWaktu => Self::PppkParuhWaktu,
            EmployeeType::NonAsn => Self::NonAsn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_its_own_place_and_code() {
        for (place, group) in Group::ALL.into_iter().enumerate() {
            assert_eq!(group.place(), place);
            assert_eq!(serde_json::to_string(&group).unwrap(), format!("\"{}\"", group.as_str()));
        }
        assert_eq!(EmployeeType::ALL.map(Group::from)[..2], [Group::Pns, Group::Pns]);
    }
}
