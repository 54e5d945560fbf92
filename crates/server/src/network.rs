//! Addresses and networks as people write them: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.

use std::net::{IpAddr, Ipv6Addr};

/// An address, or a network of them. IPv4 lives in the last 32 bits of its mapped form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: u128,
    mask: u128,
}

/// The text is no address and no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address nor a network such as 10.0.0.0/8")]
pub struct BadNetwork(pub String);

impl Network {
    /// Reads an address or a network.
    ///
    /// # Errors
    ///
    /// [`BadNetwork`] when the text is neither.
    pub fn parse(text: &str) -> Result<Self, BadNetwork> {
        let bad = || BadNetwork(text.to_owned());
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let width: u32 = if address.is_ipv4() { 32 } else { 128 };
        let length: u32 = length.map_or(Ok(width), str::parse).map_err(|_| bad())?;
        if length > width {
            return Err(bad());
        }
        let free = width - length;
        let mask = u128::MAX.checked_shl(free).unwrap_or(0);
        Ok(Self { base: bits(address) & mask, mask })
    }

    /// Whether an address lies within it.
    pub fn contains(&self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.base
    }
}

fn bits(address: IpAddr) -> u128 {
    let wide: Ipv6Addr = match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    u128::from(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_own_addresses_in_either_form() {
        let network = Network::parse(" 10.20.0.0/16 ").unwrap();
        let holds = |address: &str| network.contains(address.parse().unwrap());

        assert!(holds("10.20.3.4") && holds("::ffff:10.20.3.4"));
        assert!(!holds("10.21.0.1") && !holds("fd00::1"));
        assert!(Network::parse("fd00::/8").unwrap().contains("fd12::1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for text in ["localhost", "10.0.0.0/33", "10.0.0/8", "::/129", ""] {
            assert_eq!(Network::parse(text), Err(BadNetwork(text.into())));
        }
    }
}
