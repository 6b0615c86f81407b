//! The door in front of Rocket: it takes connections in, and passes their bytes on to the server, which listens on loopback alone.
//!
//! Rocket waits for ever for whoever says nothing, or half a sentence. Here every connection has ten seconds to bring its first whole
//! request (TLS is passed on as it comes, so that is true of half handshakes, too) and not for ever for a later one ([`request_pace`]), one
//! on which nothing moves any more ends, and each address has a bounded number of them. Who is at the other end is told by the port from which the bytes are passed on: nothing of
//! what a client writes is looked at, and nothing is added to it.
//!
//! What this module must never do: let a request pass of which it does not know whose it is.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rocket::tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use rocket::tokio::net::{TcpListener, TcpStream};
use rocket::tokio::{self, select};

use super::rate::Client;
use super::request_pace::RequestPace;
use crate::config::Config;

/// How long a connection may be without a byte in either direction. Streams of events beat every fifteen seconds.
const IDLE: Duration = Duration::from_secs(180);
/// How long a side that has closed waits for the other.
const LINGER: Duration = Duration::from_secs(10);
/// How often it is told that connections are refused.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// Descriptors that are kept for files, the database and the rest.
const OWN_DESCRIPTORS: u64 = 256;
/// What one connection takes: the client's, ours to the server, the server's.
const DESCRIPTORS_EACH: u64 = 3;
/// A page of a list, about 30 KB, goes in one.
const PIECE: usize = 32 * 1024;

/// Open connections, by whom they are for.
#[derive(Clone)]
pub struct Connections(Arc<Mutex<Table>>);

struct Table {
    by_port: HashMap<u16, Connected>,
    by_client: HashMap<Client, u32>,
    open: u64,
    most: u64,
    most_each: u32,
    /// When a refusal was told last.
    told: Option<Instant>,
    config: Arc<Config>,
}

struct Connected {
    peer: IpAddr,
    pace: Arc<RequestPace>,
}

/// A connection's place in the table; given back when it ends.
struct ConnectionPlace {
    all: Connections,
    client: Option<Client>,
    port: Option<u16>,
}

impl Connections {
    /// `descriptors`: how many the process may have.
    pub fn new(config: &Arc<Config>, descriptors: u64) -> Self {
        let most = (descriptors.saturating_sub(OWN_DESCRIPTORS) / DESCRIPTORS_EACH).max(16);
        let most_each = config.limits.connections_per_address.get();
        let (by_port, by_client, config) = (HashMap::new(), HashMap::new(), config.clone());
        Self(Arc::new(Mutex::new(Table { by_port, by_client, open: 0, most, most_each, told: None, config })))
    }

    /// Who is at the other end of what comes in from this address of ours.
    pub(super) fn peer(&self, from: SocketAddr) -> Option<IpAddr> {
        ours(from).and_then(|port| self.table().by_port.get(&port).map(|connected| connected.peer))
    }

    fn table(&self) -> std::sync::MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more connection of an address; none where it has enough. Behind a proxy of ours stand many people.
    fn admit(&self, peer: IpAddr) -> Option<ConnectionPlace> {
        let mut table = self.table();
        if table.open >= table.most {
            return None;
        }
        let client = (!table.config.trusted_proxies.iter().any(|proxy| proxy.contains(peer))).then(|| Client::at(peer));
        if let Some(client) = client {
            let most = table.most_each;
            let own = table.by_client.entry(client).or_default();
            if *own >= most {
                return None;
            }
            *own += 1;
        }
        table.open += 1;
        Some(ConnectionPlace { all: self.clone(), client, port: None })
    }

    /// So that a proxy that nobody named, or a large office behind one address, is found; not more than once a minute.
    fn tell_refused(&self, peer: IpAddr) {
        let mut table = self.table();
        if table.told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            table.told = Some(Instant::now());
            tracing::warn!(%peer, open = table.open, most_each = table.most_each, "a connection was refused: there are too many of this address, or in all (limits.connections_per_address, trusted_proxies)");
        }
    }

    /// A request has come in; `false` where nobody passes anything on from there.
    pub(super) fn spoke(&self, from: SocketAddr) -> bool {
        let table = self.table();
        let known = ours(from).and_then(|port| table.by_port.get(&port));
        known.inspect(|connected| connected.pace.request_is_in()).is_some()
    }

    /// A request is answered, or its answer is on its way.
    pub(super) fn answered(&self, from: SocketAddr) {
        let pace = ours(from).and_then(|port| self.table().by_port.get(&port).map(|connected| connected.pace.clone()));
        if let Some(pace) = pace {
            pace.answered();
        }
    }
}

/// The port from which the door passes on. It speaks from this one address; whoever speaks from another of loopback's is somebody else.
fn ours(from: SocketAddr) -> Option<u16> {
    (from.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST)).then(|| from.port())
}

impl ConnectionPlace {
    /// From now on what comes from this port of ours is the peer's.
    fn register(&mut self, port: u16, peer: IpAddr) -> Arc<RequestPace> {
        let pace = Arc::new(RequestPace::new());
        self.port = Some(port);
        self.all.table().by_port.insert(port, Connected { peer, pace: pace.clone() });
        pace
    }
}

impl Drop for ConnectionPlace {
    fn drop(&mut self) {
        let mut table = self.all.table();
        table.open -= 1;
        if let Some(port) = self.port {
            table.by_port.remove(&port);
        }
        if let Some(client) = self.client
            && let Some(own) = table.by_client.get_mut(&client)
        {
            *own -= 1;
            if *own == 0 {
                table.by_client.remove(&client);
            }
        }
    }
}

/// Takes connections in until the server stops, and passes them on to its port on loopback.
pub async fn receive(
    listener: std::net::TcpListener,
    connections: Connections,
    inner: u16,
    mut shutdown: rocket::Shutdown,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let inner = SocketAddr::from((Ipv4Addr::LOCALHOST, inner));
    loop {
        let accepted = select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => return Ok(()),
        };
        match accepted {
            Ok((client, from)) => {
                // Whoever has too many is hung up on: words would cost what is wanting.
                let peer = from.ip().to_canonical();
                match connections.admit(peer) {
                    Some(place) => drop(tokio::spawn(pass(client, peer, inner, place))),
                    None => connections.tell_refused(peer),
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken in");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn pass(client: TcpStream, peer: IpAddr, inner: SocketAddr, mut place: ConnectionPlace) {
    // A connection that breaks off is none of our business; both sides are closed.
    let _ = passed(client, peer, inner, &mut place).await;
}

async fn passed(client: TcpStream, peer: IpAddr, inner: SocketAddr, place: &mut ConnectionPlace) -> io::Result<()> {
    let server = TcpStream::connect(inner).await?;
    let pace = place.register(server.local_addr()?.port(), peer);
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut client_in, mut client_out) = client.into_split();
    let (mut server_in, mut server_out) = server.into_split();
    let moved = LastMove::new();
    let comes = |length: usize| {
        moved.note();
        if length > 0 {
            pace.comes(length);
        }
    };
    let answers = |_: usize| {
        moved.note();
        pace.server_speaks();
    };
    let mut up = std::pin::pin!(carry(&mut client_in, &mut server_out, &comes, true));
    let mut down = std::pin::pin!(carry(&mut server_in, &mut client_out, &answers, false));
    select! {
        sent = &mut up => {
            sent?;
            // Whoever has said all may still be answered.
            select! { answered = &mut down => answered, () = moved.none_for(IDLE) => Ok(()) }
        }
        answered = &mut down => {
            answered?;
            select! { sent = &mut up => sent, () = tokio::time::sleep(LINGER) => Ok(()) }
        }
        () = pace.is_over() => Ok(()),
        () = moved.none_for(IDLE) => Ok(()),
    }
}

/// `lets_go`: what the other side takes no more of is read all the same and let go. A server may have answered before it has read all, as
/// to a file that is too large; hanging up on whoever is still sending would take the answer along. `note` hears how long
/// each piece is, and of nothing once it was taken.
async fn carry(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    note: &impl Fn(usize),
    lets_go: bool,
) -> io::Result<()> {
    let (mut piece, mut is_taken) = (vec![0; PIECE], true);
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return if is_taken { to.shutdown().await } else { Ok(()) };
        }
        note(length);
        if is_taken {
            match to.write_all(&piece[..length]).await {
                Err(_) if lets_go => is_taken = false,
                written => written?,
            }
            note(0);
        }
    }
}

/// When something moved last on a connection, in milliseconds since it began.
struct LastMove {
    since: Instant,
    at: AtomicU64,
}

impl LastMove {
    fn new() -> Self {
        Self { since: Instant::now(), at: AtomicU64::new(0) }
    }

    fn note(&self) {
        self.at.store(u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Ends when nothing has moved for so long.
    async fn none_for(&self, time: Duration) {
        loop {
            let last = self.since + Duration::from_millis(self.at.load(Ordering::Relaxed));
            if last.elapsed() >= time {
                return;
            }
            tokio::time::sleep_until((last + time).into()).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;

    #[test]
    fn the_door_speaks_from_one_address_only() {
        let config = Arc::new(Config::default());
        let connections = Connections::new(&config, OWN_DESCRIPTORS + 3 * 20);
        let peer: IpAddr = "192.168.1.1".parse().unwrap();
        let mut place = connections.admit(peer).unwrap();
        place.register(40_000, peer);
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        assert!(connections.spoke(at("127.0.0.1:40000")) && connections.peer(at("127.0.0.1:40000")) == Some(peer));
        for other in ["127.0.0.2:40000", "[::1]:40000", "127.0.0.1:40001"] {
            assert!(!connections.spoke(at(other)) && connections.peer(at(other)).is_none(), "{other}");
        }
    }

    #[test]
    fn each_address_has_a_bounded_number_and_gives_them_back() {
        let limits = Limits { connections_per_address: 2.try_into().unwrap(), ..Limits::default() };
        let proxies = vec!["10.0.0.0/8".parse().unwrap()];
        let config = Arc::new(Config { limits, trusted_proxies: proxies, ..Config::default() });
        let connections = Connections::new(&config, OWN_DESCRIPTORS + 3 * 20);
        let at = |text: &str| connections.admit(text.parse().unwrap());
        let held = (at("192.168.1.1"), at("192.168.1.1"));
        assert!(held.0.is_some() && held.1.is_some() && at("192.168.1.1").is_none());
        assert!(at("192.168.1.2").is_some());
        let network = (at("2001:db8::1"), at("2001:db8::2"));
        assert!(network.1.is_some() && at("2001:db8::3").is_none(), "a network of IPv6 counts as one");
        let behind: Vec<_> = (0..16).map(|_| at("10.0.0.1")).collect();
        assert!(behind.iter().all(Option::is_some));
        assert!(at("192.168.1.3").is_none(), "all descriptors are taken");
        drop((held, network, behind));
        assert!(at("192.168.1.1").is_some() && connections.table().open == 0 && connections.table().by_client.is_empty());
    }
}
