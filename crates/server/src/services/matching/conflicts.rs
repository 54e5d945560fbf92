//! What does not go together among mappings, within an officer's reach.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::matching::KeyPlace;
use hadir_domain::matching::conflicts::{AT_ONCE_SECONDS, Conflict, Place, TerminalName, conflicts};
use hadir_domain::people::Person;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::people as device_people;
use hadir_store::{StoreError, people, pins, unmatched};
use jiff::SignedDuration;

use super::Officer;
use super::places::Places;
use crate::app::App;
use crate::services::error::ServiceError;

/// How far back taps at two terminals are looked for.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Such taps shown at the most.
const MOST_AT_ONCE: u32 = 100;

/// What does not go together, with the people by key and the places.
pub struct Found {
    /// The conflicts.
    pub conflicts: Vec<Conflict>,
    /// The people concerned.
    pub people: BTreeMap<PersonId, Person>,
    /// Terminals and sites.
    pub places: Places,
}

/// Looks at every mapping of terminals within reach.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(app: &App, instansi: &Instansi, officer: &Officer) -> Result<Found, ServiceError> {
    let since = app.now().saturating_sub(LOOK_BACK).unwrap_or(app.now());
    let id = instansi.id;
    let (places, mappings, said, taps) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                Places::load(tx, id).await?,
                pins::list(tx, id).await?,
                device_people::all(tx, id).await?,
                unmatched::at_once(tx, id, since, AT_ONCE_SECONDS, MOST_AT_ONCE).await?,
            ))
        })
        .await?;
    let mut concerned: Vec<PersonId> =
        mappings.iter().map(|mapping| mapping.person).chain(taps.iter().map(|taps| taps.person)).collect();
    concerned.sort_unstable();
    concerned.dedup();
    let known = app.db.read(async |tx| people::get_many(tx, id, &concerned).await).await?;
    let people: BTreeMap<PersonId, Person> = known.into_iter().map(|person| (person.id, person)).collect();
    let names = people.iter().map(|(id, person)| (*id, person.name.clone())).collect();
    let terminals: Vec<Place> =
        places.devices.values().map(|row| Place { device: row.device.id, site: row.device.site }).collect();
    let said: Vec<TerminalName> =
        said.into_iter().map(|one| TerminalName { device: one.device, pin: one.pin, name: one.name }).collect();
    let mut conflicts = conflicts(&mappings, &terminals, &said, &names, &taps);
    conflicts.retain(|one| places_of(one).into_iter().any(|place| places.within(officer, place)));
    Ok(Found { conflicts, people, places })
}

/// Where a conflict lies.
pub fn places_of(conflict: &Conflict) -> Vec<KeyPlace> {
    let of = |mapping: &hadir_domain::devices::PinMapping| {
        mapping.device.map(KeyPlace::Device).or(mapping.site.map(KeyPlace::Site))
    };
    match conflict {
        Conflict::OnePinTwoPeople { counts, hidden } => of(counts).into_iter().chain(of(hidden)).collect(),
        Conflict::OnePersonTwoPins { first, second } => of(first).into_iter().chain(of(second)).collect(),
        Conflict::TwoAtOnce(taps) => vec![KeyPlace::Device(taps.first.0), KeyPlace::Device(taps.second.0)],
        Conflict::NameContradicts { device, .. } => vec![KeyPlace::Device(*device)],
    }
}
