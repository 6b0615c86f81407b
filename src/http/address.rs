//! Where a request comes from.
//!
//! It is the other end of the connection. Only when that is a configured proxy is `X-Forwarded-For` read, from the right: each
//! proxy appends whom it saw, so the first address that is not one of our proxies is the last that can be believed.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use crate::config::{Cidr, Config};

/// The client's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ClientAddress {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(of(request))
    }
}

pub fn of(request: &Request<'_>) -> ClientAddress {
    *request.local_cache(|| {
        // A request without a peer comes from a test or a local socket.
        let peer = request.remote().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
        let proxies = request.rocket().state::<Arc<Config>>().map(|config| config.trusted_proxies.as_slice()).unwrap_or_default();
        ClientAddress(client(peer, request.headers().get("X-Forwarded-For"), proxies))
    })
}

fn client<'h>(peer: IpAddr, forwarded: impl Iterator<Item = &'h str>, proxies: &[Cidr]) -> IpAddr {
    let trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
    let mut address = peer.to_canonical();
    if !trusted(address) {
        return address;
    }
    let hops: Vec<&str> = forwarded.flat_map(|line| line.split(',')).collect();
    for hop in hops.iter().rev() {
        // Something unreadable was not written by a proxy of ours; what stands left of it is hearsay.
        let Ok(next) = hop.trim().parse::<IpAddr>() else { break };
        address = next.to_canonical();
        if !trusted(address) {
            break;
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::client;
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_can_say_who_is_asking() {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        let ask = |peer: &str, lines: &[&'static str]| client(ip(peer), lines.iter().copied(), &proxies);
        assert_eq!(ask("203.0.113.9", &["198.51.100.1"]), ip("203.0.113.9"));
        assert_eq!(ask("10.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        // The client wrote the first one itself.
        assert_eq!(ask("10.0.0.1", &["127.0.0.1, 198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(ask("10.0.0.1", &["127.0.0.1", "198.51.100.1, 10.0.0.2"]), ip("198.51.100.1"));
        assert_eq!(ask("::ffff:10.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(ask("10.0.0.1", &["198.51.100.1, nonsense"]), ip("10.0.0.1"));
        assert_eq!(ask("10.0.0.1", &[]), ip("10.0.0.1"));
        assert_eq!(client(ip("10.0.0.1"), ["198.51.100.1"].into_iter(), &[]), ip("10.0.0.1"));
    }
}
