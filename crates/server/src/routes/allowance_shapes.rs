//! Shapes of the allowance.

use std::collections::BTreeMap;

use hadir_domain::allowance::{Rule, Schedule};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::apel_acts::ApelEventJson;
use super::shapes::{PersonRef, UnitRef};
use crate::services::allowing::lines::{AllowanceTotals, PersonAllowance};
use crate::services::allowing::monthly::{OfMonth, OfPerson, unit_of};
use crate::services::allowing::paying::Payment;
use crate::services::allowing::supposing::Compared;
use crate::services::allowing::tracing::Traced;
use crate::services::month::MonthDay;

/// Which month of which unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AllowanceQuery {
    /// `YYYY-MM`.
    pub month: String,
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    pub unit: Option<String>,
    /// Part of a name: only those rows, and sums of only those.
    pub q: Option<String>,
    /// The page after this place.
    pub after: Option<String>,
    /// People a page, 1 to 1000; 200 when left out.
    pub limit: Option<usize>,
}

/// Which export.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AllowanceExportQuery {
    /// `YYYY-MM`.
    pub month: String,
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    pub unit: Option<String>,
    /// `xlsx` (people, lines and what is not known) or `csv` (people).
    pub format: Option<String>,
}

/// What a rule of a schedule rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceRule {
    /// As lines name it, such as `18.05/tpp/late`.
    id: String,
    /// Law and article.
    article: String,
    /// Whether the text was checked.
    confirmed: bool,
}

/// A schedule.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceSchedule {
    /// Such as `18.05/tpp`.
    name: String,
    title: String,
    title_en: String,
    covers_from: String,
    covers_to: Option<String>,
    /// The share of the whole allowance that percentages are of.
    base_percent: String,
    /// How many of its facts are checked, how many open.
    confirmed: usize,
    open: usize,
    /// Every rule it rests on, each once.
    rules: Vec<AllowanceRule>,
    /// What is open about it as a whole, in Indonesian.
    notes: Vec<String>,
}

impl From<&Schedule> for AllowanceSchedule {
    fn from(of: &Schedule) -> Self {
        Self {
            name: of.name.to_string(),
            title: of.title.clone(),
            title_en: of.title_en.clone(),
            covers_from: of.covers_from.to_string(),
            covers_to: of.covers_to.map(|on| on.to_string()),
            base_percent: of.base.share.to_string(),
            confirmed: of.facts.0,
            open: of.facts.1,
            rules: of.rules().into_iter().map(AllowanceRule::from).collect(),
            notes: of.open.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Rule> for AllowanceRule {
    fn from(of: &Rule) -> Self {
        Self { id: of.id.to_string(), article: of.article.to_string(), confirmed: of.confirmed }
    }
}

/// The schedules that are loaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceSchedules {
    /// By name.
    pub items: Vec<AllowanceSchedule>,
}

/// One person in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceRow {
    person: PersonRef,
    unit: Option<UnitRef>,
    #[schema(value_type = String)]
    employee_type: hadir_domain::people::EmployeeType,
    /// Null where no amount is recorded; then nothing is computed.
    tpp_rupiah: Option<i64>,
    base_rupiah: i64,
    percent: String,
    cut_rupiah: i64,
    carried_rupiah: i64,
    total_rupiah: i64,
    net_rupiah: Option<i64>,
    /// How many lines, days not settled, and sentences about what is not known beside those days.
    lines: usize,
    waiting: usize,
    unknown: usize,
    /// Whether it was paid; then it stands as it was paid.
    paid: bool,
}

/// The allowance of a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowancePage {
    month: String,
    /// Code of the unit; null for the whole instansi.
    unit: Option<String>,
    schedule: AllowanceSchedule,
    /// In the order of the recap.
    items: Vec<AllowanceRow>,
    /// Of everybody found, not of the page: they are the sums of the rows of all pages.
    totals: AllowanceTotals,
    next: Option<String>,
}

impl AllowancePage {
    /// A page of a month.
    pub fn of(month: &OfMonth, from: usize, limit: usize, next: Option<String>) -> Self {
        let items = month.people.iter().skip(from).take(limit).map(|of| {
            let found = &of.allowance;
            AllowanceRow {
                person: PersonRef::from(&of.person),
                unit: unit_of(&month.units, of).map(UnitRef::from),
                employee_type: found.employee_type,
                tpp_rupiah: found.tpp_rupiah,
                base_rupiah: found.base_rupiah,
                percent: found.percent.clone(),
                cut_rupiah: found.cut_rupiah,
                carried_rupiah: found.carried_rupiah,
                total_rupiah: found.total_rupiah,
                net_rupiah: found.net_rupiah,
                lines: found.lines.len(),
                waiting: found.waiting.len(),
                unknown: found.unknown_beside_waiting(),
                paid: of.paid,
            }
        });
        Self {
            month: month.month.to_string(),
            unit: month.unit.as_ref().map(|unit| unit.code.clone()),
            schedule: AllowanceSchedule::from(&month.schedule),
            items: items.collect(),
            totals: month.totals(),
            next,
        }
    }
}

/// A person's month, each line with the day behind it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceOfPerson {
    month: String,
    person: PersonRef,
    /// Whether it was paid; then it stands as it was paid.
    paid: bool,
    allowance: PersonAllowance,
    /// The days of the lines, of what waits and of what is not known, as they are judged now, with punches, reasons and
    /// rules, by date.
    days: BTreeMap<String, MonthDay>,
    /// The apel and ceremonies of those days.
    events: Vec<ApelEventJson>,
}

impl AllowanceOfPerson {
    /// What was traced.
    pub fn of(month: String, traced: Traced) -> Self {
        let Traced { of: OfPerson { person, allowance, paid, .. }, days, events } = traced;
        Self {
            month,
            person: PersonRef::from(&person),
            paid,
            allowance,
            days: days.into_iter().map(|(date, day)| (date.to_string(), day)).collect(),
            events: events.iter().map(ApelEventJson::from).collect(),
        }
    }
}

/// A month to pay.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAllowanceMonth {
    /// Key made by the client.
    pub id: Uuid,
    /// `YYYY-MM`.
    pub month: String,
    /// Code or id of the unit; null for the whole instansi.
    pub unit: Option<String>,
}

/// Another officer's word.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AllowanceMonthDecision {
    /// Key made by the client.
    pub id: Uuid,
    /// `confirm` or `reject`.
    pub decision: String,
    /// Needed to reject.
    #[serde(default)]
    pub reason: String,
}

/// A payment: what is proposed, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceMonth {
    id: Uuid,
    month: String,
    /// Code of the unit; null for the whole instansi.
    unit: Option<String>,
    schedule: String,
    totals: AllowanceTotals,
    /// SHA-256 of everybody's lines.
    sha256: String,
    /// `proposed`, `paid` or `refused`.
    state: String,
    proposed_by: String,
    #[schema(value_type = String)]
    proposed_at: Timestamp,
    decided_by: Option<String>,
    #[schema(value_type = Option<String>)]
    decided_at: Option<Timestamp>,
    reason: String,
}

impl From<Payment> for AllowanceMonth {
    fn from(of: Payment) -> Self {
        let state = match &of.decided {
            None => "proposed",
            Some((true, ..)) => "paid",
            Some((false, ..)) => "refused",
        };
        let (decided_by, decided_at, reason) = match of.decided {
            Some((_, by, at, reason)) => (Some(by), Some(at), reason),
            None => (None, None, String::new()),
        };
        Self {
            id: of.id,
            month: of.month.to_string(),
            unit: of.unit_code,
            schedule: of.schedule,
            totals: of.totals,
            sha256: of.sha256,
            state: state.to_owned(),
            proposed_by: of.proposed_by,
            proposed_at: of.proposed_at,
            decided_by,
            decided_at,
            reason,
        }
    }
}

/// The payments of a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceMonths {
    /// As they were proposed.
    pub items: Vec<AllowanceMonth>,
}

/// Another schedule to look at: either a name or the text of a pack.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AllowanceWhatIf {
    /// `YYYY-MM`.
    pub month: String,
    /// Code or id of the unit; null for the caller's own, or the whole instansi.
    pub unit: Option<String>,
    /// Name of a schedule that is loaded.
    pub schedule: Option<String>,
    /// Text of a pack of kind `tpp`.
    pub pack: Option<String>,
}

/// Somebody who would be cut differently.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceChange {
    person: PersonRef,
    unit: Option<UnitRef>,
    before_rupiah: i64,
    after_rupiah: i64,
    /// After without before.
    difference_rupiah: i64,
    before_percent: String,
    after_percent: String,
}

/// A month by two schedules. Nothing of it is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowanceCompared {
    month: String,
    from: AllowanceSchedule,
    to: AllowanceSchedule,
    /// What the other schedule leaves open as a whole.
    open: Vec<String>,
    before: AllowanceTotals,
    after: AllowanceTotals,
    /// How many people's cut differs.
    changed: usize,
    /// Of them who would be cut more, and less.
    more: usize,
    less: usize,
    /// How many people have something the other schedule says nothing of.
    silent: u64,
    /// The largest differences first, at most 500.
    items: Vec<AllowanceChange>,
}

/// People shown of a comparison.
const MOST_CHANGES: usize = 500;

impl AllowanceCompared {
    /// What was compared.
    pub fn of(month: String, compared: &Compared) -> Self {
        let mut items: Vec<AllowanceChange> = compared
            .changed
            .iter()
            .map(|(before, after)| AllowanceChange {
                person: PersonRef::from(&before.person),
                unit: unit_of(&compared.units, before).map(UnitRef::from),
                before_rupiah: before.allowance.cut_rupiah,
                after_rupiah: after.allowance.cut_rupiah,
                difference_rupiah: after.allowance.cut_rupiah - before.allowance.cut_rupiah,
                before_percent: before.allowance.percent.clone(),
                after_percent: after.allowance.percent.clone(),
            })
            .collect();
        let more = items.iter().filter(|item| item.difference_rupiah > 0).count();
        let changed = items.len();
        items.sort_by_key(|item| std::cmp::Reverse(item.difference_rupiah.unsigned_abs()));
        items.truncate(MOST_CHANGES);
        Self {
            month,
            from: AllowanceSchedule::from(&compared.from),
            to: AllowanceSchedule::from(&compared.to),
            open: compared.to.open.iter().map(ToString::to_string).collect(),
            before: compared.before,
            after: compared.after,
            changed,
            more,
            less: changed - more,
            silent: compared.silent,
            items,
        }
    }
}
