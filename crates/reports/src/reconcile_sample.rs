//! A fictional reconciliation for the tests of this crate. Its people are born in 2099.

use hadir_domain::reconcile::{CauseKind, DiscrepancyType, Outcome, Speaker, Tally};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};

use crate::paper_mark::PaperMark;
use crate::reconcile::{CauseLine, DiscrepancyLine, Reconcile, UnitTally, UnknownLine};

const OFFICES: [&str; 8] = [
    "Dinas Kesehatan",
    "Dinas Pendidikan dan Kebudayaan",
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
    "Kecamatan Contoh Timur",
    "Inspektorat",
    "Dinas Pekerjaan Umum dan Penataan Ruang",
    "Sekretariat Daerah",
    "Satuan Polisi Pamong Praja",
];
const KINDS: [DiscrepancyType; 6] = [
    DiscrepancyType::MissingInA,
    DiscrepancyType::MissingInB,
    DiscrepancyType::TimeDiffers,
    DiscrepancyType::StatusDiffers,
    DiscrepancyType::Impossible,
    DiscrepancyType::EnteredLate,
];

/// A working month of so many OPD with so many discrepancies.
pub fn reconcile(units: u32, discrepancies: u32) -> Reconcile {
    let (from, to) = (date(2026, 10, 1), date(2026, 10, 31));
    let mut rows: Vec<UnitTally> = (0..units)
        .map(|no| {
            let due = 400 + no * 13;
            UnitTally {
                code: format!("OPD-{:02}", no + 1),
                name: format!("{} {}", OFFICES[no as usize % OFFICES.len()], no / 8 + 1),
                tally: Tally {
                    off: 180,
                    excused: 22,
                    excluded: [no % 3, 5],
                    both_silent: 6 + no % 4,
                    matched: due - no * 11,
                    ..Tally::default()
                },
            }
        })
        .collect();
    let lines: Vec<DiscrepancyLine> = (0..discrepancies).map(|no| line(no, units)).collect();
    for (no, line) in lines.iter().enumerate() {
        rows[no % units as usize].tally.by_type[line.kind as usize] += 1;
    }
    let mut total = Tally::default();
    for row in &mut rows {
        let tally = &mut row.tally;
        tally.roster = tally.off + tally.excused + tally.excluded_in_all() + tally.due();
        total.add(tally);
    }
    Reconcile {
        instansi: "Pemerintah Kota Contoh".into(),
        from,
        to,
        sources: vec![Speaker::Manual, Speaker::Portal],
        target: Some(9_500),
        target_source: "usulan Hadir, belum dikonfirmasi".into(),
        units: rows,
        total,
        discrepancies: lines,
        causes: vec![
            CauseLine {
                kind: CauseKind::ClockOffset,
                speaker: Speaker::Machine,
                origin: "BWXP209900001".into(),
                from: date(2026, 10, 5),
                to: date(2026, 10, 9),
                days: 85,
                detail: "Jam mesin BWXP209900001 42 menit lebih cepat untuk 17 pegawai".into(),
            },
            CauseLine {
                kind: CauseKind::NeverUploads,
                speaker: Speaker::Portal,
                origin: "Kecamatan Contoh Timur".into(),
                from,
                to,
                days: 31,
                detail: "Portal tidak pernah memuat Kecamatan Contoh Timur".into(),
            },
        ],
        unknown: vec![UnknownLine {
            source: Speaker::Machine,
            place: "BWXP209900001".into(),
            key: "77".into(),
            records: 21,
            between: "5 Oktober 2026 pukul 07.12 – 30 Oktober 2026 pukul 16.03".into(),
        }],
        data_until: "2 November 2026 pukul 08.00 WIB".into(),
        printed_at: "2 November 2026 pukul 08.15 WIB".into(),
        created_at: Timestamp::constant(1_793_582_100, 0),
        footer: "Hadir · 7f3a91c05be2d410".into(),
        mark: Some(PaperMark::new(
            format!("https://hadir.contohkota.go.id/check#HD1.{}", "Ab3_".repeat(29)),
            "hadir.contohkota.go.id/log/kota-contoh",
            1_234_567,
            date(2026, 11, 2),
            Some("https://hadir.contohkota.go.id/check"),
        )),
    }
}

fn line(no: u32, units: u32) -> DiscrepancyLine {
    let kind = KINDS[no as usize % KINDS.len()];
    let silent = |speaker, value: &str, is_silent: bool| (speaker, (!is_silent).then(|| value.to_owned()));
    DiscrepancyLine {
        on: date(2026, 10, 1).saturating_add((i64::from(no) % 31).days()),
        name: format!("Bintang Samudra {no}, S.STP."),
        number: format!("20990101212001{}{:03}", 1 + no % 2, no % 1000),
        unit_code: format!("OPD-{:02}", no % units.max(1) + 1),
        unit_name: OFFICES[(no % units.max(1)) as usize % OFFICES.len()].into(),
        kind,
        a: silent(Speaker::Manual, "07.30–16.00", kind == DiscrepancyType::MissingInA),
        b: silent(Speaker::Portal, "08.12–16.02", kind == DiscrepancyType::MissingInB),
        also: vec![],
        detail: "Datang berbeda 42 menit".into(),
        cause: if no.is_multiple_of(3) { "Jam mesin bergeser 42 menit".into() } else { String::new() },
        proposal: no.is_multiple_of(4).then(|| (Outcome::BRight, "mesin dan portal sama".to_owned())),
        state: if no.is_multiple_of(5) { "selesai: Sumber B benar".into() } else { "terbuka".into() },
        due_on: date(2026, 11, 6),
    }
}
