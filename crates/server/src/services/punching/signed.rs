//! Whose signature stands under a punch, and whether it follows the one before it.
//!
//! A punch names the hash of the one before it, so the newest signature of an unbroken chain vouches for all of it: it is
//! checked before the answer, the others afterwards.

use std::collections::HashMap;

use hadir_domain::arrival::Signature;
use hadir_domain::ids::InstansiId;
use hadir_store::problems::{self, NewProblem};
use jiff::Timestamp;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use super::wire::Punch;
use crate::app::App;
use crate::services::importing::DEDUPE_SECRET;

/// The beginning of every P-256 public key in SPKI form; the uncompressed point follows.
const SPKI_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The point of a P-256 public key in SPKI form; `None` for anything else.
pub fn point_of(spki: &[u8]) -> Option<[u8; 65]> {
    let point: [u8; 65] = spki.strip_prefix(&SPKI_HEAD[..])?.try_into().ok()?;
    (point[0] == 0x04).then_some(point)
}

/// The SPKI form of a point.
pub fn spki_of(point: &[u8]) -> Vec<u8> {
    [&SPKI_HEAD[..], point].concat()
}

/// Whether r and s are the key's signature over these bytes.
pub fn verify(point: &[u8; 65], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
}

/// What is known of a punch's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// The signature.
    pub signature: Signature,
    /// It names another punch before it than the one that came before it in this request.
    pub broken: bool,
    /// It is vouched for by a later one and still to be checked itself.
    pub unproven: bool,
}

/// A signature to be checked after the answer.
#[derive(Debug, Clone)]
pub struct Unproven {
    /// The key's point.
    pub point: [u8; 65],
    /// The signed bytes.
    pub message: Vec<u8>,
    /// r and s.
    pub signature: Vec<u8>,
    /// The punch as it came.
    pub raw: Value,
}

/// Checks the signatures of the punches of a request. `point` finds the key by its name; a signature of an unknown key
/// cannot be checked and is left to the label that says so.
pub fn check<'a>(punches: &[Option<&Punch>], point: impl Fn(&str) -> Option<&'a [u8; 65]>) -> Vec<Checked> {
    let nothing = Checked { signature: Signature::Missing, broken: false, unproven: false };
    let mut checked = vec![nothing; punches.len()];
    let mut by_key: HashMap<&str, Vec<(usize, &Punch)>> = HashMap::new();
    for (place, punch) in punches.iter().enumerate() {
        let Some(punch) = punch else { continue };
        if let (Some(key), Some(_)) = (&punch.device_key, &punch.signature) {
            by_key.entry(key).or_default().push((place, punch));
        }
    }
    for (key, mut of_key) in by_key {
        of_key.sort_by_key(|(place, punch)| (punch.seq, *place));
        let Some(point) = point(key) else {
            of_key.iter().for_each(|(place, _)| checked[*place].signature = Signature::Good);
            continue;
        };
        let mut end = of_key.len();
        while end > 0 {
            let mut begin = end - 1;
            while begin > 0 && follows(of_key[begin - 1].1, of_key[begin].1) {
                begin -= 1;
            }
            if begin > 0 && is_next(of_key[begin - 1].1, of_key[begin].1) && of_key[begin].1.prev.is_some() {
                checked[of_key[begin].0].broken = true;
            }
            run(&of_key[begin..end], point, &mut checked);
            end = begin;
        }
    }
    checked
}

/// One unbroken chain, oldest first.
fn run(chain: &[(usize, &Punch)], point: &[u8; 65], checked: &mut [Checked]) {
    let holds =
        |punch: &Punch| punch.signature.as_ref().is_some_and(|signature| verify(point, &punch.canonical, signature));
    let Some(((newest, punch), older)) = chain.split_last() else { return };
    if holds(punch) {
        checked[*newest].signature = Signature::Good;
        for (place, _) in older {
            checked[*place].signature = Signature::Good;
            checked[*place].unproven = true;
        }
    } else {
        checked[*newest].signature = Signature::Bad;
        for (place, punch) in older {
            checked[*place].signature = if holds(punch) { Signature::Good } else { Signature::Bad };
        }
    }
}

fn is_next(before: &Punch, punch: &Punch) -> bool {
    before.seq.zip(punch.seq).is_some_and(|(before, seq)| before + 1 == seq)
}

fn follows(before: &Punch, punch: &Punch) -> bool {
    is_next(before, punch) && punch.prev.as_deref() == Some(before.hash().as_str())
}

/// Checks signatures after the answer. One that does not hold becomes a problem for the officer: the punch is in the
/// journal by then, vouched for by a later one of the same key.
pub fn prove_later(app: App, instansi: InstansiId, unproven: Vec<Unproven>, received_at: Timestamp) {
    tokio::spawn(async move {
        let checked = tokio::task::spawn_blocking(move || {
            unproven.into_iter().filter(|one| !verify(&one.point, &one.message, &one.signature)).collect::<Vec<_>>()
        });
        let Ok(wrong) = checked.await else { return };
        if wrong.is_empty() {
            return;
        }
        tracing::warn!(count = wrong.len(), "signatures inside a chain do not hold");
        let kept = async {
            let secret = app.keys.secret(&app.db, instansi, DEDUPE_SECRET).await?;
            let secret = hadir_store::punches::DedupeSecret(*secret);
            let problems: Vec<NewProblem> = wrong
                .iter()
                .map(|one| super::journal::problem(&app.system, "bad_signature_in_chain", &one.raw, received_at))
                .collect();
            app.db.write(async |tx| problems::append(tx, instansi, &secret, &problems).await).await?;
            anyhow::Ok(())
        };
        if let Err(error) = kept.await {
            tracing::error!(cause = format!("{error:#}"), "signatures that do not hold could not be noted");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::punching::wire::{self, b64};
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    fn key() -> (EcdsaKeyPair, [u8; 65]) {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref().try_into().unwrap();
        (pair, point)
    }

    fn chain(pair: &EcdsaKeyPair, count: u64) -> Vec<Punch> {
        let mut punches: Vec<Punch> = Vec::new();
        for seq in 1..=count {
            let prev = punches.last().map(Punch::hash);
            punches.push(signed(pair, seq, prev));
        }
        punches
    }

    fn signed(pair: &EcdsaKeyPair, seq: u64, prev: Option<String>) -> Punch {
        let mut raw = json!({
            "id": uuid::Uuid::from_u128(seq.into()), "kind": "in", "claimed_at": "2026-01-19T07:21:05+07:00",
            "device_key": "k", "seq": seq, "prev": prev,
        });
        let bytes = wire::canonical("hadir-punch-v1\n", &raw);
        raw["signature"] = b64(pair.sign(&SystemRandom::new(), &bytes).unwrap().as_ref()).into();
        *wire::read(raw).read.unwrap()
    }

    fn checked(punches: &[Punch], point: &[u8; 65]) -> Vec<Checked> {
        let all: Vec<Option<&Punch>> = punches.iter().map(Some).collect();
        check(&all, |_| Some(point))
    }

    #[test]
    fn the_newest_signature_vouches_for_an_unbroken_chain_in_whatever_order_it_comes() {
        let (pair, point) = key();
        let mut punches = chain(&pair, 4);
        punches.reverse();

        let checked = checked(&punches, &point);

        assert!(checked.iter().all(|one| one.signature == Signature::Good && !one.broken));
        assert_eq!(checked.iter().map(|one| one.unproven).collect::<Vec<_>>(), [false, true, true, true]);
    }

    #[test]
    fn a_gap_begins_a_chain_of_its_own_and_is_no_break() {
        let (pair, point) = key();
        let mut punches = chain(&pair, 4);
        punches.remove(1);

        let checked = checked(&punches, &point);

        assert!(checked.iter().all(|one| one.signature == Signature::Good && !one.broken));
        assert_eq!(checked.iter().map(|one| one.unproven).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn a_punch_put_in_place_of_another_breaks_the_chain() {
        let (pair, point) = key();
        let mut punches = chain(&pair, 3);
        punches[1] = signed(&pair, 2, Some("other".into()));

        let checked = checked(&punches, &point);

        assert_eq!(checked.iter().map(|one| one.broken).collect::<Vec<_>>(), [false, true, true]);
        assert!(checked.iter().all(|one| one.signature == Signature::Good));
    }

    #[test]
    fn a_signature_of_another_key_or_over_other_bytes_is_bad() {
        let (pair, _) = key();
        let (_, other) = key();
        let punches = chain(&pair, 2);

        assert!(checked(&punches, &other).iter().all(|one| one.signature == Signature::Bad && !one.unproven));
    }

    #[test]
    fn only_a_p256_key_is_a_key() {
        let (_, point) = key();
        let spki = [&SPKI_HEAD[..], &point].concat();

        assert_eq!(point_of(&spki), Some(point));
        assert_eq!(point_of(&spki[1..]), None);
        assert_eq!(point_of(&[&SPKI_HEAD[..], &[2; 65]].concat()), None);
    }
}
