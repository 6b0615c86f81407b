//! Where a request comes from.
//!
//! It is the other end of the connection. Only when that is a configured proxy is `X-Forwarded-For` read, from the right: each
//! proxy appends whom it saw, so the first address that is not one of our proxies is the last that can be believed.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::request::{FromRequest, Outcome};
use rocket::{Data, Request, Response};

use super::front::Connections;
use super::problem;
use crate::config::{Cidr, Config};
use crate::error::Error;

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
        let door = request.rocket().state::<Connections>();
        let peer = request.remote().and_then(|peer| door.map_or(Some(peer.ip()), |door| door.peer(peer)));
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let proxies = request.rocket().state::<Arc<Config>>().map(|config| config.trusted_proxies.as_slice()).unwrap_or_default();
        ClientAddress(client(peer, request.headers().get("X-Forwarded-For"), proxies))
    })
}

/// The fairing of a server behind the front door: what came past it is told nothing, and the door hears when a request is in and when it is
/// answered.
pub struct FrontDoor(pub Connections);

#[rocket::async_trait]
impl Fairing for FrontDoor {
    fn info(&self) -> Info {
        Info { name: "Front door", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        // Now, while the connection surely stands.
        of(request);
        if !request.remote().is_some_and(|from| self.0.spoke(from)) {
            problem::turn_away(request, Error::forbidden("access.forbidden"));
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, _: &mut Response<'r>) {
        request.remote().into_iter().for_each(|from| self.0.answered(from));
    }
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
        let Some(next) = read(hop) else { break };
        address = next.to_canonical();
        if !trusted(address) {
            break;
        }
    }
    address
}

/// An address as proxies write it: alone, with the port that the client had, IPv6 in brackets or bare.
fn read(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bare = |text: &str| text.split('%').next()?.parse().ok();
    if let Some(rest) = hop.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let fits = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        return bare(address).filter(|address: &IpAddr| fits && address.is_ipv6());
    }
    bare(hop).or_else(|| hop.parse::<SocketAddrV4>().ok().map(|socket| IpAddr::V4(*socket.ip())))
}

#[cfg(test)]
mod tests {
    use super::{client, read};
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_read_however_proxies_write_it() {
        for (written, address) in [
            ("198.51.100.1", "198.51.100.1"),
            ("198.51.100.1:52814", "198.51.100.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:52814", "2001:db8::1"),
            ("\"[2001:db8::1]:52814\"", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[::ffff:198.51.100.1]:1", "::ffff:198.51.100.1"),
        ] {
            assert_eq!(read(written), Some(ip(address)), "{written}");
        }
        for written in ["", "unknown", "_hidden", "[198.51.100.1]", "[2001:db8::1", "[2001:db8::1]x", "[::1]:99999", "1.2.3.4:x", "1.2.3:4"]
        {
            assert_eq!(read(written), None, "{written}");
        }
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
