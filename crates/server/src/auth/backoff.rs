//! Slows down guessing: per address by a steady rate, per login by ever longer waits.
//!
//! **Invariant:** a login nobody has waits exactly as one somebody has, so that waiting tells nothing.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, Reference};
use governor::nanos::Nanos;
use governor::{Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};

use crate::system::System;

/// Tries an address has at once; a whole office may share one. One more comes back each second.
pub const TRIES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).expect("not zero");

/// Wrong tries a login has before it must wait.
pub const TRIES_PER_LOGIN: u32 = 5;

/// Tries at one login at the same moment.
pub const TRIES_AT_ONCE: u32 = 20;

const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Most logins and addresses remembered; beyond it those that may try again are forgotten.
const MOST: usize = 50_000;

/// Until when a login must wait after so many wrong tries: 30 s after the fifth, doubling up to 15 minutes.
pub fn locked_until(wrong_tries: u32, now: Timestamp) -> Option<Timestamp> {
    let over = wrong_tries.checked_sub(TRIES_PER_LOGIN)?;
    let wait = FIRST_WAIT.checked_mul(1 << over.min(10)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    now.checked_add(wait).ok()
}

type ByAddress = RateLimiter<
    IpAddr,
    governor::state::keyed::HashMapStateStore<IpAddr>,
    InjectedClock,
    governor::middleware::NoOpMiddleware<Nanos>,
>;

/// Remembers who tried how often.
pub struct Backoff {
    addresses: ByAddress,
    logins: Mutex<HashMap<String, Tries>>,
    clock: InjectedClock,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    /// Going on at this moment.
    open: u32,
    locked_until: Option<Timestamp>,
    last: Timestamp,
}

impl Backoff {
    /// Nobody tried yet.
    pub fn new(system: &System) -> Self {
        let clock = InjectedClock(system.clone());
        let quota = Quota::per_second(NonZeroU32::MIN).allow_burst(TRIES_PER_ADDRESS);
        Self { addresses: RateLimiter::new(quota, Default::default(), clock.clone()), logins: Mutex::default(), clock }
    }

    /// Takes one try from an address, or says how many seconds it must wait.
    ///
    /// # Errors
    ///
    /// The seconds to wait.
    pub fn admit_address(&self, address: IpAddr) -> Result<(), u64> {
        if self.addresses.len() > MOST {
            self.addresses.retain_recent();
        }
        self.addresses
            .check_key(&neighbourhood(address))
            .map_err(|wait| wait.wait_time_from(self.clock.now()).as_secs().saturating_add(1))
    }

    /// Admits one try at a login, or says how many seconds it must wait.
    ///
    /// Tries at the same moment are limited too, so that many at once do not outrun the counting.
    ///
    /// # Errors
    ///
    /// The seconds to wait.
    pub fn admit_login(&self, login: &str, stored: Option<Timestamp>) -> Result<Try<'_>, u64> {
        let now = self.clock.0.now();
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        if logins.len() >= MOST {
            logins.retain(|_, tries| tries.open > 0 || now.duration_since(tries.last) < LONGEST_WAIT);
        }
        if logins.len() >= MOST {
            logins.retain(|_, tries| tries.open > 0);
        }
        let tries =
            logins.entry(login.to_owned()).or_insert(Tries { wrong: 0, open: 0, locked_until: None, last: now });
        if let Some(until) = tries.locked_until.max(stored).filter(|until| *until > now) {
            let left = until.duration_since(now).as_secs();
            return Err(u64::try_from(left).unwrap_or(0).saturating_add(1));
        }
        if tries.open >= TRIES_AT_ONCE {
            return Err(1);
        }
        tries.open += 1;
        tries.last = now;
        Ok(Try { backoff: self, login: login.to_owned() })
    }

    fn change(&self, login: &str, change: impl FnOnce(&mut Tries)) {
        if let Some(tries) = self.logins.lock().unwrap_or_else(PoisonError::into_inner).get_mut(login) {
            change(tries);
        }
    }
}

/// A try at a login that is going on.
pub struct Try<'a> {
    backoff: &'a Backoff,
    login: String,
}

impl Try<'_> {
    /// It was wrong.
    pub fn wrong(self) {
        let now = self.backoff.clock.0.now();
        self.backoff.change(&self.login, |tries| {
            tries.wrong = tries.wrong.saturating_add(1);
            tries.locked_until = locked_until(tries.wrong, now);
        });
    }

    /// It was right: earlier wrong ones are forgotten.
    pub fn right(self) {
        self.backoff.change(&self.login, |tries| {
            tries.wrong = 0;
            tries.locked_until = None;
        });
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        self.backoff.change(&self.login, |tries| tries.open = tries.open.saturating_sub(1));
    }
}

/// The network one subscriber has: an IPv4 address, or the /64 of an IPv6 address.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// The injected clock, as the rate limiter reads one.
#[derive(Debug, Clone)]
pub struct InjectedClock(System);

impl Clock for InjectedClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since_epoch = Duration::try_from(self.0.now().as_duration()).unwrap_or_default();
        Nanos::from(since_epoch)
    }
}

const _: fn() = || {
    fn is_reference<T: Reference>() {}
    is_reference::<Nanos>();
};

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    const NOW: &str = "2026-01-19T00:31:10Z";

    fn system() -> System {
        System::fixed(NOW.parse().unwrap(), 1)
    }

    #[test]
    fn waits_double_from_the_fifth_wrong_try_up_to_fifteen_minutes() {
        let now: Timestamp = NOW.parse().unwrap();
        let waits: Vec<Option<i64>> = [4, 5, 6, 7, 9, 10, 1000]
            .map(|wrong| locked_until(wrong, now).map(|until| until.duration_since(now).as_secs()))
            .into();

        assert_eq!(waits, [None, Some(30), Some(60), Some(120), Some(480), Some(900), Some(900)]);
    }

    #[test]
    fn a_login_nobody_has_waits_too_and_time_ends_it() {
        let system = system();
        let backoff = Backoff::new(&system);
        for _ in 0..TRIES_PER_LOGIN {
            backoff.admit_login("hantu", None).ok().unwrap().wrong();
        }

        assert_eq!(backoff.admit_login("hantu", None).err(), Some(31));
        assert!(backoff.admit_login("lain", None).is_ok());
        system.set(system.now() + 31.seconds());
        backoff.admit_login("hantu", None).ok().unwrap().right();
        backoff.admit_login("hantu", None).ok().unwrap().wrong();
        assert!(backoff.admit_login("hantu", None).is_ok());
    }

    #[test]
    fn tries_at_the_same_moment_do_not_outrun_the_counting() {
        let backoff = Backoff::new(&system());
        let open: Vec<Try<'_>> = (0..TRIES_AT_ONCE).map(|_| backoff.admit_login("siti", None).ok().unwrap()).collect();

        assert_eq!(backoff.admit_login("siti", None).err(), Some(1));
        drop(open);
        assert!(backoff.admit_login("siti", None).is_ok());
    }

    #[test]
    fn a_wait_remembered_in_the_database_holds_after_a_restart() {
        let system = system();

        let backoff = Backoff::new(&system);

        assert_eq!(backoff.admit_login("siti", Some(system.now() + 10.seconds())).err(), Some(11));
    }

    #[test]
    fn an_address_runs_out_of_tries_and_gets_one_back_each_second() {
        let system = system();
        let backoff = Backoff::new(&system);
        let address: IpAddr = "2001:db8::1".parse().unwrap();
        let neighbour: IpAddr = "2001:db8::2".parse().unwrap();
        for _ in 0..TRIES_PER_ADDRESS.get() {
            assert_eq!(backoff.admit_address(address), Ok(()));
        }

        assert!(backoff.admit_address(neighbour).is_err());
        assert!(backoff.admit_address("203.0.113.9".parse().unwrap()).is_ok());
        system.set(system.now() + 1.seconds());
        assert_eq!(backoff.admit_address(address), Ok(()));
    }
}
