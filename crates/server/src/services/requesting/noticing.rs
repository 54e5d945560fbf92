//! Telling people that a request waits for them, or was decided. The words pass through push services and mail servers of
//! others, so they name no colleague and no reason.

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, PersonId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::requests::{DecisionAction, RequestState, Who};
use hadir_store::instansi::Instansi;
use hadir_store::notices;
use hadir_store::requests::Request;
use hadir_store::{StoreError, Tx, accounts, grants, posts, units};

use super::standing::{Place, standing};
use super::view::{kind_en, kind_id};
use crate::app::App;
use crate::services::noticing::telling::{self, Word};

/// Most accounts told of one step; BKPSDM may have many officers.
const MOST_TOLD: usize = 20;

/// Tells those who may decide the step a request now waits at.
pub(super) async fn waits(tx: &mut Tx, app: &App, instansi: &Instansi, request: &Request) -> Result<(), StoreError> {
    let Some(step) = request.waits_for() else { return Ok(()) };
    let id = instansi.id;
    let told = match (step, request.colleague) {
        (Who::Rekan, Some(colleague)) => {
            notices::accounts_of(tx, id, &[colleague]).await?.into_iter().map(|(_, account)| account).collect()
        }
        _ => deciders(tx, app, instansi, request, step).await?,
    };
    let key = format!("{} {} {:?}", request.id, request.round, request.progress.step);
    let link = if step == Who::Rekan { "/inbox".to_owned() } else { format!("/desk/inbox?request={}", request.id) };
    let titles = (
        format!("Permohonan {} menunggu Anda", kind_id(request.kind())),
        format!("A request for {} waits for you", kind_en(request.kind())),
    );
    let bodies = (
        format!("Untuk {}. Putuskan paling lambat {}.", days(request), due(request)),
        format!("For {}. Decide by {}.", days(request), due(request)),
    );
    let word = Word::new(NoticeKind::RequestWaiting, key, &link, (&titles.0, &titles.1), bodies);
    telling::accounts(tx, app, instansi, &told, &word).await
}

/// The accounts whose grants in force let them decide a step.
pub(super) async fn deciders(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    request: &Request,
    step: Who,
) -> Result<Vec<AccountId>, StoreError> {
    let id = instansi.id;
    let today = app.today(instansi);
    let posts = posts::of_people(tx, id, &[request.person]).await?;
    let place = Place::of(&posts, &units::list(tx, id).await?, today);
    let mut told: Vec<AccountId> = Vec::new();
    for row in grants::list(tx, id).await? {
        let may =
            row.grant.holds_on(today) && matches!(row.grant.role, Role::Kepala | Role::Pimpinan | Role::Bkpsdm) && {
                let standing = standing(std::slice::from_ref(&row.grant), &place);
                if step == Who::Atasan { standing.atasan.is_some() } else { standing.kepegawaian.is_some() }
            };
        if may && !told.contains(&row.account) && told.len() < MOST_TOLD {
            told.push(row.account);
        }
    }
    let own = |person: Option<PersonId>| person.is_none_or(|person| super::is_party(request, person));
    let mut others = Vec::new();
    for account in told {
        if accounts::get(tx, id, account).await?.is_some_and(|known| !own(known.person)) {
            others.push(account);
        }
    }
    Ok(others)
}

/// Tells the person that somebody decided, and the next in the chain that it waits.
pub(super) async fn decided(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    request: &Request,
    action: DecisionAction,
    told_why: bool,
) -> Result<(), StoreError> {
    if request.progress.state == RequestState::Pending {
        return waits(tx, app, instansi, request).await;
    }
    let (id_word, en_word) = match action {
        DecisionAction::Approve => ("disetujui", "approved"),
        DecisionAction::Return => ("dikembalikan untuk dilengkapi", "returned to be completed"),
        DecisionAction::Reject => ("ditolak", "rejected"),
        DecisionAction::Postpone => ("ditangguhkan", "put off"),
    };
    let (why_id, why_en) =
        if told_why { (" Alasannya ada di aplikasi.", " The reason is in the app.") } else { ("", "") };
    let concerned: Vec<PersonId> = [Some(request.person), request.colleague].into_iter().flatten().collect();
    let key = format!("{} {} {}", request.id, request.round, request.progress.state.as_str());
    let titles = (
        format!("Permohonan {} {id_word}", kind_id(request.kind())),
        format!("Request for {} {en_word}", kind_en(request.kind())),
    );
    let bodies = (format!("Untuk {}.{why_id}", days(request)), format!("For {}.{why_en}", days(request)));
    let link = format!("/requests/{}", request.id);
    let word = Word::new(NoticeKind::RequestDecided, key, &link, (&titles.0, &titles.1), bodies);
    telling::people(tx, app, instansi, &concerned, &word).await
}

pub(super) fn days(request: &Request) -> String {
    let short = |date: jiff::civil::Date| date.strftime("%d-%m-%Y").to_string();
    if request.from_on == request.to_on {
        short(request.from_on)
    } else {
        format!("{} – {}", short(request.from_on), short(request.to_on))
    }
}

pub(super) fn due(request: &Request) -> String {
    request.due_on.map(|due| due.strftime("%d-%m-%Y").to_string()).unwrap_or_default()
}
