//! What happened in a case, day by day, in sentences.

use hadir_domain::discipline_cases::CaseStep;
use hadir_domain::numerals::long_date;
use jiff::civil::Date;

use crate::services::casing::Case;
use crate::services::casing::lettering::punishment_line;

/// The days the case is about, its opening, and every step that had its place; who got which duty is left out.
pub(super) fn events(case: &Case) -> Vec<(Date, String)> {
    let (state, opening) = (case.state(), &case.opening);
    let mut events = Vec::new();
    for breach in &opening.breaches {
        let said = format!("{} ({}).", breach.text.trim_end_matches('.'), breach.article);
        events.extend(breach.days.iter().map(|day| (*day, said.clone())));
        if breach.days.is_empty() {
            events.push((opening.on, said));
        }
    }
    events.push((opening.on, format!("Perkara dibuka. Asal: {}.", opening.origin.indonesian())));
    let acts = case.acts.iter().map(|kept| &kept.act).filter(|act| !state.set_aside.contains(&act.id));
    events.extend(acts.filter_map(|act| Some((act.on, sentence(&act.step)?))));
    events
}

fn sentence(step: &CaseStep) -> Option<String> {
    Some(match step {
        CaseStep::Assign { .. } | CaseStep::Release { .. } => return None,
        CaseStep::Ask { text, until } => format!("Diminta penjelasan sampai {}: {text}", long_date(*until)),
        CaseStep::Explain { text, .. } => format!("Yang bersangkutan memberi penjelasan: {text}"),
        CaseStep::ClaimReason { text, .. } => format!("Yang bersangkutan mengajukan alasan: {text}"),
        CaseStep::HeadLook { text, .. } => format!("Kepala OPD memeriksa alasan itu: {text}"),
        CaseStep::FormCouncil { number, .. } => format!("Majelis dibentuk dengan Keputusan Nomor {number}."),
        CaseStep::Recommend { text, .. } => format!("Majelis memberi rekomendasi: {text}"),
        CaseStep::Moral { number, .. } => format!("Sanksi moral dijatuhkan dengan Keputusan Nomor {number}."),
        CaseStep::Verify { text, .. } => format!("BKPSDM memverifikasi: {text}"),
        CaseStep::Summon { number, examine_on, at, place, .. } => format!(
            "Dipanggil dengan surat Nomor {number} untuk diperiksa pada {}, pukul {}, di {place}.",
            long_date(*examine_on),
            at.strftime("%H.%M")
        ),
        CaseStep::FormTeam { number, .. } => format!("Tim Pemeriksa dibentuk dengan Keputusan Nomor {number}."),
        CaseStep::FreeFromDuties { number, from } => {
            format!(
                "Dibebaskan sementara dari tugas jabatan mulai {} dengan Keputusan Nomor {number}.",
                long_date(*from)
            )
        }
        CaseStep::Examine { number, .. } => format!("Diperiksa; Berita Acara Pemeriksaan Nomor {number}."),
        CaseStep::AddStatement { text } => format!("Yang bersangkutan menambah pernyataan: {text}"),
        CaseStep::RecordAbsence { number } => {
            format!("Tidak hadir pada kedua panggilan; berita acara Nomor {number}.")
        }
        CaseStep::Report { number, proposed, .. } => {
            format!("Laporan Hasil Pemeriksaan Nomor {number}; usul: {}.", punishment_line(proposed))
        }
        CaseStep::Decide { decision } => {
            format!("Diputus dengan Keputusan Nomor {}: {}.", decision.number, punishment_line(&decision.punishment))
        }
        CaseStep::HandOver { present: true, .. } => "Keputusan diserahkan.".to_owned(),
        CaseStep::HandOver { present: false, .. } => {
            "Keputusan hendak diserahkan; yang bersangkutan tidak menerima.".to_owned()
        }
        CaseStep::Send { text } => format!("Keputusan dikirim: {text}"),
        CaseStep::Receive { text } => format!("Keputusan diterima: {text}"),
        CaseStep::Object { text, .. } => format!("Yang bersangkutan mengajukan keberatan: {text}"),
        CaseStep::AnswerObjection { number, text, .. } => {
            format!("Keberatan dijawab dengan Keputusan Nomor {number}: {text}")
        }
        CaseStep::Appeal { text, .. } => format!("Yang bersangkutan mengajukan banding administratif: {text}"),
        CaseStep::ReplyAppeal { number } => format!("PPK menanggapi banding dengan surat Nomor {number}."),
        CaseStep::DecideAppeal { number, .. } => format!("Banding diputus dengan Keputusan Nomor {number}."),
        CaseStep::Recount { text, .. } => format!("Hari-hari dihitung ulang: {text}"),
        CaseStep::Review { number, text, .. } => format!("Keputusan ditinjau dengan Keputusan Nomor {number}: {text}"),
        CaseStep::Close { text, .. } => format!("Perkara ditutup: {text}"),
        CaseStep::Reopen { text } => format!("Perkara dibuka kembali: {text}"),
    })
}
