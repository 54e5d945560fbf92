//! Which side is probably right. A proposal only: a named officer decides.

use super::codes::{DiscrepancyType, Outcome, Speaker};
use super::evaluate::Primary;
use super::found::Proposal;
use super::sides::SideDay;

/// Proposes an outcome when the evidence allows it.
pub(super) fn propose(primary: &Primary, a: &SideDay<'_>, b: &SideDay<'_>) -> Option<Proposal> {
    use DiscrepancyType as T;
    // Other sources that side with one of them outweigh everything below.
    if primary.with_a != primary.with_b && !matches!(primary.kind, T::Impossible | T::DuplicateIdentity) {
        let (outcome, count) = if primary.with_a > primary.with_b {
            (Outcome::ARight, primary.with_a)
        } else {
            (Outcome::BRight, primary.with_b)
        };
        let side = if outcome == Outcome::ARight { a.named } else { b.named };
        return Some(of(
            outcome,
            format!("{count} sumber lain sama dengan {}", side.indonesian()),
            format!("{count} other sources agree with the {}", side.english()),
        ));
    }
    match primary.kind {
        T::MissingInA | T::MissingInB => missing(primary, a, b),
        T::StatusDiffers => {
            direct(a, b, "ada rekaman langsung dari orangnya", "there is a record by the person's own act")
        }
        T::TimeDiffers => direct(
            a,
            b,
            "jam alat dicatat saat kejadian, yang lain ditulis",
            "a device notes the moment, the other is written",
        ),
        T::WrongUnit => {
            let right = if a.wrong_unit.is_none() { Outcome::ARight } else { Outcome::BRight };
            (a.wrong_unit.is_none() != b.wrong_unit.is_none()).then(|| {
                of(right, "unitnya sama dengan jadwal penempatan".into(), "its unit is the one of the post".into())
            })
        }
        T::EnteredLate => {
            let right = if a.written.is_none() { Outcome::ARight } else { Outcome::BRight };
            (a.written.is_none() != b.written.is_none()).then(|| {
                of(right, "dicatat pada harinya, isinya sama".into(), "recorded on the day, and says the same".into())
            })
        }
        T::ClockTrouble => {
            let right = if a.doubtful > 0 { Outcome::BRight } else { Outcome::ARight };
            ((a.doubtful > 0) != (b.doubtful > 0)).then(|| {
                of(
                    right,
                    "jam pihak yang lain tidak dapat dipercaya".into(),
                    "the other side's clock cannot be right".into(),
                )
            })
        }
        _ => None,
    }
}

/// A record by the person's own act proves presence; that a sheet lacks it proves nothing.
fn missing(primary: &Primary, a: &SideDay<'_>, b: &SideDay<'_>) -> Option<Proposal> {
    let (there, outcome) =
        if primary.kind == DiscrepancyType::MissingInA { (b, Outcome::BRight) } else { (a, Outcome::ARight) };
    (there.is_direct() || there.is_sighting()).then(|| {
        of(
            outcome,
            format!("{} mencatat kehadirannya", there.named.indonesian()),
            format!("the {} recorded the presence", there.named.english()),
        )
    })
}

fn direct(a: &SideDay<'_>, b: &SideDay<'_>, because: &str, because_en: &str) -> Option<Proposal> {
    let outcome = match (a.is_direct(), b.is_direct()) {
        (true, false) => Outcome::ARight,
        (false, true) => Outcome::BRight,
        _ => return None,
    };
    let side = if outcome == Outcome::ARight { a } else { b };
    (side.first.is_some()).then(|| {
        of(outcome, format!("{}: {because}", named(side.named)), format!("{}: {because_en}", side.named.english()))
    })
}

fn named(speaker: Speaker) -> &'static str {
    speaker.indonesian()
}

fn of(outcome: Outcome, because: String, because_en: String) -> Proposal {
    Proposal { outcome, because, because_en }
}
