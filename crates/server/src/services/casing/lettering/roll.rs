//! Who is named in a letter, and where they serve on its day.

use std::collections::BTreeMap;

use hadir_domain::discipline_letters::Official;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, people, posts, units};
use jiff::civil::Date;

use crate::app::App;
use crate::auth::caller::path;
use crate::services::letters::desk::Desk;

/// People, their posts and the units, as of a day.
pub struct Roll {
    people: BTreeMap<PersonId, Person>,
    posts: Vec<Post>,
    units: Vec<Unit>,
    on: Date,
}

/// These people as they served on the day of a letter, and what the office says about its letters.
///
/// # Errors
///
/// When the database does not answer.
pub async fn with_desk(app: &App, instansi: &Instansi, ids: &[PersonId], on: Date) -> Result<(Roll, Desk), StoreError> {
    app.db.read(async |tx| Ok((Roll::of(tx, instansi, ids, on).await?, Desk::load(tx, instansi).await?))).await
}

impl Roll {
    /// The roll of these people.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, instansi: &Instansi, ids: &[PersonId], on: Date) -> Result<Self, StoreError> {
        let known = people::get_many(tx, instansi.id, ids).await?;
        Ok(Self {
            people: known.into_iter().map(|person| (person.id, person)).collect(),
            posts: posts::of_people(tx, instansi.id, ids).await?,
            units: units::list(tx, instansi.id).await?,
            on,
        })
    }

    /// Whether somebody of the roll is a person of the instansi.
    pub fn knows(&self, id: PersonId) -> bool {
        self.people.contains_key(&id)
    }

    /// Somebody as letters name them; dashes for what is not known.
    pub fn official(&self, id: PersonId) -> Official {
        let person = self.people.get(&id);
        let post = self.post(id);
        let unit = post.and_then(|post| self.units.iter().find(|unit| unit.id == post.unit));
        Official {
            name: person.map_or_else(|| "-".to_owned(), |person| person.name.clone()),
            number: person.and_then(Person::printed_number).map(|number| number.value.clone()),
            golongan: post.and_then(|post| post.rank.clone()),
            post: post.map_or_else(|| "-".to_owned(), |post| post.title.clone()),
            unit: unit.map_or_else(|| "-".to_owned(), |unit| unit.name.clone()),
        }
    }

    fn post(&self, id: PersonId) -> Option<&Post> {
        self.post_on(id, self.on)
    }

    fn post_on(&self, id: PersonId, on: Date) -> Option<&Post> {
        self.posts.iter().find(|post| post.person == id && post.holds_on(on))
    }

    /// The agency somebody serves in: the topmost unit above their post.
    pub fn agency(&self, id: PersonId) -> Option<&Unit> {
        self.agency_on(id, self.on)
    }

    /// The same on another day.
    pub fn agency_on(&self, id: PersonId, on: Date) -> Option<&Unit> {
        let top = self.path_on(id, on).pop()?;
        self.units.iter().find(|unit| unit.id == top)
    }

    /// The unit somebody serves in on a day and all above it.
    pub fn path_on(&self, id: PersonId, on: Date) -> Vec<UnitId> {
        self.post_on(id, on).map(|post| path(&self.units, post.unit)).unwrap_or_default()
    }
}
