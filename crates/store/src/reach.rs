//! An access filter as parameters of a query.

use hadir_domain::access::AccessFilter;
use uuid::Uuid;

use crate::bulk::InList;
use crate::error::StoreError;

/// What a query may return.
pub(crate) struct Reach {
    /// Everything of the instansi.
    pub(crate) all: bool,
    /// Records about this person.
    pub(crate) own: Option<Uuid>,
    roots: Vec<Uuid>,
}

impl Reach {
    /// `None` when nothing may be returned.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] for more than 100 units.
    pub(crate) fn of(access: &AccessFilter) -> Result<Option<Self>, StoreError> {
        // The nil key is no unit's, so a list of it alone finds no root.
        let nobody = || vec![Uuid::nil()];
        match access {
            AccessFilter::Nothing => Ok(None),
            AccessFilter::All => Ok(Some(Self { all: true, own: None, roots: nobody() })),
            AccessFilter::Some { units, .. } if units.len() > 100 => {
                Err(StoreError::conflict("an account holds grants over more than 100 units"))
            }
            AccessFilter::Some { units, person } => {
                let roots = if units.is_empty() { nobody() } else { units.iter().map(|unit| unit.0).collect() };
                Ok(Some(Self { all: false, own: person.map(|person| person.0), roots }))
            }
        }
    }

    /// The text for as many roots as there are, and the roots to bind last.
    pub(crate) fn list(&self, list: &'static InList) -> Result<(&'static str, Vec<Uuid>), StoreError> {
        list.padded(&self.roots).ok_or_else(|| StoreError::conflict("too many units"))
    }
}
