use super::*;
use crate::discipline_cases::{
    Actor, Breach, CaseOpening, CaseOrigin, CaseStage, CaseState, Exchange, Office, Punishment,
};
use crate::ids::{InstansiId, PersonId, UnitId};
use crate::people::EmployeeType;
use crate::sanctions::Sanction;
use jiff::civil::{date, time};
use proptest::prelude::*;
use uuid::Uuid;

fn official(name: &str) -> Official {
    Official {
        name: name.into(),
        number: Some("209909262120051001".into()),
        golongan: Some("III/b".into()),
        post: "Penata Layanan".into(),
        unit: "Dinas Contoh".into(),
    }
}

fn head() -> LetterHead {
    LetterHead {
        office: "DINAS CONTOH".into(),
        number: "800.1.6.2/001/2026".into(),
        place: "Kota Contoh".into(),
        on: date(2026, 1, 12),
        confidential: true,
        copies: vec!["Inspektur".into()],
    }
}

#[test]
fn a_rank_is_printed_with_its_name_and_a_contract_grade_without() {
    assert_eq!(rank_line(Some("III/b")), "Penata Muda Tingkat I (III/b)");
    assert_eq!(rank_line(Some("IV / B")), "Pembina Tingkat I (IV/B)");
    assert_eq!(rank_line(Some("IX")), "Golongan IX");
    assert_eq!(rank_line(None), "-");
    assert_eq!(rank_name("V/a"), None);
}

#[test]
fn a_pattern_gives_each_letter_of_a_year_a_number_of_its_own() {
    let pattern = NumberPattern::parse("800.1.6.2/{nomor:3}/{kode}/{unit}/{bulan}/{tahun}").unwrap();
    let on = date(2026, 11, 3);
    assert_eq!(pattern.number(7, "PGL", "DISDIK", on), "800.1.6.2/007/PGL/DISDIK/XI/2026");
    assert_eq!(pattern.number(1234, "PGL", "DISDIK", on), "800.1.6.2/1234/PGL/DISDIK/XI/2026");
    assert_eq!(NumberPattern::parse("800/{tahun}"), Err(PatternError::NoRunning));
    assert_eq!(NumberPattern::parse("800/{nomor}"), Err(PatternError::NoYear));
    for bad in
        ["{nomor}/{tahun}/{hari}", "{nomor}/{tahun", "{nomor}}/{tahun}", "{nomor:x}/{tahun}", "{nomor:0}/{tahun}"]
    {
        assert!(matches!(NumberPattern::parse(bad), Err(PatternError::Unknown(_))), "{bad}");
    }
    assert_eq!(NumberPattern::parse("{nomor}/{nomor:3}/{tahun}"), Err(PatternError::TwoRunning));
}

#[test]
fn the_next_number_goes_on_from_the_highest_of_its_own_pattern_office_kind_and_year() {
    let pattern = NumberPattern::parse("800.1.6.2/{nomor:3}/{kode}-{unit}/{bulan}/{tahun}").unwrap();
    let given = [
        "800.1.6.2/004/SP1-DISDIK/III/2026",
        "800.1.6.2/012/SP1-DISDIK/VIII/2026",
        "800.1.6.2/050/LHP-DISDIK/I/2026",
        "800.1.6.2/060/SP1-DINKES/I/2026",
        "800.1.6.2/070/SP1-DISDIK/I/2025",
        "800.1.6.2/080/SP1-DISDIK/XIII/2026",
        "ditulis tangan 99/2026",
    ];
    let next = |unit, year| next_running(given, &pattern, ("SP1", unit), year);
    assert_eq!((next("DISDIK", 2026), next("DISDIK", 2025), next("DISDIK", 2027), next("", 2026)), (13, 71, 1, 1));
    let tight = NumberPattern::parse("{nomor}{tahun}").unwrap();
    assert_eq!(tight.running("122026", "", "", 2026), Some(12));
    assert_eq!(tight.running("99999999992026", "", "", 2026), None, "no running number is so long");
}

proptest! {
    #[test]
    fn no_two_letters_of_a_year_share_a_number(one in 1u32..5000, other in 1u32..5000, width in 1usize..6) {
        let pattern = NumberPattern::parse(&format!("800/{{nomor:{width}}}/{{tahun}}")).unwrap();
        let on = date(2026, 1, 12);
        prop_assert_eq!(one == other, pattern.number(one, "", "", on) == pattern.number(other, "", "", on));
    }

    #[test]
    fn whatever_a_pattern_is_it_is_read_or_refused(text in "[a-z{}:/0-9]{0,20}") {
        if let Ok(pattern) = NumberPattern::parse(&text) {
            let number = pattern.number(77, "K", "U", date(2026, 1, 12));
            prop_assert!(number.contains("2026"));
            prop_assert_eq!(pattern.running(&number, "K", "U", 2026).map(|of| pattern.number(of, "K", "U", date(2026, 1, 12))), Some(number));
        }
    }
}

#[test]
fn the_second_summons_cites_the_first() {
    let mut letter = SummonsLetter {
        head: head(),
        to: official("Ani"),
        before: official("Budi"),
        on: date(2026, 1, 26),
        at: time(9, 5, 0, 0),
        zone: "WIB".into(),
        place: "Ruang rapat".into(),
        breach: "tidak masuk kerja tanpa alasan yang sah".into(),
        article: "PP 94/2021 Ps 4 huruf f".into(),
        first: None,
        signer: official("Budi"),
    };
    let first = Letter::from(letter.clone()).fields();
    assert_eq!((first.kind, first.values.get("panggilan_1_nomor")), (LetterKind::Summons, None));
    let Part::Blocks(when) = &first.parts["waktu"] else { panic!("lines") };
    assert_eq!(when[1..3], [Block::field("Tanggal", "26 Januari 2026"), Block::field("Jam", "09.05 WIB")]);
    letter.first = Some(("800/9".into(), date(2026, 1, 5)));
    let second = Letter::from(letter).fields();
    assert_eq!(second.kind, LetterKind::SecondSummons);
    assert_eq!(second.values["panggilan_1_nomor"], "800/9");
    assert_eq!(second.values["panggilan_1_tanggal"], "5 Januari 2026");
    assert!(second.head.confidential);
}

#[test]
fn a_record_of_examination_keeps_every_answer_and_who_would_not_sign() {
    let exchange = |number: usize| Exchange { question: format!("Tanya {number}?"), answer: "Ya.".into() };
    let record = ExaminationRecord {
        head: head(),
        examiners: vec![official("Budi"), official("Cici")],
        order: None,
        subject: official("Ani"),
        breach: "tidak masuk kerja (PP 94/2021 Ps 4 huruf f)".into(),
        exchanges: (1..=10).map(exchange).collect(),
        statement: Some("Saya menyesal.".into()),
        refused: Some("ingin membaca dulu".into()),
    };
    let fields = record.fields();
    let Part::Blocks(asked) = &fields.parts["tanya_jawab"] else { panic!("questions") };
    assert!(matches!(&asked[9], Block::Exchange { number: 10, question, .. } if question == "Tanya 10?"));
    assert_eq!(fields.values["tanggal_huruf"], "Senin tanggal dua belas bulan Januari tahun dua ribu dua puluh enam");
    assert_eq!(fields.values.get("perintah"), None);
    assert_eq!(fields.parties["yang_diperiksa"][0].refused.as_deref(), Some("ingin membaca dulu"));
    assert_eq!(fields.parties["pemeriksa"].len(), 2);
}

#[test]
fn a_decision_names_the_punishment_and_the_day_it_holds() {
    let letter = DecisionLetter {
        head: head(),
        decider: "Bupati Contoh".into(),
        considering: vec!["bahwa …".into()],
        recalling: vec!["PP 94/2021".into()],
        subject: official("Ani"),
        employee_type: EmployeeType::Pns,
        articles: vec!["PP 94/2021 Ps 4 huruf f".into()],
        breach: "tidak masuk kerja".into(),
        sanction: Sanction::TundaKgb1,
        in_force_workday: 15,
        contest: "Keberatan dapat diajukan dalam 14 hari kerja sejak diterima.".into(),
        signer: official("Budi"),
    };
    for sanction in Sanction::ALL {
        let values = DecisionLetter { sanction: *sanction, ..letter.clone() }.fields().values;
        assert_eq!(values["hukuman"], sanction.indonesian());
        assert_eq!((values["hari_berlaku"].as_str(), values["hari_berlaku_huruf"].as_str()), ("15", "lima belas"));
    }
}

#[test]
fn the_months_of_a_recap_add_up_to_its_last_row() {
    let line = |month, days: &[i8]| MonthLine {
        month: date(2026, month, 1),
        absent: days.iter().map(|day| date(2026, month, *day)).collect(),
        late_minutes: 20,
        early_minutes: 5,
        closed: month == 1,
    };
    let recap = AbsenceRecap {
        head: head(),
        subject: official("Ani"),
        year: 2026,
        months: vec![line(1, &[5, 6]), line(2, &[3])],
        signer: official("Budi"),
    };
    let fields = recap.fields();
    let Part::Rows { rows, total: true } = &fields.parts["bulan"] else { panic!("a table with a sum") };
    assert!(rows.iter().all(|row| row.len() == 6));
    assert_eq!(rows[2][..4], ["Jumlah", "3", "", "40"].map(str::to_owned));
    assert_eq!(rows[1][5], "belum ditutup");
}

#[test]
fn names_are_given_once_in_each_kind() {
    for kind in LetterKind::ALL {
        let schema = kind.schema();
        let mut names: Vec<&str> = schema.all_values().map(|one| one.name).collect();
        names.extend(schema.parts.iter().map(|one| one.name));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{kind:?}");
        assert!(schema.part("pegawai").is_some(), "{kind:?} names whom it is about");
        assert!(!schema.parties.is_empty(), "{kind:?} is signed");
    }
}

fn closed_case() -> (CaseOpening, CaseState) {
    let person = PersonId(Uuid::from_u128(1));
    let opening = CaseOpening {
        id: Uuid::from_u128(2),
        instansi: InstansiId(1),
        subject: person,
        office: Office::Pelaksana,
        employee_type: EmployeeType::Pns,
        unit: UnitId(Uuid::from_u128(3)),
        origin: CaseOrigin::Indication,
        source: None,
        breaches: vec![Breach {
            article: "PP 94/2021 Ps 4 huruf f".into(),
            text: "tidak masuk kerja".into(),
            attendance: true,
            days: [date(2026, 1, 5)].into(),
            indicated: Some(Sanction::TundaKgb1),
        }],
        people: Vec::new(),
        by: Actor { by: "uji".into(), person },
        on: date(2026, 1, 12),
    };
    let mut state = CaseState::of(&opening, []);
    let punishment = Punishment::Listed { sanction: Sanction::TundaKgb1 };
    state.decision = Some(crate::discipline_cases::DecisionKept {
        decision: crate::discipline_cases::Decision {
            number: "800/4".into(),
            punishment: punishment.clone(),
            articles: Vec::new(),
            office: Office::Administrator,
            text: "terbukti".into(),
        },
        on: date(2026, 2, 26),
        by: PersonId(Uuid::from_u128(9)),
        office: Office::Pelaksana,
    });
    state.punishment = Some(punishment);
    (opening, state)
}

#[test]
fn the_record_for_siasn_has_exactly_its_fields_and_dates() {
    let (opening, state) = closed_case();
    let refs = HukdisRefs {
        pns_orang_id: "P1".into(),
        alasan_id: "A1".into(),
        jenis_id: "J1".into(),
        tingkat_id: "T1".into(),
        nomor_pp: "07".into(),
        ..HukdisRefs::default()
    };
    let on = date(2026, 3, 30);
    let record = HukdisRecord::of(&opening, &state, CaseStage::Closed, on, &refs).unwrap();
    let json = serde_json::to_value(&record).unwrap();
    let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = [
        "akhirHukumanTanggal",
        "alasanHukumanDisiplinId",
        "golonganId",
        "golonganLama",
        "hukdisYangDiberhentikanId",
        "hukumanTanggal",
        "id",
        "jenisHukumanId",
        "jenisTingkatHukumanId",
        "kedudukanHukumId",
        "keterangan",
        "masaBulan",
        "masaTahun",
        "nomorPp",
        "path",
        "pnsOrangId",
        "skNomor",
        "skPembatalanNomor",
        "skPembatalanTanggal",
        "skTanggal",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (json["hukumanTanggal"].as_str(), json["akhirHukumanTanggal"].as_str()),
        (Some("30-03-2026"), Some("29-03-2027"))
    );
    assert_eq!((json["masaTahun"].as_str(), json["masaBulan"].as_str()), (Some("1"), Some("0")));

    assert_eq!(HukdisRecord::of(&opening, &state, CaseStage::InForce, on, &refs), Err(HukdisMissing::NotFinal));
    let lacking = HukdisRefs { jenis_id: String::new(), ..refs };
    assert_eq!(
        HukdisRecord::of(&opening, &state, CaseStage::Closed, on, &lacking),
        Err(HukdisMissing::NoId("jenisHukumanId"))
    );
}
