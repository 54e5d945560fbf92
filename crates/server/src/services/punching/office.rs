//! The code an office shows at its door: made from a key of the site and the day, another every 15 seconds.

use hadir_domain::arrival::OfficeCode;
use hadir_domain::ids::SiteId;
use hadir_domain::sites::Site;
use jiff::{SignedDuration, Timestamp};

use super::wire::b64;
use crate::keys::{Secret, hmac};

/// The name of the secret behind the day keys.
pub const SECRET: &str = "office code";

/// How long a code stands on the screen, in seconds.
pub const STEP_S: i64 = 15;

const DAY_S: i64 = 86_400;

/// How many days a screen is given keys for: it works so long without internet.
const DAYS: i64 = 3;

/// The key of a site for one day (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayKey {
    /// Days since 1970.
    pub day: i64,
    /// When it begins to hold.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// The key.
    pub key: [u8; 32],
}

/// The keys a screen is given: of today and of the days its work without internet may reach into.
pub fn day_keys(secret: &Secret, site: SiteId, now: Timestamp) -> Vec<DayKey> {
    let today = now.as_second().div_euclid(DAY_S);
    (today..today + DAYS)
        .filter_map(|day| {
            let from = Timestamp::from_second(day * DAY_S).ok()?;
            let to = from.checked_add(SignedDuration::from_secs(DAY_S)).ok()?;
            Some(DayKey { day, from, to, key: day_key(secret, site, day) })
        })
        .collect()
}

fn day_key(secret: &Secret, site: SiteId, day: i64) -> [u8; 32] {
    hmac(secret, format!("hadir-office-day-v1\n{site}\n{day}").as_bytes())
}

/// The code a site shows at a moment.
pub fn code_at(secret: &Secret, site: &Site, at: Timestamp) -> String {
    let step = at.as_second().div_euclid(STEP_S);
    format!("HC1.{}.{step}.{}", site.code, mac(secret, site, step))
}

fn mac(secret: &Secret, site: &Site, step: i64) -> String {
    let day = (step * STEP_S).div_euclid(DAY_S);
    let key = day_key(secret, site.id, day);
    let mac = hmac(&key, format!("hadir-office-code-v1\n{}\n{step}", site.code).as_bytes());
    b64(&mac)[..16].to_owned()
}

/// Reads what was scanned. `site` finds a site by its code.
pub fn read<'a>(secret: &Secret, text: &str, site: impl Fn(&str) -> Option<&'a Site>) -> OfficeCode {
    let known = || {
        let (before, given) = text.strip_prefix("HC1.")?.rsplit_once('.')?;
        let (code, step) = before.rsplit_once('.')?;
        let site = site(code)?;
        let step: i64 = step.parse().ok().filter(|step| (0..=1 << 40).contains(step))?;
        let same: bool = subtle::ConstantTimeEq::ct_eq(given.as_bytes(), mac(secret, site, step).as_bytes()).into();
        let shown_at = Timestamp::from_second(step * STEP_S).ok()?;
        same.then_some(OfficeCode::Of { site: site.id, shown_at })
    };
    known().unwrap_or(OfficeCode::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadir_domain::ids::InstansiId;
    use hadir_domain::sites::{Network, Zone};
    use uuid::Uuid;

    fn site(number: u128, code: &str) -> Site {
        Site {
            instansi: InstansiId(1),
            id: SiteId(Uuid::from_u128(number)),
            code: code.into(),
            name: code.into(),
            zone: Zone::parse("WIB").unwrap(),
            place: None,
            radius_m: 75,
            outline: Vec::new(),
            network: Network::Good,
        }
    }

    #[test]
    fn a_code_says_its_site_and_moment_and_no_other_site_can_make_it() {
        let secret = Secret::new([3; 32]);
        let (door, other) = (site(1, "S.01"), site(2, "S02"));
        let find = |code: &str| [&door, &other].into_iter().find(|site| site.code == code);
        let now: Timestamp = "2026-01-19T00:31:10Z".parse().unwrap();
        let code = code_at(&secret, &door, now);

        let shown_at = "2026-01-19T00:31:00Z".parse().unwrap();
        assert_eq!(read(&secret, &code, find), OfficeCode::Of { site: door.id, shown_at });
        assert_eq!(read(&secret, &code.replace("S.01", "S02"), find), OfficeCode::Invalid);
        assert_eq!(read(&Secret::new([4; 32]), &code, find), OfficeCode::Invalid);
        for wrong in ["", "HC1", "HC1.S.01.x.y", "HC1.S.01.-1.aaaaaaaaaaaaaaaa", "https://example.test"] {
            assert_eq!(read(&secret, wrong, find), OfficeCode::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_screen_is_given_keys_for_72_hours() {
        let keys = day_keys(&Secret::new([3; 32]), SiteId(Uuid::nil()), "2026-01-19T23:59:59Z".parse().unwrap());

        assert_eq!(keys.len(), 3);
        assert_eq!(keys[0].from.to_string(), "2026-01-19T00:00:00Z");
        assert_eq!(keys[2].to.to_string(), "2026-01-22T00:00:00Z");
        assert_ne!(keys[0].key, keys[1].key);
    }
}
