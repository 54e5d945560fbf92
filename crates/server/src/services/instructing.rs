//! What leaders instruct offices to do, from the moment it is given until whoever instructs says that it is done.

use hadir_domain::access::Action;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::instructions::{InstructionState, InstructionStep, is_possible, state_of};
use hadir_domain::notices::NoticeKind;
use hadir_domain::origins::Origin;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act_refusals;
use super::cross_checking::heads;
use super::error::ServiceError;
use super::noticing::telling::{self, Word};
use super::requesting::workdays_after;
use super::roster_desk::Officer;
use super::sidak;
use crate::app::App;

/// The word an instruction begins with.
const GIVEN: &str = "given";
/// How far back instructions are listed, days.
const LISTED_DAYS: i64 = 1_100;
/// Where offices read their instructions.
const PAGE: &str = "/desk/instructions";

/// An instruction on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstruction {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// On which occasion it was given.
    pub origin: Origin,
    /// To which office.
    pub unit: UnitId,
    /// What is to be done.
    pub text: String,
    /// Who answers for it within the office; its head where nobody is named.
    pub owner: Option<PersonId>,
    /// By when; the days of the pack where none is named.
    pub due_on: Option<Date>,
}

/// One word said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstructionWord {
    /// Its key.
    pub id: Uuid,
    /// What.
    pub step: InstructionStep,
    /// In words.
    pub text: String,
    /// Who said it.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
}

/// An instruction with everything said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Its key.
    pub id: Uuid,
    /// On which occasion it was given.
    pub origin: Origin,
    /// To which office.
    pub unit: UnitId,
    /// What is to be done.
    pub text: String,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// The day it was given.
    pub given_on: Date,
    /// By when.
    pub due_on: Date,
    /// Who gave it.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// What was said, in order.
    pub words: Vec<InstructionWord>,
    /// Where it stands.
    pub state: InstructionState,
}

impl Instruction {
    /// Whether it is late on a day.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.state.is_overdue(Some(self.due_on), today)
    }
}

#[derive(Serialize, Deserialize)]
struct Given {
    origin: Origin,
    text: String,
    owner: Option<PersonId>,
    due_on: Date,
}

#[derive(Serialize, Deserialize)]
struct Said {
    text: String,
}

/// Keeps an instruction and tells the office. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key stands for something else.
pub async fn give(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewInstruction,
) -> Result<(), StoreError> {
    let today = app.today(instansi);
    let days = sidak::rule(app, instansi, today).map_or(14, |rule| rule.instruction_workdays);
    let due_on = new.due_on.unwrap_or_else(|| workdays_after(app, instansi, today, days));
    let content = Given { origin: new.origin, text: new.text.clone(), owner: new.owner, due_on };
    if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
        let same = there.kind == ActKind::Instruction && there.what == GIVEN && there.unit == Some(new.unit) && {
            let known: Given = there.read()?;
            known.text == new.text && known.origin == new.origin && known.owner == new.owner
        };
        return if same { Ok(()) } else { Err(StoreError::Conflict("the key of an instruction".into())) };
    }
    let act = Act {
        id: new.id,
        subject: new.id,
        ordinal: Some(0),
        kind: ActKind::Instruction,
        what: GIVEN.to_owned(),
        unit: Some(new.unit),
        person: None,
        on: today,
        content: serde_json::to_value(&content).map_err(StoreError::corrupt)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    acts::add(tx, instansi.id, &[act], || app.system.bytes()).await?;
    let due = due_on.strftime("%d-%m-%Y").to_string();
    let word = Word::new(
        NoticeKind::InstructionGiven,
        format!("instruction {}", new.id),
        PAGE,
        ("Arahan pimpinan untuk unit Anda", "An instruction for your office"),
        (format!("Selesaikan sebelum {due}. Baca isinya di aplikasi."), format!("Due on {due}. Read it in the app.")),
    );
    tell_office(tx, app, instansi, (new.unit, new.owner), today, &word).await
}

async fn tell_office(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    (unit, owner): (UnitId, Option<PersonId>),
    today: Date,
    word: &Word,
) -> Result<(), StoreError> {
    let leads = heads::leads(tx, instansi.id, today).await?;
    let accounts: Vec<_> = heads::carriers(&leads, unit).iter().map(|lead| lead.account).collect();
    telling::accounts(tx, app, instansi, &accounts, word).await?;
    match owner {
        Some(owner) => telling::people(tx, app, instansi, &[owner], word).await,
        None => Ok(()),
    }
}

/// Every instruction of the last three years with what was said about it, oldest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(tx: &mut Tx, app: &App, instansi: &Instansi) -> Result<Vec<Instruction>, StoreError> {
    let today = app.today(instansi);
    let from = today.checked_sub(LISTED_DAYS.days()).unwrap_or(today);
    fold(acts::in_span(tx, instansi.id, ActKind::Instruction, (from, today)).await?)
}

/// Those that are open for any of these offices, oldest first: what the next sidak, visit or apel begins with.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open_of(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    units: &[UnitId],
) -> Result<Vec<Instruction>, StoreError> {
    let mut all = list(tx, app, instansi).await?;
    all.retain(|one| one.state.is_open() && units.contains(&one.unit));
    Ok(all)
}

/// One instruction.
///
/// # Errors
///
/// `unknown_instruction`.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Instruction, ServiceError> {
    let mut found = fold(acts::of_subject(tx, instansi.id, id).await?)?;
    found.pop().ok_or_else(unknown)
}

fn fold(acts: Vec<Act>) -> Result<Vec<Instruction>, StoreError> {
    let mut found: Vec<Instruction> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for act in acts.into_iter().filter(|act| act.kind == ActKind::Instruction) {
        if act.what == GIVEN {
            let given: Given = act.read()?;
            let unit = act.unit.ok_or_else(|| StoreError::corrupt("unit of an instruction"))?;
            places.insert(act.id, found.len());
            found.push(Instruction {
                id: act.id,
                origin: given.origin,
                unit,
                text: given.text,
                owner: given.owner,
                given_on: act.on,
                due_on: given.due_on,
                by_login: act.by_login,
                by_person: act.by_person,
                words: Vec::new(),
                state: InstructionState::Given,
            });
            continue;
        }
        let step = InstructionStep::parse(&act.what).ok_or_else(|| StoreError::corrupt("step of an instruction"))?;
        let said: Said = act.read()?;
        let Some(one) = places.get(&act.subject).and_then(|place| found.get_mut(*place)) else { continue };
        let word = InstructionWord { id: act.id, step, text: said.text, by_login: act.by_login, at: act.received_at };
        one.words.push(word);
    }
    for one in &mut found {
        one.state = state_of(one.words.iter().map(|word| word.step));
    }
    Ok(found)
}

/// The right a step needs.
pub fn right_of(step: InstructionStep) -> Action {
    if step.is_of_office() { Action::InstructionsAnswer } else { Action::InstructionsWrite }
}

/// Says a word about an instruction. Sent again with the same key it changes nothing.
///
/// # Errors
///
/// `unknown_instruction`, `text_needed`, `not_now`, `changed_meanwhile`, `id_taken`.
pub async fn say(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    (key, step, text): (Uuid, InstructionStep, &str),
) -> Result<Instruction, ServiceError> {
    if text.is_empty() && step != InstructionStep::Verified {
        return Err(ServiceError::bad(
            "text_needed",
            "Tulis apa yang sudah dilakukan, atau alasannya.",
            "Write what was done, or why.",
        ));
    }
    app.db
        .write(async |tx| {
            let before = get(tx, instansi, id).await?;
            if let Some(there) = before.words.iter().find(|word| word.id == key) {
                let same = there.step == step && there.text == text && there.by_login == officer.login;
                return if same { Ok(before) } else { Err(act_refusals::id_taken()) };
            }
            if !is_possible(step, before.state) {
                return Err(ServiceError::conflict(
                    "not_now",
                    "Langkah itu tidak cocok dengan keadaan arahan sekarang. Muat ulang halaman, lalu pilih lagi.",
                    "That step does not fit where the instruction stands. Load the page again and choose once more.",
                ));
            }
            let ordinal = u32::try_from(before.words.len() + 1).unwrap_or(u32::MAX);
            let act = Act {
                id: key,
                subject: id,
                ordinal: Some(ordinal),
                kind: ActKind::Instruction,
                what: step.as_str().to_owned(),
                unit: Some(before.unit),
                person: None,
                on: before.given_on,
                content: serde_json::to_value(Said { text: text.to_owned() }).map_err(ServiceError::fault)?,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: app.now(),
            };
            acts::add(tx, instansi.id, &[act], || app.system.bytes()).await.map_err(act_refusals::raced)?;
            tell_of(tx, app, instansi, &before, (key, step)).await?;
            get(tx, instansi, id).await
        })
        .await
}

async fn tell_of(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    one: &Instruction,
    (key, step): (Uuid, InstructionStep),
) -> Result<(), StoreError> {
    let word = |titles: (&str, &str), bodies: (&str, &str)| {
        let bodies = (bodies.0.to_owned(), bodies.1.to_owned());
        Word::new(NoticeKind::InstructionGiven, format!("instruction {key}"), PAGE, titles, bodies)
    };
    let read = ("Baca di aplikasi.", "Read it in the app.");
    match step {
        InstructionStep::Done => {
            let told = word(
                ("Arahan dilaporkan selesai", "An instruction is said to be done"),
                ("Periksa dan nyatakan selesai atau kembalikan.", "Look at it, then verify or return it."),
            );
            let giver: Vec<PersonId> = one.by_person.into_iter().collect();
            telling::people(tx, app, instansi, &giver, &told).await
        }
        InstructionStep::Returned => {
            let told = word(("Arahan dikembalikan", "An instruction was returned"), read);
            tell_office(tx, app, instansi, (one.unit, one.owner), app.today(instansi), &told).await
        }
        InstructionStep::Progress | InstructionStep::Verified | InstructionStep::Cancelled => Ok(()),
    }
}

/// Reminds offices of what is due tomorrow and of what is late, the latter once a week; answers how many were reminded of.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remind(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let today = app.today(instansi);
    let tomorrow = today.tomorrow().unwrap_or(today);
    app.db
        .write(async |tx| {
            let mut reminded = 0;
            for one in list(tx, app, instansi).await? {
                let late = one.is_overdue(today);
                let soon = matches!(one.state, InstructionState::Given | InstructionState::UnderWay)
                    && (one.due_on == today || one.due_on == tomorrow);
                if !late && !soon {
                    continue;
                }
                let weeks = today.since(one.due_on).map_or(0, |span| span.get_days() / 7);
                let key = if late { format!("late {} {weeks}", one.id) } else { format!("due {}", one.id) };
                let due = one.due_on.strftime("%d-%m-%Y").to_string();
                let titles = if late {
                    ("Arahan lewat tenggat", "An instruction is late")
                } else {
                    ("Arahan hampir jatuh tempo", "An instruction is due soon")
                };
                let bodies = (
                    format!("Tenggat {due}. Laporkan kemajuannya atau nyatakan selesai."),
                    format!("Due on {due}. Say how far it is, or that it is done."),
                );
                let word = Word::new(NoticeKind::InstructionDue, key, PAGE, titles, bodies);
                tell_office(tx, app, instansi, (one.unit, one.owner), today, &word).await?;
                reminded += 1;
            }
            Ok::<_, StoreError>(reminded)
        })
        .await
        .map_err(ServiceError::from)
}

/// There is no such instruction, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_instruction",
        "Arahan itu tidak ada. Lihat daftar arahan.",
        "There is no such instruction. See the list.",
    )
}
