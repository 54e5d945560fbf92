//! Reasons in words: what was sent.

use super::{Words, both, stretch};
use crate::evidence::signal::Signal;

pub(super) fn of(signal: Signal, [a, b, _]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::BodyRepeated => {
            let (what, what_en) =
                if a == 0 { ("Jam dalam HP", "The phone's inner clock") } else { ("Nomor urut", "The running number") };
            both(
                format!(
                    "{what} tidak pernah sama pada dua saat; di sini sama dengan rekaman lain. Mungkin pengiriman diulang oleh kesalahan aplikasi."
                ),
                format!(
                    "{what_en} is never the same at two moments; here it is that of another punch. The app may have sent it again by mistake."
                ),
            )
        }
        S::FixOld => {
            let (id, en) = stretch(a);
            both(
                format!(
                    "Posisi diharapkan baru; posisi ini {id} lebih tua daripada jam rekaman. Beberapa HP memang memberi posisi lama."
                ),
                format!(
                    "A position is expected to be fresh; this one is {en} older than the punch. Some phones do give old positions."
                ),
            )
        }
        S::FixReused => {
            let (id, en) = stretch(a);
            both(
                format!(
                    "Tiap rekaman punya posisi sendiri; posisi ini sudah terkirim dengan rekaman {id} sebelumnya. Beberapa HP memang menyimpan posisi lama."
                ),
                format!(
                    "Every punch has a position of its own; this one was sent with a punch {en} away. Some phones do keep old positions."
                ),
            )
        }
        S::PhotoAlike => both(
            format!(
                "Foto wajah dari dua hari biasanya berbeda lebih jauh; foto ini nyaris sama dengan {a} foto lain orang ini (paling dekat {b} dari 64 titik berbeda). Mungkin difoto di tempat dan dengan cahaya yang sama."
            ),
            format!(
                "Selfies of two days usually differ more; this one is nearly the same as {a} others of this person (the nearest differs in {b} of 64 points). They may have been taken at the same spot in the same light."
            ),
        ),
        S::PhotoReused => both(
            "Dua foto tidak pernah sama; foto ini sudah dikirim sebelumnya. Mungkin kamera macet dan mengirim gambar lama.",
            "No two photos are the same; this one was sent before. The camera may have stuck.",
        ),
        S::SeqBack => both(
            format!(
                "Nomor urut selalu naik; di sini {a} sesudah {b}, lalu naik lagi dari {b}. Mungkin pesan lama terkirim ulang."
            ),
            format!(
                "The running number always rises; here it is {a} after {b}, and goes on from {b}. An old message may have been sent again."
            ),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}
