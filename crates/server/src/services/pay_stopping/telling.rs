//! Telling people of a stop of pay. No word names the person or the reason: notices pass through other hands.

use hadir_domain::ids::PersonId;
use hadir_domain::notices::NoticeKind;
use hadir_domain::pay_stops::{PayStopAct, PayStopStep, PayStopTerm, holders};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;

use super::PayStop;
use crate::app::App;
use crate::services::casing::setting::CaseRules;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};

/// Tells the person what is addressed to them, whoever is next that it is their turn, and the others that it went on.
///
/// # Errors
///
/// When the database refuses, or rules or calendar do not reach.
pub async fn of_stop(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    rules: &CaseRules,
    stop: &PayStop,
    done: &PayStopAct,
) -> Result<(), ServiceError> {
    if done.step.is_persons() || matches!(done.step, PayStopStep::Notify { .. }) {
        telling::people(tx, app, instansi, &[stop.subject()], &to_person(&format!("pay stop {}", done.id))).await?;
    }
    let open = stop.terms(rules)?.pop().filter(|term| term.done_on.is_none());
    if let Some(term) = open.as_ref().filter(|term| term.who != Some(done.person)) {
        remind(tx, app, instansi, stop, term, &turn_of(term), "turn").await?;
    }
    let next = open.and_then(|term| term.who);
    let steps = stop.steps();
    let others = holders(&stop.opening, &steps).into_values();
    let others: Vec<PersonId> = others.filter(|one| Some(*one) != next && *one != done.person).collect();
    telling::people(tx, app, instansi, &others, &went_on(stop, done)).await?;
    Ok(())
}

/// A personnel letter waits for the person.
pub(in crate::services) fn to_person(key: &str) -> Word {
    Word::new(
        NoticeKind::CaseMine,
        key.to_owned(),
        "/cases",
        ("Ada surat kepegawaian untuk Anda", "There is a personnel letter for you"),
        (
            "Buka aplikasi untuk membacanya. Isinya rahasia.".to_owned(),
            "Open the app to read it. It is confidential.".to_owned(),
        ),
    )
}

fn went_on(stop: &PayStop, done: &PayStopAct) -> Word {
    Word::new(
        NoticeKind::CaseDue,
        format!("pay stop {} went on {}", stop.id(), done.id),
        &link(stop),
        ("Penghentian gaji berlanjut", "A stop of pay went on"),
        (
            "Ada langkah baru dalam penghentian gaji yang Anda tangani. Isinya rahasia.".to_owned(),
            "There is a new step in a stop of pay you have a duty in. It is confidential.".to_owned(),
        ),
    )
}

fn link(stop: &PayStop) -> String {
    format!("/desk/discipline/pay-stops?stop={}", stop.id())
}

/// Whose turn it is.
pub(super) fn turn_of(term: &PayStopTerm) -> Vec<PersonId> {
    term.who.into_iter().collect()
}

/// Tells these people of a term; each time of its kind once.
pub(super) async fn remind(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    stop: &PayStop,
    term: &PayStopTerm,
    who: &[PersonId],
    time: &str,
) -> Result<(), StoreError> {
    let until = day(term.until);
    let word = Word::new(
        NoticeKind::CaseDue,
        format!("pay stop {} {} {} {until} {time}", stop.id(), term.stage.as_str(), day(term.since)),
        &link(stop),
        ("Penghentian gaji menunggu", "A stop of pay waits"),
        (
            format!("Langkah {} paling lambat {until}. Isinya rahasia.", term.duty.indonesian()),
            format!("The step is due by {until}. It is confidential."),
        ),
    );
    telling::people(tx, app, instansi, who, &word).await
}

/// Tells whoever verifies that the days underneath are other ones now.
pub(super) async fn days_changed(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    stop: &PayStop,
    days: &[Date],
    who: &[PersonId],
) -> Result<(), StoreError> {
    let named: Vec<String> = days.iter().map(ToString::to_string).collect();
    let word = Word::new(
        NoticeKind::CaseDue,
        format!("pay stop {} changed {}", stop.id(), named.join(" ")),
        &link(stop),
        ("Dasar penghentian gaji berubah", "What a stop of pay rests on changed"),
        (
            "Ada hari yang diselesaikan lain. Periksa lagi; bila gugur, catat dan KPA memutus. Isinya rahasia."
                .to_owned(),
            "Some days were settled otherwise. Look again; the KPA decides. It is confidential.".to_owned(),
        ),
    );
    telling::people(tx, app, instansi, who, &word).await
}

fn day(on: Date) -> String {
    on.strftime("%d-%m-%Y").to_string()
}
