use crate::calendar::NotCovered;

use super::*;

/// One of each.
fn refusals() -> Vec<Refusal> {
    let day = date(2026, 2, 2);
    let days = || -> BTreeSet<Date> { [day].into() };
    let no_power = |who| Refusal::NoPower { subject: Office::Pelaksana, level: Level::Sedang, who };
    vec![
        Refusal::NoBreach,
        Refusal::NobodyAssigned(CaseDuty::Bkpsdm),
        Refusal::WrongStage(CaseStage::Reported),
        Refusal::Closed,
        Refusal::InFuture(day),
        Refusal::OutOfOrder(day),
        Refusal::OwnCase,
        Refusal::NotSubject,
        Refusal::NoDuty(vec![CaseDuty::Superior, CaseDuty::Examiner]),
        Refusal::Involved,
        Refusal::OpenedIt,
        Refusal::SpokeBefore,
        Refusal::DecidedIt,
        no_power(Vec::new()),
        no_power(vec![PowerHolder::Administrator]),
        Refusal::TimeToExplain(day),
        Refusal::NotAsked,
        Refusal::TooSoon(day),
        Refusal::FirstNotPassed(day),
        Refusal::DayOff(day),
        Refusal::TeamNeeded,
        Refusal::NoTeamForRingan,
        Refusal::TeamTooSmall(3),
        Refusal::TeamLacks("unsur kepegawaian"),
        Refusal::ChairAndSecretary,
        Refusal::LowerOffice(Office::Pelaksana),
        Refusal::UnknownHeight(Office::Pelaksana),
        Refusal::CouncilTooSmall(3),
        Refusal::CouncilEven(4),
        Refusal::NotChair,
        Refusal::OnlyForBerat,
        Refusal::RecordIncomplete,
        Refusal::WrongKind,
        Refusal::ListedOnly,
        Refusal::AlreadyPunished("800/1".into()),
        Refusal::TooLate(day),
        Refusal::WrongWay { bpasn: true },
        Refusal::WrongWay { bpasn: false },
        Refusal::AlreadySaid,
        Refusal::InsteadMissing,
        Refusal::CloseReasonUnfit,
        Refusal::NotFinal(day),
        Refusal::RecountFirst(days()),
        Refusal::RecountAdds,
        Refusal::NothingFell,
        Refusal::RecountDiffers { left: BTreeSet::new(), now: Some(Sanction::TeguranLisan) },
        Refusal::NotUnexplained(days()),
        Refusal::StillWaiting(days()),
        Refusal::NoIndication,
        Refusal::NoCalendar(NotCovered { date: day, from: day, to: day }),
        Refusal::NoRule(CaseNotCovered(day)),
    ]
}

#[test]
fn every_refusal_has_a_sentence_of_its_own_in_both_languages_that_says_what_to_do() {
    let all = refusals();
    let codes: BTreeSet<&str> = all.iter().map(Refusal::code).collect();
    let known = include_str!("../refusal.rs").matches(" => \"").count();
    assert_eq!(codes.len(), known, "each code stands in the list above");
    let mut seen = BTreeSet::new();
    for one in &all {
        for sentence in [one.id(), one.en()] {
            assert!(sentence.ends_with('.'), "{sentence}");
            // What is wrong, and what to do about it.
            assert!(sentence.contains(". ") || sentence.contains("; "), "{sentence}");
            assert!(!sentence.contains("  "), "{sentence}");
            assert!(seen.insert(sentence.clone()), "said twice: {sentence}");
        }
        assert_ne!(one.id(), one.en());
    }
}

#[test]
fn every_stage_and_duty_has_an_english_name() {
    let stages: BTreeSet<&str> = CaseStage::ALL.iter().map(|stage| stage.english()).collect();
    assert_eq!(stages.len(), CaseStage::ALL.len());
    let duties: BTreeSet<&str> = CaseDuty::ALL.iter().map(|duty| duty.english()).collect();
    assert_eq!(duties.len(), CaseDuty::ALL.len());
}
