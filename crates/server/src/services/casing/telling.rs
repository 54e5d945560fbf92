//! Telling people of a case. No word names the person, the breach or a punishment: notices pass through other hands.

use hadir_domain::discipline_cases::{CaseAct, CaseStep, Due, next_steps};
use hadir_domain::ids::PersonId;
use hadir_domain::notices::NoticeKind;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;

use super::setting::CaseRules;
use super::{Case, refused};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};

/// Tells the person what is addressed to them, and whoever is next that it is their turn.
///
/// # Errors
///
/// When the database refuses, or rules or calendar do not reach.
pub async fn of_case(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    rules: &CaseRules,
    case: &Case,
    done: Option<&CaseAct>,
) -> Result<(), ServiceError> {
    if let Some(act) = done.filter(|act| is_addressed(&act.step)) {
        let word = Word::new(
            NoticeKind::CaseMine,
            format!("case {}", act.id),
            &format!("/cases/{}", case.id()),
            ("Ada surat kepegawaian untuk Anda", "There is a personnel letter for you"),
            (
                "Buka aplikasi untuk membacanya. Isinya rahasia.".to_owned(),
                "Open the app to read it. It is confidential.".to_owned(),
            ),
        );
        telling::people(tx, app, instansi, &[case.subject()], &word).await?;
    }
    let setting = rules.on(rules.today(), &[])?;
    let due = next_steps(&case.opening, &case.state(), &setting).map_err(|gap| refused(&gap.into()))?;
    let by = done.map(|act| act.by.person);
    for one in due.iter().filter(|one| one.duty.is_some()) {
        let who: Vec<PersonId> = one.who.iter().copied().filter(|person| Some(*person) != by).collect();
        remind(tx, app, instansi, case, one, &who, "turn").await?;
    }
    Ok(())
}

/// Tells these people of something due; each time of its kind once.
pub(super) async fn remind(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    case: &Case,
    due: &Due,
    who: &[PersonId],
    time: &str,
) -> Result<(), StoreError> {
    let until = due.until.map_or_else(|| "-".to_owned(), day);
    let word = Word::new(
        NoticeKind::CaseDue,
        format!("case {} {} {} {time}", case.id(), due.what.as_str(), until),
        &format!("/desk/discipline?case={}", case.id()),
        ("Perkara disiplin menunggu Anda", "A discipline case waits for you"),
        (
            format!("Langkah Anda paling lambat {until}. Isinya rahasia."),
            format!("Your step is due by {until}. It is confidential."),
        ),
    );
    telling::people(tx, app, instansi, who, &word).await
}

fn day(on: Date) -> String {
    on.strftime("%d-%m-%Y").to_string()
}

/// Whether a step has a word for the person.
fn is_addressed(step: &CaseStep) -> bool {
    matches!(
        step,
        CaseStep::Ask { .. }
            | CaseStep::Summon { .. }
            | CaseStep::Examine { .. }
            | CaseStep::FreeFromDuties { .. }
            | CaseStep::HandOver { .. }
            | CaseStep::Send { .. }
            | CaseStep::Receive { .. }
            | CaseStep::Moral { .. }
            | CaseStep::AnswerObjection { .. }
            | CaseStep::DecideAppeal { .. }
            | CaseStep::Review { .. }
            | CaseStep::Close { .. }
            | CaseStep::Reopen { .. }
    )
}
