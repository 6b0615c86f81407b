//! Sockets that say nothing, or half of something, end; one address has a bounded number of them; everybody else is served meanwhile.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::Installation;

/// Longer than any of them may stay.
const PATIENCE: Duration = Duration::from_secs(30);

fn connect(port: u16, says: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(says).unwrap();
    stream
}

/// Whether the server has hung up.
fn is_over(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

#[test]
fn whoever_says_nothing_or_half_a_sentence_is_hung_up_on_while_others_are_served() {
    let installation = Installation::new();
    let server = installation.serve();
    let port = server.browser.port;
    // The first bytes of a handshake, to a server that speaks plainly and to one that does not, are half a sentence as well.
    let halves: [&[u8]; 6] = [
        b"",
        b"GET /api/health HT",
        b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /api/session HTTP/1.1\r\nHost: localhost\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"PRI * HTTP/2.0\r\n\r\nSM",
    ];
    let mut sockets: Vec<TcpStream> = (0..10).flat_map(|_| halves).map(|half| connect(port, half)).collect();
    for _ in 0..20 {
        assert_eq!(server.browser.get("/api/health").status, 200);
    }
    for (nth, socket) in sockets.iter_mut().enumerate() {
        assert!(is_over(socket), "{}", String::from_utf8_lossy(halves[nth % halves.len()]));
    }
    assert_eq!(server.browser.get("/api/session").status, 200);
}

#[test]
fn whoever_was_answered_once_may_rest_and_not_stop_in_the_middle_of_what_they_say_next() {
    let installation = Installation::new();
    let server = installation.serve();
    let whole = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut half = connect(server.browser.port, whole);
    assert!(half.read(&mut [0; 2048]).is_ok_and(|length| length > 0));
    half.write_all(b"GET /api/health HTTP/1.1\r\nX-Slow: ").unwrap();
    half.set_read_timeout(Some(PATIENCE * 3)).unwrap();
    let mut resting = connect(server.browser.port, whole);
    assert!(resting.read(&mut [0; 2048]).is_ok_and(|length| length > 0));
    assert!(is_over(&mut half));
    // Who rests meanwhile is answered as before.
    resting.write_all(whole).unwrap();
    assert!(resting.read(&mut [0; 2048]).is_ok_and(|length| length > 0));
}

/// A server may refuse a file before it has come: the words must reach whoever is still sending.
#[test]
fn a_refusal_of_what_is_still_being_sent_is_read() {
    let installation = Installation::new();
    let server = installation.serve();
    let body = vec![b'a'; 8 << 20];
    let head = format!(
        "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..20 {
        let mut stream = connect(server.browser.port, head.as_bytes());
        stream.write_all(&body).unwrap();
        let mut said = [0; 512];
        let length = stream.read(&mut said).unwrap();
        assert!(said[..length].starts_with(b"HTTP/1.1 415"), "{}", String::from_utf8_lossy(&said[..length]));
    }
}

#[test]
fn one_address_has_so_many_connections_and_no_more() {
    let installation = Installation::new();
    let config = std::fs::read_to_string(installation.beside("kedun.toml")).unwrap();
    std::fs::write(installation.beside("kedun.toml"), format!("{config}connections_per_address = 8\n")).unwrap();
    let server = installation.serve();
    let port = server.browser.port;
    let request = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let answered = |stream: &mut TcpStream| stream.read(&mut [0; 512]).is_ok_and(|length| length > 0);
    let mut held: Vec<TcpStream> = (0..8).map(|_| connect(port, request)).collect();
    assert!(held.iter_mut().all(answered));
    let mut surplus = TcpStream::connect(("127.0.0.1", port)).unwrap();
    surplus.set_read_timeout(Some(PATIENCE)).unwrap();
    // Hung up on at once: what was sent may not even have left.
    let _ = surplus.write_all(request);
    assert!(!answered(&mut surplus));
    drop(held);
    // A place is free again as soon as the server has noticed.
    let served = (0..1000).any(|_| server.browser.send("GET", "/api/health", &[], b"").is_ok_and(|answer| answer.status == 200));
    assert!(served);
}

#[test]
fn nobody_comes_in_past_the_door() {
    let installation = Installation::new();
    let server = installation.serve();
    let inner = server.listening().into_iter().filter(|port| *port != server.browser.port).collect::<Vec<_>>();
    assert_eq!(inner.len(), 1, "the server behind the door: {inner:?}");
    let past = crate::support::http::Browser { port: inner[0], ..server.browser.clone() };
    for path in ["/api/session", "/api/records/customer", "/"] {
        assert_eq!(past.get(path).status, 403, "{path}");
    }
    assert_eq!(server.browser.get("/api/session").status, 200);
}

#[test]
fn the_server_raises_its_descriptors() {
    let installation = Installation::new();
    let server = installation.serve();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).unwrap();
    let files: Vec<&str> = limits.lines().find(|line| line.starts_with("Max open files")).unwrap().split_whitespace().collect();
    let (soft, hard): (u64, u64) = (files[3].parse().unwrap(), files[4].parse().unwrap_or(u64::MAX));
    assert_eq!(soft, hard.min(65_536).max(soft));
}
