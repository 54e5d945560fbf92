//! What was written as it should be holds.

use hadir_ledger::bundle::{Question, Records};
use hadir_ledger::note::{Algorithm, Signer};

use crate::city::{City, ORIGIN, check, log_key, members, minute};

#[test]
fn a_log_of_any_size_holds_with_records_and_without() {
    for size in [3, 4, 255, 256, 257, 512, 1000] {
        let mut city = City::new(size, 100);
        let report = city.report();
        assert!(report.holds(), "{size}: {:?}", report.findings);
        assert_eq!((report.size, report.records, report.root), (size, size, Some(city.root(size))));
        assert_eq!(report.checkpoints, city.signed.len() as u64);

        city.which = Records::None;
        let report = city.report();
        assert!(report.holds(), "{size}: {:?}", report.findings);
        assert_eq!((report.size, report.records), (size, 0));
    }
}

#[test]
fn a_log_with_three_levels_of_tiles_holds_from_any_tile_on() {
    let mut city = City::new(66_000, 20_000);
    for from in [0, 256, 512, 65_280, 65_536, 65_792] {
        city.from = from;
        let report = city.report();
        assert!(report.holds(), "{from}: {:?}", report.findings);
        assert_eq!(report.records, 66_000 - from);
        assert_eq!(report.root, Some(city.root(66_000)));
        assert_eq!(report.checkpoints + report.unjudged, 4);
    }
}

#[test]
fn the_members_are_a_static_log_as_c2sp_describes_it() {
    let names: Vec<String> = members(&City::new(600, 300).bundle()).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "bundle.json",
        "checkpoint",
        "checkpoints/1/300",
        "tile/entries/000",
        "tile/0/000",
        "records/000",
        "tile/entries/001",
        "tile/0/001",
        "records/001",
        "tile/entries/002.p/88",
        "tile/0/002.p/88",
        "records/002.p/88",
        "tile/1/000.p/2",
        "end.json",
    ];
    assert_eq!(names, expected);
}

#[test]
fn what_was_erased_by_law_is_counted_and_holds() {
    let mut city = City::new(300, 50);
    city.erase(&[40, 270]);
    city.signed.push((1, 301, minute(301)));
    let report = city.report();

    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.records, report.erased), (299, 2));
}

#[test]
fn a_restore_is_explained_and_no_fork() {
    let mut lost = City::new(400, 50);
    let kept_elsewhere = lost.note(1, 400, minute(400));
    lost.records.truncate(350);
    lost.signed.retain(|(_, size, _)| *size <= 350);
    let mut city = lost;
    city.begin_epoch("kota.example/log/contoh/2");
    city.punch();
    city.signed.push((2, city.size(), minute(500)));
    let before = city.note(1, 300, minute(300));
    let report = check(&city.bundle(), &Question { outside: vec![kept_elsewhere, before], ..Question::default() });

    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.explained.len(), 1);
    assert_eq!((report.explained[0].left, report.explained[0].lost), (350, Some(50)));
    assert_eq!(report.checkpoints, city.signed.len() as u64 + 1);
}

#[test]
fn keys_overlap_when_they_change() {
    let mut city = City::new(100, 1000);
    let new = Signer::new(ORIGIN, Algorithm::Ed25519, &[9; 32]).unwrap();
    city.begin_key("log", new.verifier().vkey(), 1);
    let size = city.size();
    let note = city.note(1, size, minute(size));
    let mut both = note.clone();
    both.lines.push(new.sign(&note.text, 0));
    let mut only_new = both.clone();
    only_new.lines.remove(0);
    for note in [note, both, only_new] {
        let bundle = city.bundle_with(&[(1, size, note.to_string())]);
        let question = Question { keys: vec![log_key(ORIGIN).verifier().clone()], ..Question::default() };
        assert!(check(&bundle, &question).holds());
    }
}

#[test]
fn a_witness_is_counted() {
    let city = City::new(300, 100);
    let witness = Signer::new("saksi.example", Algorithm::Cosignature, &[5; 32]).unwrap();
    let mut notes: Vec<_> =
        city.signed.iter().map(|(epoch, size, at)| (*epoch, *size, city.note(*epoch, *size, *at))).collect();
    let line = witness.sign(&notes[1].2.text, 1_800_000_000);
    notes[1].2.lines.push(line);
    let notes: Vec<_> = notes.into_iter().map(|(epoch, size, note)| (epoch, size, note.to_string())).collect();
    let question = Question { witnesses: vec![witness.verifier().clone()], ..Question::default() };
    let report = check(&city.bundle_with(&notes), &question);

    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.witnessed, [("saksi.example".to_owned(), 1)]);
}
