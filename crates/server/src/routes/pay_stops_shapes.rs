//! What routes of stops of pay answer. How much stands in an answer follows from what the caller may see.

use hadir_domain::pay_stops::{
    PaySight, PayStopDuty, PayStopStage, PayStopState, PayStopStep, PayStopTerm, ResumeItem, holders,
};
use hadir_domain::units::Unit;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::discipline_shapes::{CasePerson, Names, code, named};
use super::discipline_view::CaseActor;
use super::shapes::{PersonRef, UnitRef};
use crate::services::casing::setting::CaseRules;
use crate::services::error::ServiceError;
use crate::services::pay_stopping::rows::Row;
use crate::services::pay_stopping::{PayStop, lettering};

/// What stands under every page of a stop of pay.
const NOTICE: &str =
    "Rahasia. Penghentian gaji bukan hukuman; ia berhenti dan diaktifkan kembali hanya dengan keputusan KPA.";

/// A stop of pay in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopItem {
    id: Uuid,
    /// `milik_sendiri` or `seluruhnya`.
    sight: String,
    person: PersonRef,
    unit: Option<UnitRef>,
    employee_type: String,
    notified_on: String,
    stage: String,
    stage_text: String,
    since: String,
    /// First day without pay, once it was decided.
    stopped_from: Option<String>,
    resumed_on: Option<String>,
    due: Option<PayStopDueView>,
    over: bool,
}

/// Stops of pay.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopList {
    /// Newest first.
    pub items: Vec<PayStopItem>,
    /// Today, in the zone of the instansi.
    pub today: String,
}

/// One's own stops of pay.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopViews {
    /// Newest first.
    pub items: Vec<PayStopView>,
}

/// A term.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopDueView {
    /// The stage in which it ran.
    stage: String,
    duty: String,
    duty_text: String,
    who: Option<CasePerson>,
    until: String,
    done_on: Option<String>,
    /// `berjalan`, `segera`, `lewat` or `dieskalasi`.
    urgency: String,
    article: Option<String>,
    confirmed: Option<bool>,
}

/// Somebody with a duty.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopHolder {
    duty: String,
    duty_text: String,
    person: CasePerson,
}

/// A decision of the KPA.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopDecided {
    /// Whether it is about paying again.
    resume: bool,
    /// What was decided: that the pay stops, or is paid again.
    yes: bool,
    number: String,
    on: String,
    text: String,
    by: CasePerson,
}

/// What goes with a proposal to pay again.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopResumeItem {
    item: String,
    text: String,
    needed: bool,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopActView {
    id: Uuid,
    on: String,
    #[schema(value_type = String)]
    at: Timestamp,
    by: CaseActor,
    duty: String,
    /// What, as it was sent: `step` is its word.
    #[schema(value_type = Object)]
    step: Value,
    set_aside: bool,
}

/// A letter a step issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopLetter {
    act: Uuid,
    title: String,
}

/// A stop of pay as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopView {
    #[serde(flatten)]
    item: PayStopItem,
    /// The discipline case it goes beside; null for whoever does not see the whole.
    case: Option<Uuid>,
    article: String,
    days: Vec<String>,
    /// Days among them that were settled otherwise since.
    changed_days: Vec<String>,
    /// The first month without pay were it decided today; null once it is decided.
    would_stop_from: Option<String>,
    /// Whether the days were found not to stand after the stop; the KPA has the next word.
    dissolved: bool,
    decisions: Vec<PayStopDecided>,
    resume_items: Vec<PayStopResumeItem>,
    people: Vec<PayStopHolder>,
    acts: Vec<PayStopActView>,
    /// Terms somebody let run out.
    lapses: Vec<PayStopDueView>,
    letters: Vec<PayStopLetter>,
    /// Words of the steps the caller may try now.
    can: Vec<String>,
    notice: String,
    today: String,
}

/// Days in a row, as the server counts them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayStopRow {
    days: Vec<String>,
    /// How many it takes.
    in_row: u16,
    article: String,
    confirmed: bool,
    /// The first month without pay were it decided today.
    would_stop_from: Option<String>,
}

impl PayStopRow {
    /// As the service counts them.
    pub fn of(row: &Row, today: Date) -> Self {
        Self {
            days: row.days.iter().map(ToString::to_string).collect(),
            in_row: row.in_row,
            article: row.article.clone(),
            confirmed: row.confirmed,
            would_stop_from: month_after(today),
        }
    }
}

fn month_after(on: Date) -> Option<String> {
    on.last_of_month().tomorrow().ok().map(day)
}

fn day(on: Date) -> String {
    on.to_string()
}

fn due_of(term: &PayStopTerm, names: &Names) -> PayStopDueView {
    PayStopDueView {
        stage: term.stage.as_str().to_owned(),
        duty: term.duty.as_str().to_owned(),
        duty_text: term.duty.indonesian().to_owned(),
        who: term.who.map(|person| named(names, person)),
        until: day(term.until),
        done_on: term.done_on.map(day),
        urgency: term.urgency.as_str().to_owned(),
        article: term.rule.as_ref().map(|rule| rule.source.clone()),
        confirmed: term.rule.as_ref().map(|rule| rule.confirmed),
    }
}

impl PayStopItem {
    /// A line of the list. Whose turn it is and until when officers see; the person sees where it stands.
    ///
    /// # Errors
    ///
    /// `no_rule`, `no_calendar` where the packs do not reach.
    pub fn of(
        stop: &PayStop,
        sight: PaySight,
        units: &[Unit],
        names: &Names,
        rules: &CaseRules,
    ) -> Result<Self, ServiceError> {
        let (state, opening) = (stop.state(), &stop.opening);
        let stage = state.stage.unwrap_or(PayStopStage::Notified);
        let open = match sight {
            PaySight::Whole => stop.terms(rules)?.pop().filter(|term| term.done_on.is_none()),
            PaySight::Own => None,
        };
        let person = names.get(&opening.subject).map_or_else(
            || PersonRef { id: opening.subject.0, name: "-".to_owned(), number_masked: None },
            PersonRef::from,
        );
        Ok(Self {
            id: stop.id(),
            sight: sight.as_str().to_owned(),
            person,
            unit: units.iter().find(|unit| unit.id == opening.unit).map(UnitRef::from),
            employee_type: code(&opening.employee_type),
            notified_on: day(opening.notice.on),
            stage: stage.as_str().to_owned(),
            stage_text: stage.indonesian().to_owned(),
            since: day(state.since),
            stopped_from: state.stopped_from.map(day),
            resumed_on: state.resumed_on.map(day),
            due: open.as_ref().map(|term| due_of(term, names)),
            over: stage.is_over(),
        })
    }
}

/// What a view is made of.
pub struct Seen<'a> {
    /// The stop.
    pub stop: &'a PayStop,
    /// How much of it.
    pub sight: PaySight,
    /// By whom.
    pub viewer: Option<hadir_domain::ids::PersonId>,
    /// Units of the instansi.
    pub units: &'a [Unit],
    /// Names of the people.
    pub names: &'a Names,
    /// Terms, calendar and today.
    pub rules: &'a CaseRules,
    /// Days that were settled otherwise since.
    pub changed: &'a [Date],
}

impl PayStopView {
    /// As the caller sees it.
    ///
    /// # Errors
    ///
    /// `no_rule`, `no_calendar` where the packs do not reach.
    pub fn of(seen: &Seen) -> Result<Self, ServiceError> {
        let Seen { stop, sight, names, rules, .. } = *seen;
        let state = stop.state();
        let whole = sight == PaySight::Whole;
        let shown = || stop.acts.iter().filter(|kept| whole || kept.act.step.is_persons());
        let mut acts = Vec::new();
        for kept in shown() {
            acts.push(PayStopActView {
                id: kept.act.id,
                on: day(kept.act.on),
                at: kept.at,
                by: CaseActor::of(names, kept.act.person, if whole { &kept.act.by } else { "" }),
                duty: kept.act.duty.as_str().to_owned(),
                step: serde_json::to_value(&kept.act.step).map_err(ServiceError::fault)?,
                set_aside: state.set_aside.contains(&kept.act.id),
            });
        }
        let terms = if whole { stop.terms(rules)? } else { Vec::new() };
        let steps = stop.steps();
        let holders = holders(&stop.opening, &steps);
        // The person knows who gave notice and who decides.
        let shows = |duty: PayStopDuty| whole || duty != PayStopDuty::Bkpsdm;
        let undecided =
            matches!(state.stage, Some(PayStopStage::Notified | PayStopStage::Verified | PayStopStage::AtKpa));
        Ok(Self {
            item: PayStopItem::of(stop, sight, seen.units, names, rules)?,
            case: stop.opening.case.filter(|_| whole),
            article: stop.opening.article.clone(),
            days: state.days.iter().copied().map(day).collect(),
            changed_days: seen.changed.iter().copied().map(day).collect(),
            would_stop_from: month_after(rules.today()).filter(|_| undecided),
            dissolved: state.dissolved,
            decisions: decisions(stop, &state, names),
            resume_items: ResumeItem::ALL.iter().map(|item| resume_item(*item)).collect(),
            people: holders
                .iter()
                .filter(|(duty, _)| shows(**duty))
                .map(|(duty, person)| PayStopHolder {
                    duty: duty.as_str().to_owned(),
                    duty_text: duty.indonesian().to_owned(),
                    person: named(names, *person),
                })
                .collect(),
            lapses: terms.iter().filter(|term| term.is_lapsed()).map(|term| due_of(term, names)).collect(),
            letters: shown()
                .filter(|_| whole)
                .filter_map(|kept| {
                    let title = lettering::title(&kept.act.step)?.to_owned();
                    Some(PayStopLetter { act: kept.act.id, title })
                })
                .collect(),
            can: can(seen, &state),
            acts,
            notice: NOTICE.to_owned(),
            today: day(rules.today()),
        })
    }
}

fn decisions(stop: &PayStop, state: &PayStopState, names: &Names) -> Vec<PayStopDecided> {
    let placed = stop.acts.iter().filter(|kept| !state.set_aside.contains(&kept.act.id));
    let decided = placed.filter_map(|kept| {
        let (resume, yes, number, text) = match &kept.act.step {
            PayStopStep::Decide { stop, number, text } => (false, *stop, number, text),
            PayStopStep::Resume { resume, number, text } => (true, *resume, number, text),
            _ => return None,
        };
        Some(PayStopDecided {
            resume,
            yes,
            number: number.clone(),
            on: day(kept.act.on),
            text: text.clone(),
            by: named(names, kept.act.person),
        })
    });
    decided.collect()
}

fn resume_item(item: ResumeItem) -> PayStopResumeItem {
    PayStopResumeItem { item: item.as_str().to_owned(), text: item.indonesian().to_owned(), needed: item.is_needed() }
}

/// The steps of a stage, by the duty of the viewer.
fn can(seen: &Seen, state: &PayStopState) -> Vec<String> {
    let Some(viewer) = seen.viewer.filter(|viewer| *viewer != seen.stop.subject()) else { return Vec::new() };
    let steps = seen.stop.steps();
    let holders = holders(&seen.stop.opening, &steps);
    let Some(duty) = hadir_domain::pay_stops::duty_of(&holders, viewer) else { return Vec::new() };
    let Some(stage) = state.stage.filter(|stage| !stage.is_over()) else { return Vec::new() };
    use PayStopDuty as D;
    use PayStopStage as S;
    let mut can: Vec<&str> = match (duty, stage) {
        (D::Bkpsdm, S::Notified) => vec!["verify"],
        (D::Bkpsdm, S::Verified) => vec!["pass"],
        (D::Kpa, S::AtKpa) => vec!["decide"],
        (D::Reporter, S::Stopped) => vec!["propose_resume"],
        (D::Kpa, S::Proposed) => vec!["resume"],
        _ => Vec::new(),
    };
    if duty == D::Bkpsdm {
        can.push("dissolve");
    }
    can.push("assign");
    can.into_iter().map(str::to_owned).collect()
}
