//! Addresses: where we listen, how we are reached, whom we believe.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use rocket::http::uri::Absolute;
use serde::{Deserialize, Deserializer};

use super::expected;

/// A network such as `10.0.0.0/8`; a single address stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// IPv4 addresses that arrive in IPv6 clothes (`::ffff:10.0.0.1`) count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => same_prefix(network.to_bits().into(), address.to_bits().into(), 32, self.prefix),
            (IpAddr::V6(network), IpAddr::V6(address)) => same_prefix(network.to_bits(), address.to_bits(), 128, self.prefix),
            _ => false,
        }
    }
}

/// From where people work, for policies to ask; whatever is in neither list is `other`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Networks {
    #[serde(deserialize_with = "cidrs")]
    pub office: Vec<Cidr>,
    #[serde(deserialize_with = "cidrs")]
    pub vpn: Vec<Cidr>,
}

fn same_prefix(a: u128, b: u128, width: u8, prefix: u8) -> bool {
    let shift = u32::from(width - prefix);
    a.checked_shr(shift).unwrap_or(0) == b.checked_shr(shift).unwrap_or(0)
}

impl FromStr for Cidr {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(drop)?)),
            None => (text.trim(), None),
        };
        let network: IpAddr = address.parse().map_err(drop)?;
        let width = if network.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(width);
        if prefix <= width { Ok(Self { network, prefix }) } else { Err(()) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

/// `https://crm.example.cn`: scheme, host and perhaps a port, as a browser's `Origin` says it; no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// As in the header `Origin`: lower case, without the scheme's usual port.
    pub fn origin(&self) -> &str {
        &self.0
    }

    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        match rest.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => rest,
        }
        .trim_matches(['[', ']'])
    }

    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }
}

impl FromStr for PublicUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let lower = text.trim_end_matches('/').to_ascii_lowercase();
        let uri = Absolute::parse(&lower).map_err(drop)?;
        let host = uri.authority().map(rocket::http::uri::Authority::host).unwrap_or_default();
        let usual = match uri.scheme() {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(()),
        };
        let extra = uri.query().is_some() || uri.authority().is_some_and(|a| a.user_info().is_some());
        if host.is_empty() || !uri.path().as_str().is_empty() || extra {
            return Err(());
        }
        Ok(Self(lower.strip_suffix(usual).unwrap_or(&lower).to_owned()))
    }
}

impl<'de> Deserialize<'de> for PublicUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| expected(&text, "an address such as https://crm.example.cn, without a path"))
    }
}

/// `0.0.0.0:8443`, `[::]:8443` or `localhost:8080`. Names are not looked up: a server must not listen where a name server says.
pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()).map(|port| (Ipv4Addr::LOCALHOST, port).into());
    local.or_else(|| text.parse().ok()).ok_or_else(|| expected(&text, "an address with a port such as 0.0.0.0:8443"))
}

/// A list, or one text with commas (so that a variable needs no brackets).
pub(super) fn cidrs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Cidr>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Listed {
        Text(String),
        List(Vec<String>),
    }
    let list = match Listed::deserialize(deserializer)? {
        Listed::Text(text) => text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        Listed::List(list) => list,
    };
    list.iter().map(|part| part.parse().map_err(|()| expected(part, "networks such as 10.0.0.0/8"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let net: Cidr = "10.1.0.0/16".parse().unwrap();
        assert!(net.contains("10.1.200.3".parse().unwrap()));
        assert!(net.contains("::ffff:10.1.0.1".parse().unwrap()));
        assert!(!net.contains("10.2.0.1".parse().unwrap()));
        assert!(!net.contains("fe80::1".parse().unwrap()));
        let all: Cidr = "::/0".parse().unwrap();
        assert!(all.contains("2001:db8::1".parse().unwrap()));
        let one: Cidr = "192.168.1.5".parse().unwrap();
        assert!(one.contains("192.168.1.5".parse().unwrap()) && !one.contains("192.168.1.4".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "ten/8", "", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Cidr>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_public_address_is_an_origin() {
        let url: PublicUrl = "HTTPS://CRM.Example.cn:443/".parse().unwrap();
        assert_eq!((url.origin(), url.host(), url.is_https()), ("https://crm.example.cn", "crm.example.cn", true));
        let url: PublicUrl = "http://[fd00::7]:8080".parse().unwrap();
        assert_eq!((url.origin(), url.host(), url.is_https()), ("http://[fd00::7]:8080", "fd00::7", false));
        for wrong in ["crm.example.cn", "https://crm/x", "ftp://crm", "https://a@crm", "https://crm?x=1", "https://"] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
