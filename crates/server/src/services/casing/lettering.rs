//! The letters of a case, from what was done in it: who is named how on that day, and what the act said.

use std::collections::BTreeMap;

use hadir_domain::discipline_cases::{
    CaseAct, CaseDuty, CaseState, CaseStep, Clock, Decision, Punishment, Setting, TeamElement, TeamMember,
    goes_to_bpasn,
};
use hadir_domain::discipline_letters::{
    AbsenceRecord, BreachLine, DecisionLetter, ExaminationRecord, ExaminationReport, HandOverRecord, Letter,
    LetterHead, Official, ReleaseDecree, ReportSigner, SummonsLetter, TakenBy, TeamDecree, TeamLine,
};
use hadir_domain::ids::PersonId;
use hadir_domain::numerals::{in_words, long_date};
use hadir_domain::people::{Person, Post};
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people, posts, units};
use jiff::civil::Date;

use super::{Case, refused};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;

/// Who is named, and where they serve, on the day of a letter.
pub(in crate::services) struct Roll {
    people: BTreeMap<PersonId, Person>,
    posts: Vec<Post>,
    units: Vec<Unit>,
    on: Date,
}

impl Roll {
    /// These people as they served on a day.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub(in crate::services) async fn of(
        app: &App,
        instansi: &Instansi,
        ids: &[PersonId],
        on: Date,
    ) -> Result<Self, ServiceError> {
        let (known, posts, units) = app
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((
                    people::get_many(tx, instansi.id, ids).await?,
                    posts::of_people(tx, instansi.id, ids).await?,
                    units::list(tx, instansi.id).await?,
                ))
            })
            .await?;
        Ok(Self { people: known.into_iter().map(|person| (person.id, person)).collect(), posts, units, on })
    }

    /// Somebody as letters name them.
    pub(in crate::services) fn official(&self, id: PersonId) -> Official {
        let person = self.people.get(&id);
        let post = self.posts.iter().find(|post| post.person == id && post.holds_on(self.on));
        let unit = post.and_then(|post| self.units.iter().find(|unit| unit.id == post.unit));
        Official {
            name: person.map_or_else(|| "-".to_owned(), |person| person.name.clone()),
            number: person.and_then(Person::printed_number).map(|number| number.value.clone()),
            golongan: post.and_then(|post| post.rank.clone()),
            post: post.map_or_else(|| "-".to_owned(), |post| post.title.clone()),
            unit: unit.map_or_else(|| "-".to_owned(), |unit| unit.name.clone()),
        }
    }

    /// The head of a letter somebody signs.
    pub(in crate::services) fn head(&self, instansi: &Instansi, signer: PersonId, number: &str) -> LetterHead {
        LetterHead {
            office: self.agency(signer).map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
            number: number.to_owned(),
            place: instansi.name.trim_start_matches("Pemerintah ").to_owned(),
            on: self.on,
            confidential: true,
            copies: Vec::new(),
        }
    }

    /// The agency somebody serves in: the topmost unit above their post.
    pub(in crate::services) fn agency(&self, id: PersonId) -> Option<&Unit> {
        let post = self.posts.iter().find(|post| post.person == id && post.holds_on(self.on))?;
        let top = path(&self.units, post.unit).pop()?;
        self.units.iter().find(|unit| unit.id == top)
    }
}

/// A letter with the agency on its head.
pub struct Written {
    /// What it says.
    pub letter: Letter,
    /// The agency of who signs; none for the head of the government.
    pub agency: Option<Unit>,
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
    act: &CaseAct,
    setting: &Setting<'_>,
) -> Result<Written, ServiceError> {
    let roll = Roll::of(app, instansi, &case.people(), act.on).await?;
    let until: Vec<CaseAct> = case.steps().into_iter().filter(|one| (one.on, one.id) <= (act.on, act.id)).collect();
    let state = CaseState::of(&case.opening, &until);
    let letter = Writer { case, state: &state, act, roll: &roll, instansi, setting }.letter()?;
    let by_ppk = matches!(&act.step, CaseStep::Decide { decision } if decision.office == hadir_domain::discipline_cases::Office::Ppk);
    let agency = roll.agency(act.by.person).filter(|_| !by_ppk).cloned();
    Ok(Written { letter, agency })
}

struct Writer<'a> {
    case: &'a Case,
    state: &'a CaseState,
    act: &'a CaseAct,
    roll: &'a Roll,
    instansi: &'a Instansi,
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
            CaseStep::Decide { decision } => self.decision(decision, signer)?.into(),
            CaseStep::HandOver { present } => self.hand_over(*present, signer)?.into(),
            _ => return Err(no_letter()),
        })
    }

    fn head(&self, number: &str) -> LetterHead {
        self.roll.head(self.instansi, self.act.by.person, number)
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
        let record = self.case.acts.iter().rev().find_map(|kept| match &kept.act.step {
            CaseStep::Examine { number, .. } | CaseStep::RecordAbsence { number } => Some(number.clone()),
            _ => None,
        });
        ExaminationReport {
            head: self.head(number),
            to: decider.map_or_else(|| "Pejabat yang berwenang".to_owned(), |one| self.roll.official(one.person).post),
            subject: self.subject(),
            breaches: self.case.opening.breaches.iter().map(line).collect(),
            article: self.articles().join("; "),
            proposed: punishment_line(proposed),
            authority: decider
                .map_or_else(|| "pejabat yang berwenang".to_owned(), |one| one.office.indonesian().to_owned()),
            record: record.unwrap_or_else(|| "-".to_owned()),
            signer,
            signs_as: if chairs { ReportSigner::Chair } else { ReportSigner::Superior },
        }
    }

    fn decision(&self, decision: &Decision, signer: Official) -> Result<DecisionLetter, ServiceError> {
        let Punishment::Listed { sanction } = &decision.punishment else { return Err(no_letter()) };
        let rule = self.setting.rules.on(self.act.on).map_err(|gap| refused(&gap.into()))?;
        let bpasn = goes_to_bpasn(&self.case.opening, self.state);
        let term = rule.days(if bpasn { Clock::Appeal } else { Clock::Object });
        let way = if bpasn { "Banding administratif ke BPASN" } else { "Keberatan" };
        Ok(DecisionLetter {
            head: self.head(&decision.number),
            decider: signer.post.clone(),
            considering: vec![decision.text.clone()],
            recalling: Vec::new(),
            subject: self.subject(),
            employee_type: self.case.opening.employee_type,
            articles: decision.articles.clone(),
            breach: self.breach_text(),
            sanction: *sanction,
            in_force_workday: rule.days(Clock::InForce),
            contest: format!(
                "{way} dapat diajukan dalam {term} ({}) hari kerja sejak keputusan diterima.",
                in_words(term.into())
            ),
            signer,
        })
    }

    fn hand_over(&self, present: bool, by: Official) -> Result<HandOverRecord, ServiceError> {
        let kept = self.state.decision.as_ref().ok_or_else(no_letter)?;
        let sent = self.case.acts.iter().find_map(|one| match &one.act.step {
            CaseStep::Send { text } if one.act.on >= self.act.on => Some((one.act.on, text.clone())),
            _ => None,
        });
        let taken = match (present, sent) {
            (true, _) => TakenBy::InPerson,
            (false, Some((on, to))) => TakenBy::Sent { on, to },
            (false, None) => TakenBy::Refused { reason: "tidak hadir".to_owned() },
        };
        Ok(HandOverRecord {
            head: self.head(&kept.decision.number),
            decision: (kept.decision.number.clone(), kept.on),
            subject: self.subject(),
            by,
            witnesses: Vec::new(),
            taken,
        })
    }
}

fn punishment_line(punishment: &Punishment) -> String {
    match punishment {
        Punishment::Listed { sanction } => format!("{}, tingkat {}", sanction.indonesian(), sanction.level().as_str()),
        Punishment::ByContract { level, text, source } => format!("{text} (tingkat {}, {source})", level.as_str()),
        Punishment::None { text } => format!("tidak dijatuhi hukuman: {text}"),
    }
}

/// That act issues none.
pub(in crate::services) fn no_letter() -> ServiceError {
    ServiceError::not_found(
        "no_letter",
        "Langkah itu tidak menerbitkan surat. Lihat daftar surat di halaman perkara.",
        "That step issues no letter. See the letters on the page of the case.",
    )
}
