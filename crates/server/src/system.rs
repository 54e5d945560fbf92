//! The clock and the source of randomness, injected everywhere else.
//!
//! **Invariant:** this is the only file of the project that reads the machine's clock or randomness
//! (clippy's `disallowed-methods` holds it).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use uuid::Uuid;

/// Where the time and random bytes come from. Cheap to clone.
#[derive(Clone)]
pub struct System(Arc<Inner>);

enum Inner {
    Real,
    Fixed(Mutex<Fixed>),
}

struct Fixed {
    now: Timestamp,
    state: u64,
}

impl System {
    /// The machine's own clock and randomness.
    pub fn real() -> Self {
        Self(Arc::new(Inner::Real))
    }

    /// A clock that stands still until told otherwise, and repeatable bytes. For tests and repeatable demos.
    pub fn fixed(now: Timestamp, seed: u64) -> Self {
        Self(Arc::new(Inner::Fixed(Mutex::new(Fixed { now, state: seed }))))
    }

    /// The time.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Inner::Real => Timestamp::now(),
            Inner::Fixed(fixed) => fixed.lock().unwrap_or_else(PoisonError::into_inner).now,
        }
    }

    /// Sets a fixed clock; without effect on the real one.
    pub fn set(&self, now: Timestamp) {
        if let Inner::Fixed(fixed) = &*self.0 {
            fixed.lock().unwrap_or_else(PoisonError::into_inner).now = now;
        }
    }

    /// Fills a buffer with random bytes.
    ///
    /// # Panics
    ///
    /// When the operating system has no randomness to give: going on would make guessable secrets.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads randomness")]
    pub fn fill(&self, buffer: &mut [u8]) {
        match &*self.0 {
            Inner::Real => getrandom::fill(buffer).expect("the operating system gives randomness"),
            Inner::Fixed(fixed) => {
                let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in buffer.chunks_mut(8) {
                    fixed.state = splitmix(fixed.state);
                    chunk.copy_from_slice(&fixed.state.to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A new P-256 key for a phone that is only played: private (PKCS#8) and public (SPKI), both in DER.
    ///
    /// # Errors
    ///
    /// When the operating system has no randomness to give.
    pub fn p256_key(&self) -> Result<(Vec<u8>, Vec<u8>), ring::error::Unspecified> {
        use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
        let random = ring::rand::SystemRandom::new();
        let private = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.as_ref(), &random)
            .map_err(|_| ring::error::Unspecified)?;
        let public = crate::services::punching::spki_of(pair.public_key().as_ref());
        Ok((private.as_ref().to_vec(), public))
    }

    /// A new UUIDv7 of this moment.
    pub fn uuid(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.0 {
            Inner::Real => "System(real)",
            Inner::Fixed(_) => "System(fixed)",
        })
    }
}

fn splitmix(state: u64) -> u64 {
    let mut mixed = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_system_repeats_itself() {
        let now = "2026-01-19T00:31:10Z".parse().unwrap();
        let (one, other) = (System::fixed(now, 7), System::fixed(now, 7));

        assert_eq!(one.uuid(), other.uuid());
        assert_ne!(one.uuid(), one.uuid());
        assert_eq!(one.now(), now);
    }

    #[test]
    fn real_ids_differ_and_sort_by_time() {
        let system = System::real();

        assert_ne!(system.uuid(), system.uuid());
        assert_eq!(system.uuid().get_version_num(), 7);
    }
}
