//! Reasons in words: whose hand held the phone.

use super::{Words, both};
use crate::evidence::signal::Signal;

pub(super) fn of(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::BootShared => both(
            "Tiap HP punya jam dalam sendiri; di sini satu jam dipakai kunci beberapa orang, jadi satu HP. Mungkin HP itu dipinjam karena milik sendiri rusak.",
            "Every phone has an inner clock of its own; here one is used under the keys of several people, so it is one phone. It may have been lent because the own one is broken.",
        ),
        S::BrowserChanged => both(
            "Kunci ini memakai peramban yang sama sebelum dan sesudahnya; hanya kali ini lain. Mungkin mencoba peramban kedua.",
            "This key uses the same browser before and after; only this time another. A second browser may have been tried.",
        ),
        S::KeyAlternates => both(
            format!(
                "Orang biasanya memakai satu HP, atau dua HP pada hari yang sama; HP kedua ini dipakai {a} kali bergantian dengan HP biasa, dan pada {b} dari {c} hari hanya salah satunya. Mungkin memang punya dua HP."
            ),
            format!(
                "People usually use one phone, or both of two on the same day; this second one took {a} turns with the usual one, and on {b} of {c} days only one of them was used. They may simply have two."
            ),
        ),
        S::KeyChurn => both(
            format!(
                "Orang berganti HP tiap beberapa tahun; di sini {a} kunci baru dalam sebulan. Mungkin data peramban sering terhapus."
            ),
            format!(
                "People change phones every few years; here {a} new keys in a month. The browser's data may get cleared often."
            ),
        ),
        S::KeyOfOther => both(
            format!(
                "Diharapkan HP sendiri; rekaman ini dari HP yang dipakai {b} orang dan terdaftar untuk rekan. Mungkin HP dipinjam sebentar atau dipakai bersama keluarga."
            ),
            format!(
                "Expected the own phone; this punch is from a phone that {b} people use and that is a colleague's. It may have been borrowed, or be shared in a family."
            ),
        ),
        S::KeyUnknown => both(
            "Diharapkan HP yang terdaftar; kunci ini tidak terdaftar. Mungkin HP baru yang belum didaftarkan.",
            "Expected a registered phone; nobody registered this key. It may be a new phone.",
        ),
        S::OwnPhone => both(
            "Ditandatangani HP yang terdaftar hanya untuk orang ini.",
            "Signed by a phone that is registered for this person alone.",
        ),
        S::PhoneStands if b == 1 => both(
            format!(
                "HP yang dibawa orang sesekali dimatikan dan bergeser; HP ini menyala {a} hari dan selalu di satu titik. Mungkin HP kantor di atas meja."
            ),
            format!(
                "A phone that somebody carries restarts and moves now and then; this one ran for {a} days at one point. It may lie on a desk."
            ),
        ),
        S::PhoneStands => both(
            format!("HP biasanya sesekali dimatikan; HP ini menyala {a} hari tanpa henti. Banyak HP begitu."),
            format!("Phones restart now and then; this one ran for {a} days. Many phones do."),
        ),
        S::PhotoOfOther => both(
            "Diharapkan foto orang ini saat itu; fotonya sama dengan foto orang lain. Mungkin foto tertukar saat pengiriman.",
            "Expected a photo of this person just then; it is the photo of somebody else. Photos may have been mixed up.",
        ),
        S::SignatureBad => both(
            "Diharapkan tanda tangan HP yang cocok; tanda tangannya tidak cocok. Mungkin data peramban rusak.",
            "Expected a phone's valid signature; it does not hold. The browser's data may be damaged.",
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}
