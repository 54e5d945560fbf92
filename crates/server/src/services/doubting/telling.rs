//! Who is told what of a case. The words pass through the hands of others: they name nobody and accuse nobody.

use hadir_domain::access::Action;
use hadir_domain::access::Reach;
use hadir_domain::doubts::{DoubtOutcome, DoubtStep, DoubtWord};
use hadir_domain::ids::{AccountId, PersonId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_store::doubts::WholeCase;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, accounts, grants, units};
use jiff::civil::Date;

use crate::app::App;
use crate::auth::caller::path;
use crate::services::noticing::telling::{self, Word};

/// Most accounts told of one word.
const MOST_TOLD: usize = 20;

fn day(date: Option<Date>) -> String {
    date.map(|date| date.strftime("%d-%m-%Y").to_string()).unwrap_or_default()
}

/// Tells those concerned that a word was said.
pub(super) async fn said(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    word: &DoubtWord,
) -> Result<(), StoreError> {
    if let Some(witness) = word.witness {
        named(tx, app, instansi, witness, word).await?;
    }
    match word.step {
        DoubtStep::Ask => asked(tx, app, instansi, case, word).await,
        DoubtStep::Join if case.course.answer_until.is_some() => asked(tx, app, instansi, case, word).await,
        DoubtStep::Review if word.outcome == Some(DoubtOutcome::Misuse) => {
            waits(tx, app, instansi, case, word, Action::DoubtsDecide).await
        }
        DoubtStep::Appeal => waits(tx, app, instansi, case, word, Action::DoubtsDecide).await,
        DoubtStep::Answer => waits(tx, app, instansi, case, word, Action::DoubtsReview).await,
        DoubtStep::Review | DoubtStep::Confirm | DoubtStep::Withdraw | DoubtStep::Uphold | DoubtStep::Overturn => {
            decided(tx, app, instansi, case, word).await
        }
        DoubtStep::Take | DoubtStep::Join | DoubtStep::Reject => Ok(()),
    }
}

async fn asked(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    word: &DoubtWord,
) -> Result<(), StoreError> {
    let until = day(case.course.answer_until);
    let titles = ("Ada pertanyaan tentang rekaman Anda", "A question about your punches");
    let bodies = (
        format!("Jawab dengan kata-kata sendiri paling lambat {until}. Bertanya bukan menuduh."),
        format!("Answer in your own words by {until}. A question is no accusation."),
    );
    let link = format!("/doubts/{}", case.case.id);
    let told = Word::new(NoticeKind::DoubtAsked, word.id.to_string(), &link, titles, bodies);
    telling::people(tx, app, instansi, &[case.case.person], &told).await
}

/// Asks a named witness for a statement of their own; who named them, and of what, they see in the app.
async fn named(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    witness: PersonId,
    word: &DoubtWord,
) -> Result<(), StoreError> {
    let titles = ("Seorang rekan menyebut Anda sebagai saksi", "A colleague named you as a witness");
    let bodies = (
        "Kalau Anda melihatnya, katakan di Saksi rekan. Kalau tidak, biarkan saja.".to_owned(),
        "If you saw them, say so under Witness. If not, leave it.".to_owned(),
    );
    let told = Word::new(NoticeKind::WitnessAsked, format!("witness {}", word.id), "/witness", titles, bodies);
    telling::people(tx, app, instansi, &[witness], &told).await
}

async fn decided(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    word: &DoubtWord,
) -> Result<(), StoreError> {
    let (id, en) = match case.course.appeal_until() {
        Some(until) => (
            format!("Baca keputusannya. Keberatan dapat diajukan sampai {}.", day(Some(until))),
            format!("Read the decision. You may appeal until {}.", day(Some(until))),
        ),
        None => ("Baca keputusannya di aplikasi.".to_owned(), "Read the decision in the app.".to_owned()),
    };
    let titles = ("Pertanyaan tentang rekaman Anda sudah diputus", "The question about your punches was decided");
    let link = format!("/doubts/{}", case.case.id);
    let told = Word::new(NoticeKind::DoubtDecided, word.id.to_string(), &link, titles, (id, en));
    telling::people(tx, app, instansi, &[case.case.person], &told).await
}

async fn waits(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    word: &DoubtWord,
    action: Action,
) -> Result<(), StoreError> {
    let told = officers(tx, app, instansi, case, word, action).await?;
    let until = day(word.due_on);
    let titles = ("Perkara keraguan menunggu Anda", "A case of doubt waits for you");
    let bodies = (format!("Periksa paling lambat {until}."), format!("Look at it by {until}."));
    let link = format!("/desk/doubts?case={}", case.case.id);
    let told_word = Word::new(NoticeKind::DoubtWaiting, word.id.to_string(), &link, titles, bodies);
    telling::accounts(tx, app, instansi, &told, &told_word).await
}

/// Whose grants in force reach the case; of an answer only who has it in hand, where somebody has.
async fn officers(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    word: &DoubtWord,
    action: Action,
) -> Result<Vec<AccountId>, StoreError> {
    let id = instansi.id;
    let owner = case.course.owner.as_deref().filter(|_| word.step == DoubtStep::Answer);
    if let Some(owner) = owner
        && let Some(account) = accounts::by_login(tx, id, owner).await?
    {
        return Ok(vec![account.id]);
    }
    let on = app.today(instansi);
    let above: Vec<UnitId> = match case.case.unit {
        Some(unit) => path(&units::list(tx, id).await?, unit),
        None => Vec::new(),
    };
    let mut told = Vec::new();
    for row in grants::list(tx, id).await? {
        let reaches = match row.grant.reach(action) {
            Reach::Instansi => true,
            Reach::Unit => row.grant.unit.is_some_and(|unit| above.contains(&unit)),
            Reach::Own | Reach::Nothing => false,
        };
        if !reaches || !row.grant.holds_on(on) || told.contains(&row.account) || told.len() >= MOST_TOLD {
            continue;
        }
        let account = accounts::get(tx, id, row.account).await?;
        let free = |person: Option<PersonId>| {
            person != Some(case.case.person) && (person.is_none() || person != word.by_person)
        };
        if account.is_some_and(|account| account.login != word.by && free(account.person)) {
            told.push(row.account);
        }
    }
    Ok(told)
}
