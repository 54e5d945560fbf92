//! One case laid open: every punch with what spoke for and against it, the days as they are judged, what others saw, and the
//! person's other days beside them.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::arrival::distance_m;
use hadir_domain::day::case_reference;
use hadir_domain::doubts::{DoubtPunch, DoubtReason, DoubtWord};
use hadir_domain::evidence::name_of;
use hadir_domain::ids::{PersonId, PunchId, SiteId};
use hadir_domain::people::Person;
use hadir_domain::sites::Site;
use hadir_store::checks::{self, Check};
use hadir_store::claim::Claim;
use hadir_store::doubts::WholeCase;
use hadir_store::doubts::files::{self, DoubtFile};
use hadir_store::doubts::voids::{self, PunchVoid};
use hadir_store::evidence::verdicts::{self, KeptReason, PunchVerdict};
use hadir_store::instansi::Instansi;
use hadir_store::witnesses::{self, Witnessed};
use hadir_store::{StoreError, people, punches, sites};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::looking::{self, Who};
use crate::services::month::{MonthDay, month_day};

/// Days of a case that are judged for the view.
const MOST_DAYS: usize = 31;
/// Days before and after a case that are compared.
const BESIDE: i64 = 30;
/// Other punches shown.
const MOST_OTHERS: usize = 60;

/// A case with everything behind it.
#[derive(Debug, Clone)]
pub struct OpenCase {
    /// The case.
    pub case: WholeCase,
    /// Its name for people, as the reasons of days say it.
    pub reference: String,
    /// The person.
    pub person: Option<Person>,
    /// Its punches.
    pub punches: Vec<DoubtPunchView>,
    /// The days as they are judged now; none where no pack covers them or their evidence was erased.
    pub days: Vec<MonthDay>,
    /// What superiors and roll calls saw on those days.
    pub checks: Vec<DoubtCheckView>,
    /// Other punches of the person, as they are weighed now.
    pub others: Vec<DoubtOtherView>,
    /// What colleagues' phones signed about the person on those days.
    pub statements: Vec<DoubtWitnessView>,
    /// What was said.
    pub steps: Vec<DoubtStepView>,
    /// Files of answers.
    pub files: Vec<DoubtFileView>,
}

/// One thing that speaks for or against a punch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoubtReasonView {
    /// The signal's code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// Tenths of a deciban; above 0 against the punch.
    pub weight: i32,
    /// What was expected, what was seen, which honest explanation remains.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// How many other punches it rests on.
    pub with: usize,
}

impl From<&DoubtReason> for DoubtReasonView {
    fn from(reason: &DoubtReason) -> Self {
        let (name, name_en) = name_of(&reason.code);
        Self {
            code: reason.code.clone(),
            name,
            name_en,
            weight: reason.weight,
            text: reason.text.clone(),
            text_en: reason.text_en.clone(),
            with: reason.with.len(),
        }
    }
}

impl From<&KeptReason> for DoubtReasonView {
    fn from(reason: &KeptReason) -> Self {
        let (name, name_en) = name_of(&reason.code);
        Self {
            code: reason.code.clone(),
            name,
            name_en,
            weight: reason.weight,
            text: reason.text.clone(),
            text_en: reason.text_en.clone(),
            with: reason.with.len(),
        }
    }
}

/// What a colleague's phone said of the person, on a day of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoubtWitnessView {
    /// Its key.
    pub id: Uuid,
    /// Who saw.
    pub witness: Uuid,
    /// Their name.
    pub witness_name: Option<String>,
    /// Whether the person named them in this case.
    pub named: bool,
    /// The day.
    pub date: String,
    /// The moment, by the phone that signed it.
    pub seen_at: String,
    /// `person_code`, `witness_code` or `statement`.
    pub how: String,
    /// `both_keys` or `one_key`.
    pub strength: String,
    /// A remark.
    pub note: String,
}

/// Where a punch says it was made.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DoubtPlaceView {
    /// Degrees.
    pub lat: f64,
    /// Degrees.
    pub lon: f64,
    /// Radius in metres within which the phone believes to be.
    pub accuracy_m: Option<f64>,
    /// Whole metres to the middle of the site, where both are known.
    pub distance_m: Option<u32>,
}

/// A punch of a case.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DoubtPunchView {
    /// Its key.
    pub id: Uuid,
    /// The day it claims.
    pub date: String,
    /// The moment it claims.
    pub at: String,
    /// The local time it claims, `HH:MM:SS`; null once its data was erased.
    pub local_time: Option<String>,
    /// `phone`, `machine` and so on.
    pub source: Option<String>,
    /// `in`, `out`, `spot` or a raw key.
    pub state: Option<String>,
    /// Name of the site.
    pub site: Option<String>,
    /// Where it says it was made.
    pub place: Option<DoubtPlaceView>,
    /// What it came to when it came into the case.
    pub verdict: String,
    /// What it comes to now; null when nothing speaks against it any more, or its day was not weighed.
    pub verdict_now: Option<String>,
    /// Tenths of a deciban.
    pub weight: i32,
    /// Estimated probability that it must not count as presence, in millionths.
    pub score: u32,
    /// What speaks against it, the heaviest first.
    pub against: Vec<DoubtReasonView>,
    /// What speaks for it.
    pub in_favour: Vec<DoubtReasonView>,
    /// SHA-256 of the policy it was weighed by.
    pub policy: String,
    /// Whether it counts no more.
    pub void: bool,
}

/// What somebody saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoubtCheckView {
    /// The day.
    pub date: String,
    /// Local time, `HH:MM`.
    pub time: String,
    /// `roll_call`, `superior_check` or `inspection`.
    pub kind: String,
    /// `present`, `absent`, `excused` or `elsewhere`.
    pub seen: String,
    /// A remark.
    pub note: String,
    /// Who looked.
    pub by_login: String,
    /// Their name.
    pub by_name: Option<String>,
}

/// Another punch of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoubtOtherView {
    /// Its key.
    pub id: Uuid,
    /// The day.
    pub date: String,
    /// The moment.
    pub at: String,
    /// What it comes to.
    pub verdict: String,
    /// Tenths of a deciban.
    pub weight: i32,
    /// What weighs most against it.
    pub text: Option<String>,
    /// The same in English.
    pub text_en: Option<String>,
}

/// A word said in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoubtStepView {
    /// Its key.
    pub id: Uuid,
    /// `join`, `take`, `ask`, `answer`, `review`, `confirm`, `reject`, `withdraw`, `appeal`, `uphold`, `overturn`.
    pub step: String,
    /// `honest`, `technical` or `misuse`.
    pub outcome: Option<String>,
    /// In words.
    pub text: String,
    /// Punches a review finds to be misused; all when empty.
    pub which: Vec<Uuid>,
    /// Punches that joined.
    pub joined: usize,
    /// By when the next word was expected.
    pub due_on: Option<String>,
    /// Hashes of files.
    pub files: Vec<String>,
    /// The named witness.
    pub witness: Option<Uuid>,
    /// Their name.
    pub witness_name: Option<String>,
    /// Whether the named witness signed a statement of their own about a day of the case.
    pub witness_spoke: bool,
    /// Who.
    pub by_login: String,
    /// Their name.
    pub by_name: Option<String>,
    /// When.
    pub at: String,
}

/// A file of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoubtFileView {
    /// SHA-256, hex.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// In bytes.
    pub size: u64,
    /// Whether its bytes are there.
    pub there: bool,
}

struct Behind {
    person: Option<Person>,
    checks: Vec<Check>,
    spoken: Vec<Witnessed>,
    others: Vec<PunchVerdict>,
    now: HashMap<PunchId, PunchVerdict>,
    void: HashMap<PunchId, PunchVoid>,
    claims: HashMap<PunchId, Claim>,
    sites: HashMap<SiteId, Site>,
    files: Vec<DoubtFile>,
    who: HashMap<String, Who>,
    witnesses: HashMap<PersonId, String>,
}

/// Lays a case open.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open(app: &App, instansi: &Instansi, case: WholeCase) -> Result<OpenCase, ServiceError> {
    let behind = behind(app, instansi, &case).await?;
    let listed: Vec<&DoubtPunch> = case.punches().collect();
    let days: BTreeSet<Date> = listed.iter().map(|punch| punch.on).collect();
    Ok(OpenCase {
        reference: case_reference(case.case.id),
        punches: listed.iter().map(|punch| behind.punch(punch)).collect(),
        days: judged(app, instansi, case.case.person, &days).await?,
        checks: behind
            .checks
            .iter()
            .filter(|check| days.contains(&check.on))
            .map(|check| behind.check(check))
            .collect(),
        others: behind.others(&listed),
        statements: behind.statements(&case),
        steps: case.steps.iter().map(|word| behind.step(word)).collect(),
        files: behind.files.iter().map(file).collect(),
        person: behind.person,
        case,
    })
}

async fn behind(app: &App, instansi: &Instansi, case: &WholeCase) -> Result<Behind, ServiceError> {
    let (id, person) = (instansi.id, case.case.person);
    let ids: Vec<PunchId> = case.punches().map(|punch| punch.punch).collect();
    let days = case.punches().map(|punch| punch.on);
    let first = days.clone().min().unwrap_or(case.case.opened_on);
    let last = days.max().unwrap_or(case.case.opened_on);
    let wide = |date: Date, by: i64| date.checked_add(by.days()).unwrap_or(date);
    let mut named: Vec<PersonId> = case.steps.iter().filter_map(|word| word.witness).collect();
    let listed: BTreeSet<Date> = case.punches().map(|punch| punch.on).collect();
    let (now, on) = (app.now(), app.today(instansi));
    app.db
        .read(async |tx| {
            let mut claims = HashMap::new();
            for punch in &ids {
                if let Some(claim) = punches::claim(tx, id, *punch).await? {
                    claims.insert(*punch, claim);
                }
            }
            let mut seen = checks::in_span(tx, id, first, last).await?;
            seen.retain(|check| check.person == person);
            let logins = case.steps.iter().map(|word| word.by.as_str());
            let who = looking::who(tx, id, logins.chain(seen.iter().map(|check| check.by_login.as_str())), on).await?;
            let mut spoken = witnesses::of_person(tx, id, person, first, last).await?;
            spoken.retain(|one| one.person == person && listed.contains(&one.on));
            named.extend(spoken.iter().map(|one| one.witness));
            let of_sites = sites::list(tx, id).await?;
            let known = people::get_many(tx, id, &named).await?;
            Ok::<_, StoreError>(Behind {
                person: people::get(tx, id, person).await?,
                others: verdicts::of_person(tx, id, person, (wide(first, -BESIDE), wide(last, BESIDE))).await?,
                now: verdicts::get_many(tx, id, &ids).await?.into_iter().map(|one| (one.punch, one)).collect(),
                void: voids::of_punches(tx, id, &ids, now).await?,
                files: files::of_case(tx, id, case.case.id).await?,
                sites: of_sites.into_iter().map(|site| (site.id, site)).collect(),
                witnesses: known.into_iter().map(|person| (person.id, person.name)).collect(),
                checks: seen,
                spoken,
                claims,
                who,
            })
        })
        .await
        .map_err(ServiceError::from)
}

/// The days as they are judged now.
async fn judged(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    days: &BTreeSet<Date>,
) -> Result<Vec<MonthDay>, ServiceError> {
    let mut found = Vec::new();
    for on in days.iter().take(MOST_DAYS) {
        // A day no pack covers is not judged; the rest of the case is shown all the same.
        let Ok(judged) = judging::judge(app, instansi, &[person], *on, *on).await else { continue };
        let of = judged.people.first();
        found.extend(of.and_then(|of| of.days.first().map(|day| month_day(day, of))));
    }
    Ok(found)
}

impl Behind {
    fn name(&self, login: &str) -> Option<String> {
        self.who.get(login).and_then(|who| who.name.clone())
    }

    fn punch(&self, punch: &DoubtPunch) -> DoubtPunchView {
        let claim = self.claims.get(&punch.punch);
        let site = punch.site.and_then(|site| self.sites.get(&site));
        let mut against: Vec<&DoubtReason> = punch.reasons.iter().filter(|reason| reason.weight > 0).collect();
        against.sort_by_key(|reason| (std::cmp::Reverse(reason.weight), reason.code.clone()));
        let mut in_favour: Vec<&DoubtReason> = punch.reasons.iter().filter(|reason| reason.weight <= 0).collect();
        in_favour.sort_by_key(|reason| (reason.weight, reason.code.clone()));
        DoubtPunchView {
            id: punch.punch.0,
            date: punch.on.to_string(),
            at: punch.at.to_string(),
            local_time: claim.map(|claim| claim.local_time.time().strftime("%H:%M:%S").to_string()),
            source: claim.map(|claim| claim.source.as_str().to_owned()),
            state: claim.and_then(|claim| claim.state.clone()),
            site: site.map(|site| site.name.clone()),
            place: claim.and_then(|claim| place(claim, site)),
            verdict: punch.verdict.as_str().to_owned(),
            verdict_now: self.now.get(&punch.punch).map(|now| now.verdict.as_str().to_owned()),
            weight: punch.weight,
            score: punch.score,
            against: against.into_iter().map(DoubtReasonView::from).collect(),
            in_favour: in_favour.into_iter().map(DoubtReasonView::from).collect(),
            policy: punch.policy.clone(),
            void: self.void.contains_key(&punch.punch),
        }
    }

    fn check(&self, check: &Check) -> DoubtCheckView {
        DoubtCheckView {
            date: check.on.to_string(),
            time: check.local.time().strftime("%H:%M").to_string(),
            kind: check.kind.as_str().to_owned(),
            seen: check.seen.as_str().to_owned(),
            note: check.note.clone(),
            by_name: self.name(&check.by_login),
            by_login: check.by_login.clone(),
        }
    }

    fn others(&self, listed: &[&DoubtPunch]) -> Vec<DoubtOtherView> {
        let is_other = |one: &&PunchVerdict| !listed.iter().any(|punch| punch.punch == one.punch);
        let other = |one: &PunchVerdict| {
            let heaviest = one.reasons.iter().filter(|reason| reason.weight > 0).max_by_key(|reason| reason.weight);
            DoubtOtherView {
                id: one.punch.0,
                date: one.on.to_string(),
                at: one.at.to_string(),
                verdict: one.verdict.as_str().to_owned(),
                weight: one.weight,
                text: heaviest.map(|reason| reason.text.clone()),
                text_en: heaviest.map(|reason| reason.text_en.clone()),
            }
        };
        self.others.iter().filter(is_other).take(MOST_OTHERS).map(other).collect()
    }

    fn statements(&self, case: &WholeCase) -> Vec<DoubtWitnessView> {
        let named = |witness: PersonId| case.steps.iter().any(|word| word.witness == Some(witness));
        let view = |one: &Witnessed| DoubtWitnessView {
            id: one.id,
            witness: one.witness.0,
            witness_name: self.witnesses.get(&one.witness).cloned(),
            named: named(one.witness),
            date: one.on.to_string(),
            seen_at: one.seen_at.to_string(),
            how: one.how.as_str().to_owned(),
            strength: one.strength.as_str().to_owned(),
            note: one.note.clone(),
        };
        self.spoken.iter().map(view).collect()
    }

    fn step(&self, word: &DoubtWord) -> DoubtStepView {
        DoubtStepView {
            id: word.id,
            step: word.step.as_str().to_owned(),
            outcome: word.outcome.map(|outcome| outcome.as_str().to_owned()),
            text: word.text.clone(),
            which: word.which.iter().map(|punch| punch.0).collect(),
            joined: word.punches.len(),
            due_on: word.due_on.map(|due| due.to_string()),
            files: word.files.clone(),
            witness: word.witness.map(|person| person.0),
            witness_spoke: self.spoken.iter().any(|one| Some(one.witness) == word.witness),
            witness_name: word.witness.and_then(|person| self.witnesses.get(&person).cloned()),
            by_name: self.name(&word.by),
            by_login: word.by.clone(),
            at: word.at.to_string(),
        }
    }
}

fn place(claim: &Claim, site: Option<&Site>) -> Option<DoubtPlaceView> {
    let place = claim.place?;
    let away = site.and_then(|site| site.place).map(|middle| distance_m(middle, (place.latitude, place.longitude)));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on earth, in whole metres")]
    let distance_m = away.filter(|away| away.is_finite()).map(|away| away.round() as u32);
    Some(DoubtPlaceView { lat: place.latitude, lon: place.longitude, accuracy_m: place.accuracy_m, distance_m })
}

fn file(file: &DoubtFile) -> DoubtFileView {
    DoubtFileView {
        sha256: hex::encode(file.sha256),
        name: file.name.clone(),
        media: file.media.clone(),
        size: file.size,
        there: file.destroyed_at.is_none(),
    }
}
