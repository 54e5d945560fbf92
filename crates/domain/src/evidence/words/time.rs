//! Reasons in words: when.

use super::{Words, both, stretch};
use crate::evidence::signal::Signal;

pub(super) fn of(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    let (id, en) = stretch(a);
    match signal {
        S::CodeFresh => both(
            format!(
                "Kode kantor berganti terus; kode ini masih baru ketika pesan diterima, padahal menurut jam HP pesan itu dibuat {a} menit sebelumnya. Mungkin jam HP baru saja dibetulkan."
            ),
            format!(
                "The office's code changes all the time; this one was fresh when the message came, although by the phone's clock it was made {a} minutes before. The clock may just have been set right."
            ),
        ),
        S::OfficeLate => both(
            format!(
                "Rekaman datang yang tertunda biasanya terkirim bersama yang lain dari luar; yang ini terkirim sendirian {a} menit kemudian lewat jaringan kantor, saat {b} rekan terkirim langsung. Mungkin HP baru tersambung ke jaringan kantor."
            ),
            format!(
                "Arrivals that waited usually come with others and from outside; this one came alone {a} minutes later through the office's network, while {b} colleagues got through at once. The phone may only then have joined the network."
            ),
        ),
        S::ClockMoved => {
            let (way, way_en) = if a < 0 { ("mundur", "back") } else { ("maju", "ahead") };
            both(
                format!(
                    "Jam HP ini biasanya tetap terhadap jam server; hanya di sini {way} {id}. Mungkin jam disetel ulang sesudah baterai habis."
                ),
                format!(
                    "This phone's clock usually keeps its distance from the server's; only here it was {en} {way_en}. It may have been reset after the battery ran out."
                ),
            )
        }
        S::FixAfterClaim => both(
            format!(
                "Posisi ditemukan sebelum tombol ditekan; di sini {id} sesudah jam yang diakui. Mungkin jam HP sedang salah."
            ),
            format!(
                "A position is found before the button is pressed; here {en} after the claimed moment. The phone's clock may have been wrong."
            ),
        ),
        S::OfflineAlone => both(
            format!(
                "Rekaman ini terlambat {id}, padahal {b} rekan di kantor saat itu langsung terkirim ({c} juga terlambat). Mungkin HP ini sedang tanpa sinyal atau mode pesawat."
            ),
            format!(
                "This punch came {en} late, while {b} colleagues at the office got through at once ({c} did not). This phone may have had no signal."
            ),
        ),
        S::OrderBroken => both(
            format!(
                "Nomor urutnya sesudah rekaman lain yang sudah terkirim, tetapi jam yang diakui {id} sebelumnya. Mungkin jam HP disetel ulang di antaranya."
            ),
            format!(
                "Its number comes after another punch that had been received, but it claims to be {en} earlier. The clock may have been reset in between."
            ),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}
