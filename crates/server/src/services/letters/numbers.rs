//! Numbers of letters: which comes next, and that none is given twice in a year by one office.

use hadir_domain::discipline_cases::{CaseDuty, CaseState, CaseStep, Office, StepWord};
use hadir_domain::discipline_letters::LetterKind;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::pay_stops::PayStopAct;
use hadir_domain::reprimands::ReprimandAct;
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, leases};
use jiff::civil::{Date, date};
use serde_json::Value;

use super::desk::{Desk, When};
use super::papers;
use crate::services::casing::lettering::roll::Roll;
use crate::services::error::ServiceError;
use crate::services::pay_stopping;

/// Letters of every day.
const EVER: (Date, Date) = (date(2000, 1, 1), date(9999, 12, 31));

/// Under which name the book of numbers is held.
const BOOK: &str = "letter numbers";

/// Who signs a letter, and for which office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Who.
    pub person: PersonId,
    /// Whether as the head of the government: then no agency stands behind it.
    pub by_ppk: bool,
}

impl Signs {
    fn office<'a>(&self, roll: &'a Roll, on: Date) -> Option<&'a Unit> {
        roll.agency_on(self.person, on).filter(|_| !self.by_ppk)
    }
}

/// A letter that was issued, as far as its number goes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Issued {
    number: String,
    on: Date,
    signs: Signs,
}

/// The number a step gives its letter.
pub fn of_step(step: &CaseStep) -> Option<&str> {
    match step {
        CaseStep::Summon { number, .. }
        | CaseStep::FormTeam { number, .. }
        | CaseStep::FreeFromDuties { number, .. }
        | CaseStep::Examine { number, .. }
        | CaseStep::RecordAbsence { number }
        | CaseStep::Report { number, .. } => Some(number),
        CaseStep::Decide { decision } => Some(&decision.number),
        CaseStep::HandOver { number, .. } => number.as_deref(),
        _ => None,
    }
}

/// Whether a step is the word of the head of the government.
pub fn is_by_ppk(step: &CaseStep) -> bool {
    matches!(step, CaseStep::Decide { decision } if decision.office == Office::Ppk)
}

/// The letter a step would issue where the case stands; `None` for a step without a number of its own.
pub fn kind_of(step: StepWord, state: &CaseState) -> Option<LetterKind> {
    Some(match step {
        StepWord::Summon if state.summons.is_empty() => LetterKind::Summons,
        StepWord::Summon => LetterKind::SecondSummons,
        StepWord::FormTeam => LetterKind::Team,
        StepWord::FreeFromDuties => LetterKind::Release,
        StepWord::Examine => LetterKind::Examination,
        StepWord::RecordAbsence => LetterKind::Absence,
        StepWord::Report => LetterKind::Report,
        StepWord::Decide => LetterKind::Decision,
        StepWord::HandOver => LetterKind::HandOver,
        _ => return None,
    })
}

/// Whether somebody decides a case as the head of the government.
pub fn decides_as_ppk(state: &CaseState, person: PersonId) -> bool {
    state.with_duty(CaseDuty::Decider).any(|one| one.person == person && one.office == Office::Ppk)
}

/// The number that comes next for a kind of letter of this office.
///
/// # Errors
///
/// `template_outdated`, or when the database does not answer.
pub async fn next(
    tx: &mut Tx,
    instansi: &Instansi,
    (kind, when): (LetterKind, When),
    signs: Signs,
) -> Result<String, ServiceError> {
    let all = issued(tx, instansi).await?;
    let this_year: Vec<&Issued> = all.iter().filter(|one| one.on.year() == when.on.year()).collect();
    let mut people: Vec<PersonId> = this_year.iter().map(|one| one.signs.person).collect();
    people.push(signs.person);
    people.sort_unstable();
    people.dedup();
    let roll = Roll::of(tx, instansi, &people, when.on).await?;
    let office = signs.office(&roll, when.on);
    let key = office.map(|unit| unit.id);
    let of_office = this_year.iter().filter(|one| one.signs.office(&roll, one.on).map(|unit| unit.id) == key);
    let given: Vec<&str> = of_office.map(|one| one.number.as_str()).collect();
    let desk = Desk::load(tx, instansi).await?;
    let code = desk.code(instansi, office, when);
    Ok(desk.templates(when)?.next_number(kind, desk.pattern(when).as_ref(), given, &code, when.on))
}

/// The book of numbers, open for one letter at a time: two that are issued at one moment cannot both find a number free.
#[derive(Debug)]
pub struct Book<'a> {
    /// The number to be given; none where nothing is numbered, and then nobody waits.
    number: Option<&'a str>,
}

impl<'a> Book<'a> {
    /// Opens the book for a letter with this number, until the unit of work ends. To be asked first in it, so that the same
    /// sent twice at one moment is known as the same.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open(tx: &mut Tx, instansi: &Instansi, number: Option<&'a str>) -> Result<Self, StoreError> {
        if number.is_some() {
            leases::hold(tx, instansi.id, BOOK).await?;
        }
        Ok(Self { number })
    }

    /// Whether the number is free: no other letter of this office has it in this year.
    ///
    /// # Errors
    ///
    /// `number_taken`, or when the database does not answer.
    pub async fn is_free(&self, tx: &mut Tx, instansi: &Instansi, on: Date, signs: Signs) -> Result<(), ServiceError> {
        match self.number {
            Some(number) => is_free(tx, instansi, (number, on), signs).await,
            None => Ok(()),
        }
    }
}

async fn is_free(
    tx: &mut Tx,
    instansi: &Instansi,
    (number, on): (&str, Date),
    signs: Signs,
) -> Result<(), ServiceError> {
    let wanted = plain(number);
    let same = issued(tx, instansi).await?;
    let same: Vec<Issued> =
        same.into_iter().filter(|one| one.on.year() == on.year() && plain(&one.number) == wanted).collect();
    if wanted.is_empty() || same.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = same.iter().map(|one| one.signs.person).chain([signs.person]).collect();
    let roll = Roll::of(tx, instansi, &people, on).await?;
    let office = |one: &Signs, on| -> Option<UnitId> { one.office(&roll, on).map(|unit| unit.id) };
    let own = office(&signs, on);
    match same.iter().find(|one| office(&one.signs, one.on) == own) {
        None => Ok(()),
        Some(there) => Err(ServiceError::conflict(
            "number_taken",
            format!("Nomor {number} sudah dipakai surat tanggal {}. Pakai nomor berikutnya.", there.on),
            format!("The number {number} stands on a letter of {}. Use the next number.", there.on),
        )),
    }
}

/// Capitals and blanks make no other number.
fn plain(number: &str) -> String {
    number.split_whitespace().collect::<String>().to_lowercase()
}

async fn issued(tx: &mut Tx, instansi: &Instansi) -> Result<Vec<Issued>, StoreError> {
    let steps = acts::in_span(tx, instansi.id, ActKind::DisciplineCase, EVER).await?;
    let papers = acts::what_in_span(tx, instansi.id, (ActKind::Letter, papers::PAPER), EVER).await?;
    let stops = acts::in_span(tx, instansi.id, ActKind::PayStop, EVER).await?;
    let reprimands = acts::in_span(tx, instansi.id, ActKind::Reprimand, EVER).await?;
    let steps = steps.iter().filter_map(of_act);
    let stops = stops.iter().filter_map(of_stop);
    let reprimands = reprimands.iter().filter_map(of_reprimand);
    let papers = papers.iter().filter_map(|act| {
        let number = act.content.get("number")?.as_str()?;
        Some(Issued { number: number.to_owned(), on: act.on, signs: Signs { person: act.by_person?, by_ppk: false } })
    });
    Ok(steps.chain(papers).chain(stops).chain(reprimands).collect())
}

/// A step that issued a letter. What is read is what a step's content is made of; the opening of a case has no step.
fn of_act(act: &Act) -> Option<Issued> {
    let step: CaseStep =
        serde_json::from_value(act.content.get("step").filter(|step| has_number(step))?.clone()).ok()?;
    let on = act.content.get("on")?.as_str()?.parse().ok()?;
    let signs = Signs { person: act.by_person?, by_ppk: is_by_ppk(&step) };
    Some(Issued { number: of_step(&step)?.to_owned(), on, signs })
}

/// A step of a stop of pay that issued a letter or a decision; the opening holds the notice.
fn of_stop(act: &Act) -> Option<Issued> {
    let said = if act.what == pay_stopping::OPENED { act.content.get("notice")? } else { &act.content };
    let said: PayStopAct = serde_json::from_value(said.clone()).ok()?;
    let signs = Signs { person: said.person, by_ppk: false };
    Some(Issued { number: said.step.number()?.to_owned(), on: said.on, signs })
}

/// A reprimand given outside a case. One taken back keeps its number.
fn of_reprimand(act: &Act) -> Option<Issued> {
    let said: ReprimandAct = act.read().ok()?;
    let signs = Signs { person: said.person, by_ppk: false };
    Some(Issued { number: said.step.number()?.to_owned(), on: said.on, signs })
}

fn has_number(step: &Value) -> bool {
    step.get("number").is_some() || step.get("decision").is_some()
}
