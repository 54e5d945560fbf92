//! Every change is found, and named by what shows it.

use hadir_ledger::bundle::{Manifest, Question, Records};
use hadir_ledger::finding::{CaughtBy, Finding, What};
use hadir_ledger::leaf::{RecordKind, commitment};
use hadir_ledger::note::{Algorithm, Signer};
use hadir_ledger::receipt::key_id;

use crate::city::{City, ORIGIN, archive, changed, check, log_key, members, minute};

/// The first finding, with its place in the log.
fn first(bundle: &[u8]) -> (CaughtBy, What, Option<u64>) {
    said(check(bundle, &Question::default()).first())
}

fn said(finding: Option<&Finding>) -> (CaughtBy, What, Option<u64>) {
    let finding = finding.expect("something is found");
    (finding.caught_by, finding.what, finding.position)
}

#[test]
fn an_altered_record_is_named_by_its_leaf() {
    let mut city = City::new(600, 100);
    city.records[300].body[5] ^= 1;
    let report = city.report();

    assert_eq!(said(report.first()), (CaughtBy::Leaf, What::Altered, Some(300)));
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].record, Some(city.records[300].id));
    assert_eq!(report.findings[0].place, "records/001");
}

#[test]
fn salt_and_kind_are_part_of_the_leaf() {
    let mut city = City::new(600, 100);
    city.records[7].salt[0] ^= 1;
    city.records[9].kind = RecordKind::Roll;
    let found: Vec<_> = city.report().findings.iter().map(|finding| said(Some(finding))).collect();

    assert_eq!(found, [(CaughtBy::Leaf, What::Altered, Some(7)), (CaughtBy::Leaf, What::Altered, Some(9))]);
}

#[test]
fn an_altered_leaf_is_named_by_the_next_checkpoint_when_all_else_was_computed_anew() {
    let mut city = City::new(600, 100);
    let notes: Vec<_> = city
        .signed
        .iter()
        .map(|(epoch, size, at)| (*epoch, *size, city.note(*epoch, *size, *at).to_string()))
        .collect();
    let record = &mut city.records[350];
    record.body[20] ^= 1;
    record.leaf = commitment(record.kind, &record.salt, &record.body);

    assert_eq!(first(&city.bundle_with(&notes)), (CaughtBy::Tree, What::Altered, Some(300)));
}

#[test]
fn whoever_holds_the_key_too_is_found_by_what_was_kept_elsewhere() {
    let mut city = City::new(600, 100);
    let outside = vec![city.note(1, 200, minute(200)), city.note(1, 400, minute(400))];
    let record = &mut city.records[350];
    record.body[20] ^= 1;
    record.leaf = commitment(record.kind, &record.salt, &record.body);
    let bundle = city.bundle();

    assert!(check(&bundle, &Question::default()).holds());
    let report = check(&bundle, &Question { outside, ..Question::default() });
    assert_eq!(said(report.first()), (CaughtBy::OutsideCheckpoint, What::Forked, Some(200)));
}

#[test]
fn a_log_cut_off_at_its_end_is_found_by_what_was_kept_elsewhere() {
    let long = City::new(600, 100);
    let short = City::new(500, 100);
    let report =
        check(&short.bundle(), &Question { outside: vec![long.note(1, 600, minute(600))], ..Question::default() });

    assert_eq!(said(report.first()), (CaughtBy::OutsideCheckpoint, What::Removed, Some(500)));
}

#[test]
fn a_log_under_another_key_is_found_by_what_was_kept_elsewhere() {
    let city = City::new(300, 100);
    let outside = city.note(1, 300, minute(300));
    let stranger = Signer::new(ORIGIN, Algorithm::Ed25519, &[77; 32]).unwrap();
    let mut other = City::new(300, 100);
    other.keys[0].vkey = stranger.verifier().vkey();
    let mut note = other.note(1, 300, minute(300));
    note.lines.push(stranger.sign(&note.text, 0));
    let bundle = other.bundle_with(&[(1, 300, note.to_string())]);

    let report = check(&bundle, &Question { outside: vec![outside], ..Question::default() });
    assert!(report.findings.iter().any(|finding| finding.caught_by == CaughtBy::OutsideCheckpoint));
    let report = check(&bundle, &Question { keys: vec![log_key(ORIGIN).verifier().clone()], ..Question::default() });
    assert!(
        report.findings.iter().any(|finding| (finding.caught_by, finding.what) == (CaughtBy::Signature, What::Forked))
    );
    // And by the record that puts the right one in use.
    assert!(
        report.findings.iter().any(|finding| (finding.caught_by, finding.what) == (CaughtBy::Shape, What::Removed))
    );
}

#[test]
fn removed_added_and_exchanged_records_are_named() {
    let bundle = City::new(600, 100).bundle();
    // Frames of one length each from the tenth record on: position, id, kind, state, salt, length, body.
    let frame = |bytes: &[u8], position: u64| {
        let start = bytes.windows(8).position(|window| window == position.to_be_bytes()).unwrap();
        let end = bytes.windows(8).position(|window| window == (position + 1).to_be_bytes()).unwrap();
        start..end
    };
    let removed = changed(&bundle, "records/000", |bytes| drop(bytes.drain(frame(bytes, 100))));
    assert_eq!(first(&removed), (CaughtBy::Shape, What::Removed, Some(100)));

    let twice = changed(&bundle, "records/000", |bytes| {
        let one = bytes[frame(bytes, 100)].to_vec();
        let at = frame(bytes, 100).end;
        bytes.splice(at..at, one);
    });
    assert_eq!(first(&twice), (CaughtBy::Shape, What::Reordered, Some(100)));

    let mut city = City::new(600, 100);
    let (one, other) = (city.records[100].clone(), city.records[103].clone());
    (city.records[100].body, city.records[100].salt) = (other.body, other.salt);
    (city.records[103].body, city.records[103].salt) = (one.body, one.salt);
    let found: Vec<_> = city.report().findings.iter().map(|finding| said(Some(finding))).collect();
    assert_eq!(found, [(CaughtBy::Leaf, What::Reordered, Some(100)), (CaughtBy::Leaf, What::Reordered, Some(103))]);
}

#[test]
fn a_record_gone_without_an_erasure_is_removed() {
    for by in [u64::MAX, 20, 599, 600, 10_000] {
        let mut city = City::new(600, 100);
        city.records[50].erased = Some(by);
        assert_eq!(first(&city.bundle()), (CaughtBy::Leaf, What::Removed, Some(50)), "{by}");
    }
}

#[test]
fn an_erasure_covers_neither_more_nor_less_than_it_names() {
    let mut city = City::new(300, 50);
    city.erase(&[40, 270]);
    city.signed.push((1, 301, minute(301)));
    assert!(city.report().holds());

    let mut more = City { records: city.records.clone(), ..City::new(300, 50) };
    more.signed = city.signed.clone();
    more.records[50].erased = Some(300);
    assert_eq!(said(more.report().first()), (CaughtBy::Leaf, What::Removed, Some(50)));
    // Under the name of another that was erased.
    more.records[50].id = more.records[40].id;
    assert_eq!(said(more.report().first()), (CaughtBy::Leaf, What::Removed, Some(50)));

    city.records[40].erased = None;
    assert_eq!(said(city.report().first()), (CaughtBy::Shape, What::Added, Some(300)));
}

#[test]
fn a_back_dated_record_is_named() {
    let mut city = City::new(400, 50);
    let received = minute(100);
    city.add(RecordKind::Punch, format!(r#"{{"received_at":"{received}"}}"#));
    city.signed.push((1, 401, minute(401)));
    assert_eq!(said(city.report().first()), (CaughtBy::Leaf, What::BackDated, Some(400)));
}

#[test]
fn hashes_of_every_level_and_entries_are_compared() {
    let bundle = City::new(66_000, 20_000).bundle();
    for (name, place, position) in [
        ("tile/0/x001/000", 0, None),
        ("tile/0/007", 32 * 9, Some(7 * 256 + 9)),
        ("tile/1/000", 33, Some(256)),
        ("tile/2/000.p/1", 1, Some(0)),
    ] {
        if !members(&bundle).iter().any(|(member, _)| member == name) {
            continue;
        }
        let bundle = changed(&bundle, name, |bytes| bytes[place] ^= 1);
        assert_eq!(first(&bundle), (CaughtBy::Tree, What::Altered, position), "{name}");
    }
    let bundle = changed(&bundle, "tile/entries/007", |bytes| bytes[34 * 9 + 5] ^= 1);
    let report = check(&bundle, &Question::default());
    let caught: Vec<_> = report.findings.iter().map(|finding| (finding.caught_by, finding.position)).collect();
    assert_eq!(caught[..2], [(CaughtBy::Tree, Some(7 * 256 + 9)), (CaughtBy::Leaf, Some(7 * 256 + 9))]);
}

#[test]
fn a_missing_member_is_named() {
    let bundle = City::new(600, 300).bundle();
    for (name, caught) in [
        ("checkpoint", CaughtBy::Shape),
        ("tile/entries/001", CaughtBy::Shape),
        ("tile/0/000", CaughtBy::Shape),
        ("records/001", CaughtBy::Shape),
        ("tile/1/000.p/2", CaughtBy::Shape),
        ("end.json", CaughtBy::Shape),
    ] {
        let mut members = members(&bundle);
        members.retain(|(member, _)| member != name);
        let report = check(&archive(&members), &Question::default());
        let finding = report.findings.iter().find(|finding| finding.place == name).expect(name);
        assert_eq!((finding.caught_by, finding.what), (caught, What::Removed), "{name}");
    }
}

#[test]
fn signatures_are_checked_on_every_checkpoint() {
    let city = City::new(600, 200);
    let forge = |signature: usize| {
        let mut notes: Vec<_> =
            city.signed.iter().map(|(epoch, size, at)| (*epoch, *size, city.note(*epoch, *size, *at))).collect();
        notes[1].2.lines[signature].signature[20] ^= 1;
        let notes: Vec<_> = notes.into_iter().map(|(epoch, size, note)| (epoch, size, note.to_string())).collect();
        let report = check(&city.bundle_with(&notes), &Question::default());
        (said(report.first()), report.findings[0].place.clone())
    };
    for signature in [0, 1] {
        assert_eq!(forge(signature), ((CaughtBy::Signature, What::Damaged, None), "checkpoints/1/400".to_owned()));
    }
}

#[test]
fn a_key_that_was_ended_signs_nothing_new() {
    let mut city = City::new(600, 200);
    city.keys[0].until = Some(minute(300));
    let report = city.report();

    assert_eq!(report.findings.len(), 2, "{:?}", report.findings);
    assert!(report.findings.iter().all(|finding| finding.caught_by == CaughtBy::Signature));
    assert_eq!(report.findings[0].place, "checkpoints/1/400");
}

#[test]
fn a_broken_promise_is_found_by_its_receipt() {
    use ed25519_dalek::{Signer as _, SigningKey};
    let key = SigningKey::from_bytes(&[3; 32]);
    let public = key.verifying_key().to_bytes();
    let mut city = City::new(300, 50);
    let vkey =
        hadir_ledger::note::Verifier::new(&format!("{ORIGIN}/receipt"), Algorithm::Ed25519, &public).unwrap().vkey();
    city.begin_key("receipt", vkey, 1);
    city.signed.push((1, city.size(), minute(5000)));
    let b64 = |bytes: &[u8]| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    };
    let receipt = |commitment: [u8; 32], due: u64| {
        let (received_at, include_by) = (minute(10), minute(due));
        let root = b64(&hadir_ledger::merkle::leaf_hash(&commitment));
        let text = format!(
            "hadir-receipt-v1\n{{\"include_by\":\"{include_by}\",\"instansi\":\"kota-contoh\",\"key_id\":\"{}\",\"received_at\":\"{received_at}\",\"root\":\"{root}\",\"size\":1}}",
            key_id(&public)
        );
        let json = format!(
            r#"{{"instansi":"kota-contoh","key_id":"{}","received_at":"{received_at}","include_by":"{include_by}","commitments":["{}"],"signature":"{}"}}"#,
            key_id(&public),
            b64(&commitment),
            b64(&key.sign(text.as_bytes()).to_bytes())
        );
        hadir_ledger::receipt::read(json.as_bytes()).unwrap().remove(0)
    };
    let look = |receipts: Vec<_>| check(&city.bundle(), &Question { receipts, ..Question::default() });

    let kept = receipt(city.records[200].leaf, 1000);
    let report = look(vec![kept.clone(), receipt([9; 32], 9000)]);
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.receipts, report.waiting), (1, 1));

    let report = look(vec![kept.clone(), receipt([9; 32], 1000)]);
    assert_eq!(said(report.first()), (CaughtBy::Receipt, What::Removed, None));

    let forged = hadir_ledger::receipt::Receipt { include_by: minute(9000).to_string(), ..kept };
    assert_eq!(said(look(vec![forged]).first()), (CaughtBy::Signature, What::Damaged, None));
}

#[test]
fn a_manifest_that_says_otherwise_is_not_believed() {
    let city = City::new(600, 200);
    let lie = |change: &dyn Fn(&mut Manifest)| {
        changed(&city.bundle(), "bundle.json", |bytes| {
            let mut manifest: Manifest = serde_json::from_slice(bytes).unwrap();
            change(&mut manifest);
            *bytes = serde_json::to_vec(&manifest).unwrap();
        })
    };
    let holds = |change: &dyn Fn(&mut Manifest)| check(&lie(change), &Question::default()).holds();

    assert!(holds(&|_| {}));
    assert!(!holds(&|manifest| manifest.size = 599));
    assert!(!holds(&|manifest| manifest.size = u64::MAX));
    assert!(!holds(&|manifest| manifest.from = 256));
    assert!(!holds(&|manifest| manifest.from = 7));
    assert!(!holds(&|manifest| manifest.records = Records::None));
    assert!(!holds(&|manifest| manifest.keys.clear()));
    assert!(!holds(&|manifest| manifest.epochs[0].from_position = 1));
    assert!(!holds(&|manifest| manifest.epochs.clear()));
}
