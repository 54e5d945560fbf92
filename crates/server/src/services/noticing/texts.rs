//! The words of notices. They pass through push services and mail servers of others, so they name no colleague, no
//! place and no reason.

use hadir_domain::notices::NoticeKind;
use hadir_store::notices::{Notice, NoticeText};
use jiff::civil::DateTime;

use crate::lang::Lang;
use crate::services::board::Counts;

/// The words of a reminder of duty.
pub fn of_duty(kind: NoticeKind, moment: DateTime) -> NoticeText {
    let at = moment.strftime("%H.%M").to_string();
    let at_en = moment.strftime("%H:%M").to_string();
    match kind {
        NoticeKind::WindowOpens => text(
            format!("Jam kerja mulai {at}"),
            format!("Work begins at {at_en}"),
            "Jangan lupa rekam hadir. Kalau sudah merekam, abaikan pesan ini.",
            "Remember to record your arrival. If you have, ignore this.",
        ),
        NoticeKind::WindowClosesSoon => text(
            format!("Rekam sebelum {at}"),
            format!("Record before {at_en}"),
            format!("Rekaman Anda belum terdengar server. Batasnya {at}."),
            format!("The server has not heard a record of yours. The limit is {at_en}."),
        ),
        _ => text(
            "Rekam pulang belum ada",
            "No departure recorded yet",
            format!("Jam kerja berakhir {at}. Kalau sudah pulang, rekam sekarang atau ajukan perbaikan."),
            format!("Work ended at {at_en}. If you have left, record it now or ask for a correction."),
        ),
    }
}

/// The words of a head's figures of the morning.
pub fn of_digest(unit: &str, counts: &Counts, waiting: u64) -> NoticeText {
    let expected = counts.total() - counts.libur;
    let present = counts.hadir + counts.terlambat;
    let mut id = format!(
        "{unit}: {expected} bertugas, {present} hadir ({} terlambat), {} izin/cuti/sakit, {} di luar tempat, \
         {} belum hadir, {} belum terdengar, {} belum waktunya.",
        counts.terlambat,
        counts.berizin,
        counts.di_luar_tempat,
        counts.belum_hadir,
        counts.belum_terdengar,
        counts.belum_waktunya
    );
    let mut en = format!(
        "{unit}: {expected} on duty, {present} present ({} late), {} on leave or sick, {} elsewhere, {} not yet in, \
         {} not heard of, {} not yet due.",
        counts.terlambat,
        counts.berizin,
        counts.di_luar_tempat,
        counts.belum_hadir,
        counts.belum_terdengar,
        counts.belum_waktunya
    );
    if waiting > 0 {
        id.push_str(&format!(" {waiting} permohonan belum Anda baca."));
        en.push_str(&format!(" {waiting} requests you have not read."));
    }
    text(
        format!("Kehadiran hari ini: {present} dari {expected}"),
        format!("Today: {present} of {expected} present"),
        id,
        en,
    )
}

/// The words of a decision about somebody's phone.
pub fn of_phone(approved: bool) -> NoticeText {
    if approved {
        text(
            "HP Anda disetujui",
            "Your phone was approved",
            "Rekaman dari HP itu kini tanpa catatan \"HP belum disetujui\".",
            "Records of that phone no longer carry the note that it waits.",
        )
    } else {
        text(
            "HP Anda tidak dipakai lagi",
            "Your phone is no longer used",
            "Alasannya ada di halaman HP Saya. Kalau ini keliru, hubungi admin unit.",
            "The reason is on the page My phones. If this is wrong, talk to your unit's admin.",
        )
    }
}

/// The words of a try.
pub fn of_test() -> NoticeText {
    text("Contoh pemberitahuan", "A sample notice", "Pemberitahuan sampai di HP ini.", "Notices reach this phone.")
}

/// The subject and text of a code that confirms an address.
pub fn code_letter(code: &str, lang: Lang) -> (&'static str, String) {
    let subject = lang.pick("Kode untuk alamat surel Anda", "The code for your e-mail address");
    let text = lang.pick(
        format!(
            "Kode Anda: {code}\n\nMasukkan di aplikasi Hadir, halaman Pemberitahuan, dalam 30 menit.\n\nKalau Anda tidak \
             memintanya, abaikan surat ini: tanpa kode itu tidak ada yang dikirim ke sini.\n"
        ),
        format!(
            "Your code: {code}\n\nEnter it in Hadir, on the page Notices, within 30 minutes.\n\nIf you did not ask for \
             it, ignore this letter: without the code nothing is mailed here.\n"
        ),
    );
    (subject, text)
}

/// Subject and text of a notice as a letter.
pub fn letter(notice: &Notice, lang: Lang, public_url: Option<&str>) -> (String, String) {
    let subject = lang.pick(&notice.text.title_id, &notice.text.title_en).clone();
    let body = lang.pick(&notice.text.body_id, &notice.text.body_en);
    let mut text = format!("{body}\n");
    if let Some(url) = public_url {
        text.push_str(&format!("\n{}{}\n", url.trim_end_matches('/'), notice.link));
    }
    text.push_str("\n-- \n");
    text.push_str(&match public_url {
        Some(url) => lang.pick(
            format!("Surat ini dikirim karena Anda memintanya di Hadir. Menghentikannya: {}\n", settings_url(url)),
            format!("You asked for this mail in Hadir. To stop it: {}\n", settings_url(url)),
        ),
        None => lang.pick(
            "Surat ini dikirim karena Anda memintanya di Hadir. Menghentikannya: halaman Pemberitahuan.\n".to_owned(),
            "You asked for this mail in Hadir. To stop it, open the page Notices.\n".to_owned(),
        ),
    });
    (subject, text)
}

/// The page where notices are chosen and stopped.
pub fn settings_url(public_url: &str) -> String {
    format!("{}/notices", public_url.trim_end_matches('/'))
}

fn text(
    title_id: impl Into<String>,
    title_en: impl Into<String>,
    body_id: impl Into<String>,
    body_en: impl Into<String>,
) -> NoticeText {
    NoticeText {
        title_id: title_id.into(),
        title_en: title_en.into(),
        body_id: body_id.into(),
        body_en: body_en.into(),
    }
}
