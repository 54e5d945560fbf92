//! What a case keeps somebody from, and for how long.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::check::Setting;
use super::rule::Uncovered;
use super::state::CaseState;
use super::words::{CaseStage, Clock};
use crate::codes::codes;
use crate::hours::RuleRef;
use crate::sanctions::Level;

codes!(
    /// What is kept from somebody.
    BlockKind {
        /// The periodic pay rise.
        Kgb = "kgb",
        /// Promotion.
        Promotion = "kenaikan_pangkat",
        /// A move to another unit.
        Transfer = "pindah_unit",
    }
);

/// Something kept from somebody, from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What.
    pub kind: BlockKind,
    /// First day.
    pub from: Date,
    /// Last day; `None` where it has no end yet.
    pub until: Option<Date>,
    /// Whether an objection or appeal is open, so that it may still fall.
    pub contested: bool,
    /// Where the beginning of it stands.
    pub rule: Option<Arc<RuleRef>>,
}

/// What a case keeps the person from.
///
/// While a punishment of level sedang or berat is served, KGB and promotion (PerBKN 6/2022 Ps 55(1)); under examination and
/// while an objection or appeal is open, a move to another unit. All of it unconfirmed. Whether an open objection holds up the
/// effects is not known: the block says that it is contested.
///
/// # Errors
///
/// [`Uncovered`] where rule or calendar do not reach the day it comes into force.
pub fn blocks(state: &CaseState, setting: &Setting) -> Result<Vec<Block>, Uncovered> {
    let mut blocks = Vec::new();
    let open = matches!(state.by_acts, CaseStage::Objected | CaseStage::Appealed);
    let contested = open || state.by_acts == CaseStage::Review;
    let heavy = state.punishment.as_ref().filter(|one| one.level() > Some(Level::Ringan));
    if let (Some(punishment), Some(from)) = (heavy, state.in_force_on(setting)?) {
        let months = punishment.sanction().and_then(|one| one.months());
        let until = months.and_then(|months| from.checked_add(i32::from(months).months()).ok()?.yesterday().ok());
        let ends = punishment.sanction().is_some_and(|one| one.ends_employment());
        if !ends {
            for kind in [BlockKind::Kgb, BlockKind::Promotion] {
                let began = state.received_on.unwrap_or(from);
                let rule = setting.rules.on(began)?.article(Clock::InForce).cloned();
                blocks.push(Block { kind, from, until, contested, rule });
            }
        }
    }
    let examining = matches!(
        state.by_acts,
        CaseStage::Summoned
            | CaseStage::SummonedAgain
            | CaseStage::Examined
            | CaseStage::NotAppeared
            | CaseStage::Reported
    );
    if examining || open {
        let first = state.summons.first().map_or(state.since, |summons| summons.sent_on);
        let from = if open { state.since } else { first };
        blocks.push(Block { kind: BlockKind::Transfer, from, until: None, contested: false, rule: None });
    }
    Ok(blocks)
}
