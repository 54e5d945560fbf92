//! Since when somebody serves, as far as the records say.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::people::{Identifier, IdentifierKind, Nip, is_ni_pppk_shape};

/// What the start of service was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceSource {
    /// Digits 9 to 14 of the NIP: TMT CPNS.
    Nip,
    /// Digits 9 to 12 of the PPPK number: the year alone.
    NiPppk,
    /// The first post in the records.
    Post,
}

/// Since when somebody serves, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceStart {
    /// The first day.
    pub on: Date,
    /// What it was read from.
    pub source: ServiceSource,
}

/// The start of service: the earliest of the person's numbers and their first post; `None` when neither says.
///
/// A post in the records may begin with the records and not with the service, hence the earliest. The PPPK number names
/// a year but no sure month, so the first of December stands for it: service began by then at the latest, and nobody is
/// given months that may not be theirs. A date after the first post is no start of service.
///
/// # Legal source
///
/// Perka BKN 22/2007 (NIP). The split of digits 9 to 14 of the PPPK number is unconfirmed.
pub fn service_start(identifiers: &[Identifier], first_post: Option<Date>) -> Option<ServiceStart> {
    let numbers = identifiers.iter().filter_map(|identifier| match identifier.kind {
        IdentifierKind::Nip => {
            let nip = Nip::parse(&identifier.value).ok()?;
            Some(ServiceStart { on: nip.appointed()?, source: ServiceSource::Nip })
        }
        IdentifierKind::NiPppk if is_ni_pppk_shape(&identifier.value) => {
            let digits: String = identifier.value.chars().filter(char::is_ascii_digit).collect();
            let on = Date::new(digits.get(8..12)?.parse().ok()?, 12, 1).ok()?;
            Some(ServiceStart { on, source: ServiceSource::NiPppk })
        }
        _ => None,
    });
    let post = first_post.map(|on| ServiceStart { on, source: ServiceSource::Post });
    numbers.chain(post).min_by_key(|start| (start.on, start.source))
}
