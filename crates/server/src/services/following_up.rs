//! Explanations people are asked for after a sidak, a visit or a first day, and who has the word next.
//!
//! **Invariant:** asking decides nothing. Nothing is handed on before the person was heard or let the time pass, nobody
//! speaks about themselves, and whoever handed it to the council does not speak for the council.

use hadir_domain::access::{Action, Role};
use hadir_domain::follow_ups::{
    FollowUpBar, FollowUpCourse, FollowUpState, FollowUpStep, FollowUpWord, barred, is_possible,
};
use hadir_domain::ids::{AccountId, PersonId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::origins::Origin;
use hadir_store::acts::{self, Act, ActKind, files};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, grants};
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

/// The word it begins with.
const ASKED: &str = "asked";
/// How far back they are listed, days.
const LISTED_DAYS: i64 = 400;
/// Most files of one explanation.
pub const MOST_FILES: usize = 5;
/// Most letters of one word.
pub const MOST_LETTERS: usize = 2_000;

/// An explanation to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowUp {
    /// Its key, made by whoever asks.
    pub id: Uuid,
    /// On which occasion.
    pub origin: Origin,
    /// Who is asked.
    pub person: PersonId,
    /// Where the person serves.
    pub unit: UnitId,
    /// The day it is about.
    pub on: Date,
    /// What was found, in plain words that name nobody.
    pub found: String,
}

/// One that was asked for, with everything said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Its key.
    pub id: Uuid,
    /// On which occasion.
    pub origin: Origin,
    /// Who was asked.
    pub person: PersonId,
    /// Where the person served.
    pub unit: UnitId,
    /// The day it is about.
    pub on: Date,
    /// What was found.
    pub found: String,
    /// Who asked.
    pub by_login: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when the person has time.
    pub answer_until: Date,
    /// What was said, in order.
    pub words: Vec<FollowUpWord>,
    /// Where it stands.
    pub course: FollowUpCourse,
}

#[derive(Serialize, Deserialize)]
struct Asked {
    origin: Origin,
    found: String,
    about_on: Date,
    answer_until: Date,
}

#[derive(Serialize, Deserialize)]
struct Said {
    text: String,
    files: Vec<String>,
    due_on: Option<Date>,
}

/// Asks people to explain and tells them. Those whose key is there already stay as they are.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key stands for something else.
pub async fn open(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &[NewFollowUp],
) -> Result<(), StoreError> {
    let today = app.today(instansi);
    let days = sidak::rule(app, instansi, today).map_or(3, |rule| rule.answer_workdays);
    let answer_until = workdays_after(app, instansi, today, days);
    let ids: Vec<Uuid> = new.iter().map(|one| one.id).collect();
    let there: Vec<Uuid> = acts::of_subjects(tx, instansi.id, &ids).await?.into_iter().map(|act| act.id).collect();
    let mut asked = Vec::with_capacity(new.len());
    for one in new.iter().filter(|one| !there.contains(&one.id)) {
        let content = Asked { origin: one.origin, found: one.found.clone(), about_on: one.on, answer_until };
        asked.push(Act {
            id: one.id,
            subject: one.id,
            ordinal: Some(0),
            kind: ActKind::FollowUp,
            what: ASKED.to_owned(),
            unit: Some(one.unit),
            person: Some(one.person),
            on: today,
            content: serde_json::to_value(&content).map_err(StoreError::corrupt)?,
            by_login: officer.login.to_owned(),
            by_person: officer.person,
            received_at: app.now(),
        });
    }
    acts::add(tx, instansi.id, &asked, || app.system.bytes()).await?;
    let until = answer_until.strftime("%d-%m-%Y").to_string();
    for one in &asked {
        let word = Word::new(
            NoticeKind::FollowUpAsked,
            format!("follow-up {}", one.id),
            &format!("/follow-ups/{}", one.id),
            ("Anda diminta memberi penjelasan", "You are asked to explain"),
            (
                format!("Jawab dengan kata-kata sendiri paling lambat {until}. Bertanya bukan menuduh."),
                format!("Answer in your own words by {until}. A question is no accusation."),
            ),
        );
        let people: Vec<PersonId> = one.person.into_iter().collect();
        telling::people(tx, app, instansi, &people, &word).await?;
    }
    Ok(())
}

/// Those asked for within the last year and more, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(tx: &mut Tx, app: &App, instansi: &Instansi) -> Result<Vec<FollowUp>, StoreError> {
    let today = app.today(instansi);
    let from = today.checked_sub(LISTED_DAYS.days()).unwrap_or(today);
    let mut found = fold(acts::in_span(tx, instansi.id, ActKind::FollowUp, (from, today)).await?)?;
    found.reverse();
    Ok(found)
}

/// Those of one person, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_person(tx: &mut Tx, instansi: &Instansi, person: PersonId) -> Result<Vec<FollowUp>, StoreError> {
    let ever = (Date::constant(2000, 1, 1), Date::constant(9999, 12, 31));
    let mut found = fold(acts::of_person(tx, instansi.id, ActKind::FollowUp, person, ever).await?)?;
    found.reverse();
    Ok(found)
}

/// One of them.
///
/// # Errors
///
/// `unknown_follow_up`.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<FollowUp, ServiceError> {
    let mut found = fold(acts::of_subject(tx, instansi.id, id).await?)?;
    found.pop().ok_or_else(unknown)
}

fn fold(acts: Vec<Act>) -> Result<Vec<FollowUp>, StoreError> {
    let mut found: Vec<FollowUp> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for act in acts.into_iter().filter(|act| act.kind == ActKind::FollowUp) {
        if act.what == ASKED {
            let asked: Asked = act.read()?;
            let (Some(person), Some(unit)) = (act.person, act.unit) else {
                return Err(StoreError::corrupt("person of a follow-up"));
            };
            places.insert(act.id, found.len());
            found.push(FollowUp {
                id: act.id,
                origin: asked.origin,
                person,
                unit,
                on: asked.about_on,
                found: asked.found,
                by_login: act.by_login,
                asked_at: act.received_at,
                answer_until: asked.answer_until,
                words: Vec::new(),
                course: FollowUpCourse::of(asked.answer_until, &[]),
            });
            continue;
        }
        let step = FollowUpStep::parse(&act.what).ok_or_else(|| StoreError::corrupt("step of a follow-up"))?;
        let said: Said = act.read()?;
        let Some(one) = places.get(&act.subject).and_then(|place| found.get_mut(*place)) else { continue };
        one.words.push(FollowUpWord {
            id: act.id,
            step,
            text: said.text,
            files: said.files,
            due_on: said.due_on,
            by: act.by_login,
            by_person: act.by_person,
            at: act.received_at,
        });
    }
    for one in &mut found {
        one.course = FollowUpCourse::of(one.answer_until, &one.words);
    }
    Ok(found)
}

/// A word as somebody sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWord {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What.
    pub step: FollowUpStep,
    /// In words.
    pub text: String,
    /// Files of an explanation that came before, by hash.
    pub files: Vec<String>,
}

/// Says a word. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// `unknown_follow_up`, `own_record`, `not_subject`, `handed_on`, `text_needed`, `not_now`, `unknown_file`,
/// `changed_meanwhile`, `id_taken`.
pub async fn say(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    new: &NewWord,
) -> Result<FollowUp, ServiceError> {
    let today = app.today(instansi);
    app.db
        .write(async |tx| {
            let before = get(tx, instansi, id).await?;
            if let Some(there) = before.words.iter().find(|word| word.id == new.id) {
                let same = there.step == new.step && there.text == new.text && there.by == officer.login;
                return if same { Ok(before) } else { Err(act_refusals::id_taken()) };
            }
            check(tx, instansi, officer, &before, new, today).await?;
            let rule = sidak::rule(app, instansi, today)?;
            let days = match new.step {
                FollowUpStep::Explain => Some(rule.head_workdays),
                FollowUpStep::ToCouncil => Some(rule.council_workdays),
                FollowUpStep::Accept | FollowUpStep::ToDiscipline | FollowUpStep::Withdraw => None,
            };
            let due_on = days.map(|days| workdays_after(app, instansi, today, days));
            let said = Said { text: new.text.clone(), files: new.files.clone(), due_on };
            let act = Act {
                id: new.id,
                subject: id,
                ordinal: Some(before.course.words + 1),
                kind: ActKind::FollowUp,
                what: new.step.as_str().to_owned(),
                unit: Some(before.unit),
                person: Some(before.person),
                on: instansi.date_of(before.asked_at),
                content: serde_json::to_value(&said).map_err(ServiceError::fault)?,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: app.now(),
            };
            acts::add(tx, instansi.id, &[act], || app.system.bytes()).await.map_err(act_refusals::raced)?;
            let after = get(tx, instansi, id).await?;
            tell(tx, app, instansi, &after, new, today).await?;
            Ok(after)
        })
        .await
}

async fn check(
    tx: &mut Tx,
    instansi: &Instansi,
    officer: Officer<'_>,
    before: &FollowUp,
    new: &NewWord,
    today: Date,
) -> Result<(), ServiceError> {
    if let Some(bar) = barred(new.step, before.person, &before.course, officer.login, officer.person) {
        return Err(refused(bar));
    }
    if !is_possible(new.step, &before.course, today) {
        return Err(not_now(before.course.state(today), before.answer_until));
    }
    if new.text.is_empty() {
        return Err(ServiceError::bad(
            "text_needed",
            "Tulis penjelasan atau alasannya dengan kata-kata sendiri.",
            "Write the explanation, or why, in words of your own.",
        ));
    }
    if !new.files.is_empty() {
        let there = files::of_subject(tx, instansi.id, before.id).await?;
        let came = |hash: &String| there.iter().any(|file| hex::encode(file.sha256) == *hash);
        if new.files.len() > MOST_FILES || !new.files.iter().all(came) {
            return Err(ServiceError::conflict(
                "unknown_file",
                format!(
                    "Ada foto yang belum sampai di server, atau lebih dari {MOST_FILES}. Kirim fotonya lagi, lalu jawab."
                ),
                format!(
                    "A photo has not come to the server, or there are more than {MOST_FILES}. Send it again, then answer."
                ),
            ));
        }
    }
    Ok(())
}

fn refused(bar: FollowUpBar) -> ServiceError {
    let (code, id, en) = match bar {
        FollowUpBar::OwnRecord => (
            "own_record",
            "Ini tentang Anda sendiri. Pejabat lain yang menilai; penjelasan Anda ditulis lewat HP.",
            "This is about yourself. Another officer decides; write your explanation on the phone.",
        ),
        FollowUpBar::NotSubject => (
            "not_subject",
            "Hanya pegawai yang diminta yang memberi penjelasan, lewat akunnya sendiri.",
            "Only the person who was asked explains, with their own account.",
        ),
        FollowUpBar::HandedOn => (
            "handed_on",
            "Anda yang meneruskannya ke majelis. Anggota majelis lain yang memutuskan.",
            "You handed it to the council. Another member decides.",
        ),
    };
    ServiceError::forbidden(code, id, en)
}

fn not_now(state: FollowUpState, until: Date) -> ServiceError {
    let (id, en) = match state {
        FollowUpState::Asked => (
            format!(
                "Pegawai masih punya waktu menjawab sampai {}. Tunggu jawabannya atau sampai tenggatnya lewat.",
                until.strftime("%d-%m-%Y")
            ),
            format!(
                "The person has time to answer until {}. Wait for it, or until the time is over.",
                until.strftime("%d-%m-%Y")
            ),
        ),
        FollowUpState::AtCouncil => (
            "Sudah di majelis kode etik. Tunggu putusannya.".to_owned(),
            "It is with the ethics council. Wait for its word.".to_owned(),
        ),
        _ => (
            "Permintaan penjelasan ini tidak menunggu langkah itu. Muat ulang halaman.".to_owned(),
            "This does not wait for that step. Load the page again.".to_owned(),
        ),
    };
    ServiceError::conflict("not_now", id, en)
}

async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    after: &FollowUp,
    new: &NewWord,
    today: Date,
) -> Result<(), StoreError> {
    let link = format!("/desk/follow-ups?id={}", after.id);
    let due = after.course.due_on.map(|due| due.strftime("%d-%m-%Y").to_string()).unwrap_or_default();
    let waits = Word::new(
        NoticeKind::FollowUpWaiting,
        format!("follow-up {}", new.id),
        &link,
        ("Penjelasan menunggu penilaian Anda", "An explanation waits for your word"),
        (format!("Nilai paling lambat {due}."), format!("Decide by {due}.")),
    );
    match new.step {
        FollowUpStep::Explain if after.course.state(today) == FollowUpState::Explained => {
            let accounts = above(tx, instansi, after, today).await?;
            telling::accounts(tx, app, instansi, &accounts, &waits).await
        }
        FollowUpStep::Explain => Ok(()),
        FollowUpStep::ToCouncil => {
            let council = council(tx, instansi, today).await?;
            telling::accounts(tx, app, instansi, &council, &waits).await
        }
        FollowUpStep::Accept | FollowUpStep::ToDiscipline | FollowUpStep::Withdraw => {
            let word = Word::new(
                NoticeKind::FollowUpDecided,
                format!("follow-up {}", new.id),
                &format!("/follow-ups/{}", after.id),
                ("Penjelasan Anda sudah dinilai", "Your explanation was decided"),
                ("Baca keputusannya di aplikasi.".to_owned(), "Read the decision in the app.".to_owned()),
            );
            telling::people(tx, app, instansi, &[after.person], &word).await
        }
    }
}

/// Whoever leads the person's unit; where they lead it themselves, the agency.
async fn above(tx: &mut Tx, instansi: &Instansi, one: &FollowUp, today: Date) -> Result<Vec<AccountId>, StoreError> {
    let leads = heads::leads(tx, instansi.id, today).await?;
    let carriers: Vec<AccountId> = heads::carriers(&leads, one.unit)
        .iter()
        .filter(|lead| lead.person != Some(one.person))
        .map(|lead| lead.account)
        .collect();
    if carriers.is_empty() { holders(tx, instansi, Role::Bkpsdm, today).await } else { Ok(carriers) }
}

async fn council(tx: &mut Tx, instansi: &Instansi, today: Date) -> Result<Vec<AccountId>, StoreError> {
    holders(tx, instansi, Role::Majelis, today).await
}

async fn holders(tx: &mut Tx, instansi: &Instansi, role: Role, today: Date) -> Result<Vec<AccountId>, StoreError> {
    let rows = grants::list(tx, instansi.id).await?;
    let held = rows.into_iter().filter(|row| row.grant.role == role && row.grant.holds_on(today));
    Ok(held.map(|row| row.account).collect())
}

/// The right to decide.
pub const DECIDE: Action = Action::FollowUpsDecide;

/// There is none such, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_follow_up",
        "Permintaan penjelasan itu tidak ada. Lihat daftarnya.",
        "There is no such request. See the list.",
    )
}
