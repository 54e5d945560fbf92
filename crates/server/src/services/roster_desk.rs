//! The roster desk of a unit: the month as a grid, changes checked and applied as new records, late ones by two people.

pub mod asking;
pub mod change;
pub mod copying;
pub mod files;
pub mod grid;
pub mod loading;
pub mod mine;
pub mod proposals;

use hadir_domain::ids::PersonId;

use super::error::ServiceError;

/// Who works at the desk.
#[derive(Debug, Clone, Copy)]
pub struct Officer<'a> {
    /// The name written beside what they do.
    pub login: &'a str,
    /// The person behind the account.
    pub person: Option<PersonId>,
}

impl Officer<'_> {
    /// Whether they are who did something: by the same login, or as the same person by another.
    pub fn is(self, login: &str, person: Option<PersonId>) -> bool {
        login == self.login || (self.person.is_some() && person == self.person)
    }
}

/// Most people a desk shows at once.
pub const MOST_PEOPLE: usize = 600;
/// Most cells of one set of changes.
pub const MOST_CELLS: usize = 10_000;

fn too_many_people(found: usize) -> ServiceError {
    ServiceError::bad(
        "too_many_people",
        format!("unit ini beranggota {found} orang; pilih unit di bawahnya (paling banyak {MOST_PEOPLE})"),
        format!("this unit has {found} people; choose a unit below it (at most {MOST_PEOPLE})"),
    )
}
