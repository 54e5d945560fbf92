use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;

fn fix(key: &str, on: Date, arrived: Option<(i8, i8)>, left: Option<(i8, i8)>) -> PortalFix {
    let at = |(hour, minute): (i8, i8)| time(hour, minute, 0, 0);
    PortalFix { key: key.into(), name: "Contoh Baru".into(), on, arrived: arrived.map(at), left: left.map(at) }
}

fn written(original: &str, fixes: &[PortalFix]) -> String {
    let file = portal_corrections(original.as_bytes(), &Options::default(), fixes).expect("a file");
    String::from_utf8(file.bytes).expect("UTF-8")
}

const SIDED: &str = "\u{FEFF}REKAP PRESENSI;;;;;;\r\nNo;NIP;Nama;Tanggal;Jam Masuk;Lat Masuk;Jam Pulang\r\n\
    1;`2099001;\"SARI; S.Kom\";05/01/2026;07.12;;16.01\r\n2;`2099002;BAYU;13/01/2026;07.30;;\r\n";

#[test]
fn only_the_rows_that_change_are_written_with_everything_else_as_it_was() {
    let fixes = [
        fix("2099001", date(2026, 1, 5), Some((7, 30)), Some((16, 1))),
        fix("2099003", date(2026, 1, 6), Some((7, 5)), None),
    ];

    assert_eq!(
        written(SIDED, &fixes),
        "\u{FEFF}REKAP PRESENSI;;;;;;\r\nNo;NIP;Nama;Tanggal;Jam Masuk;Lat Masuk;Jam Pulang\r\n\
         1;`2099001;\"SARI; S.Kom\";05/01/2026;07.30;;16.01\r\n;`2099003;Contoh Baru;06/01/2026;07.05;;\r\n"
    );
}

#[test]
fn a_presence_that_was_none_is_taken_away_where_the_form_can_say_so() {
    let gone = [fix("2099002", date(2026, 1, 13), None, None), fix("2099009", date(2026, 1, 13), None, None)];

    let file = portal_corrections(SIDED.as_bytes(), &Options::default(), &gone).unwrap();

    assert!(String::from_utf8_lossy(&file.bytes).ends_with("\r\n2;`2099002;BAYU;13/01/2026;;;\r\n"));
    assert_eq!((file.rows, file.not_said), (1, vec![(1, NotSaid::NothingLeft)]));
}

#[test]
fn a_file_of_punches_gets_a_row_a_side_in_its_own_words_and_without_the_old_place() {
    let original = "nip,nama,waktu,jenis,lat,long\n2099,SARI,2026-01-05T07:12:33+07:00,Check In,-5.11,105.3\n\
                    2098,BAYU,2026-01-05T16:00:00+07:00,Check Out,-5.11,105.3\n";

    let text = written(original, &[fix("2099", date(2026, 1, 5), Some((7, 40)), Some((16, 0)))]);

    assert_eq!(
        text,
        "nip,nama,waktu,jenis,lat,long\n2099,SARI,2026-01-05T07:40:00+07:00,Check In,,\n\
         2099,SARI,2026-01-05T16:00:00+07:00,Check Out,,\n"
    );
}

#[test]
fn code_pages_marks_and_line_ends_stay() {
    let western = portal_corrections(
        b"nip,nama,waktu\n2099,ANDR\xC9,2026-01-05 07:00:00\n",
        &Options::default(),
        &[fix("2099", date(2026, 1, 5), Some((8, 0)), None)],
    )
    .unwrap();
    assert_eq!(western.bytes, b"nip,nama,waktu\n2099,ANDR\xC9,2026-01-05 08:00:00\n");

    let wide: Vec<u8> = SIDED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let fixes = [fix("2099001", date(2026, 1, 5), Some((7, 30)), Some((16, 1)))];
    let file = portal_corrections(&wide, &Options::default(), &fixes).unwrap();
    let units: Vec<u16> = file.bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), written(SIDED, &fixes));
}

#[test]
fn what_cannot_be_said_is_named() {
    let only_in = "nip,tanggal,jam masuk\n2099,2026-01-05,07:00\n";
    let fixes = [
        fix("2099", date(2026, 1, 5), Some((7, 10)), Some((16, 0))),
        fix("", date(2026, 1, 5), Some((7, 10)), None),
        fix("2099", date(2026, 1, 6), Some((7, 10)), None),
        fix("2099", date(2026, 1, 6), Some((7, 20)), None),
    ];

    let file = portal_corrections(only_in.as_bytes(), &Options::default(), &fixes).unwrap();

    assert_eq!(file.not_said, [(0, NotSaid::NoColumn), (1, NotSaid::BadKey), (3, NotSaid::Twice)]);
    assert!(matches!(
        portal_corrections(b"a,b\n1,2\n", &Options::default(), &fixes),
        Err(NotWritten::Unreadable(IntakeError::NotUnderstood { .. }))
    ));
}

#[test]
fn fields_keep_their_quotes() {
    assert_eq!(raw_fields("a, \"b,\"\"c\"\"\" ,d\"e,", b','), ["a", " \"b,\"\"c\"\"\" ", "d\"e", ""]);
}

/// Days of January 2026 from the 13th on, so that the order of day and month shows.
fn dialect() -> impl Strategy<Value = (String, &'static str)> {
    let date_form = prop_oneof![Just("%Y-%m-%d"), Just("%d/%m/%Y"), Just("%d.%m.%y"), Just("%d-%b-%Y")];
    let time_form = prop_oneof![Just("%H:%M"), Just("%H.%M"), Just("%H:%M:%S"), Just("%I:%M %p")];
    let separator = prop_oneof![Just(","), Just(";"), Just("\t"), Just("|")];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    (date_form, time_form, separator, end, any::<bool>(), 0..3_u8).prop_map(
        |(date_form, time_form, separator, end, quoted, layout)| {
            let q = |text: String| if quoted { format!("\"{text}\"") } else { text };
            let joined = |cells: Vec<String>| cells.into_iter().map(q).collect::<Vec<_>>().join(separator) + end;
            let mut text = String::new();
            let strings = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
            text += &joined(match layout {
                0 => strings(&["NIP", "Nama", "Tanggal", "Jam Masuk", "Jam Pulang"]),
                1 => strings(&["NIP", "Nama", "Tanggal", "Jam", "Jenis"]),
                _ => strings(&["NIP", "Nama", "Tanggal Jam"]),
            });
            for day in 13..29 {
                let on = date(2026, 1, day);
                let (come, go) = (on.at(7, day, 5, 0), on.at(16, day, 59, 0));
                let (key, name) = (format!("2099{day}"), "SARI".to_owned());
                let of = |at: DateTime, form: &str| at.strftime(form).to_string();
                match layout {
                    0 => {
                        text += &joined(vec![key, name, of(come, date_form), of(come, time_form), of(go, time_form)]);
                    }
                    1 => {
                        for (at, kind) in [(come, "masuk"), (go, "pulang")] {
                            let cells = [&key, &name, &of(at, date_form), &of(at, time_form), &kind.to_owned()];
                            text += &joined(cells.map(Clone::clone).to_vec());
                        }
                    }
                    _ => {
                        for at in [come, go] {
                            let moment = format!("{} {}", of(at, date_form), of(at, time_form));
                            text += &joined(vec![key.clone(), name.clone(), moment]);
                        }
                    }
                }
            }
            (text, separator)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn what_is_written_reads_back_as_exactly_what_was_meant(
        (original, separator) in dialect(),
        wanted in proptest::collection::btree_map((13_i8..32, 13_i8..32), (0_i8..12, 0_i8..60, 12_i8..24, any::<bool>()), 0..20),
    ) {
        let fixes: Vec<PortalFix> = wanted
            .iter()
            .map(|((person, day), (hour, minute, late, leaves))| {
                let left = leaves.then_some((*late, *minute));
                fix(&format!("2099{person}"), date(2026, 1, *day), Some((*hour, *minute)), left)
            })
            .collect();

        let file = portal_corrections(original.as_bytes(), &Options::default(), &fixes).expect("a file");

        prop_assert_eq!(&file.not_said, &vec![]);
        let options = Options { date_order: Some(crate::DateOrder::DayMonthYear), ..Options::default() };
        let reading = portal_csv::read(&Text::of(&file.bytes), &options).expect("a portal's file");
        let mut said: Vec<_> = reading.events.iter().map(|event| (event.person_key.clone(), event.time)).collect();
        let mut meant: Vec<_> = fixes
            .iter()
            .flat_map(|fix| [fix.arrived, fix.left].into_iter().flatten().map(|at| (fix.key.clone(), fix.on.to_datetime(at))))
            .collect();
        said.sort();
        meant.sort();
        prop_assert_eq!(said, meant);
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        let heading = original.lines().next().unwrap_or_default();
        prop_assert!(text.starts_with(heading));
        prop_assert!(text.lines().all(|line| line.matches(separator).count() == heading.matches(separator).count()));
    }
}
