//! The letters of a case, from what was done in it: who is named how on that day, and what the act said.

mod deciding;
pub mod roll;

use hadir_domain::discipline_cases::{
    CaseAct, CaseDuty, CaseState, CaseStep, Office, Punishment, Setting, TeamElement, TeamMember,
};
use hadir_domain::discipline_letters::{
    AbsenceRecord, BreachLine, ExaminationRecord, ExaminationReport, Letter, LetterHead, Official, ReleaseDecree,
    ReportSigner, SummonsLetter, TeamDecree, TeamLine,
};
use hadir_domain::ids::PersonId;
use hadir_domain::numerals::long_date;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use uuid::Uuid;

use self::roll::Roll;
use super::{Case, KeptAct};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::letters::desk::{Desk, When};

/// A letter with the agency on its head.
pub struct Written {
    /// Its key: that of the act that issued it.
    pub id: Uuid,
    /// Who issued it, and signs.
    pub signer: PersonId,
    /// Whom it is about.
    pub subject: PersonId,
    /// What it says.
    pub letter: Letter,
    /// The agency of who signs; none for the head of the government.
    pub agency: Option<Unit>,
    /// Of which day it is, and when it was issued.
    pub when: When,
    /// What the office says about its letters.
    pub desk: Desk,
}

/// The letter an act issued.
///
/// # Errors
///
/// `no_letter` where that act issues none; `no_rule`, `no_calendar`.
pub async fn of_act(
    app: &App,
    instansi: &Instansi,
    case: &Case,
    kept: &KeptAct,
    setting: &Setting<'_>,
) -> Result<Written, ServiceError> {
    let (act, when) = (&kept.act, When { on: kept.act.on, at: kept.at });
    let ids = case.people();
    let (roll, desk) = roll::with_desk(app, instansi, &ids, act.on).await?;
    let until: Vec<CaseAct> = case.steps().into_iter().filter(|one| (one.on, one.id) <= (act.on, act.id)).collect();
    let state = CaseState::of(&case.opening, &until);
    let by_ppk = matches!(&act.step, CaseStep::Decide { decision } if decision.office == Office::Ppk);
    let agency = roll.agency(act.by.person).filter(|_| !by_ppk).cloned();
    let place = desk.place(instansi, agency.as_ref().map(|unit| unit.id), when);
    let letter = Writer { case, state: &state, act, roll: &roll, instansi, place, setting }.letter()?;
    let (signer, subject) = (act.by.person, case.subject());
    Ok(Written { id: act.id, signer, subject, letter, agency, when, desk })
}

struct Writer<'a> {
    case: &'a Case,
    state: &'a CaseState,
    act: &'a CaseAct,
    roll: &'a Roll,
    instansi: &'a Instansi,
    place: String,
    setting: &'a Setting<'a>,
}

impl Writer<'_> {
    fn letter(&self) -> Result<Letter, ServiceError> {
        let signer = self.roll.official(self.act.by.person);
        Ok(match &self.act.step {
            CaseStep::Summon { number, examine_on, at, place, before } => SummonsLetter {
                head: self.head(number),
                to: self.subject(),
                before: self.roll.official(*before),
                on: *examine_on,
                at: *at,
                zone: self.instansi.zone.abbreviation().to_owned(),
                place: place.clone(),
                breach: self.breach_text(),
                article: self.articles().join("; "),
                first: self
                    .state
                    .summons
                    .first()
                    .filter(|first| first.number != *number)
                    .map(|first| (first.number.clone(), first.sent_on)),
                signer,
            }
            .into(),
            CaseStep::FormTeam { number, members } => TeamDecree {
                head: LetterHead { confidential: false, ..self.head(number) },
                decider: signer.post.clone(),
                subject: self.subject(),
                employee_type: self.case.opening.employee_type,
                breach: self.breach(),
                members: members.iter().map(|one| self.member(one)).collect(),
                signer,
            }
            .into(),
            CaseStep::FreeFromDuties { number, from } => ReleaseDecree {
                head: self.head(number),
                subject: self.subject(),
                employee_type: self.case.opening.employee_type,
                from: *from,
                breach: self.breach(),
                acting: None,
                signer,
            }
            .into(),
            CaseStep::Examine { number, exchanges, statement, signatures } => ExaminationRecord {
                head: self.head(number),
                examiners: self.examiners(),
                order: self.team_order(),
                subject: self.subject(),
                breach: self.breach(),
                exchanges: exchanges.clone(),
                statement: statement.clone(),
                refused: signatures
                    .iter()
                    .find(|one| one.person == self.case.subject() && !one.signed)
                    .map(|one| one.reason.clone().unwrap_or_default()),
            }
            .into(),
            CaseStep::RecordAbsence { number } => self.absence(number)?.into(),
            CaseStep::Report { number, aggravating, mitigating, impact, proposed } => {
                self.report(number, [aggravating, mitigating, impact], proposed, signer).into()
            }
            CaseStep::Decide { decision } => self.decision(decision, signer)?,
            CaseStep::HandOver { present, number } => self.hand_over(*present, number.as_deref(), signer)?.into(),
            _ => return Err(no_letter()),
        })
    }

    fn head(&self, number: &str) -> LetterHead {
        LetterHead {
            office: self
                .roll
                .agency(self.act.by.person)
                .map_or_else(|| self.instansi.name.clone(), |unit| unit.name.clone()),
            number: number.to_owned(),
            place: self.place.clone(),
            on: self.act.on,
            confidential: true,
            copies: Vec::new(),
        }
    }

    fn subject(&self) -> Official {
        self.roll.official(self.case.subject())
    }

    fn articles(&self) -> Vec<String> {
        let mut articles: Vec<String> = Vec::new();
        for breach in &self.case.opening.breaches {
            if !articles.contains(&breach.article) {
                articles.push(breach.article.clone());
            }
        }
        articles
    }

    fn breach_text(&self) -> String {
        self.case.opening.breaches.iter().map(|one| one.text.clone()).collect::<Vec<_>>().join("; ")
    }

    fn breach(&self) -> String {
        format!("{} ({})", self.breach_text(), self.articles().join("; "))
    }

    fn member(&self, one: &TeamMember) -> TeamLine {
        let role = match (one.chair, one.secretary) {
            (true, _) => "Ketua merangkap anggota",
            (_, true) => "Sekretaris merangkap anggota",
            _ => "Anggota",
        };
        let element = match one.element {
            TeamElement::Superior => "Atasan langsung",
            TeamElement::Supervision => "Unsur pengawasan",
            TeamElement::Personnel => "Unsur kepegawaian",
            TeamElement::Named => "Pejabat lain yang ditunjuk",
        };
        TeamLine { who: self.roll.official(one.person), role: role.to_owned(), element: element.to_owned() }
    }

    /// Number of the record of the examination, or of the absence.
    fn record(&self) -> Option<String> {
        self.case.acts.iter().rev().find_map(|kept| match &kept.act.step {
            CaseStep::Examine { number, .. } | CaseStep::RecordAbsence { number } => Some(number.clone()),
            _ => None,
        })
    }

    /// The team, or whoever examined alone.
    fn examiners(&self) -> Vec<Official> {
        if self.state.team.is_empty() {
            return vec![self.roll.official(self.act.by.person)];
        }
        self.state.team.iter().map(|one| self.roll.official(one.person)).collect()
    }

    fn team_order(&self) -> Option<String> {
        self.case.acts.iter().rev().find_map(|kept| match &kept.act.step {
            CaseStep::FormTeam { number, .. } => Some(format!("Keputusan Tim Pemeriksa Nomor {number}")),
            _ => None,
        })
    }

    fn absence(&self, number: &str) -> Result<AbsenceRecord, ServiceError> {
        let [first, second] = self.state.summons.as_slice() else { return Err(no_letter()) };
        let line = |one: &hadir_domain::discipline_cases::Summons| (one.number.clone(), one.sent_on, one.examine_on);
        Ok(AbsenceRecord {
            head: self.head(number),
            subject: self.subject(),
            summons: [line(first), line(second)],
            examiners: self.examiners(),
        })
    }

    fn report(
        &self,
        number: &str,
        [aggravating, mitigating, impact]: [&String; 3],
        proposed: &Punishment,
        signer: Official,
    ) -> ExaminationReport {
        let place = self.subject().unit;
        let line = |breach: &hadir_domain::discipline_cases::Breach| BreachLine {
            breach: breach.text.clone(),
            time: if breach.days.is_empty() {
                "-".to_owned()
            } else {
                breach.days.iter().map(|day| long_date(*day)).collect::<Vec<_>>().join("; ")
            },
            place: place.clone(),
            aggravating: aggravating.clone(),
            mitigating: mitigating.clone(),
            impact: impact.clone(),
        };
        let chairs = self.state.team.iter().any(|one| one.person == self.act.by.person && one.chair);
        let decider = self.state.with_duty(CaseDuty::Decider).next();
        ExaminationReport {
            head: self.head(number),
            to: decider.map_or_else(|| "Pejabat yang berwenang".to_owned(), |one| self.roll.official(one.person).post),
            subject: self.subject(),
            breaches: self.case.opening.breaches.iter().map(line).collect(),
            article: self.articles().join("; "),
            proposed: punishment_line(proposed),
            authority: decider
                .map_or_else(|| "pejabat yang berwenang".to_owned(), |one| one.office.indonesian().to_owned()),
            record: self.record().unwrap_or_else(|| "-".to_owned()),
            signer,
            signs_as: if chairs { ReportSigner::Chair } else { ReportSigner::Superior },
        }
    }
}

/// A punishment in words, with its level.
pub fn punishment_line(punishment: &Punishment) -> String {
    match punishment {
        Punishment::Listed { sanction } => format!("{}, tingkat {}", sanction.indonesian(), sanction.level().as_str()),
        Punishment::ByContract { level, text, source } => format!("{text} (tingkat {}, {source})", level.as_str()),
        Punishment::None { text } => format!("tidak dijatuhi hukuman: {text}"),
    }
}

/// That step issues none.
pub fn no_letter() -> ServiceError {
    ServiceError::not_found(
        "no_letter",
        "Langkah itu tidak menerbitkan surat. Lihat daftar surat di halaman perkara.",
        "That step issues no letter. See the letters on the page of the case.",
    )
}
