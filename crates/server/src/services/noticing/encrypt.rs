//! The body of a Web Push message: RFC 8291, in the coding aes128gcm of RFC 8188. Only the browser reads it; the push
//! service in between sees its length, rounded up.

use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey, ecdh};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::keys::hmac;
use crate::system::System;

/// Longest text of a message: every push service takes 4,096 bytes, of which the coding needs some.
pub const MOST_BYTES: usize = 3_800;
/// The size of a record; a message is one.
const RECORD_BYTES: u32 = 4096;
/// Texts are filled up to a multiple of this, so that their length tells little.
const STEP_BYTES: usize = 256;

/// It cannot be encrypted: the browser's key is no key, or the text is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the browser's key is not usable, or the message is too long")]
pub struct Unusable;

/// Encrypts a text for a browser, with a key and a salt used once.
///
/// # Errors
///
/// [`Unusable`] for a key that is none.
pub fn encrypt(system: &System, p256dh: &[u8], auth: &[u8], text: &[u8]) -> Result<Vec<u8>, Unusable> {
    if text.len() > MOST_BYTES {
        return Err(Unusable);
    }
    let filled = (text.len() + 1).next_multiple_of(STEP_BYTES).min(MOST_BYTES + 1);
    encrypt_with(&fresh_key(system), system.bytes::<16>(), p256dh, auth, text, filled)
}

/// A private key: nearly every 32 bytes are one.
fn fresh_key(system: &System) -> SecretKey {
    loop {
        if let Ok(key) = SecretKey::from_slice(&system.bytes::<32>()) {
            return key;
        }
    }
}

/// A public key as 65 bytes.
pub fn point(key: &PublicKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}

fn encrypt_with(
    own: &SecretKey,
    salt: [u8; 16],
    p256dh: &[u8],
    auth: &[u8],
    text: &[u8],
    filled: usize,
) -> Result<Vec<u8>, Unusable> {
    let theirs = PublicKey::from_sec1_bytes(p256dh).map_err(|_| Unusable)?;
    let own_point = point(&own.public_key());
    let shared = ecdh::diffie_hellman(own.to_nonzero_scalar(), theirs.as_affine());
    let (content_key, nonce) =
        derive(shared.raw_secret_bytes().as_slice(), &point(&theirs), &own_point, auth, &salt).ok_or(Unusable)?;

    let mut record = text.to_vec();
    record.push(2); // the last record
    record.resize(filled.max(record.len()), 0);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content_key).map_err(|_| Unusable)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| Unusable)?;

    let mut body = salt.to_vec();
    body.extend(RECORD_BYTES.to_be_bytes());
    body.push(u8::try_from(own_point.len()).map_err(|_| Unusable)?);
    body.extend(own_point);
    body.extend(record);
    Ok(body)
}

/// Key and nonce of the content: HKDF with SHA-256, whose outputs here all fit into one block.
fn derive(shared: &[u8], browser: &[u8], server: &[u8], auth: &[u8], salt: &[u8; 16]) -> Option<([u8; 16], [u8; 12])> {
    let extract = |salt: &[u8], secret: &[u8]| {
        let mut key = [0; 32];
        key.get_mut(..salt.len())?.copy_from_slice(salt);
        Some(hmac(&key, secret))
    };
    let expand = |key: &[u8; 32], info: &[u8]| hmac(key, &[info, &[1]].concat());

    let both = [b"WebPush: info\0", browser, server].concat();
    let secret = expand(&extract(auth, shared)?, &both);
    let key = extract(salt, &secret)?;
    let content_key = expand(&key, b"Content-Encoding: aes128gcm\0")[..16].try_into().ok()?;
    let nonce = expand(&key, b"Content-Encoding: nonce\0")[..12].try_into().ok()?;
    Some((content_key, nonce))
}

/// What a browser does: opens a message with its private key and secret. For receivers in tests and checks.
///
/// # Errors
///
/// [`Unusable`] when it was not made for this key.
pub fn decrypt(private: &[u8; 32], auth: &[u8], body: &[u8]) -> Result<Vec<u8>, Unusable> {
    let own = SecretKey::from_slice(private).map_err(|_| Unusable)?;
    let salt: [u8; 16] = body.get(..16).and_then(|salt| salt.try_into().ok()).ok_or(Unusable)?;
    let length = usize::from(*body.get(20).ok_or(Unusable)?);
    let server = body.get(21..21 + length).ok_or(Unusable)?;
    let theirs = PublicKey::from_sec1_bytes(server).map_err(|_| Unusable)?;
    let shared = ecdh::diffie_hellman(own.to_nonzero_scalar(), theirs.as_affine());
    let browser = point(&own.public_key());
    let (content_key, nonce) =
        derive(shared.raw_secret_bytes().as_slice(), &browser, server, auth, &salt).ok_or(Unusable)?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content_key).map_err(|_| Unusable)?);
    let mut record = body[21 + length..].to_vec();
    let text =
        key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).map_err(|_| Unusable)?;
    let end = text.iter().rposition(|byte| *byte != 0).filter(|end| text[*end] == 2).ok_or(Unusable)?;
    Ok(text[..end].to_vec())
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291, section 5 and appendix A.
    const TEXT: &[u8] = b"When I grow up, I want to be a watermelon";
    const SERVER_PRIVATE: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    const BROWSER_PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    const BROWSER_PUBLIC: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
    const MESSAGE: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    #[test]
    fn the_example_of_the_rfc_comes_out_byte_by_byte() {
        let own = SecretKey::from_slice(&bytes(SERVER_PRIVATE)).unwrap();
        let salt = bytes(SALT).try_into().unwrap();

        let message = encrypt_with(&own, salt, &bytes(BROWSER_PUBLIC), &bytes(AUTH), TEXT, 0).unwrap();

        assert_eq!(URL_SAFE_NO_PAD.encode(message), MESSAGE);
    }

    #[test]
    fn the_browser_of_the_rfc_reads_it_and_nobody_else() {
        let private = bytes(BROWSER_PRIVATE).try_into().unwrap();

        assert_eq!(decrypt(&private, &bytes(AUTH), &bytes(MESSAGE)).unwrap(), TEXT);
        assert_eq!(decrypt(&[1; 32], &bytes(AUTH), &bytes(MESSAGE)), Err(Unusable));
        assert_eq!(decrypt(&private, &[1; 16], &bytes(MESSAGE)), Err(Unusable));
    }

    #[test]
    fn texts_of_like_length_cannot_be_told_apart_and_all_are_read_back() {
        let system = System::fixed("2026-01-19T00:31:10Z".parse().unwrap(), 1);
        let private: [u8; 32] = bytes(BROWSER_PRIVATE).try_into().unwrap();
        let mut lengths = std::collections::BTreeSet::new();
        for length in [0, 1, 200, 255, 256, MOST_BYTES] {
            let text = vec![b'a'; length];
            let message = encrypt(&system, &bytes(BROWSER_PUBLIC), &bytes(AUTH), &text).unwrap();
            assert!(message.len() <= 4096, "{length}: {}", message.len());
            assert_eq!(decrypt(&private, &bytes(AUTH), &message).unwrap(), text, "{length}");
            lengths.insert(message.len());
        }
        assert_eq!(lengths.len(), 3);
        assert_eq!(encrypt(&system, &bytes(BROWSER_PUBLIC), &bytes(AUTH), &vec![0; MOST_BYTES + 1]), Err(Unusable));
        assert_eq!(encrypt(&system, &[4; 65], &bytes(AUTH), b"x"), Err(Unusable), "a point off the curve");
        assert_eq!(encrypt(&system, &bytes(BROWSER_PUBLIC), &[0; 33], b"x"), Err(Unusable), "a secret of another size");
    }
}
