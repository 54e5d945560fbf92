//! What the page of a discipline case answers. How much of a case stands in an answer follows from what the caller may see.

use hadir_domain::discipline_cases::{
    Assigned, BlockKind, CaseAct, CaseDuty, CaseStage, CaseState, CaseStep, DecisionKept, Lapse, Punishment, Setting,
    Sight, StepWord, blocks, goes_to_bpasn, lapses,
};
use hadir_domain::ids::PersonId;
use hadir_domain::sanctions::Level;
use hadir_domain::units::Unit;
use hadir_store::acts::files::ActFile;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::discipline_ground::CaseGround;
use super::discipline_shapes::{CaseItem, CasePerson, Names, day, named};
use crate::services::casing::sighting::shows;
use crate::services::casing::{Case, refused};
use crate::services::error::ServiceError;

/// What stands under every page of a case.
pub const NOTICE: &str = "Rahasia. Ini proses pemeriksaan, bukan vonis; keputusan hanya dari pejabat yang berwenang.";

/// A term that ran out, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLapse {
    what: String,
    duty: String,
    duty_text: String,
    who: Vec<CasePerson>,
    due_on: String,
    done_on: Option<String>,
    too_light: bool,
    ground: Option<String>,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseActor {
    id: Uuid,
    name: String,
    /// Empty for whoever does not see the whole case.
    login: String,
}

impl CaseActor {
    /// Somebody by name; the login is empty for whoever does not see the whole.
    pub fn of(names: &Names, person: PersonId, login: &str) -> Self {
        Self { id: person.0, name: named(names, person).name, login: login.to_owned() }
    }
}

/// How it began.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseOpened {
    on: String,
    by: CaseActor,
}

/// A letter an act issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLetter {
    act: Uuid,
    kind: String,
    title: String,
}

/// A decision as it was set.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDecided {
    number: String,
    on: String,
    by: CasePerson,
    #[schema(value_type = Object)]
    punishment: Value,
    punishment_text: String,
    articles: Vec<String>,
    text: String,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseActView {
    id: Uuid,
    /// The day of the letter, the record, the receipt.
    on: String,
    #[schema(value_type = String)]
    at: Timestamp,
    by: CaseActor,
    /// What, as it was sent: `step` is its word.
    #[schema(value_type = Object)]
    step: Value,
    /// Whether it had no place where the case stood.
    set_aside: bool,
}

/// Who may punish, by level.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePower {
    level: String,
    who: Vec<String>,
    article: Option<String>,
    confirmed: bool,
}

/// What the case keeps the person from.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBlock {
    kind: String,
    text: String,
    from: String,
    to: Option<String>,
    contested: bool,
}

/// A paper of the case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseFile {
    sha256: String,
    name: String,
    media: String,
    size: u64,
}

/// A case as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    #[serde(flatten)]
    item: CaseItem,
    opened: CaseOpened,
    source: Option<Uuid>,
    /// What the person is said to have done.
    #[schema(value_type = Vec<Object>)]
    breaches: Value,
    /// What became of the days of attendance underneath since; null where nothing did.
    ground: Option<CaseGround>,
    asked_until: Option<String>,
    #[schema(value_type = Vec<Object>)]
    summons: Value,
    #[schema(value_type = Vec<Object>)]
    team: Value,
    /// The decision as it was set, once the caller may know it.
    decision: Option<CaseDecided>,
    /// What holds now.
    #[schema(value_type = Option<Object>)]
    punishment: Option<Value>,
    punishment_text: Option<String>,
    received_on: Option<String>,
    in_force_on: Option<String>,
    contest_until: Option<String>,
    /// `keberatan` or `banding`.
    contest: Option<String>,
    #[schema(value_type = Vec<Object>)]
    people: Value,
    acts: Vec<CaseActView>,
    lapses: Vec<CaseLapse>,
    powers: Vec<CasePower>,
    blocks: Vec<CaseBlock>,
    files: Vec<CaseFile>,
    letters: Vec<CaseLetter>,
    /// Words of the steps the caller may try now; the procedure may still say what is missing.
    can: Vec<String>,
    notice: String,
    today: String,
}

fn lapse_of(one: &Lapse, names: &Names) -> CaseLapse {
    CaseLapse {
        what: one.what.as_str().to_owned(),
        duty: one.duty.as_str().to_owned(),
        duty_text: one.duty.indonesian().to_owned(),
        who: one.who.iter().map(|person| named(names, *person)).collect(),
        due_on: day(one.due_on),
        done_on: one.done_on.map(day),
        too_light: one.too_light,
        ground: one.ground().map(str::to_owned),
    }
}

/// The letter a step issues, if any.
fn letter_of(state: &CaseState, act: &CaseAct) -> Option<CaseLetter> {
    let first = |number: &String| state.summons.first().is_some_and(|one| one.number == *number);
    let (kind, title) = match &act.step {
        CaseStep::Summon { number, .. } if first(number) => ("panggilan_1", "Surat Panggilan I"),
        CaseStep::Summon { .. } => ("panggilan_2", "Surat Panggilan II"),
        CaseStep::FormTeam { .. } => ("tim_pemeriksa", "Keputusan Tim Pemeriksa"),
        CaseStep::FreeFromDuties { .. } => ("pembebasan_sementara", "Keputusan Pembebasan Sementara"),
        CaseStep::Examine { .. } => ("bap", "Berita Acara Pemeriksaan"),
        CaseStep::RecordAbsence { .. } => ("ba_ketidakhadiran", "Berita Acara Ketidakhadiran"),
        CaseStep::Report { .. } => ("lhp", "Laporan Hasil Pemeriksaan"),
        CaseStep::Decide { decision } => match decision.punishment {
            Punishment::Listed { .. } => ("keputusan", "Keputusan Hukuman Disiplin"),
            Punishment::ByContract { .. } => ("keputusan_kontrak", "Keputusan menurut Kontrak"),
            Punishment::None { .. } => ("keputusan_tidak_terbukti", "Keputusan Tidak Dijatuhi Hukuman"),
        },
        CaseStep::HandOver { .. } => ("penyerahan", "Berita Acara Penyerahan"),
        _ => return None,
    };
    Some(CaseLetter { act: act.id, kind: kind.to_owned(), title: title.to_owned() })
}

fn opened(case: &Case, whole: bool, names: &Names) -> CaseOpened {
    let by = &case.opening.by;
    let by = if whole {
        CaseActor { id: by.person.0, name: named(names, by.person).name, login: by.by.clone() }
    } else {
        CaseActor { id: Uuid::nil(), name: String::new(), login: String::new() }
    };
    CaseOpened { on: day(case.opening.on), by }
}

fn decision(kept: &DecisionKept, names: &Names) -> Result<CaseDecided, ServiceError> {
    let decided = &kept.decision;
    Ok(CaseDecided {
        number: decided.number.clone(),
        on: day(kept.on),
        by: named(names, kept.by),
        punishment: serde_json::to_value(&decided.punishment).map_err(ServiceError::fault)?,
        punishment_text: punishment_text(&decided.punishment),
        articles: decided.articles.clone(),
        text: decided.text.clone(),
    })
}

/// What a view is made of.
pub struct Seen<'a> {
    /// The case.
    pub case: &'a Case,
    /// How much of it.
    pub sight: Sight,
    /// By whom.
    pub viewer: Option<PersonId>,
    /// Units of the instansi.
    pub units: &'a [Unit],
    /// Names of the people.
    pub names: &'a Names,
    /// Papers that came.
    pub files: &'a [ActFile],
    /// Rules, calendar and today.
    pub setting: &'a Setting<'a>,
}

impl CaseView {
    /// As the caller sees it.
    ///
    /// # Errors
    ///
    /// `no_rule`, `no_calendar` where the packs do not reach.
    pub fn of(seen: &Seen) -> Result<Self, ServiceError> {
        let Seen { case, sight, names, setting, .. } = *seen;
        let (state, opening) = (case.state(), &case.opening);
        let gap = |gap: hadir_domain::discipline_cases::Uncovered| refused(&gap.into());
        let whole = sight == Sight::Whole;
        let decided = whole || (sight == Sight::Own && (state.received_on.is_some() || state.sent_on.is_some()));
        let item = CaseItem::of(case, sight, seen.units, names, setting)?;
        let kept = state.decision.as_ref().filter(|_| decided);
        let punishment = state.punishment.as_ref().filter(|_| decided);
        let contest = (decided && state.received_on.is_some() && !state.is_unpunished())
            .then(|| if goes_to_bpasn(opening, &state) { "banding" } else { "keberatan" }.to_owned());
        let shown: Vec<_> = case.acts.iter().filter(|one| shows(sight, &state, &one.act.step)).collect();
        let mut acts = Vec::with_capacity(shown.len());
        for one in &shown {
            acts.push(CaseActView {
                id: one.act.id,
                on: day(one.act.on),
                at: one.at,
                by: CaseActor {
                    id: one.act.by.person.0,
                    name: named(names, one.act.by.person).name,
                    login: if whole { one.act.by.by.clone() } else { String::new() },
                },
                step: serde_json::to_value(&one.act.step).map_err(ServiceError::fault)?,
                set_aside: state.set_aside.contains(&one.act.id),
            });
        }
        let lapses = if whole { lapses(opening, &case.steps(), setting).map_err(gap)? } else { Vec::new() };
        let blocks = if whole || decided { blocks(&state, setting).map_err(gap)? } else { Vec::new() };
        Ok(Self {
            opened: opened(case, whole, names),
            source: opening.source.filter(|_| whole),
            breaches: breaches(case, whole)?,
            ground: if sight == Sight::Reason { None } else { CaseGround::of(case, &state, setting, whole) },
            asked_until: state.asked_until.map(day),
            summons: if sight == Sight::Reason { json!([]) } else { summons(&state, names) },
            team: if whole { team(&state, names) } else { json!([]) },
            decision: kept.map(|kept| decision(kept, names)).transpose()?,
            punishment: punishment.map(serde_json::to_value).transpose().map_err(ServiceError::fault)?,
            punishment_text: punishment.map(punishment_text),
            received_on: state.received_on.filter(|_| decided).map(day),
            in_force_on: state.in_force_on(setting).map_err(gap)?.filter(|_| decided).map(day),
            contest_until: state.contest_until(opening, setting).map_err(gap)?.filter(|_| decided).map(day),
            contest,
            people: people(&state, names, sight),
            lapses: lapses.iter().map(|one| lapse_of(one, names)).collect(),
            powers: if whole { powers(case, setting) } else { Vec::new() },
            blocks: blocks
                .iter()
                .map(|one| CaseBlock {
                    kind: one.kind.as_str().to_owned(),
                    text: block_text(one.kind).to_owned(),
                    from: day(one.from),
                    to: one.until.map(day),
                    contested: one.contested,
                })
                .collect(),
            files: files(seen, &shown.iter().map(|one| &one.act).collect::<Vec<_>>()),
            letters: shown.iter().filter_map(|one| letter_of(&state, &one.act)).collect(),
            can: can(seen, &state)?,
            acts,
            item,
            notice: NOTICE.to_owned(),
            today: day(setting.today),
        })
    }
}

fn breaches(case: &Case, whole: bool) -> Result<Value, ServiceError> {
    let mut all = Vec::new();
    for breach in &case.opening.breaches {
        let mut one = serde_json::to_value(breach).map_err(ServiceError::fault)?;
        if whole {
            one["indicated_text"] = json!(breach.indicated.map(|sanction| sanction.indonesian()));
        } else if let Some(fields) = one.as_object_mut() {
            fields.remove("indicated");
        }
        all.push(one);
    }
    Ok(Value::Array(all))
}

fn summons(state: &CaseState, names: &Names) -> Value {
    let all = state.summons.iter().map(|one| {
        json!({
            "number": one.number, "sent_on": one.sent_on, "examine_on": one.examine_on, "at": one.at, "place": one.place,
            "before": named(names, one.before),
        })
    });
    all.collect()
}

fn team(state: &CaseState, names: &Names) -> Value {
    let all = state.team.iter().map(|one| {
        json!({
            "person": named(names, one.person), "office": one.office, "element": one.element, "chair": one.chair,
            "secretary": one.secretary,
        })
    });
    all.collect()
}

/// Who has a duty. The person sees who leads and who decides, nobody else's name.
fn people(state: &CaseState, names: &Names, sight: Sight) -> Value {
    let shown = |one: &&Assigned| match sight {
        Sight::Whole => true,
        Sight::Own => matches!(one.duty, CaseDuty::Superior | CaseDuty::Decider),
        Sight::Reason => matches!(one.duty, CaseDuty::OfficeHead | CaseDuty::Council),
    };
    let all = state.people.iter().filter(shown).map(|one| {
        json!({
            "duty": one.duty, "duty_text": one.duty.indonesian(), "person": named(names, one.person),
            "office": one.office, "office_text": one.office.indonesian(),
        })
    });
    all.collect()
}

fn powers(case: &Case, setting: &Setting) -> Vec<CasePower> {
    let opening = &case.opening;
    let of = |level: Level| {
        let who = setting.powers.who_may_punish(opening.office, opening.employee_type, level, setting.today);
        CasePower {
            level: level.as_str().to_owned(),
            who: who.iter().map(|power| power.holder.indonesian().to_owned()).collect(),
            article: who.first().map(|power| power.rule.source.clone()),
            confirmed: !who.is_empty() && who.iter().all(|power| power.rule.confirmed),
        }
    };
    Level::ALL.iter().copied().map(of).collect()
}

fn punishment_text(punishment: &hadir_domain::discipline_cases::Punishment) -> String {
    use hadir_domain::discipline_cases::Punishment as P;
    match punishment {
        P::Listed { sanction } => sanction.indonesian().to_owned(),
        P::ByContract { text, .. } => text.clone(),
        P::None { text } => format!("tidak dihukum: {text}"),
    }
}

fn block_text(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Kgb => "Kenaikan gaji berkala ditunda selama hukuman dijalani.",
        BlockKind::Promotion => "Kenaikan pangkat ditunda selama hukuman dijalani.",
        BlockKind::Transfer => "Pindah unit tidak disetujui selama pemeriksaan atau upaya administratif.",
    }
}

/// Papers: all of them, or those that are named by what is shown.
fn files(seen: &Seen, shown: &[&CaseAct]) -> Vec<CaseFile> {
    let named: Vec<&String> = shown.iter().flat_map(|act| act.step.files()).collect();
    let there = seen.files.iter().filter(|file| file.destroyed_at.is_none());
    let all = there.map(|file| CaseFile {
        sha256: hex::encode(file.sha256),
        name: file.name.clone(),
        media: file.media.clone(),
        size: file.size,
    });
    all.filter(|file| seen.sight == Sight::Whole || named.contains(&&file.sha256)).collect()
}

fn can(seen: &Seen, state: &CaseState) -> Result<Vec<String>, ServiceError> {
    let Some(viewer) = seen.viewer else { return Ok(Vec::new()) };
    let gap = |gap: hadir_domain::discipline_cases::Uncovered| refused(&gap.into());
    let stage = state.stage(seen.setting).map_err(gap)?;
    // By the acts alone an objection still has its place on the day the punishment comes into force.
    let stages = [stage, if stage == CaseStage::InForce { CaseStage::Received } else { stage }];
    let subject = viewer == seen.case.subject();
    let may = |step: &StepWord| {
        let mine = if step.is_own() {
            subject
        } else {
            !subject && step.duties().iter().any(|duty| state.holds(viewer, *duty))
        };
        // Said once, and on the one way that is open.
        let bpasn = goes_to_bpasn(&seen.case.opening, state);
        let open = match step {
            StepWord::Object => state.objection.is_none() && !bpasn,
            StepWord::Appeal => state.appeal.is_none() && bpasn,
            StepWord::ReplyAppeal => !state.replied,
            _ => true,
        };
        mine && open && stages.iter().any(|stage| step.fits(*stage))
    };
    Ok(StepWord::ALL.iter().filter(|step| may(step)).map(|step| step.as_str().to_owned()).collect())
}
