//! Papers beside the steps of a case: a chronology, a recap of absence, a summons to take the decision, a colleague's
//! statement, a note on who holds the power. What such a paper says is kept as it was issued.

mod chronicle;

use hadir_domain::discipline_cases::{CaseDuty, Sight};
use hadir_domain::discipline_letters::{Chronology, ColleagueStatement, Letter, LetterKind, PowerNote, ReceiveSummons};
use hadir_domain::ids::PersonId;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::absences;
use super::desk::{Desk, When};
use super::numbers::{Book, Signs};
use crate::app::App;
use crate::services::act_refusals;
use crate::services::casing::lettering::roll::{Roll, with_desk};
use crate::services::casing::lettering::{Written, punishment_line};
use crate::services::casing::{Case, no_person};
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// The word of a paper.
pub const PAPER: &str = "paper";

/// What somebody wants written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "paper", rename_all = "snake_case")]
pub enum Ask {
    /// What happened, day by day.
    Chronology,
    /// Days without a word and minutes of a year.
    Recap {
        /// The year; that of the case's last day without.
        year: Option<i16>,
    },
    /// A summons to take the decision.
    ReceiveSummons {
        /// Before whom.
        before: PersonId,
        /// Day.
        meet_on: Date,
        /// Time, local.
        at: Time,
        /// Where.
        place: String,
    },
    /// What a colleague says.
    Colleague {
        /// Who says it.
        said_by: PersonId,
        /// What.
        text: String,
    },
    /// That somebody else holds the power.
    PowerNote {
        /// Why the sender does not.
        text: String,
    },
}

impl Ask {
    /// Whom it names beside the people of the case.
    fn names(&self) -> Option<PersonId> {
        match self {
            Self::ReceiveSummons { before, .. } => Some(*before),
            Self::Colleague { said_by, .. } => Some(*said_by),
            _ => None,
        }
    }
}

/// A paper as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    kind: LetterKind,
    number: String,
    letter: Letter,
}

/// A paper that was issued.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Its key.
    pub id: Uuid,
    /// Which kind.
    pub kind: LetterKind,
    /// Its number.
    pub number: String,
    /// Its day, and when it was issued.
    pub when: When,
    /// Who issued it.
    pub by: PersonId,
    subject: PersonId,
    letter: Letter,
}

impl Paper {
    /// As it was issued.
    fn of(act: &Act) -> Result<Self, StoreError> {
        let Content { kind, number, letter } = act.read()?;
        let by = act.by_person.ok_or_else(|| StoreError::corrupt("a paper of nobody"))?;
        let subject = act.person.ok_or_else(|| StoreError::corrupt("a paper about nobody"))?;
        let when = When { on: act.on, at: act.received_at };
        Ok(Self { id: act.id, kind, number, when, by, subject, letter })
    }

    /// What it says, as it was issued.
    pub fn said(&self) -> serde_json::Value {
        serde_json::json!({ "kind": self.kind, "number": self.number, "on": self.when.on, "letter": self.letter })
    }

    /// Whether a paper of a case is shown to whoever sees so much of it.
    pub fn shows(&self, sight: Sight) -> bool {
        match sight {
            Sight::Whole => true,
            Sight::Own => self.kind == LetterKind::ReceiveSummons,
            Sight::Reason => false,
        }
    }

    /// With the agency of who issued it, ready to be set.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn written(self, app: &App, instansi: &Instansi) -> Result<Written, ServiceError> {
        let (roll, desk) = with_desk(app, instansi, &[self.by], self.when.on).await?;
        let Self { id, when, by: signer, subject, letter, .. } = self;
        Ok(Written { id, signer, subject, agency: roll.agency(signer).cloned(), letter, when, desk })
    }
}

/// A paper to be issued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPaper {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its day.
    pub on: Date,
    /// What it is.
    pub ask: Ask,
}

/// The papers of a case, in the order issued.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_case(tx: &mut Tx, instansi: &Instansi, case: Uuid) -> Result<Vec<Paper>, StoreError> {
    let acts = acts::what_of_subject(tx, instansi.id, case, PAPER).await?;
    acts.iter().filter(|act| act.kind == ActKind::Letter).map(Paper::of).collect()
}

/// Issues a paper. Sent again with the same key and number it changes nothing.
///
/// # Errors
///
/// `no_person`, `number_taken`, `id_taken`, `not_there_yet` before the case has what the paper needs, `unknown_person`.
pub async fn issue(
    app: &App,
    instansi: &Instansi,
    case: &Case,
    officer: Officer<'_>,
    new: &NewPaper,
) -> Result<Paper, ServiceError> {
    let by = officer.person.ok_or_else(no_person)?;
    let when = When { on: new.on, at: app.now() };
    let mut ids = case.people();
    ids.extend([by].into_iter().chain(new.ask.names()));
    let (roll, desk) = with_desk(app, instansi, &ids, new.on).await?;
    if new.ask.names().is_some_and(|id| !roll.knows(id)) {
        return Err(ServiceError::not_found(
            "unknown_person",
            "Pegawai itu tidak dikenal. Pilih lagi dari daftar.",
            "That person is not known. Choose again from the list.",
        ));
    }
    let letter = letter(app, instansi, case, (by, &roll), (&desk, when), new).await?;
    let content = Content { kind: letter.kind(), number: new.number.clone(), letter };
    let act = Act {
        id: new.id,
        subject: case.id(),
        ordinal: None,
        kind: ActKind::Letter,
        what: PAPER.to_owned(),
        unit: Some(case.opening.unit),
        person: Some(case.subject()),
        on: new.on,
        content: serde_json::to_value(content).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: Some(by),
        received_at: when.at,
    };
    app.db
        .write(async |tx| {
            let book = Book::open(tx, instansi, Some(&new.number)).await?;
            if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
                let mine =
                    there.kind == ActKind::Letter && there.subject == case.id() && there.by_login == act.by_login;
                let paper = if mine && there.what == PAPER { Some(Paper::of(&there)?) } else { None };
                let same = |paper: &Paper| (&paper.number, paper.when.on) == (&new.number, new.on);
                return paper.filter(same).ok_or_else(act_refusals::id_taken);
            }
            book.is_free(tx, instansi, new.on, Signs { person: by, by_ppk: false }).await?;
            acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes())
                .await
                .map_err(act_refusals::raced)?;
            Ok(Paper::of(&act)?)
        })
        .await
}

async fn letter(
    app: &App,
    instansi: &Instansi,
    case: &Case,
    (by, roll): (PersonId, &Roll),
    (desk, when): (&Desk, When),
    new: &NewPaper,
) -> Result<Letter, ServiceError> {
    let head = desk.letter_head(instansi, roll.agency(by), when, &new.number);
    let (subject, signer) = (roll.official(case.subject()), roll.official(by));
    Ok(match &new.ask {
        Ask::Chronology => Chronology { head, subject, events: chronicle::events(case), signer }.into(),
        Ask::Recap { year } => {
            let last = case.opening.days().last().copied().unwrap_or(case.opening.on);
            let year = year.unwrap_or(last.year());
            absences::recap(app, instansi, (case.subject(), year), roll, (head, signer)).await?.into()
        }
        Ask::ReceiveSummons { before, meet_on, at, place } => {
            if case.state().decision.is_none() {
                return Err(not_there_yet("keputusan", "a decision"));
            }
            ReceiveSummons {
                head,
                to: subject,
                before: roll.official(*before),
                on: *meet_on,
                at: *at,
                zone: instansi.zone.abbreviation().to_owned(),
                place: place.clone(),
                signer,
            }
            .into()
        }
        Ask::Colleague { said_by, text } => {
            ColleagueStatement { head, by: roll.official(*said_by), subject, text: text.clone() }.into()
        }
        Ask::PowerNote { text } => {
            let state = case.state();
            let kept = state.report.as_ref().ok_or_else(|| not_there_yet("laporan hasil pemeriksaan", "a report"))?;
            let (report, proposed) = (kept.number.clone(), punishment_line(&kept.proposed));
            let decider = state.with_duty(CaseDuty::Decider).next().map(|one| roll.official(one.person).post);
            let to = decider.unwrap_or_else(|| "Pejabat yang berwenang".to_owned());
            PowerNote { head, to, subject, proposed, reason: text.clone(), report, signer }.into()
        }
    })
}

fn not_there_yet(id: &str, en: &str) -> ServiceError {
    ServiceError::conflict(
        "not_there_yet",
        format!("Perkara ini belum mempunyai {id}. Selesaikan langkah itu dahulu."),
        format!("This case does not have {en} yet. Do that step first."),
    )
}
