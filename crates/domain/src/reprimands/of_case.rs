//! The entry a decided case of level ringan has in the register: derived from the case, never written a second time.

use uuid::Uuid;

use super::{Reprimand, ReprimandKind};
use crate::discipline_cases::{CaseAct, CaseOpening, CaseState, CaseStep, Punishment};
use crate::sanctions::{Level, Sanction};

/// The entry of a case with the key of the act that decided it; `None` before the decision was handed over or sent, and where it
/// was never of level ringan.
///
/// It follows the case: what an objection or a review annuls or makes heavier is withdrawn from the register on that day.
pub fn of_case<'a>(opening: &CaseOpening, acts: impl IntoIterator<Item = &'a CaseAct>) -> Option<(Uuid, Reprimand)> {
    let mut acts: Vec<&CaseAct> = acts.into_iter().collect();
    acts.sort_by_key(|act| (act.on, act.id));
    let mut found: Option<(Uuid, Reprimand)> = None;
    for place in 1..=acts.len() {
        let on = acts[place - 1].on;
        let state = CaseState::of(opening, acts[..place].iter().copied());
        let handed = state.received_on.is_some() || state.sent_on.is_some();
        let kind = state.punishment.as_ref().filter(|_| handed || found.is_some()).and_then(kind_of);
        match (&mut found, kind) {
            (Some((_, entry)), Some(kind)) => {
                entry.kind = kind;
                entry.received_on = entry.received_on.or(state.received_on);
                entry.withdrawn_on = None;
            }
            (Some((_, entry)), None) => entry.withdrawn_on = entry.withdrawn_on.or(Some(on)),
            (None, Some(kind)) => {
                let Some(kept) = &state.decision else { continue };
                let decides = |act: &&&CaseAct| {
                    matches!(act.step, CaseStep::Decide { .. }) && act.on == kept.on && act.by.person == kept.by
                };
                let Some(act) = acts[..place].iter().find(decides) else { continue };
                let entry = Reprimand {
                    kind,
                    number: kept.decision.number.clone(),
                    text: kept.decision.text.clone(),
                    article: kept.decision.articles.join("; "),
                    days: opening.days(),
                    case: Some(opening.id),
                    given_on: kept.on,
                    given_by: kept.by,
                    received_on: state.received_on,
                    refused: None,
                    withdrawn_on: None,
                };
                found = Some((act.id, entry));
            }
            (None, None) => {}
        }
    }
    found
}

fn kind_of(punishment: &Punishment) -> Option<ReprimandKind> {
    match punishment {
        Punishment::Listed { sanction: Sanction::TeguranLisan } => Some(ReprimandKind::Lisan),
        Punishment::Listed { sanction: Sanction::TeguranTertulis } => Some(ReprimandKind::Tertulis),
        Punishment::Listed { sanction: Sanction::TidakPuasTertulis } => Some(ReprimandKind::TidakPuas),
        Punishment::ByContract { level: Level::Ringan, text, source } => {
            Some(ReprimandKind::ByContract { name: text.clone(), source: source.clone() })
        }
        _ => None,
    }
}
