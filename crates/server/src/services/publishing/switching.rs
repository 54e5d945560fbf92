//! Opening and closing the public page: one officer proposes, another confirms; one alone closes it.

use hadir_domain::publications::switch::{SwitchBar, SwitchWord};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::daily::act;
use super::journal::{BEGUN, Journal, SwitchContent};
use super::naming::key;
use crate::app::App;
use crate::services::act_refusals;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// The earliest day figures may begin with, counted back from today.
const MOST_BACK: i64 = 31;

/// A word about the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWord {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// What is said.
    pub word: SwitchWord,
    /// The proposal that is answered.
    pub proposal: Option<Uuid>,
    /// From which day on figures are published, of a proposal.
    pub from_on: Option<Date>,
    /// Why.
    pub reason: String,
}

/// Keeps a word about the page. Sent again with the same key and content, it changes nothing.
///
/// # Errors
///
/// `page_is_open`, `page_is_closed`, `proposal_waits`, `not_waiting`, `own_proposal`, `bad_day`, `id_taken`,
/// `changed_meanwhile`.
pub async fn say(app: &App, instansi: &Instansi, officer: Officer<'_>, new: &NewWord) -> Result<(), ServiceError> {
    let (now, today) = (app.now(), app.today(instansi));
    let from_on = match new.word {
        SwitchWord::Proposed => Some(first_day(new.from_on, today)?),
        _ => None,
    };
    let answers = matches!(new.word, SwitchWord::Opened | SwitchWord::Rejected);
    let content = SwitchContent { proposal: new.proposal.filter(|_| answers), from_on, reason: new.reason.clone() };
    let subject = key(instansi.id, "page", None);
    let write = async |tx: &mut Tx| {
        if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
            let same = there.kind == ActKind::Publication
                && there.what == new.word.as_str()
                && there.by_login == officer.login
                && there.read::<SwitchContent>().is_ok_and(|known| known == content);
            return if same { Ok(()) } else { Err(act_refusals::id_taken()) };
        }
        let journal = Journal::of_page(tx, instansi, today).await?;
        journal.switch.may(new.word, content.proposal, officer.login).map_err(barred)?;
        let first = acts::get(tx, instansi.id, subject).await?;
        let on = first.as_ref().map_or(today, |act| act.on);
        let place = u32::try_from(journal.words.len() + 1).map_err(ServiceError::fault)?;
        let mut acts = Vec::new();
        if first.is_none() {
            acts.push(act(app, subject, (subject, 0), BEGUN, on, &SwitchContent::default())?);
        }
        acts.push(Act {
            by_login: officer.login.to_owned(),
            by_person: officer.person,
            received_at: now,
            ..act(app, new.id, (subject, place), new.word.as_str(), on, &content)?
        });
        acts::add(tx, instansi.id, &acts, || app.system.bytes()).await.map_err(|error| match error {
            StoreError::Conflict(_) => meanwhile(),
            other => other.into(),
        })
    };
    app.db.write(write).await
}

fn first_day(asked: Option<Date>, today: Date) -> Result<Date, ServiceError> {
    let earliest = today.checked_sub(MOST_BACK.days()).unwrap_or(today);
    let day = asked.unwrap_or(today.yesterday().unwrap_or(today));
    if day < earliest || day > today {
        return Err(ServiceError::bad(
            "bad_day",
            format!("Pilih hari pertama antara {earliest} dan {today}."),
            format!("Choose a first day between {earliest} and {today}."),
        ));
    }
    Ok(day)
}

fn barred(bar: SwitchBar) -> ServiceError {
    match bar {
        SwitchBar::IsOpen => ServiceError::conflict(
            "page_is_open",
            "Halaman publik sudah terbuka. Tutup dulu bila ingin memulai dari hari lain.",
            "The public page is open already. Close it first to begin with another day.",
        ),
        SwitchBar::IsClosed => ServiceError::conflict(
            "page_is_closed",
            "Halaman publik sudah tertutup; tidak ada yang perlu ditutup.",
            "The public page is closed already; there is nothing to close.",
        ),
        SwitchBar::ProposalWaits => ServiceError::conflict(
            "proposal_waits",
            "Sudah ada usul yang menunggu. Mintalah petugas lain menjawabnya, atau tarik usul itu dulu.",
            "A proposal waits already. Ask another officer to answer it, or take it back first.",
        ),
        SwitchBar::NotWaiting => ServiceError::conflict(
            "not_waiting",
            "Usul itu tidak menunggu jawaban lagi. Muat ulang halaman untuk melihat keadaannya.",
            "That proposal waits no longer. Load the page again to see how it stands.",
        ),
        SwitchBar::OwnProposal => ServiceError::forbidden(
            "own_proposal",
            "Ini usul Anda sendiri. Mintalah petugas lain membukanya.",
            "This is your own proposal. Ask another officer to open the page.",
        ),
    }
}

pub(super) fn meanwhile() -> ServiceError {
    ServiceError::conflict(
        "changed_meanwhile",
        "Petugas lain lebih cepat. Muat ulang halaman untuk melihat keadaannya.",
        "Another officer was faster. Load the page again to see how it stands.",
    )
}
