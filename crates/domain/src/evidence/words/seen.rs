//! Reasons in words: what others saw.

use super::{Words, both, clock, stretch};
use crate::evidence::signal::Signal;

pub(super) fn of(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::AbsentOften => both(
            format!(
                "Orang biasanya terlihat bila dicari; orang ini {a} dari {b} kali tidak terlihat atau tidak menjawab. Mungkin sering di ruang lain atau HP tanpa suara."
            ),
            format!(
                "People are usually there when somebody looks; {a} of {b} times this person was not seen or did not answer. They may often be in another room, or the phone is silent."
            ),
        ),
        S::ByMachine => both("Dicatat mesin atau tablet kantor.", "Taken by a machine or a tablet of the office."),
        S::CheckMissed => both(
            format!(
                "Menurut rekaman seharusnya di kantor; pukul {} dicari dan tidak terlihat. Mungkin sedang di ruang lain.",
                clock(a)
            ),
            format!(
                "By this punch the person should be at work; at {} somebody looked and did not see them. They may have been in another room.",
                clock(a)
            ),
        ),
        S::ColleagueSaw => both(
            format!("Dilihat orang lain pada pukul {}.", clock(a)),
            format!("Seen by somebody else at {}.", clock(a)),
        ),
        S::MachineAgrees => both(
            format!("Mesin kantor mencatat orang ini dalam {a} menit dari rekaman."),
            format!("A machine of the office saw the person within {a} minutes."),
        ),
        S::MachineDiffers => {
            let (id, en) = stretch(a);
            both(
                format!(
                    "Diharapkan mesin dan HP sejalan; mesin kantor mencatat orang ini paling dekat {id} dari rekaman. Mungkin lupa memakai mesin."
                ),
                format!(
                    "Machine and phone should agree; the office's machine saw the person {en} away at the nearest. The machine may have been forgotten."
                ),
            )
        }
        S::MachineSilent => both(
            format!(
                "Orang ini memakai mesin kantor pada {a} dari {b} hari; hari ini tidak. Mungkin mesin sedang rusak."
            ),
            format!(
                "This person uses the office's machine on {a} of {b} days; not on this one. The machine may have been broken."
            ),
        ),
        S::SpotAnswered => both(
            format!("Panggilan pukul {} dijawab dari tempatnya.", clock(a)),
            format!("The call at {} was answered from the place.", clock(a)),
        ),
        S::SpotAway => both(
            format!(
                "Panggilan pukul {} diharapkan dijawab dari kantor dengan HP sendiri; dijawab dari tempat atau HP lain. Mungkin sedang tugas luar.",
                clock(a)
            ),
            format!(
                "The call at {} should be answered from the office with the own phone; it came from another place or phone. It may be field duty.",
                clock(a)
            ),
        ),
        S::SpotMissed => both(
            format!(
                "Panggilan pukul {} tidak dijawab ({b} dari {c} panggilan). Mungkin HP tanpa suara, tanpa sinyal atau sedang rapat.",
                clock(a)
            ),
            format!(
                "The call at {} was not answered ({b} of {c} calls). The phone may have been silent, or the person in a meeting.",
                clock(a)
            ),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}
