//! What the routes of rules take and answer.

use hadir_domain::units::Unit;
use hadir_rules::{PackInfo, open_facts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::services::rule_changes::comparing::{Compared, DayChange, PersonChange, Totals, Touches};
use crate::services::rule_changes::ladder::{LadderChange, Rung};
use crate::services::rule_changes::signing::RuleChange;

/// The packs an instansi is judged by.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulesInForce {
    /// SHA-256 over all of them, which verdicts of today carry.
    pub sha256: String,
    /// Those of its region: the nation's, its province's, its own, then what it signed.
    pub packs: Vec<RulePack>,
}

/// A pack in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulePack {
    path: String,
    kind: String,
    region: Option<String>,
    title: String,
    title_en: String,
    /// The law.
    source: String,
    covers_from: String,
    covers_to: Option<String>,
    /// Whether the instansi signed it itself.
    own: bool,
    /// Facts whose source was checked.
    confirmed: usize,
    /// The others.
    open: Vec<RuleOpenFact>,
}

/// A fact whose source was not checked.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleOpenFact {
    /// Where it stands in the pack.
    key: String,
    /// The law it is said to rest on.
    source: String,
    /// What is open.
    open: String,
}

impl RulePack {
    /// A pack with what in its text is open.
    pub fn of(info: PackInfo, text: &str) -> Self {
        let open = open_facts(text).into_iter();
        Self {
            own: info.path.starts_with("instansi/"),
            path: info.path,
            kind: info.kind.to_owned(),
            region: info.region,
            title: info.title,
            title_en: info.title_en,
            source: info.source,
            covers_from: info.covers_from.to_string(),
            covers_to: info.covers_to.map(|to| to.to_string()),
            confirmed: info.confirmed,
            open: open.map(|one| RuleOpenFact { key: one.key, source: one.source, open: one.open }).collect(),
        }
    }
}

/// Which pack.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RuleTextQuery {
    /// Path, such as `nasional/jam-kerja.toml`.
    pub path: String,
}

/// The text of a pack.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleText {
    /// Path.
    pub path: String,
    /// The text, whole.
    pub text: String,
}

/// A pack to try on days that are over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RuleWhatIf {
    /// The text of the pack, written as a region's: it may say only a part.
    pub pack: String,
    /// First day; with `to`. Left out both: the last month that is over, of a ladder the year up to yesterday.
    pub from: Option<String>,
    /// Last day, before today.
    pub to: Option<String>,
    /// Code or id of a unit; the whole instansi when left out.
    pub unit: Option<String>,
    /// The page after this place.
    pub after: Option<String>,
    /// People a page, 1 to 500; 100 when left out.
    pub limit: Option<usize>,
}

/// What another pack would change. Nothing of it is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleComparison {
    kind: String,
    title: String,
    title_en: String,
    /// From when the pack holds as it is written.
    covers_from: String,
    /// Whether it was tried on these days as if it held earlier than it is written.
    as_if: bool,
    from: String,
    to: String,
    unit: Option<String>,
    /// What the pack changes at all.
    touches: Touches,
    /// The months whose allowance was computed, `YYYY-MM`.
    months: Vec<String>,
    /// What is to be known of the allowance.
    pay_note: Option<String>,
    /// The same in English.
    pay_note_en: Option<String>,
    totals: Totals,
    /// How many days go from one status to another.
    moves: Vec<RuleMove>,
    /// Facts of the pack that are not confirmed.
    open: Vec<RuleOpenFact>,
    /// SHA-256 over all of it, to propose what was seen.
    sha256: String,
    /// Those changed, the largest differences first.
    items: Vec<RulePersonChange>,
    /// Where the next page begins.
    next: Option<String>,
}

/// Days that go from one status to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleMove {
    before: String,
    after: String,
    days: u64,
}

/// Somebody of whom something would be different.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulePersonChange {
    person: PersonRef,
    unit: Option<UnitRef>,
    days: Vec<RuleDayChange>,
    ladder: Option<RuleLadderChange>,
    /// What is cut of the months together; null where nothing differs.
    before_rupiah: Option<i64>,
    after_rupiah: Option<i64>,
    difference_rupiah: i64,
}

/// A day that would be judged differently.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDayChange {
    on: String,
    /// Status and marks, such as `H TL:12`; `?` where a source is still waited for.
    before: String,
    after: String,
    /// Minutes late, after without before.
    late_minutes: i64,
    /// Minutes left early, after without before.
    early_minutes: i64,
}

/// An indication that appears, vanishes, or stands on another rung.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleLadderChange {
    before: Option<RuleRung>,
    after: Option<RuleRung>,
}

/// A rung of the ladder.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleRung {
    rule: String,
    article: String,
    level: String,
    sanction_text: String,
}

impl RuleComparison {
    /// A page of a comparison of a pack's text.
    pub fn of(compared: &Compared, text: &str, (from, limit): (usize, usize), next: Option<String>) -> Self {
        let (id, en) = compared.pay_note.clone().unzip();
        let moves = compared.moves.iter();
        Self {
            kind: compared.info.kind.to_owned(),
            title: compared.info.title.clone(),
            title_en: compared.info.title_en.clone(),
            covers_from: compared.info.covers_from.to_string(),
            as_if: compared.as_if,
            from: compared.span.0.to_string(),
            to: compared.span.1.to_string(),
            unit: compared.unit.clone(),
            touches: compared.touches,
            months: compared.months.iter().map(ToString::to_string).collect(),
            pay_note: id,
            pay_note_en: en,
            totals: compared.totals,
            moves: moves
                .map(|((before, after), days)| RuleMove {
                    before: before.to_string(),
                    after: after.to_string(),
                    days: *days,
                })
                .collect(),
            open: open_facts(text)
                .into_iter()
                .map(|one| RuleOpenFact { key: one.key, source: one.source, open: one.open })
                .collect(),
            sha256: compared.sha256.clone(),
            items: compared
                .people
                .iter()
                .skip(from)
                .take(limit)
                .map(|one| RulePersonChange::of(one, compared.unit_of(one)))
                .collect(),
            next,
        }
    }
}

impl RulePersonChange {
    /// As the service gives it.
    pub fn of(one: &PersonChange, unit: Option<&Unit>) -> Self {
        let some = !one.pay.is_empty();
        Self {
            person: PersonRef::from(&one.person),
            unit: unit.map(UnitRef::from),
            days: one.days.iter().map(RuleDayChange::from).collect(),
            ladder: one.ladder.as_ref().map(RuleLadderChange::from),
            before_rupiah: some.then(|| one.pay.iter().map(|pay| pay.before_rupiah).sum()),
            after_rupiah: some.then(|| one.pay.iter().map(|pay| pay.after_rupiah).sum()),
            difference_rupiah: one.rupiah(),
        }
    }
}

impl From<&DayChange> for RuleDayChange {
    fn from(day: &DayChange) -> Self {
        let (before, after) = (day.before.minutes(), day.after.minutes());
        Self {
            on: day.on.to_string(),
            before: day.before.code(),
            after: day.after.code(),
            late_minutes: i64::from(after.0) - i64::from(before.0),
            early_minutes: i64::from(after.1) - i64::from(before.1),
        }
    }
}

impl From<&LadderChange> for RuleLadderChange {
    fn from(change: &LadderChange) -> Self {
        let rung = |rung: &Rung| RuleRung {
            rule: rung.rule.clone(),
            article: rung.article.clone(),
            level: rung.level.as_str().to_owned(),
            sanction_text: rung.sanction_text.clone(),
        };
        Self { before: change.before.as_ref().map(rung), after: change.after.as_ref().map(rung) }
    }
}

/// A change to propose.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRuleChange {
    /// Its key; sent again it changes nothing.
    pub id: Uuid,
    /// The text of the pack. It holds from its `covers_from`.
    pub pack: String,
    /// Why.
    pub reason: String,
    /// Number of the regulation it rests on, such as `Perwali 12/2026`.
    pub basis_number: String,
    /// Its date.
    pub basis_date: String,
    /// Needed where it holds for days that are over.
    #[serde(default)]
    pub retroactive_reason: String,
    /// First day it was tried on.
    pub from: String,
    /// Last day it was tried on.
    pub to: String,
    /// SHA-256 of the comparison of the whole instansi that was shown.
    pub sha256: String,
}

/// What another officer says of a change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RuleChangeDecision {
    /// Key of this word; sent again it changes nothing.
    pub id: Uuid,
    /// `confirm` signs, `reject` does not.
    pub decision: String,
    /// Why; needed to reject.
    #[serde(default)]
    pub reason: String,
}

/// A change, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleChangeView {
    id: Uuid,
    kind: String,
    title: String,
    title_en: String,
    /// From when it holds.
    from: String,
    reason: String,
    basis_number: String,
    basis_date: String,
    retroactive_reason: String,
    /// First and last day it was tried on.
    tried_from: String,
    tried_to: String,
    totals: Totals,
    sha256: String,
    proposed_by: String,
    proposed_at: String,
    /// `proposed`, `signed`, `rejected`.
    state: String,
    decided_by: Option<String>,
    decided_at: Option<String>,
    decision_reason: Option<String>,
    /// The text of the pack.
    pack: String,
}

/// Changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleChangeList {
    /// The newest first.
    pub items: Vec<RuleChangeView>,
}

impl From<RuleChange> for RuleChangeView {
    fn from(one: RuleChange) -> Self {
        let state = match &one.decision {
            None => "proposed",
            Some(decision) if decision.signed => "signed",
            Some(_) => "rejected",
        };
        let decision = one.decision;
        Self {
            id: one.id,
            kind: one.kind,
            title: one.title,
            title_en: one.title_en,
            from: one.from.to_string(),
            reason: one.reason,
            basis_number: one.basis_number,
            basis_date: one.basis_date.to_string(),
            retroactive_reason: one.retroactive_reason,
            tried_from: one.tried.0.to_string(),
            tried_to: one.tried.1.to_string(),
            totals: one.totals,
            sha256: one.sha256,
            proposed_by: one.proposed_by,
            proposed_at: one.proposed_at.to_string(),
            state: state.to_owned(),
            decided_by: decision.as_ref().map(|said| said.by.clone()),
            decided_at: decision.as_ref().map(|said| said.at.to_string()),
            decision_reason: decision.map(|said| said.reason),
            pack: one.pack,
        }
    }
}
