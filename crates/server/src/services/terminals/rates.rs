//! How often one terminal, or one address, may call. What is turned away is kept by the terminal and sent again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Callers remembered at most; beyond, the idle ones are forgotten.
const MOST: usize = 20_000;

/// A bucket for each caller: `burst` calls at once, `per_second` more in each second.
#[derive(Debug)]
pub struct Rates {
    burst: i64,
    per_second: i64,
    callers: Mutex<HashMap<String, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Calls left, in thousandths.
    left: i64,
    at: Timestamp,
}

impl Rates {
    /// Buckets of that size.
    pub fn new(burst: u32, per_second: u32) -> Self {
        Self { burst: i64::from(burst) * 1000, per_second: i64::from(per_second), callers: Mutex::default() }
    }

    /// Takes a turn; false when there is none left.
    pub fn admit(&self, caller: &str, now: Timestamp) -> bool {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MOST {
            let full = SignedDuration::from_millis(self.burst / self.per_second.max(1));
            callers.retain(|_, bucket| now.duration_since(bucket.at) < full);
        }
        let bucket = callers.entry(caller.to_owned()).or_insert(Bucket { left: self.burst, at: now });
        let passed = i64::try_from(now.duration_since(bucket.at).as_millis()).unwrap_or(0).max(0);
        bucket.left = self.burst.min(bucket.left.saturating_add(passed.saturating_mul(self.per_second)));
        bucket.at = now;
        if bucket.left < 1000 {
            return false;
        }
        bucket.left -= 1000;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    #[test]
    fn a_burst_is_let_through_then_as_many_as_time_gives() {
        let rates = Rates::new(3, 2);
        let now: Timestamp = "2026-01-05T00:00:00Z".parse().unwrap();

        let at_once: Vec<bool> = (0..5).map(|_| rates.admit("A", now)).collect();
        assert_eq!(at_once, [true, true, true, false, false]);
        assert!(rates.admit("B", now), "others are not concerned");
        let later = now + 1.second();
        assert_eq!((0..3).map(|_| rates.admit("A", later)).collect::<Vec<_>>(), [true, true, false]);
    }
}
