//! A small office with its people, and cases walked through it.

mod ethics;
mod ground;
mod later;
mod properties;
mod refusals;
mod secrecy;
mod walks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date, time};
use uuid::Uuid;

use super::*;
use crate::calendar::{Calendar, DayKind, DayOff, Week};
use crate::hours::RuleRef;
use crate::ids::{InstansiId, PersonId, UnitId};
use crate::people::EmployeeType;
use crate::sanctions::{Level, Sanction};

const SUBJECT: PersonId = PersonId(Uuid::from_u128(1));
const SUPERIOR: PersonId = PersonId(Uuid::from_u128(2));
const OFFICER: PersonId = PersonId(Uuid::from_u128(3));
const KABID: PersonId = PersonId(Uuid::from_u128(4));
const MAYOR: PersonId = PersonId(Uuid::from_u128(5));
const AUDITOR: PersonId = PersonId(Uuid::from_u128(6));
const SECOND_OFFICER: PersonId = PersonId(Uuid::from_u128(7));
const HEAD: PersonId = PersonId(Uuid::from_u128(8));
const STRANGER: PersonId = PersonId(Uuid::from_u128(99));

fn cited() -> Arc<RuleRef> {
    Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: false })
}

fn limit(value: u16) -> Limit {
    Limit { value, rule: cited() }
}

/// The figures as packs give them, a calendar with Eid of 2026 and the end of the year.
struct Place {
    rules: CaseTable,
    council: CouncilRule,
    powers: PowerTable,
    calendar: Calendar,
    earlier: Vec<PastDecision>,
}

impl Place {
    fn new() -> Self {
        let days = [
            (Clock::Explain, 3),
            (Clock::Verify, 5),
            (Clock::Summon, 5),
            (Clock::SummonsAhead, 7),
            (Clock::SecondSummons, 7),
            (Clock::Report, 5),
            (Clock::Decide, 14),
            (Clock::HandOver, 14),
            (Clock::Send, 3),
            (Clock::InForce, 15),
            (Clock::Object, 14),
            (Clock::AnswerObjection, 21),
            (Clock::Appeal, 14),
            (Clock::ReplyAppeal, 21),
            (Clock::DecideAppeal, 65),
            (Clock::HeadLook, 5),
            (Clock::CouncilLook, 14),
            (Clock::Remind, 2),
            (Clock::Escalate, 3),
            (Clock::PayVerify, 5),
            (Clock::PayPass, 3),
            (Clock::PayDecide, 5),
        ];
        let clocks: BTreeMap<Clock, Limit> = days.map(|(clock, days)| (clock, limit(days))).into();
        assert_eq!(clocks.len(), Clock::ALL.len());
        let rule = CaseRule { clocks, team_least: limit(3) };
        let rules = CaseTable::new(vec![Period { from: date(2025, 1, 1), to: None, rule }]);
        let council = CouncilRule { least_others: limit(3), odd: limit(1), not_below: limit(1) };
        let power = |holder, levels: &[Level], over: &[Office]| Power {
            holder,
            levels: levels.to_vec(),
            over: over.to_vec(),
            types: EmployeeType::ALL.to_vec(),
            from: date(2021, 8, 31),
            to: None,
            rule: cited(),
        };
        let powers = vec![
            power(PowerHolder::Superior, &[Level::Ringan], &[Office::Pelaksana, Office::Pengawas]),
            power(PowerHolder::Administrator, &[Level::Sedang], &[Office::Pelaksana]),
            power(PowerHolder::Ppk, &[Level::Berat], &[Office::Pelaksana, Office::Pengawas]),
        ];
        let heights = [
            (Office::Ppk, 6),
            (Office::JptPratama, 5),
            (Office::Administrator, 4),
            (Office::Pengawas, 3),
            (Office::Pelaksana, 2),
        ];
        let off =
            |on, kind| DayOff { on, kind, name: "libur".into(), source: "SKB".into(), known_from: on, confirmed: true };
        let eid = [18, 19, 20, 23, 24].map(|day| off(date(2026, 3, day), DayKind::CutiBersama));
        let calendar = Calendar::new(date(2025, 1, 1), date(2027, 12, 31), eid);
        Self { rules, council, powers: PowerTable::new(powers, heights.to_vec()), calendar, earlier: Vec::new() }
    }

    fn on(&self, today: Date) -> Setting<'_> {
        Setting {
            rules: &self.rules,
            council: &self.council,
            powers: &self.powers,
            clock: WorkClock { calendar: &self.calendar, week: Week::Five },
            today,
            earlier: &self.earlier,
            ground: None,
        }
    }
}

fn assigned(duty: CaseDuty, person: PersonId, office: Office) -> Assigned {
    Assigned { duty, person, office }
}

fn actor(person: PersonId) -> Actor {
    Actor { by: person.0.to_string(), person }
}

fn opening() -> CaseOpening {
    let days: BTreeSet<Date> = [date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)].into();
    CaseOpening {
        id: Uuid::from_u128(1000),
        instansi: InstansiId(1),
        subject: SUBJECT,
        office: Office::Pelaksana,
        employee_type: EmployeeType::Pns,
        unit: UnitId(Uuid::from_u128(50)),
        origin: CaseOrigin::Indication,
        source: None,
        breaches: vec![Breach {
            article: "PP 94/2021 Ps 4 huruf f".into(),
            text: "tidak masuk kerja tanpa alasan yang sah".into(),
            attendance: true,
            days,
            indicated: Some(Sanction::TeguranLisan),
        }],
        people: vec![
            assigned(CaseDuty::Superior, SUPERIOR, Office::Pengawas),
            assigned(CaseDuty::Bkpsdm, OFFICER, Office::Pelaksana),
            assigned(CaseDuty::Bkpsdm, SECOND_OFFICER, Office::Pengawas),
            assigned(CaseDuty::OfficeHead, HEAD, Office::JptPratama),
            assigned(CaseDuty::Decider, SUPERIOR, Office::Pengawas),
            assigned(CaseDuty::Decider, KABID, Office::Administrator),
            assigned(CaseDuty::Decider, MAYOR, Office::Ppk),
        ],
        by: actor(OFFICER),
        on: date(2026, 2, 2),
    }
}

/// A case as it grows; each act is checked before it is taken.
struct Walk<'a> {
    place: &'a Place,
    opening: CaseOpening,
    acts: Vec<CaseAct>,
}

impl<'a> Walk<'a> {
    fn new(place: &'a Place) -> Self {
        Self { place, opening: opening(), acts: Vec::new() }
    }

    fn act(&self, on: Date, person: PersonId, step: CaseStep) -> CaseAct {
        let id = Uuid::from_u128(2000 + self.acts.len() as u128);
        CaseAct { id, on, by: actor(person), step }
    }

    fn attempt(&self, on: Date, person: PersonId, step: CaseStep) -> Result<CaseAct, Refusal> {
        let act = self.act(on, person, step);
        check(&self.opening, &self.acts, &act, &self.place.on(on)).map(|()| act)
    }

    fn refused(&self, on: Date, person: PersonId, step: CaseStep) -> Refusal {
        self.attempt(on, person, step).expect_err("refused")
    }

    fn go(&mut self, on: Date, person: PersonId, step: CaseStep) -> &mut Self {
        let act = self.attempt(on, person, step).unwrap_or_else(|refusal| panic!("{on}: {refusal:?}"));
        self.acts.push(act);
        self
    }

    fn state(&self) -> CaseState {
        CaseState::of(&self.opening, &self.acts)
    }

    fn stage(&self, on: Date) -> CaseStage {
        self.state().stage(&self.place.on(on)).unwrap()
    }

    fn due(&self, on: Date) -> Vec<Due> {
        next_steps(&self.opening, &self.state(), &self.place.on(on)).unwrap()
    }

    /// Asked on 3 February, explained the next day, verified on the 6th at a level.
    fn verified(&mut self, level: Level) -> &mut Self {
        self.go(date(2026, 2, 3), SUPERIOR, ask(date(2026, 2, 9))).go(date(2026, 2, 4), SUBJECT, explain()).go(
            date(2026, 2, 6),
            SUPERIOR,
            CaseStep::Verify { level: Some(level), text: "benar".into() },
        )
    }

    /// Summoned on 9 February, examined on the 20th.
    fn examined(&mut self, level: Level) -> &mut Self {
        self.verified(level).go(date(2026, 2, 9), SUPERIOR, summon(date(2026, 2, 20))).go(
            date(2026, 2, 20),
            SUPERIOR,
            examine(SUPERIOR),
        )
    }

    /// Reported on 23 February.
    fn reported(&mut self, level: Level, sanction: Sanction) -> &mut Self {
        self.examined(level).go(date(2026, 2, 23), SUPERIOR, report(sanction))
    }

    /// Decided ringan on 26 February, handed over on 2 March.
    fn received(&mut self) -> &mut Self {
        self.reported(Level::Ringan, Sanction::TeguranLisan)
            .go(date(2026, 2, 26), SUPERIOR, decide(Sanction::TeguranLisan, Office::Pengawas))
            .go(date(2026, 3, 2), SUPERIOR, CaseStep::HandOver { present: true, number: None })
    }
}

fn ask(until: Date) -> CaseStep {
    CaseStep::Ask { text: "mengapa?".into(), until }
}

fn explain() -> CaseStep {
    CaseStep::Explain { text: "lupa".into(), files: Vec::new() }
}

fn summon(examine_on: Date) -> CaseStep {
    CaseStep::Summon {
        number: "800/1".into(),
        examine_on,
        at: time(9, 0, 0, 0),
        place: "ruang rapat".into(),
        before: SUPERIOR,
    }
}

fn examine(by: PersonId) -> CaseStep {
    let signature = |person| Signature { person, signed: true, reason: None };
    CaseStep::Examine {
        number: "800/2".into(),
        exchanges: vec![Exchange { question: "Sehat?".into(), answer: "Sehat.".into() }],
        statement: None,
        signatures: vec![signature(by), signature(SUBJECT)],
    }
}

fn report(sanction: Sanction) -> CaseStep {
    CaseStep::Report {
        number: "800/3".into(),
        aggravating: "-".into(),
        mitigating: "mengakui".into(),
        impact: "layanan tertunda".into(),
        proposed: Punishment::Listed { sanction },
    }
}

fn decide(sanction: Sanction, office: Office) -> CaseStep {
    CaseStep::Decide {
        decision: Decision {
            number: "800/4".into(),
            punishment: Punishment::Listed { sanction },
            articles: vec!["PP 94/2021 Ps 4 huruf f".into()],
            office,
            text: "terbukti".into(),
        },
    }
}

fn member(person: PersonId, office: Office, element: TeamElement, chair: bool, secretary: bool) -> TeamMember {
    TeamMember { person, office, element, chair, secretary }
}

fn team() -> Vec<TeamMember> {
    vec![
        member(SUPERIOR, Office::Pengawas, TeamElement::Superior, true, false),
        member(AUDITOR, Office::Pengawas, TeamElement::Supervision, false, false),
        member(SECOND_OFFICER, Office::Pengawas, TeamElement::Personnel, false, true),
    ]
}

fn form(members: Vec<TeamMember>) -> CaseStep {
    CaseStep::FormTeam { number: "800/5".into(), members }
}

fn close(reason: CloseReason) -> CaseStep {
    CaseStep::Close { reason, text: "selesai".into() }
}

fn recount(indicated: Option<Sanction>, days: &[i8]) -> CaseStep {
    let days = days.iter().map(|day| date(2026, 1, *day)).collect();
    CaseStep::Recount { indicated, days, text: "surat tugas menyusul".into() }
}

#[test]
fn a_step_is_written_under_its_word() {
    let steps = [
        CaseStep::Explain { text: "-".into(), files: vec!["ab".into()] },
        CaseStep::HandOver { present: true, number: None },
        CaseStep::FreeFromDuties { number: "1".into(), from: date(2026, 1, 5) },
    ];
    for step in steps {
        let written = serde_json::to_value(&step).unwrap();
        assert_eq!(written["step"], step.word().as_str());
        let said: Vec<String> = step.files().to_vec();
        assert_eq!(written.get("files").map_or(0, |files| files.as_array().unwrap().len()), said.len());
    }
    assert_eq!(StepWord::ALL.len(), 30);
}
