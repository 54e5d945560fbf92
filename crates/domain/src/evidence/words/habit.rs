//! Reasons in words: what repeats.

use super::{Words, both};
use crate::evidence::signal::Signal;

pub(super) fn of(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::LateArrivals => both(
            format!(
                "Gangguan jaringan menunda rekaman datang maupun pulang; di sini rekaman datang {a} hari terkirim terlambat dan sendirian, rekaman lain hanya {b}. Mungkin di jalan ke kantor memang tidak ada sinyal."
            ),
            format!(
                "A bad network delays arrivals and departures alike; here arrivals of {a} days came late and alone, other records only {b} times. There may be no signal on the way to the office."
            ),
        ),
        S::SameDay => both(
            "Rekaman lain pada hari yang sama menunjuk ke tempat lain atau pesan lama, dan tidak ada tanda kantor pada rekaman ini. Mungkin hanya rekaman lain itu yang keliru.",
            "The other record of that day speaks of another place or an old message, and nothing tells of the office in this one. Only the other may be wrong.",
        ),
        S::ArrivalRegular => both(
            format!(
                "Orang datang beberapa menit lebih awal atau lambat; di sini selisihnya {a} detik selama {b} hari. Mungkin memakai pengingat."
            ),
            format!(
                "People come some minutes earlier or later; here they differ by {a} seconds over {b} days. A reminder may be used."
            ),
        ),
        S::Repeated => both(
            format!(
                "Hal serupa ditemukan pada {a} hari orang ini. Mungkin satu sebab yang jujur berulang, misalnya HP yang rusak."
            ),
            format!(
                "The like was found on {a} days of this person. One honest cause may repeat, such as a broken phone."
            ),
        ),
        S::Twins => both(
            format!("Terekam dalam 30 detik dari rekan yang sama pada {b} dari {c} hari. Mungkin berangkat bersama."),
            format!("Within 30 seconds of the same colleague on {b} of {c} days. They may travel together."),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}
