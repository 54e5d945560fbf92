//! The server's token: a dated word that only this server can have given. A punch that carries it was made later.

use jiff::Timestamp;

use super::wire::{b64, from_b64};
use crate::keys::{Secret, hmac};

/// The name of the secret behind it.
pub const SECRET: &str = "server token";

const MAC_BYTES: usize = 16;

/// A token of this moment: eight bytes of microseconds and sixteen of a keyed hash, base64url.
pub fn make(secret: &Secret, now: Timestamp) -> String {
    let micros = now.as_microsecond().to_be_bytes();
    let mut bytes = micros.to_vec();
    bytes.extend_from_slice(&mac(secret, &micros));
    b64(&bytes)
}

/// When a token was given; `None` when this server never gave it.
pub fn read(secret: &Secret, token: &str) -> Option<Timestamp> {
    let bytes = from_b64(token).filter(|bytes| bytes.len() == 8 + MAC_BYTES)?;
    let (micros, given) = bytes.split_at(8);
    let micros: [u8; 8] = micros.try_into().ok()?;
    let same: bool = subtle::ConstantTimeEq::ct_eq(given, &mac(secret, &micros)[..]).into();
    if !same {
        return None;
    }
    Timestamp::from_microsecond(i64::from_be_bytes(micros)).ok()
}

fn mac(secret: &Secret, micros: &[u8; 8]) -> [u8; MAC_BYTES] {
    let mut message = b"hadir-token-v1\n".to_vec();
    message.extend_from_slice(micros);
    let mut short = [0; MAC_BYTES];
    short.copy_from_slice(&hmac(secret, &message)[..MAC_BYTES]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_dated_and_cannot_be_made_up() {
        let (secret, other): (Secret, Secret) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let now: Timestamp = "2026-01-19T00:31:10.123456Z".parse().unwrap();
        let token = make(&secret, now);

        assert_eq!(read(&secret, &token), Some(now));
        assert_eq!(read(&other, &token), None);
        for wrong in ["", "x", &token[1..], &format!("{token}A")] {
            assert_eq!(read(&secret, wrong), None, "{wrong}");
        }
    }
}
