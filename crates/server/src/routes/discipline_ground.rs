//! What a case answers about the days it rests on, as they are judged now.

use hadir_domain::discipline_cases::{CaseState, Setting};
use serde::Serialize;
use utoipa::ToSchema;

use super::discipline_shapes::day;
use crate::services::casing::Case;

/// Days underneath that are settled otherwise by now, and what the ladder says of the others. It moves nothing by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseGround {
    /// Days that fell away and that nobody wrote down yet.
    gone: Vec<String>,
    /// Days that were taken away by a recount.
    taken: Vec<String>,
    /// Days that are left.
    left: Vec<String>,
    /// Days that wait for a source again; they neither count nor fall away.
    waiting: Vec<String>,
    /// Since when the first of them fell away.
    since: Option<String>,
    /// What was indicated so far; null where nothing, or for whoever does not see the whole case.
    before: Option<String>,
    before_text: Option<String>,
    /// What is indicated for what is left, never above it.
    now: Option<String>,
    now_text: Option<String>,
}

impl CaseGround {
    /// Of a case; `None` where nothing became of its days. What is indicated only for whoever sees the whole case.
    pub(super) fn of(case: &Case, state: &CaseState, setting: &Setting, whole: bool) -> Option<Self> {
        let taken: Vec<String> = case.opening.attendance().0.difference(&state.days).map(|on| day(*on)).collect();
        let waiting: Vec<String> = setting
            .ground
            .iter()
            .flat_map(|ground| ground.waiting.intersection(&state.days))
            .map(|on| day(*on))
            .collect();
        let drift = setting.ground.and_then(|ground| state.drift(ground));
        if drift.is_none() && taken.is_empty() && waiting.is_empty() {
            return None;
        }
        let left = drift.as_ref().map_or(&state.days, |drift| &drift.left);
        let (before, now) =
            drift.as_ref().map_or((state.indicated, state.indicated), |drift| (drift.before, drift.now));
        let (before, now) = (before.filter(|_| whole), now.filter(|_| whole));
        Some(Self {
            left: left.iter().map(|on| day(*on)).collect(),
            gone: drift.iter().flat_map(|drift| &drift.gone).map(|on| day(*on)).collect(),
            since: drift.as_ref().map(|drift| day(drift.since)),
            taken,
            waiting,
            before: before.map(|sanction| sanction.as_str().to_owned()),
            before_text: before.map(|sanction| sanction.indonesian().to_owned()),
            now: now.map(|sanction| sanction.as_str().to_owned()),
            now_text: now.map(|sanction| sanction.indonesian().to_owned()),
        })
    }
}
