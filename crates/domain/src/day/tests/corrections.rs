use super::*;

fn correction(id: u128, corrected: Corrected) -> Correction {
    Correction { id: crate::ids::CorrectionId(Uuid::from_u128(id)), corrected, reference: "permohonan 1".into() }
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.reasons.iter().map(Reason::code).collect()
}

#[test]
fn a_forgotten_departure_is_put_in_its_place_and_names_its_paper() {
    let mut case = Case::of(&[at(7, 12)]);
    assert_eq!(case.judge().marks, [Mark::MissingOut]);

    case.corrections = vec![correction(9, Corrected::LeftAt(at(16, 2)))];
    let verdict = case.judge();

    assert_eq!((verdict.status, verdict.marks.as_slice()), (Status::H, &[][..]));
    assert_eq!(verdict.last_out.map(|(_, at)| at), Some(at(16, 2)));
    assert_eq!(verdict.first_in.map(|(_, at)| at), Some(at(7, 12)));
    assert!(codes(&verdict).contains(&"departure_corrected"));
}

#[test]
fn a_corrected_arrival_proves_presence_as_a_tap_does() {
    let mut case = Case::of(&[]);
    assert_eq!(case.judge().status, Status::Tk);

    case.corrections = vec![correction(9, Corrected::ArrivedAt(at(7, 40)))];
    let verdict = case.judge();

    assert_eq!(verdict.status, Status::H);
    assert_eq!(verdict.marks, [Mark::Tl(10), Mark::MissingOut]);
}

#[test]
fn a_corrected_status_stands_over_what_was_recorded_and_says_what_it_was() {
    let mut case = Case::of(&[at(9, 0)]);
    case.corrections = vec![correction(9, Corrected::StatusIs(Status::Dl))];

    let verdict = case.judge();

    assert_eq!((verdict.status, verdict.settled, verdict.marks.len()), (Status::Dl, true, 0));
    assert_eq!(verdict.first_in.map(|(_, at)| at), Some(at(9, 0)), "the tap stays visible");
    let Some(Reason::StatusCorrected { was, to, .. }) = verdict.reasons.last() else { panic!("{:?}", verdict.reasons) };
    assert_eq!((*was, *to), (Status::H, Status::Dl));
}

#[test]
fn a_corrected_status_ends_the_waiting_for_sources_but_not_for_the_day() {
    let mut case = Case::of(&[]);
    case.marks = vec![machine(None)];
    case.corrections = vec![correction(9, Corrected::StatusIs(Status::H))];
    assert!(case.judge().settled);

    case.now = at(12, 0);
    let verdict = case.judge();
    assert_eq!((verdict.status, verdict.settled), (Status::H, false));
}

proptest! {
    #[test]
    fn an_arrival_corrected_to_an_earlier_time_never_adds_lateness(tap in 300..1_300_i64, earlier in 0..300_i64) {
        let local = ON.at(0, 0, 0, 0).checked_add(tap.minutes()).unwrap();
        let mut case = Case::of(&[local, at(23, 30)]);
        let late = |verdict: &Verdict| verdict.marks.iter().find_map(|mark| match mark {
            Mark::Tl(minutes) => Some(*minutes),
            _ => None,
        }).unwrap_or(0);
        let before = late(&case.judge());
        let corrected = local.checked_sub(earlier.minutes()).unwrap();
        case.corrections = vec![correction(9, Corrected::ArrivedAt(corrected))];

        prop_assert!(late(&case.judge()) <= before);
    }
}
