//! The desks of the city's units that work in turns: letters, posts to cover, the cycle people follow.

use hadir_domain::ids::UnitId;
use hadir_domain::roster::desk::{DutyPost, NamedCycle, NamedTurn};
use hadir_sim::City;
use hadir_store::roster_desk::{self, By};
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;

use crate::app::App;

/// Colours of the page, by letter.
fn colour(code: &str) -> u8 {
    match code {
        "P" => 1,
        "S" => 0,
        "M" => 3,
        _ => 2,
    }
}

/// Writes them.
pub(super) async fn lay_out(tx: &mut Tx, app: &App, city: &City, now: Timestamp) -> Result<(), StoreError> {
    let by = By { login: "demo", at: now };
    let name_of = |unit: UnitId| city.units.iter().find(|one| one.id == unit).map(|one| one.name.clone());
    for desk in city.desks() {
        for (code, name, turn) in &desk.turns {
            let named = NamedTurn {
                id: app.system.uuid(),
                unit: desk.unit,
                code: (*code).into(),
                name: (*name).into(),
                turn: turn.clone(),
                colour: colour(code),
                ended: false,
            };
            roster_desk::add_turn(tx, city.instansi, &named, by).await?;
        }
        let letters: Vec<&str> = desk.cycle.iter().map(|code| code.unwrap_or("-")).collect();
        let cycle = NamedCycle {
            id: app.system.uuid(),
            unit: desk.unit,
            name: letters.join(" "),
            turns: desk.cycle.iter().map(|code| code.map(str::to_owned)).collect(),
            ended: false,
        };
        roster_desk::add_cycle(tx, city.instansi, &cycle, by).await?;
        for (unit, code, weekday_needed, weekend_needed) in &desk.posts {
            let post = DutyPost {
                id: app.system.uuid(),
                unit: *unit,
                name: name_of(*unit).unwrap_or_default(),
                turn_code: (*code).into(),
                weekday_needed: *weekday_needed,
                weekend_needed: *weekend_needed,
                ended: false,
            };
            roster_desk::add_post(tx, city.instansi, &post, by).await?;
        }
    }
    Ok(())
}
