//! A bundle whose members were cut, overwritten, exchanged and repeated, and raw bytes behind a good beginning. Whatever is
//! taken for whole has the leaves, tiles and checkpoints it was written with.
#![no_main]

use hadir_fuzz::bundles::{WHOLE, archive, look};
use hadir_ledger::note::Note;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, mut rest)) = bytes.split_first() else { return };
    if kind & 1 == 0 {
        let mut raw = archive(&WHOLE[..usize::from(kind >> 1) % WHOLE.len()].to_vec());
        raw.truncate(raw.len().saturating_sub(1024));
        raw.extend_from_slice(rest);
        look(&raw);
        return;
    }
    let mut members = WHOLE.clone();
    // What to do, to which member, where, and with how many bytes.
    while let Some((&[what, member, high, low, length], after)) = rest.split_first_chunk::<5>() {
        let place = usize::from(member) % members.len();
        let (new, after) = after.split_at(usize::from(length).min(after.len()));
        rest = after;
        let (count, content) = (members.len(), &mut members[place].1);
        let at = usize::from(u16::from_be_bytes([high, low])) % (content.len() + 1);
        match what % 5 {
            0 => content.truncate(at),
            1 => content.iter_mut().skip(at).zip(new).for_each(|(old, new)| *old = *new),
            2 => drop(content.splice(at..at, new.iter().copied())),
            3 => members.swap(place, at % count),
            _ => members.insert(place, members[place].clone()),
        }
        if members.len() > 40 {
            break;
        }
    }
    if look(&archive(&members)).is_some_and(|report| report.holds()) {
        let counts = |name: &str| !name.starts_with("records/") && name != "bundle.json" && name != "end.json";
        // Lines of strangers under a checkpoint are nobody's business.
        let said = |bytes: &[u8]| match std::str::from_utf8(bytes).ok().and_then(|text| Note::parse(text).ok()) {
            Some(note) => note.text.into_bytes(),
            None => bytes.to_vec(),
        };
        let of = |members: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
            let counted = members.iter().filter(|(name, _)| counts(name));
            counted.map(|(name, bytes)| (name.clone(), said(bytes))).collect()
        };
        assert_eq!(of(&members), of(&WHOLE), "a change that was not seen");
    }
});
