//! Where messages may be sent. A browser names the address itself, so without care anybody with an account could make
//! this server knock at doors inside its own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// Longest address a browser may name; the longest in use have about 500 letters.
pub const MOST_LETTERS: usize = 1024;

/// Why an address is not sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutOfReach {
    /// It is no address of a push service.
    #[error("not the https address of a push service")]
    NotAPushService,
    /// It leads into a network that is not public.
    #[error("the address lies in a network that is not public (push_allow_private is not set)")]
    Private,
    /// Its name is not known.
    #[error("the name of the push service is not known here")]
    Unknown,
}

/// Reads the address a browser named: https on its own port, to a name or a public address.
///
/// # Errors
///
/// [`OutOfReach`].
pub fn endpoint(text: &str, allow_private: bool) -> Result<Url, OutOfReach> {
    let url = Url::parse(text).map_err(|_| OutOfReach::NotAPushService)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let host = url.host().ok_or(OutOfReach::NotAPushService)?;
    let by_https = url.scheme() == "https" && (allow_private || url.port().is_none());
    if text.len() > MOST_LETTERS || !plain || !(by_https || allow_private && url.scheme() == "http") {
        return Err(OutOfReach::NotAPushService);
    }
    let inside = match host {
        Host::Domain(name) => is_inside_name(name),
        Host::Ipv4(address) => !is_public(IpAddr::V4(address)),
        Host::Ipv6(address) => !is_public(IpAddr::V6(address)),
    };
    if inside && !allow_private { Err(OutOfReach::Private) } else { Ok(url) }
}

/// The addresses behind a name, once looked up; one that is not public spoils all of them.
///
/// The connection is then made to one of these, not to the name, which could lead elsewhere by then.
///
/// # Errors
///
/// [`OutOfReach`].
pub async fn addresses(url: &Url, allow_private: bool) -> Result<Vec<SocketAddr>, OutOfReach> {
    let port = url.port_or_known_default().ok_or(OutOfReach::NotAPushService)?;
    let found: Vec<SocketAddr> = match url.host().ok_or(OutOfReach::NotAPushService)? {
        Host::Domain(name) => tokio::net::lookup_host((name, port)).await.map_err(|_| OutOfReach::Unknown)?.collect(),
        Host::Ipv4(address) => vec![(address, port).into()],
        Host::Ipv6(address) => vec![(address, port).into()],
    };
    if !allow_private && found.iter().any(|address| !is_public(address.ip())) {
        return Err(OutOfReach::Private);
    }
    if found.is_empty() { Err(OutOfReach::Unknown) } else { Ok(found) }
}

fn is_inside_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.')
        || [".localhost", ".local", ".internal", ".lan", ".home.arpa"].iter().any(|end| name.ends_with(end))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The special-purpose registry of IANA (RFC 6890 and what came after).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

/// Only what is given out as global unicast (2000::/3), without what carries another address inside.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let wraps_another =
        first == 0x2002 || (first == 0x2001 && second < 0x0200) || (first == 0x2001 && second == 0x0db8);
    global && !wraps_another
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn push_services_are_reached() {
        for text in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/Q0x",
            "https://wns2-sg2p.notify.windows.com/w/?token=x",
            "https://8.8.8.8/x",
            "https://[2001:4860:4860::8888]/x",
        ] {
            assert!(endpoint(text, false).is_ok(), "{text}");
        }
    }

    #[test]
    fn nothing_inside_is_reached_unless_the_settings_say_so() {
        for text in [
            "https://localhost/x",
            "https://db/x",
            "https://db.internal/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://10.0.0.1/x",
            "https://100.64.0.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://192.168.1.1/x",
            "https://0.0.0.0/x",
            "https://[::1]/x",
            "https://[fd00::1]/x",
            "https://[fe80::1]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://[64:ff9b::7f00:1]/x",
            "https://[2002:7f00:1::]/x",
        ] {
            assert_eq!(endpoint(text, false), Err(OutOfReach::Private), "{text}");
            assert!(endpoint(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn only_https_on_its_own_port_is_a_push_service() {
        for text in [
            "http://push.example.org/x",
            "https://push.example.org:8443/x",
            "ftp://push.example.org/x",
            "https://user@push.example.org/x",
            "https://push.example.org/x#y",
            "push.example.org",
            "",
            &format!("https://push.example.org/{}", "x".repeat(MOST_LETTERS)),
        ] {
            assert_eq!(endpoint(text, false), Err(OutOfReach::NotAPushService), "{text}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_found_out_when_it_is_looked_up() {
        let url = Url::parse("https://localhost/x").unwrap();

        assert_eq!(addresses(&url, false).await, Err(OutOfReach::Private));
        assert!(addresses(&url, true).await.is_ok());
    }
}
