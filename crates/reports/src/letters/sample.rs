//! A full and a minimal letter of every kind, for previews and tests. The people are fictional, born in 2099.

use std::collections::BTreeSet;

use hadir_domain::discipline_cases::Exchange;
use hadir_domain::discipline_letters::*;
use hadir_domain::pay_stops::ResumeItem;
use hadir_domain::people::EmployeeType;
use hadir_domain::reprimands::ReprimandKind;
use hadir_domain::sanctions::{Level, Sanction};
use jiff::ToSpan;
use jiff::civil::{Date, date, time};

/// A name of 90 characters.
pub const LONG_NAME: &str =
    "Dr. Ir. Hj. Rara Ayuningtyas Kusumawardhani Prabandari Widyaningrum, S.Kom., M.Kom., M.A.P";

/// Somebody with everything a letter names.
pub fn official(name: &str, post: &str) -> Official {
    Official {
        name: name.into(),
        number: Some("209909262120052001".into()),
        golongan: Some("III/b".into()),
        post: post.into(),
        unit: "Dinas Komunikasi dan Informatika Kota Contoh".into(),
    }
}

fn bare(name: &str) -> Official {
    Official { name: name.into(), number: None, golongan: None, post: "Operator".into(), unit: "Dinas Contoh".into() }
}

/// A confidential head.
pub fn head(copies: &[&str]) -> LetterHead {
    LetterHead {
        office: "Dinas Komunikasi dan Informatika".into(),
        number: "800.1.6.2/001/UJI/I/2026".into(),
        place: "Kota Contoh".into(),
        on: date(2026, 1, 12),
        confidential: true,
        copies: copies.iter().map(|one| (*one).to_owned()).collect(),
    }
}

const BREACH: &str = "tidak masuk kerja tanpa alasan yang sah selama 8 (delapan) hari kerja";
const ARTICLE: &str = "Pasal 4 huruf f Peraturan Pemerintah Nomor 94 Tahun 2021";

fn days(count: i32) -> BTreeSet<Date> {
    (0..count).map(|day| date(2026, 1, 5) + day.days()).collect()
}

/// A letter with everything it can have.
pub fn full(kind: LetterKind) -> Letter {
    let subject = official(LONG_NAME, "Pranata Komputer Ahli Pertama");
    let chief = official("Budi Santosa Contoh, S.Sos., M.Si.", "Kepala Bidang Layanan E-Government");
    let regent = official("Drs. H. Wiratama Contoh, M.M.", "Bupati Contoh");
    let copies = ["Inspektur Kota Contoh", "Kepala BKPSDM Kota Contoh"];
    let head = head(&copies);
    let to = || "Wali Kota Contoh di Kota Contoh".to_owned();
    let breach = || format!("{BREACH} ({ARTICLE})");
    let text = |text: &str| text.to_owned();
    match kind {
        LetterKind::Summons | LetterKind::SecondSummons => SummonsLetter {
            head,
            to: subject,
            before: chief.clone(),
            on: date(2026, 1, 26),
            at: time(9, 5, 0, 0),
            zone: text("WIB"),
            place: text("Ruang Rapat Lantai 2"),
            breach: text(BREACH),
            article: text(ARTICLE),
            first: (kind == LetterKind::SecondSummons).then(|| (text("800.1.6.2/009/SP1/I/2026"), date(2026, 1, 5))),
            signer: chief,
        }
        .into(),
        LetterKind::ReceiveSummons => ReceiveSummons {
            head,
            to: subject,
            before: chief.clone(),
            on: date(2026, 3, 2),
            at: time(10, 0, 0, 0),
            zone: text("WIB"),
            place: text("Ruang Kepala Dinas"),
            signer: chief,
        }
        .into(),
        LetterKind::Absence => AbsenceRecord {
            head,
            subject,
            summons: [
                (text("800.1.6.2/009/SP1/I/2026"), date(2026, 1, 5), date(2026, 1, 14)),
                (text("800.1.6.2/011/SP2/I/2026"), date(2026, 1, 15), date(2026, 1, 26)),
            ],
            examiners: vec![chief, official("Sari Contoh, S.H.", "Auditor Ahli Muda")],
        }
        .into(),
        LetterKind::Examination => ExaminationRecord {
            head,
            examiners: vec![
                chief,
                official("Sari Contoh, S.H.", "Auditor Ahli Muda"),
                official("Tono Contoh, S.STP.", "Analis SDM Aparatur Ahli Muda"),
            ],
            order: Some(text("SK Tim Pemeriksa Nomor 800.1.6.2/003/TIM/2026")),
            subject,
            breach: breach(),
            exchanges: (1..=17)
                .map(|number| Exchange {
                    question: format!("Pertanyaan ke-{number}: apa yang Saudara lakukan pada hari itu, dan siapa yang tahu?"),
                    answer: format!("Jawaban ke-{number}. Saya mengantar anak ke puskesmas, lalu mencari pengganti tugas jaga karena rekan yang dijadwalkan sakit.\nSesudah itu saya menghubungi atasan lewat telepon, tetapi tidak tersambung."),
                })
                .collect(),
            statement: Some(text("Saya menyesal dan akan mengajukan izin lebih dahulu.")),
            refused: Some(text("ingin membaca dulu")),
        }
        .into(),
        LetterKind::Report => ExaminationReport {
            head,
            to: to(),
            subject,
            breaches: (1..=3)
                .map(|number| BreachLine {
                    breach: format!("tidak masuk kerja, rangkaian {number}"),
                    time: text("5 s.d. 14 Januari 2026"),
                    place: text("Dinas Komunikasi dan Informatika"),
                    aggravating: text("pernah ditegur"),
                    mitigating: text("mengakui"),
                    impact: text("layanan loket tertunda"),
                })
                .collect(),
            article: text(ARTICLE),
            proposed: text("penundaan kenaikan gaji berkala selama 1 (satu) tahun, tingkat sedang"),
            authority: text("Kepala Dinas"),
            record: text("800.1.6.2/004/BAP/I/2026"),
            signer: chief,
            signs_as: ReportSigner::Chair,
        }
        .into(),
        LetterKind::Decision => DecisionLetter {
            head,
            decider: text("Bupati Contoh"),
            considering: vec![text("bahwa hal yang memberatkan ialah pernah ditegur")],
            recalling: vec![text("Peraturan Bupati Contoh Nomor 1 Tahun 2026")],
            subject,
            employee_type: EmployeeType::Pns,
            articles: vec![text(ARTICLE)],
            breach: text(BREACH),
            sanction: Sanction::TundaKgb1,
            in_force_workday: 15,
            contest: text("Keberatan dapat diajukan dalam 14 (empat belas) hari kerja sejak keputusan diterima."),
            signer: regent,
        }
        .into(),
        LetterKind::ContractDecision => ContractDecision {
            head,
            decider: text("Bupati Contoh"),
            considering: vec![text("bahwa hal yang memberatkan ialah pernah diberi peringatan")],
            subject,
            employee_type: EmployeeType::Pppk,
            articles: vec![text("Pasal 9 ayat (2) perjanjian kerja")],
            breach: text(BREACH),
            measure: text("perjanjian kerja tidak diperpanjang"),
            level: Level::Berat,
            source: text("Peraturan Bupati Contoh Nomor 1 Tahun 2026 tentang Disiplin PPPK"),
            in_force_workday: 15,
            contest: text("Keberatan dapat diajukan dalam 14 (empat belas) hari kerja sejak keputusan diterima."),
            signer: regent,
        }
        .into(),
        LetterKind::NoPunishment => NoPunishmentDecision {
            head,
            decider: text("Bupati Contoh"),
            subject,
            employee_type: EmployeeType::Pns,
            articles: vec![text(ARTICLE)],
            breach: text(BREACH),
            reason: text("pada hari-hari tersebut yang bersangkutan dirawat, dengan surat dokter yang sah"),
            record: Some(text("800.1.6.2/004/BAP/I/2026")),
            signer: regent,
        }
        .into(),
        LetterKind::HandOver => HandOverRecord {
            head,
            decision: (text("800.1.6.2/004/KEP/2026"), date(2026, 2, 26)),
            subject,
            by: chief,
            witnesses: vec![official("Sari Contoh, S.H.", "Auditor Ahli Muda"), official("Tono Contoh", "Analis")],
            taken: TakenBy::Refused { reason: text("akan mengajukan keberatan") },
        }
        .into(),
        LetterKind::Reprimand => ReprimandRecord {
            head,
            kind: ReprimandKind::Tertulis,
            subject,
            breach: text("tidak masuk kerja 5 hari"),
            article: text(ARTICLE),
            by: chief,
            refused: None,
        }
        .into(),
        LetterKind::PayStop => PayStopProposal {
            head,
            to: to(),
            subject,
            days: days(10),
            from_month: Some(date(2026, 2, 1)),
            verified: Some((official("Tono Contoh", "Analis"), text("800/77/VER/2026"))),
            signer: chief,
        }
        .into(),
        LetterKind::PayResume => PayResumeProposal {
            head,
            to: to(),
            subject,
            stopped_by: (text("900.1.3/001/2026"), date(2026, 1, 20)),
            works_since: date(2026, 3, 2),
            items: [ResumeItem::SuperiorStatement, ResumeItem::Recap].into(),
            signer: chief,
        }
        .into(),
        LetterKind::Recap => recap(head, subject, chief).into(),
        LetterKind::Team => TeamDecree {
            head: LetterHead { confidential: false, ..head },
            decider: text("Bupati Contoh"),
            subject,
            employee_type: EmployeeType::Cpns,
            breach: breach(),
            members: ["Ketua merangkap anggota", "Sekretaris merangkap anggota", "Anggota"]
                .into_iter()
                .zip(["Atasan langsung", "Unsur kepegawaian", "Unsur pengawasan"])
                .map(|(role, element)| TeamLine {
                    who: official("Budi Santosa Contoh, S.Sos., M.Si.", "Kepala Bidang Layanan"),
                    role: role.into(),
                    element: element.into(),
                })
                .collect(),
            signer: regent,
        }
        .into(),
        LetterKind::Release => ReleaseDecree {
            head,
            subject,
            employee_type: EmployeeType::Pns,
            from: date(2026, 2, 2),
            breach: breach(),
            acting: Some(official("Sari Contoh, S.H.", "Auditor Ahli Muda")),
            signer: chief,
        }
        .into(),
        LetterKind::Chronology => Chronology {
            head,
            subject,
            events: vec![(date(2026, 1, 7), text("Tidak menjawab telepon.")), (date(2026, 1, 5), text("Tidak hadir."))],
            signer: chief,
        }
        .into(),
        LetterKind::Colleague => ColleagueStatement {
            head,
            by: official("Sari Contoh, S.H.", "Auditor Ahli Muda"),
            subject,
            text: text("Pada 5 Januari 2026 ia mengantar anaknya ke puskesmas."),
        }
        .into(),
        LetterKind::PowerNote => PowerNote {
            head,
            to: to(),
            subject,
            proposed: text("penurunan jabatan selama 12 (dua belas) bulan, tingkat berat"),
            reason: text("Hukuman itu bukan kewenangan kami."),
            report: text("800.1.6.2/005/LHP/I/2026"),
            signer: chief,
        }
        .into(),
    }
}

/// A recap of a year of which January and February are there.
pub fn recap(head: LetterHead, subject: Official, signer: Official) -> AbsenceRecap {
    let line = |month, absent: &[i8]| MonthLine {
        month: date(2026, month, 1),
        absent: absent.iter().map(|day| date(2026, month, *day)).collect(),
        late_minutes: 20,
        early_minutes: 5,
        closed: month < 12,
    };
    let months = (1..=12).map(|month| line(month, if month < 3 { &[5, 6] } else { &[] })).collect();
    AbsenceRecap { head, subject, year: 2026, months, signer }
}

/// A letter with as little as its type takes.
pub fn minimal(kind: LetterKind) -> Letter {
    let (head, subject, signer) = (head(&[]), bare("Ani"), bare("Budi"));
    let mut letter = full(kind);
    match &mut letter {
        Letter::Summons(of) => (of.head, of.to, of.before, of.signer) = (head, subject, signer.clone(), signer),
        Letter::ReceiveSummons(of) => (of.head, of.to, of.before, of.signer) = (head, subject, signer.clone(), signer),
        Letter::Absence(of) => (of.head, of.subject, of.examiners) = (head, subject, vec![signer]),
        Letter::Examination(of) => {
            (of.head, of.subject, of.examiners, of.exchanges) = (head, subject, vec![signer], Vec::new());
            (of.order, of.statement, of.refused) = (None, None, None);
        }
        Letter::Report(of) => {
            (of.head, of.subject, of.signer, of.breaches) = (head, subject, signer, Vec::new());
            of.signs_as = ReportSigner::Superior;
        }
        Letter::Decision(of) => {
            (of.head, of.subject, of.signer) = (head, subject, signer);
            (of.considering, of.recalling, of.articles) = (Vec::new(), Vec::new(), Vec::new());
            of.employee_type = EmployeeType::Pppk;
        }
        Letter::ContractDecision(of) => {
            (of.head, of.subject, of.signer, of.considering) = (head, subject, signer, Vec::new());
            of.employee_type = EmployeeType::NonAsn;
        }
        Letter::NoPunishment(of) => {
            (of.head, of.subject, of.signer, of.record) = (head, subject, signer, None);
            of.employee_type = EmployeeType::PppkParuhWaktu;
        }
        Letter::HandOver(of) => {
            (of.head, of.subject, of.by, of.witnesses) = (head, subject, signer, Vec::new());
            of.taken = TakenBy::InPerson;
        }
        Letter::Reprimand(of) => {
            (of.head, of.subject, of.by, of.kind) = (head, subject, signer, ReprimandKind::Lisan);
        }
        Letter::PayStop(of) => {
            (of.head, of.subject, of.signer, of.days) = (head, subject, signer, BTreeSet::new());
            (of.from_month, of.verified) = (None, None);
        }
        Letter::PayResume(of) => (of.head, of.subject, of.signer, of.items) = (head, subject, signer, BTreeSet::new()),
        Letter::Recap(of) => (of.head, of.subject, of.signer, of.months) = (head, subject, signer, Vec::new()),
        Letter::Team(of) => {
            (of.head, of.subject, of.signer, of.members) = (head, subject, signer, Vec::new());
            of.employee_type = EmployeeType::NonAsn;
        }
        Letter::Release(of) => (of.head, of.subject, of.signer, of.acting) = (head, subject, signer, None),
        Letter::Chronology(of) => (of.head, of.subject, of.signer, of.events) = (head, subject, signer, Vec::new()),
        Letter::Colleague(of) => (of.head, of.subject, of.by, of.text) = (head, subject, signer, String::new()),
        Letter::PowerNote(of) => (of.head, of.subject, of.signer, of.reason) = (head, subject, signer, String::new()),
    }
    letter
}
