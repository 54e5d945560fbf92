//! One word in a case: taken in hand, asked, answered, reviewed, confirmed, rejected, taken back, appealed, decided.

use hadir_domain::doubts::{DoubtOutcome, DoubtStep, DoubtWord, barred, is_possible};
use hadir_domain::ids::{PersonId, PunchId};
use hadir_store::doubts::{self, WholeCase, files};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, people};
use jiff::civil::Date;
use uuid::Uuid;

use super::{id_taken, not_now, raced, refused, rule, telling, unknown, voiding};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::requesting::workdays_after;
use crate::services::roster_desk::Officer;

/// Most letters of one word.
pub const MOST_LETTERS: usize = 2_000;
/// Most files of one answer.
pub const MOST_FILES: usize = 5;

/// A word as somebody sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWord {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What.
    pub step: DoubtStep,
    /// How it ends, for a review.
    pub outcome: Option<DoubtOutcome>,
    /// In words.
    pub text: String,
    /// Punches a review finds to be misused; all where none is named.
    pub which: Vec<PunchId>,
    /// Files of an answer or appeal, by the hash of their bytes in hexadecimal digits; they came before.
    pub files: Vec<String>,
    /// A colleague who can say something about it.
    pub witness: Option<PersonId>,
}

impl NewWord {
    /// A word that is only said.
    pub fn plain(id: Uuid, step: DoubtStep, text: &str) -> Self {
        let text = text.to_owned();
        Self { id, step, outcome: None, text, which: Vec::new(), files: Vec::new(), witness: None }
    }
}

/// One case with everything said in it.
///
/// # Errors
///
/// `unknown_doubt`.
pub async fn load(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<WholeCase, ServiceError> {
    doubts::get(tx, instansi.id, id).await?.ok_or_else(unknown)
}

/// Says a word. Sent again with the same key and content, it changes nothing.
///
/// # Errors
///
/// `unknown_doubt`, `own_record`, `not_subject`, `own_word`, `spoke_before`, `not_now`, `not_heard`, `outcome_needed`,
/// `text_needed`, `unknown_punch`, `unknown_file`, `unknown_witness`, `changed_meanwhile`, `id_taken`.
pub async fn say(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    new: &NewWord,
) -> Result<WholeCase, ServiceError> {
    let (case, again) = app
        .db
        .write(async |tx| {
            let before = load(tx, instansi, id).await?;
            if let Some((of, word)) = doubts::step(tx, instansi.id, new.id).await? {
                let same = of == id && repeats(&word, new, officer);
                return if same { Ok((before, false)) } else { Err(id_taken()) };
            }
            let on = app.today(instansi);
            check(tx, instansi, officer, &before, new, on).await?;
            let word = worded(app, instansi, officer, new, on)?;
            let after =
                doubts::say(tx, instansi.id, before.clone(), word.clone(), app.system.bytes()).await.map_err(raced)?;
            let again = voiding::follow(tx, app, instansi, &before, &after, &word).await.map_err(raced)?;
            telling::said(tx, app, instansi, &after, &word).await?;
            Ok::<_, ServiceError>((after, again))
        })
        .await?;
    if again {
        judging::project(app, instansi).await?;
        app.dirty.notify_one();
    }
    Ok(case)
}

fn repeats(word: &DoubtWord, new: &NewWord, officer: Officer<'_>) -> bool {
    word.step == new.step
        && word.by == officer.login
        && word.text == new.text
        && word.which == new.which
        && (new.step != DoubtStep::Review || word.outcome == new.outcome)
        && word.files == new.files
        && word.witness == new.witness
}

async fn check(
    tx: &mut Tx,
    instansi: &Instansi,
    officer: Officer<'_>,
    before: &WholeCase,
    new: &NewWord,
    on: Date,
) -> Result<(), ServiceError> {
    let (case, course) = (&before.case, &before.course);
    if let Some(bar) = barred(new.step, case.person, course, officer.login, officer.person) {
        return Err(refused(bar));
    }
    if !is_possible(new.step, course, on) {
        return Err(not_now(course.state(on)));
    }
    if new.text.is_empty() && !matches!(new.step, DoubtStep::Take | DoubtStep::Ask) {
        return Err(ServiceError::bad(
            "text_needed",
            "Tulis alasannya dengan kata-kata sendiri.",
            "Say why, in words of your own.",
        ));
    }
    if new.step == DoubtStep::Review {
        let outcome = new.outcome.ok_or_else(outcome_needed)?;
        if !course.may_end(outcome, on) {
            return Err(not_heard(course.answer_until));
        }
    }
    if new.which.iter().any(|named| !before.punches().any(|punch| punch.punch == *named)) {
        return Err(ServiceError::bad(
            "unknown_punch",
            "Ada rekaman yang bukan dari perkara ini. Muat ulang halaman lalu pilih lagi.",
            "A punch is not of this case. Load the page again and choose once more.",
        ));
    }
    if let Some(witness) = new.witness {
        witness_there(tx, instansi, case.person, witness).await?;
    }
    if !new.files.is_empty() {
        let there = files::of_case(tx, instansi.id, case.id).await?;
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

fn outcome_needed() -> ServiceError {
    ServiceError::bad(
        "outcome_needed",
        "Pilih hasilnya: jujur, teknis atau penyalahgunaan.",
        "Choose how it ends: honest, technical or misuse.",
    )
}

fn not_heard(until: Option<Date>) -> ServiceError {
    let (id, en) = match until {
        Some(until) => (
            format!(
                "Pegawai masih punya waktu menjawab sampai {}. Penyalahgunaan baru dapat dinilai sesudah ia menjawab atau \
                 waktunya lewat.",
                until.strftime("%d-%m-%Y")
            ),
            format!(
                "The person has time to answer until {}. A misuse can be found once they answered or the time is over.",
                until.strftime("%d-%m-%Y")
            ),
        ),
        None => (
            "Pegawai belum ditanya. Tanyakan dulu; tanpa itu tidak ada penyalahgunaan yang dapat dinyatakan."
                .to_owned(),
            "The person was not asked. Ask first; without that no misuse can be found.".to_owned(),
        ),
    };
    ServiceError::conflict("not_heard", id, en)
}

async fn witness_there(
    tx: &mut Tx,
    instansi: &Instansi,
    subject: PersonId,
    witness: PersonId,
) -> Result<(), ServiceError> {
    let there = people::get(tx, instansi.id, witness).await?.is_some();
    if there && witness != subject {
        return Ok(());
    }
    Err(ServiceError::bad(
        "unknown_witness",
        "Pilih rekan lain sebagai saksi; diri sendiri tidak dapat menjadi saksi.",
        "Choose a colleague as witness; nobody is their own.",
    ))
}

/// A word with the days that follow from it.
fn worded(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewWord,
    on: Date,
) -> Result<DoubtWord, ServiceError> {
    let rule = rule(app, instansi, on)?;
    let after = |from: Date, days: u16| workdays_after(app, instansi, from, days);
    let review = after(on, rule.review_workdays);
    let ends = new.outcome.is_some_and(|outcome| outcome != DoubtOutcome::Misuse);
    let (due_on, review_due_on) = match new.step {
        DoubtStep::Ask => {
            let answer = after(on, rule.answer_workdays);
            (Some(answer), Some(after(answer, rule.review_workdays)))
        }
        DoubtStep::Confirm => (Some(after(on, rule.appeal_workdays)), None),
        DoubtStep::Review if ends => (None, None),
        DoubtStep::Take | DoubtStep::Withdraw | DoubtStep::Uphold | DoubtStep::Overturn => (None, None),
        DoubtStep::Join | DoubtStep::Answer | DoubtStep::Review | DoubtStep::Reject | DoubtStep::Appeal => {
            (Some(review), None)
        }
    };
    let outcome = match new.step {
        DoubtStep::Review => new.outcome,
        DoubtStep::Confirm | DoubtStep::Uphold => Some(DoubtOutcome::Misuse),
        DoubtStep::Withdraw | DoubtStep::Overturn => Some(DoubtOutcome::Honest),
        _ => None,
    };
    Ok(DoubtWord {
        id: new.id,
        step: new.step,
        outcome,
        text: new.text.clone(),
        which: if new.step == DoubtStep::Review { new.which.clone() } else { Vec::new() },
        punches: Vec::new(),
        due_on,
        review_due_on,
        files: if new.step.is_own() { new.files.clone() } else { Vec::new() },
        witness: new.witness.filter(|_| new.step.is_own()),
        by: officer.login.to_owned(),
        by_person: officer.person,
        at: app.now(),
    })
}
