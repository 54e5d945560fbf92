//! Taking files in: what is stored, what repeats, what waits.

use serde_json::json;

use crate::support::{Hadir, samples, text};

const ATTLOG: &[u8] = b"        1\t2026-01-05 07:12:33\t1\t0\t1\t0\n\
        2\t2026-01-05 08:15:10\t1\t1\t1\t0\n\
        1\t2026-01-05 16:02:00\t1\t1\t1\t0\n\
        1\t2026-01-05 16:02:00\t1\t1\t1\t0\n\
        9\t2026-01-05 07:00:00\t1\t0\t1\t0\n\
        2\t2026-13-05 16:30:00\t1\t1\t1\t0\n\
        2\t2026-01-05 16:30:00\t1\t1\t1\t0\n";

#[test]
fn what_is_received_is_new_or_repeated_or_a_problem() {
    let hadir = Hadir::office();
    let file = hadir.file("1_attlog.dat", ATTLOG);

    let first = hadir.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
    assert_eq!(first["received"], 7);
    assert_eq!((&first["new"], &first["repeated"], &first["problems"]), (&json!(5), &json!(1), &json!(1)));
    assert_eq!(first["unmatched"], 1);

    let again = hadir.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
    assert_eq!((&again["received"], &again["new"], &again["repeated"]), (&json!(7), &json!(0), &json!(6)));
    let punches = hadir.json(&["punches"])["punches"].as_array().cloned().unwrap();
    assert_eq!(punches.len(), 5);
    let siti = punches.iter().find(|punch| punch["person_key"] == "1").unwrap();
    assert_eq!((&siti["person"], &siti["person_name"]), (&json!("209901022121052001"), &json!("Siti Contoh")));
    let by_person = hadir.json(&["punches", "--person", "209901022121052001"]);
    assert_eq!(by_person["punches"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_file_taken_in_again_or_shuffled_leaves_the_same_hash() {
    let (one, other) = (Hadir::office(), Hadir::office());
    let file = one.file("1_attlog.dat", ATTLOG);
    let mut lines: Vec<&[u8]> = ATTLOG.split_inclusive(|byte| *byte == b'\n').collect();
    lines.reverse();
    let shuffled = other.file("2_attlog.dat", &lines.concat());
    one.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
    let before = one.json(&["punches", "--hash"]);

    one.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
    other.json(&["import", &shuffled, "--source", "machine", "--device", "HDR001"]);

    assert_eq!(one.json(&["punches", "--hash"]), before);
    assert_eq!(other.json(&["punches", "--hash"]), before);
}

#[test]
fn what_was_not_understood_is_kept_with_its_bytes() {
    let hadir = Hadir::office();
    let file = hadir.file("1_attlog.dat", ATTLOG);
    hadir.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);

    let problems = hadir.json(&["punches", "--problems"]);

    let only = &problems["problems"][0];
    assert_eq!((&only["line"], &only["device"]), (&json!(6), &json!("HDR001")));
    let raw = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, only["raw"].as_str().unwrap());
    assert!(String::from_utf8(raw.unwrap()).unwrap().contains("2026-13-05"));
}

#[test]
fn a_terminal_nobody_adopted_is_refused_with_the_next_step_and_nothing_is_written() {
    let hadir = Hadir::office();
    let file = hadir.file("1_attlog.dat", ATTLOG);

    let unknown = hadir.run(&["import", &file, "--source", "machine", "--device", "LAIN"]);
    assert_eq!(unknown.status, 1);
    assert!(unknown.err.contains("hadir devices add LAIN"), "{}", unknown.err);
    let unnamed = hadir.run(&["import", &file, "--source", "machine"]);
    assert_eq!(unnamed.status, 1);

    assert_eq!(hadir.json(&["punches"])["punches"], json!([]));
}

#[test]
fn a_dry_run_stores_nothing() {
    let hadir = Hadir::office();
    let file = hadir.file("1_attlog.dat", ATTLOG);

    let preview = hadir.json(&["import", &file, "--source", "machine", "--device", "HDR001", "--dry-run"]);

    assert_eq!((&preview["events"], &preview["malformed_total"]), (&json!(6), &json!(1)));
    assert_eq!(preview["sample"][0]["matched"]["name"], "Siti Contoh");
    assert_eq!(preview["unmatched_keys"][0]["person_key"], "9");
    assert_eq!(hadir.json(&["punches"])["punches"], json!([]));
}

#[test]
fn a_punch_keeps_its_raw_values_and_the_zone_of_its_terminal() {
    let hadir = Hadir::office();
    hadir.json(&["devices", "add", "HDR-WITA", "--tz", "WITA"]);
    let file = hadir.file("1_attlog.dat", b"0044\t2026-01-05 07:12:33\t1\t255\t15\t0\n");
    hadir.json(&["import", &file, "--source", "machine", "--device", "HDR-WITA"]);

    let punch = hadir.json(&["punches", "--device", "HDR-WITA"])["punches"][0].clone();

    assert_eq!(punch["local_time"], "2026-01-05T07:12:33");
    assert_eq!(punch["at"], "2026-01-05T07:12:33+08:00");
    assert_eq!((&punch["state"], &punch["verify"], &punch["clock"]), (&json!("255"), &json!("15"), &json!("ok")));
    assert_eq!((&punch["person"], &punch["source"]), (&json!(null), &json!("machine")));
}

#[test]
fn a_staff_list_with_a_bad_row_writes_nothing_and_names_the_row() {
    let hadir = Hadir::office();
    let staff = hadir.file("baru.csv", b"nama,jenis,nip\nAni Contoh,PNS,209903042121052002\nDodi Contoh,PNS,123\n");

    let refused = hadir.run(&["people", "import", &staff]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("baris 3"), "{}", refused.err);
    assert_eq!(hadir.json(&["people"])["people"].as_array().map(Vec::len), Some(2));

    hadir.json(&["people", "import", &staff, "--skip-bad-rows"]);
    assert_eq!(hadir.json(&["people"])["people"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_sample_files_give_the_figures_they_are_known_by() {
    let Some(folder) = samples() else { return };
    let hadir = Hadir::new();
    let inspect = |name: &str| hadir.json(&["inspect", &text(&folder.join(name))])["files"][0].clone();

    let attlog = inspect("1_attlog.dat");
    assert_eq!(
        (&attlog["format"], &attlog["rows"], &attlog["events"]),
        (&json!("zk-attlog"), &json!(2400), &json!(2400))
    );
    assert_eq!((&attlog["employees"], &attlog["distinct_events"]), (&json!(54), &json!(2400)));
    assert_eq!((&attlog["first"], &attlog["last"]), (&json!("2020-02-24T10:52:43"), &json!("2020-03-13T17:02:13")));
    let glog = inspect("001_GL.TXT");
    assert_eq!((&glog["rows"], &glog["distinct_events"], &glog["employees"]), (&json!(48), &json!(47), &json!(6)));
    let daily = inspect("log_mesin_juli2020.xls");
    assert_eq!((&daily["rows"], &daily["events"], &daily["employees"]), (&json!(128), &json!(267), &json!(20)));
    assert_eq!(daily["warnings"][0]["code"], "date_order_inferred");
    let recap = inspect("rekap_ppnpns_agu_sep2020.xlsx");
    assert_eq!((&recap["rows"], &recap["events"], &recap["employees"]), (&json!(124), &json!(259), &json!(4)));
    let matrix = inspect("epresensi_matriks_jan2026.xlsx");
    assert_eq!(
        (&matrix["rows"], &matrix["employees"], &matrix["period"]),
        (&json!(120), &json!(120), &json!("2026-01"))
    );
    assert_eq!(
        matrix["codes"],
        json!({ "LIB": 1308, "I1": 621, "A1": 43, "TAP1": 29, "TL": 27, "AP1": 20, "TAD1": 9, "SN1": 9, "PC": 2 })
    );
}

#[test]
fn the_sample_machine_log_is_stored_whole_and_once() {
    let Some(folder) = samples() else { return };
    let hadir = Hadir::new();
    hadir.json(&["devices", "add", "CONTOH1", "--tz", "Asia/Jakarta"]);
    let file = text(&folder.join("1_attlog.dat"));

    let first = hadir.json(&["import", &file, "--source", "machine", "--device", "CONTOH1"]);
    let again = hadir.json(&["import", &file, "--source", "machine", "--device", "CONTOH1"]);

    assert_eq!((&first["received"], &first["new"]), (&json!(2400), &json!(2400)));
    assert_eq!((&again["new"], &again["repeated"]), (&json!(0), &json!(2400)));
    let states = hadir.json(&["punches"])["punches"].as_array().unwrap().iter().fold([0; 3], |mut count, punch| {
        match punch["state"].as_str() {
            Some("0") => count[0] += 1,
            Some("1") => count[1] += 1,
            _ => count[2] += 1,
        }
        count
    });
    assert_eq!(states, [1294, 1105, 1]);
}

#[test]
fn one_person_is_added_changed_and_moved_from_the_command_line() {
    let hadir = Hadir::office();
    hadir.json(&["units", "add", "BIDANG", "--name", "Bidang P2P", "--parent", "DINKES"]);
    let add = ["people", "add", "--name", "Ani Contoh", "--type", "PPPK", "--ni-pppk", "209903042121212002"];
    hadir.json(&[add.as_slice(), &["--unit", "DINKES", "--from", "2026-01-01"]].concat());
    let change = ["people", "change", "209903042121212002", "--name", "Ani Contoh, S.Kep."];
    assert_eq!(hadir.run(&[change.as_slice(), &["--unit", "BIDANG", "--from", "2026-02-01"]].concat()).status, 0);

    let of_unit = hadir.json(&["people", "list", "--unit", "BIDANG"]);
    assert_eq!(of_unit["people"][0]["name"], "Ani Contoh, S.Kep.");
    let january = hadir.json(&["recap", "--month", "2026-01", "--unit", "BIDANG"]);
    assert_eq!(january["people"], json!([]), "in January she served elsewhere");
    assert_eq!(
        hadir.json(&["recap", "--month", "2026-02", "--unit", "BIDANG"])["people"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(hadir.run(&["people", "add", "--name", "X", "--type", "PNS", "--nip", "123"]).status, 1);
}

#[test]
fn terminals_and_accounts_come_from_sheets_all_or_named() {
    let hadir = Hadir::office();
    let devices = hadir.file("mesin.csv", b"nomor_seri;zona;kode_lokasi\nHDR010;WIB;KANTOR\nHDR011;WITA;\n");
    assert_eq!(hadir.json(&["devices", "import", &devices])["added"].as_array().map(Vec::len), Some(2));
    let bad = hadir.file("mesin2.csv", b"nomor_seri;zona;kode_lokasi\nHDR012;WIB;\nHDR013;WIB;TIDAK-ADA\n");
    assert_eq!(hadir.run(&["devices", "import", &bad]).status, 1);
    assert_eq!(hadir.json(&["devices"])["devices"].as_array().map(Vec::len), Some(3), "nothing of a bad sheet stays");

    let users =
        hadir.file("akun.csv", b"nama_masuk;peran;unit;pegawai\nkepegawaian;bkpsdm;;\nsiti;kepala;DINKES;Siti\n");
    let added = hadir.json(&["users", "import", &users]);
    assert_eq!(added["added"][1]["login"], "siti");
    assert!(added["added"][0]["code"].as_str().is_some_and(|code| code.len() == 14));
}
