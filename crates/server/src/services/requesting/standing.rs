//! What somebody's grants make them towards a person who asks.

use hadir_domain::access::{Action, Grant, Reach, Role};
use hadir_domain::ids::UnitId;
use hadir_domain::people::Post;
use hadir_domain::requests::Standing;
use hadir_domain::units::Unit;
use jiff::civil::Date;

use crate::auth::caller::path;

/// Where a person serves, as far as it matters for who decides.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The units served in with all above them.
    under: Vec<UnitId>,
    /// The units whose heads are above the person: all of `under`, or for a head only those above the headed units.
    superiors: Vec<UnitId>,
    /// Heads a unit with nobody's unit above it.
    heads_top: bool,
}

impl Place {
    /// From the posts held on a day.
    pub fn of(posts: &[Post], units: &[Unit], on: Date) -> Self {
        let mut place = Self::default();
        for post in posts.iter().filter(|post| post.holds_on(on)) {
            let way = path(units, post.unit);
            let above = if post.heads_unit { &way[1.min(way.len())..] } else { &way[..] };
            place.heads_top |= post.heads_unit && above.is_empty();
            place.superiors.extend_from_slice(above);
            place.under.extend(way);
        }
        // Who heads one unit and serves in another is nobody's subordinate in the headed one.
        let headed: Vec<UnitId> =
            posts.iter().filter(|post| post.holds_on(on) && post.heads_unit).map(|post| post.unit).collect();
        place.superiors.retain(|unit| !headed.contains(unit));
        place
    }
}

/// What these grants in force make their holder towards a person at a place.
pub fn standing(grants: &[Grant], place: &Place) -> Standing {
    let mut standing = Standing::default();
    for grant in grants {
        match (grant.role, grant.reach(Action::RequestsDecide)) {
            (Role::Kepala, Reach::Unit) if grant.unit.is_some_and(|unit| place.superiors.contains(&unit)) => {
                // Of two grants the office held in one's own right counts.
                let acting = standing.atasan.map_or(grant.acting, |known| known.and(grant.acting));
                standing.atasan = Some(acting);
            }
            (Role::Pimpinan, Reach::Instansi) if place.heads_top => {
                standing.atasan.get_or_insert(grant.acting);
            }
            (Role::Bkpsdm, Reach::Instansi) => {
                standing.kepegawaian.get_or_insert(grant.acting);
            }
            _ => {}
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadir_domain::access::{Acting, Scope};
    use hadir_domain::ids::{InstansiId, PersonId};
    use jiff::civil::date;
    use uuid::Uuid;

    const ON: Date = date(2026, 1, 5);

    fn unit(id: u128, parent: Option<u128>) -> Unit {
        Unit {
            instansi: InstansiId(1),
            id: UnitId(Uuid::from_u128(id)),
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            kind: if parent.is_some() {
                hadir_domain::units::UnitKind::Unit
            } else {
                hadir_domain::units::UnitKind::Opd
            },
            code: id.to_string(),
            name: id.to_string(),
        }
    }

    fn post(unit: u128, heads_unit: bool) -> Post {
        Post {
            person: PersonId(Uuid::from_u128(9)),
            unit: UnitId(Uuid::from_u128(unit)),
            from_on: date(2025, 1, 1),
            title: String::new(),
            to_on: None,
            site: None,
            rank: None,
            heads_unit,
        }
    }

    fn head_of(unit: u128, acting: Option<Acting>) -> Grant {
        Grant {
            role: Role::Kepala,
            scope: Scope::Unit,
            unit: Some(UnitId(Uuid::from_u128(unit))),
            from_on: ON,
            to_on: None,
            acting,
        }
    }

    fn wide(role: Role) -> Grant {
        Grant { role, scope: Scope::Instansi, unit: None, from_on: ON, to_on: None, acting: None }
    }

    fn units() -> Vec<Unit> {
        vec![unit(1, None), unit(2, Some(1)), unit(3, Some(2)), unit(4, Some(1))]
    }

    #[test]
    fn the_heads_of_the_unit_and_of_those_above_are_superiors_others_are_not() {
        let place = Place::of(&[post(3, false)], &units(), ON);

        for (of, superior) in [(3, true), (2, true), (1, true), (4, false)] {
            assert_eq!(standing(&[head_of(of, None)], &place).atasan.is_some(), superior, "{of}");
        }
        assert_eq!(standing(&[wide(Role::Pimpinan)], &place), Standing::default());
    }

    #[test]
    fn a_head_is_decided_on_by_the_head_above_never_by_a_stand_in_of_their_own_office() {
        let place = Place::of(&[post(2, true)], &units(), ON);

        assert!(standing(&[head_of(2, Some(Acting::Plh))], &place).atasan.is_none());
        assert!(standing(&[head_of(1, None)], &place).atasan.is_some());
    }

    #[test]
    fn the_head_of_an_opd_is_decided_on_by_the_leaders() {
        let place = Place::of(&[post(1, true)], &units(), ON);

        assert!(standing(&[head_of(1, Some(Acting::Plh))], &place).atasan.is_none());
        assert!(standing(&[wide(Role::Pimpinan)], &place).atasan.is_some());
        assert!(standing(&[wide(Role::Bkpsdm)], &place).kepegawaian.is_some());
    }

    #[test]
    fn an_office_held_in_ones_own_right_counts_before_one_held_for_another() {
        let place = Place::of(&[post(3, false)], &units(), ON);

        let both = standing(&[head_of(3, Some(Acting::Plt)), head_of(1, None)], &place);
        let acting = standing(&[head_of(3, Some(Acting::Plt))], &place);

        assert_eq!(both.atasan, Some(None));
        assert_eq!(acting.atasan, Some(Some(Acting::Plt)));
    }
}
