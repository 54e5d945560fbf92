//! Addresses the offices' own networks show to the world, and what looks like one.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use hadir_domain::ids::{PersonId, SiteId};
use hadir_store::StoreError;
use hadir_store::evidence::claims;
use hadir_store::evidence::networks::{self, SiteNetwork};
use hadir_store::instansi::Instansi;
use ipnet::IpNet;
use jiff::SignedDuration;

use super::error::ServiceError;
use super::weighing;
use crate::app::App;

/// Most networks of one office.
const MOST: usize = 32;
/// Widest network taken, as prefix lengths of IPv4 and IPv6: an office is no internet provider.
const WIDEST: (u8, u8) = (20, 48);
/// How far back addresses are looked for.
const BACK: SignedDuration = SignedDuration::from_hours(72);
/// Fewest people who make an address look like an office's.
const FEWEST_PEOPLE: usize = 3;
/// Most addresses shown.
const MOST_SEEN: usize = 10;

/// The networks of one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Networks {
    /// As they were entered.
    pub listed: Vec<SiteNetwork>,
    /// Addresses of people who showed the office's code of that moment, with how many they were.
    pub seen: Vec<(IpAddr, usize)>,
}

/// What is listed of an office, and what was seen there.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_site(app: &App, instansi: &Instansi, site: SiteId) -> Result<Networks, ServiceError> {
    let now = app.now();
    let from = now.checked_sub(BACK).unwrap_or(now);
    let mut seen: BTreeMap<IpAddr, BTreeSet<PersonId>> = BTreeMap::new();
    let listed = app
        .db
        .read(async |tx| {
            claims::each_of_phones(tx, instansi.id, (from, now), |claim| {
                let shown = claim.labels.contains("\"office_code_ok\"") && claim.site == Some(site);
                if let Some(address) = claim.body.filter(|_| shown).and_then(weighing::address_of) {
                    seen.entry(address).or_default().insert(claim.person);
                }
            })
            .await?;
            let all = networks::list(tx, instansi.id).await?;
            Ok::<_, StoreError>(all.into_iter().filter(|one| one.site == site).collect::<Vec<_>>())
        })
        .await?;
    let known: Vec<IpNet> = listed.iter().filter_map(|one| weighing::net(&one.network)).collect();
    let mut seen: Vec<(IpAddr, usize)> = seen
        .into_iter()
        .map(|(address, people)| (address, people.len()))
        .filter(|(address, people)| *people >= FEWEST_PEOPLE && !known.iter().any(|net| net.contains(address)))
        .collect();
    seen.sort_by_key(|(address, people)| (std::cmp::Reverse(*people), *address));
    seen.truncate(MOST_SEEN);
    Ok(Networks { listed, seen })
}

/// Puts these in the place of the networks of an office.
///
/// # Errors
///
/// `too_many_networks`, `bad_network`, `too_wide`.
pub async fn replace(
    app: &App,
    instansi: &Instansi,
    site: SiteId,
    texts: &[String],
    by_login: &str,
) -> Result<(), ServiceError> {
    if texts.len() > MOST {
        return Err(ServiceError::bad(
            "too_many_networks",
            format!(
                "Paling banyak {MOST} jaringan untuk satu lokasi. Gabungkan yang berdekatan, misalnya 203.0.113.0/24."
            ),
            format!("At most {MOST} networks of one site. Join neighbouring ones, as 203.0.113.0/24."),
        ));
    }
    let networks = texts.iter().map(|text| read(text.trim())).collect::<Result<BTreeSet<IpNet>, _>>()?;
    let noted_at = app.now();
    let rows: Vec<SiteNetwork> = networks
        .into_iter()
        .map(|network| SiteNetwork { site, network: network.to_string(), by_login: by_login.to_owned(), noted_at })
        .collect();
    Ok(app.db.write(async |tx| networks::replace(tx, instansi.id, site, &rows).await).await?)
}

fn read(text: &str) -> Result<IpNet, ServiceError> {
    let Some(network) = weighing::net(text).map(|network| network.trunc()) else {
        return Err(ServiceError::bad(
            "bad_network",
            format!("“{text}” bukan alamat jaringan. Tulis seperti 203.0.113.9 atau 203.0.113.0/24."),
            format!("“{text}” is no network address. Write it as 203.0.113.9 or 203.0.113.0/24."),
        ));
    };
    let least = if network.addr().is_ipv4() { WIDEST.0 } else { WIDEST.1 };
    if network.prefix_len() < least {
        return Err(ServiceError::bad(
            "too_wide",
            format!("“{text}” terlalu luas untuk satu kantor. Tulis paling luas /{least}."),
            format!("“{text}” is too wide for one office. Write /{least} at the widest."),
        ));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_kept_in_its_plain_form_and_an_internet_provider_is_no_office() {
        assert_eq!(read("203.0.113.77/24").unwrap().to_string(), "203.0.113.0/24");
        assert_eq!(read("203.0.113.9").unwrap().to_string(), "203.0.113.9/32");
        assert_eq!(read("2001:db8::/48").unwrap().to_string(), "2001:db8::/48");
        assert_eq!(read("10.0.0.0/8").unwrap_err().code, "too_wide");
        assert_eq!(read("2001:db8::/32").unwrap_err().code, "too_wide");
        assert_eq!(read("kantor").unwrap_err().code, "bad_network");
    }
}
