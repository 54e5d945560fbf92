//! Whose word about the caller's address is believed.
//!
//! **Invariant:** `X-Forwarded-For` and `X-Forwarded-Proto` count only when the connection itself comes
//! from a trusted proxy; otherwise anyone could write themselves another address.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::network::{BadNetwork, Network};

/// Where a request really comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The caller's address.
    pub address: IpAddr,
    /// Whether the caller reached us by HTTPS, here or at a trusted proxy.
    pub https: bool,
    /// Whether the caller sits at this machine. A proxy here that nobody told us to trust may bring anyone, so
    /// requests it says it forwards are not local.
    pub local: bool,
}

/// Addresses and networks whose forwarding headers are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Reads addresses (`127.0.0.1`) and networks (`10.0.0.0/8`, `fd00::/8`).
    ///
    /// # Errors
    ///
    /// [`BadNetwork`] names the first text that is neither.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, BadNetwork> {
        texts.iter().map(|text| Network::parse(text.as_ref())).collect::<Result<_, _>>().map(Self)
    }

    /// Who calls: the nearest address, read from the right, that is no trusted proxy itself.
    ///
    /// An entry that is no address ends the reading at the last address believed.
    pub fn client(&self, peer: IpAddr, https_here: bool, headers: &HeaderMap) -> Client {
        let near = peer.to_canonical();
        let says_forwarded =
            ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
        let mut client = Client { address: near, https: https_here, local: near.is_loopback() && !says_forwarded };
        if !self.trusts(peer) {
            return client;
        }
        if let Some(proto) = last(headers, "x-forwarded-proto") {
            client.https = proto.eq_ignore_ascii_case("https");
        }
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for entry in forwarded.iter().rev() {
            let Some(address) = address(entry) else { break };
            client.address = address;
            if !self.trusts(address) {
                break;
            }
        }
        client.local = client.address.is_loopback() && says_forwarded != forwarded.is_empty();
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim)
}

/// An address as proxies write it: plain, with a port, in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inside, _)| inside);
    let parsed: Option<IpAddr> = bare.parse().ok();
    parsed.or_else(|| bare.rsplit_once(':')?.0.parse().ok()).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str], proto: Option<&str>) -> (String, bool) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        if let Some(proto) = proto {
            headers.insert("x-forwarded-proto", proto.parse().unwrap());
        }
        let client = TrustedProxies::parse(trusted).unwrap().client(peer.parse().unwrap(), false, &headers);
        (client.address.to_string(), client.https)
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        // Trusted, connected from, X-Forwarded-For, X-Forwarded-Proto; then the address and HTTPS believed.
        type Row =
            (&'static [&'static str], &'static str, &'static [&'static str], Option<&'static str>, &'static str, bool);
        let table: [Row; 11] = [
            (&[], "203.0.113.9", &["1.2.3.4"], Some("https"), "203.0.113.9", false),
            (&["127.0.0.1"], "203.0.113.9", &["1.2.3.4"], Some("https"), "203.0.113.9", false),
            (&["127.0.0.1"], "127.0.0.1", &["1.2.3.4"], Some("https"), "1.2.3.4", true),
            (&["127.0.0.1"], "127.0.0.1", &[], None, "127.0.0.1", false),
            // What the caller wrote stands left of what the proxy added.
            (&["127.0.0.1"], "127.0.0.1", &["9.9.9.9, 1.2.3.4"], None, "1.2.3.4", false),
            (&["10.0.0.0/8"], "10.1.2.3", &["9.9.9.9, 1.2.3.4, 10.0.0.7"], None, "1.2.3.4", false),
            (&["10.0.0.0/8"], "10.1.2.3", &["9.9.9.9", "1.2.3.4"], Some("http"), "1.2.3.4", false),
            (&["10.0.0.0/8"], "10.1.2.3", &["1.2.3.4, unknown"], None, "10.1.2.3", false),
            (&["10.0.0.0/8"], "::ffff:10.1.2.3", &["1.2.3.4:5678"], None, "1.2.3.4", false),
            (&["fd00::/8"], "fd12::1", &["[2001:db8::5]:443"], None, "2001:db8::5", false),
            (&["0.0.0.0/0"], "203.0.113.9", &["1.2.3.4"], None, "1.2.3.4", false),
        ];
        for (trusted, peer, forwarded, proto, address, https) in table {
            assert_eq!(
                client(trusted, peer, forwarded, proto),
                (address.to_owned(), https),
                "{trusted:?} {peer} {forwarded:?}"
            );
        }
    }

    #[test]
    fn what_an_unknown_proxy_of_this_machine_forwards_is_not_local() {
        let local = |trusted: &[&str], forwarded: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(forwarded) = forwarded {
                headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            }
            TrustedProxies::parse(trusted).unwrap().client("127.0.0.1".parse().unwrap(), false, &headers).local
        };

        assert!(local(&[], None));
        assert!(!local(&[], Some("203.0.113.9")));
        assert!(!local(&[], Some("127.0.0.1")));
        assert!(!local(&["127.0.0.1"], Some("203.0.113.9")));
        assert!(local(&["127.0.0.1"], None));
    }

    #[test]
    fn every_ipv4_address_is_not_every_ipv6_address() {
        let proxies = TrustedProxies::parse(&["0.0.0.0/0"]).unwrap();

        assert!(!proxies.trusts("2001:db8::1".parse().unwrap()));
    }
}
