//! The door does not look at what it passes on: under TLS and over IPv6 it knows who asks, and hangs up on whoever says nothing.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rustls::{ClientConnection, Stream};
use serde_json::json;

use super::tls::served_over_https;
use crate::support::Installation;

const SECRET: &str = "seven purple trams hum";
/// Longer than whoever says nothing may stay.
const PATIENCE: Duration = Duration::from_secs(30);

fn with_lin(installation: &Installation) {
    installation.kedun_hears(&["user", "add", "lin", "--name", "林晓东", "--password-stdin"], SECRET).exits(0);
}

fn say(stream: &mut (impl Read + Write), method: &str, path: &str, cookie: &str, body: &str) -> String {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nCookie: {cookie}\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

/// Signs in, and says from where the session is said to come. Each `say` is a connection of its own.
fn comes_from(say: impl Fn(&str, &str, &str, &str) -> String) -> String {
    let entered = say("POST", "/api/session", "", &json!({ "login": "lin", "password": SECRET }).to_string());
    assert!(entered.starts_with("HTTP/1.1 200 "), "{entered}");
    let cookies = entered.lines().filter_map(|line| line.split_once(": ")).filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let cookies: Vec<&str> = cookies.filter_map(|(_, cookie)| cookie.split(';').next()).collect();
    let sessions = say("GET", "/api/session/all", &cookies.join("; "), "");
    let (_, ip) = sessions.split_once("\"ip\":\"").unwrap_or_else(|| panic!("{sessions}"));
    ip.split('"').next().unwrap().to_owned()
}

#[test]
fn who_asks_is_known_under_tls() {
    let (installation, server, config, _) = served_over_https();
    with_lin(&installation);
    let over_tls = |method: &str, path: &str, cookie: &str, body: &str| {
        let mut client = ClientConnection::new(config.clone(), "localhost".try_into().unwrap()).unwrap();
        let mut socket = TcpStream::connect(("127.0.0.1", server.browser.port)).unwrap();
        say(&mut Stream::new(&mut client, &mut socket), method, path, cookie, body)
    };
    assert_eq!(comes_from(over_tls), "127.0.0.1");
}

#[test]
fn half_a_handshake_and_a_whole_one_without_a_word_are_hung_up_on() {
    let (_installation, server, config, _) = served_over_https();
    let connect = || {
        let socket = TcpStream::connect(("127.0.0.1", server.browser.port)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket
    };
    let silent = connect();
    let mut client = ClientConnection::new(config, "localhost".try_into().unwrap()).unwrap();
    let mut shaken = connect();
    while client.is_handshaking() {
        client.complete_io(&mut shaken).unwrap();
    }
    let mut half = connect();
    half.write_all(b"\x16\x03\x01\x02\x00\x01\x00").unwrap();
    for (mut socket, which) in [(silent, "nothing"), (half, "half a handshake"), (shaken, "a handshake")] {
        match socket.read_to_end(&mut Vec::new()) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{which}"),
        }
    }
}

#[test]
fn a_server_on_ipv6_knows_who_asks() {
    let installation = Installation::new();
    let config = fs::read_to_string(installation.beside("kedun.toml")).unwrap();
    fs::write(installation.beside("kedun.toml"), config.replace("127.0.0.1:0", "[::1]:0")).unwrap();
    with_lin(&installation);
    let server = installation.serve();
    let over_ipv6 = |method: &str, path: &str, cookie: &str, body: &str| {
        say(&mut TcpStream::connect(("::1", server.browser.port)).unwrap(), method, path, cookie, body)
    };
    assert_eq!(comes_from(over_ipv6), "::1");
}
