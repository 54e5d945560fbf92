//! A fictional unit for the tests of this crate. Its people are born in 2099.

use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::recap::{
    IncompleteSource, MarkTotals, PaperMark, Recap, RecapDay, RecapPerson, Signature, StatusTotals, legend,
};
use crate::text::weekday_letters;

const NAMES: [&str; 9] = [
    "Dra. Hj. Kencana Wulandari, M.Si.",
    "Bintang Samudra, S.STP.",
    "Rara Ayuningtyas Puspitasari Kusumawardhani, S.Kom., M.T.",
    "Guntur Lazuardi",
    "Ni Luh Embun Pratiwi, A.Md.",
    "Teuku Fajar Mentari, S.E.",
    "Melati Cendrawasih",
    "Dr. Ir. Bayu Angkasa Nusantara, S.T., M.Eng., Ph.D.",
    "Wening",
];

/// January 2026 of a fictional office with so many people. Its last Friday is incomplete for a fifth of them.
pub fn recap(people: u32) -> Recap {
    let first = date(2026, 1, 1);
    let days: Vec<RecapDay> = first.series(jiff::Span::new().days(1)).take(31).map(day).collect();
    let people: Vec<RecapPerson> = (1..=people).map(|no| person(no, &days)).collect();
    let mut totals = StatusTotals::default();
    let mut mark_totals = MarkTotals::default();
    for person in &people {
        for (sum, days) in totals.iter_mut().zip(person.totals) {
            *sum += days;
        }
        mark_totals.add(&person.mark_totals);
    }
    Recap {
        instansi: "Pemerintah Kota Contoh".into(),
        unit_name: "Dinas Komunikasi dan Informatika".into(),
        unit_code: "2.16.0.00.0.00.01.0000".into(),
        month: first,
        printed_at: "2 Februari 2026 pukul 08.15 WIB".into(),
        created_at: Timestamp::constant(1_769_994_900, 0),
        data_until: "2 Februari 2026 pukul 08.00 WIB".into(),
        days,
        people,
        totals,
        mark_totals,
        incomplete_sources: vec![
            IncompleteSource {
                name: "Mesin Lobi Utama (BWXP209900001)".into(),
                reached: Some("29 Januari 2026 pukul 16.31".into()),
            },
            IncompleteSource { name: "Daftar hadir manual".into(), reached: None },
        ],
        incomplete_note: Some(
            "1 dari 3 mesin dan 1 dari 1 sumber lain kantor ini belum melapor; belum ada yang dapat dinyatakan TK di sini"
                .into(),
        ),
        legend: legend(),
        signature: Signature {
            place: "Kota Contoh".into(),
            date: "2 Februari 2026".into(),
            title: "Kepala Dinas Komunikasi dan Informatika".into(),
            name: "Dra. Hj. Kencana Wulandari, M.Si.".into(),
            rank: "Pembina Utama Muda (IV/c)".into(),
            nip: "20990101 212001 2 001".into(),
        },
        footer: "Dokumen RKP-2026-01-2.16 · sidik 7f3a 91c0 5be2".into(),
        mark: Some(PaperMark::new(
            format!("https://hadir.contohkota.go.id/check#HD1.{}", "Ab3_".repeat(29)),
            "hadir.contohkota.go.id/log/kota-contoh",
            1_234_567,
            date(2026, 2, 2),
            Some("https://hadir.contohkota.go.id/check"),
        )),
        lock_state: "Belum dikunci".into(),
        provisional: true,
    }
}

fn day(on: Date) -> RecapDay {
    let name = match on.day() {
        1 => Some("Tahun Baru 2026 Masehi".to_owned()),
        16 => Some("Isra Mikraj Nabi Muhammad S.A.W.".to_owned()),
        _ => None,
    };
    RecapDay { on, day_off: name.is_some() || matches!(weekday_letters(on), "Sb" | "Mg"), name }
}

fn person(no: u32, days: &[RecapDay]) -> RecapPerson {
    let seed = no as usize;
    let status = |place: usize, day: &RecapDay| match (seed * 7 + place * 3) % 41 {
        _ if day.day_off => Status::Libur,
        _ if place == 29 && seed.is_multiple_of(5) => Status::Belum,
        0 => Status::Tk,
        1 => Status::S,
        2 => Status::I,
        3 | 4 => Status::C,
        5 | 6 => Status::Dl,
        7 => Status::Wfh,
        8 => Status::Diklat,
        _ => Status::H,
    };
    let codes: Vec<String> =
        days.iter().enumerate().map(|(place, day)| status(place, day).as_str().to_owned()).collect();
    let marks = codes.iter().enumerate().map(|(place, code)| match (seed * 5 + place) % 23 {
        _ if code != "H" => vec![],
        3 => vec![format!("TL:{}", 3 + seed % 90)],
        7 => vec!["PSW:20".into()],
        11 => vec!["TL:125".into(), "TAP".into()],
        13 if seed.is_multiple_of(3) => vec!["TAD".into()],
        17 if seed.is_multiple_of(4) => vec!["AP".into()],
        _ => vec![],
    });
    let (rank, employee_type) = match seed % 5 {
        0 => ("IX", "PPPK"),
        1 => ("IV/c", "PNS"),
        4 => ("", "NON ASN"),
        _ => ("III/b", "PNS"),
    };
    let mut person = RecapPerson {
        no,
        name: NAMES[(seed - 1) % NAMES.len()].into(),
        number: format!("20990101212001{}{:03}", 1 + seed % 2, no),
        rank: rank.into(),
        title: "Pranata Komputer Ahli Muda".into(),
        employee_type: employee_type.into(),
        marks: marks.collect(),
        settled: codes.iter().map(|code| code != "BELUM").collect(),
        codes,
        totals: StatusTotals::default(),
        mark_totals: MarkTotals::default(),
        tap_percent: Some("98.50".into()),
    };
    (person.totals, person.mark_totals) = person.sums().expect("sample codes are known");
    person
}
