//! Bytes that somebody made to do harm.

use std::sync::LazyLock;

use hadir_ledger::bundle::{BundleError, Question, verify};
use proptest::prelude::*;

use crate::city::{City, archive, check, members};

static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| City::new(300, 1000).bundle());

#[test]
fn other_files_are_no_bundles() {
    for bytes in [&b""[..], b"PK\x03\x04", &[0; 512], &[0; 2048], &[0xff; 2048]] {
        assert!(matches!(verify(bytes, &Question::default()), Err(BundleError::NotABundle(_))));
    }
    let other = archive(&[("bundle.json".into(), br#"{"format":"hadir-bundle-v2"}"#.to_vec())]);
    assert!(matches!(verify(other.as_slice(), &Question::default()), Err(BundleError::NotABundle(_))));
}

#[test]
fn links_and_long_names_are_not_followed() {
    for kind in
        [tar::EntryType::Symlink, tar::EntryType::GNULongName, tar::EntryType::XHeader, tar::EntryType::Directory]
    {
        let whole = members(&BUNDLE);
        let mut tar = tar::Builder::new(Vec::new());
        let mut add = |name: &str, kind, bytes: &[u8]| {
            let mut header = tar::Header::new_ustar();
            header.set_path(name).unwrap();
            header.set_entry_type(kind);
            header.set_size(bytes.len() as u64);
            header.set_cksum();
            tar.append(&header, bytes).unwrap();
        };
        add("bundle.json", tar::EntryType::Regular, &whole[0].1);
        add("checkpoint", kind, b"/etc/hostname");
        let report = check(&tar.into_inner().unwrap(), &Question::default());
        assert!(!report.holds());
    }
}

#[test]
fn a_bundle_that_ends_anywhere_does_not_hold() {
    // The two empty blocks at the end are all that may be missing.
    for end in (0..BUNDLE.len() - 1024).step_by(1021) {
        match verify(&BUNDLE[..end], &Question::default()) {
            Ok(report) => assert!(!report.holds(), "{end}"),
            Err(error) => assert!(matches!(error, BundleError::NotABundle(_)), "{end}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let mut whole = BUNDLE[..1024].to_vec();
        whole.extend(bytes);
        let _ = verify(whole.as_slice(), &Question::default());
    }

    #[test]
    fn one_changed_byte_of_a_member_is_found(place in 0..BUNDLE.len(), bit in 0..8_u32) {
        let mut changed = BUNDLE.clone();
        changed[place] ^= 1 << bit;
        let before = members(&BUNDLE);
        let found = verify(changed.as_slice(), &Question::default()).map_or(true, |report| !report.holds());
        // Headers hold dates and rights, blocks are filled up, the manifest holds the date of writing, and ids name
        // records without being sealed: nothing of these is claimed.
        let says_the_same = || {
            let after = members(&changed);
            before.len() == after.len()
                && before.iter().zip(&after).all(|(one, other)| {
                    one == other || one.0 == "bundle.json" || (one.0.starts_with("records/") && one.0 == other.0)
                })
        };
        prop_assert!(found || says_the_same(), "byte {place}");
    }
}
